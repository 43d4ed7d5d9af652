"""An interview as it was held with a simulated candidate: what was said, and the truth behind it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, Field

from agent.state import Move, Source
from evals.candidate import Said
from evals.cells import Cell
from rubrics.report import Report


class HeldTurn(BaseModel):
    """Turns alternate, the interviewer's first, but for feedback that precedes the next phase."""

    speaker: Literal["interviewer", "candidate"]
    text: str
    phase: str = Field(description="empty where the interviewer keeps no phases")
    at: float = Field(description="seconds since the interview began")
    move: Move | None = None
    sources: list[Source] = []
    said: Said | None = Field(default=None, description="the candidate's turns only")


class Cost(BaseModel):
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = Field(default=0.0, description="that the interviewer took, over the whole interview")


class Held(BaseModel):
    cell: Cell
    turns: list[HeldTurn]
    ended: str = Field(default="", description="finished, by candidate, script ran out; empty: it had no end")
    minutes: dict[str, tuple[float, float]] = Field(default={}, description="phase to minutes planned and spent")
    report: Report | None = None
    feedback: str = Field(default="", description="where there is no report: what was said afterwards")
    decision: str | None = None
    score: float | None = Field(default=None, description="0 to 4")
    cost: Cost = Cost()

    @property
    def known(self) -> bool:
        """Whether the truth about the candidate's turns is known; where a model played the candidate, it is not."""
        return any(turn.said for turn in self.turns)

    def exchanges(self) -> Iterator[tuple[int, HeldTurn, HeldTurn | None]]:
        """Each of the interviewer's turns with its number and the candidate's turn before it."""
        before: HeldTurn | None = None
        for number, turn in enumerate(self.turns):
            if turn.speaker == "interviewer":
                yield number, turn, before
            else:
                before = turn

    def said_before(self, number: int) -> list[Said]:
        """The truth about everything the candidate said before a turn."""
        return [turn.said for turn in self.turns[:number] if turn.said]

    def disclosed(self, number: int | None = None) -> dict[str, int]:
        """Criterion to the level of what the candidate said on it, before a turn or in all."""
        levels: dict[str, int] = {}
        for said in self.said_before(len(self.turns) if number is None else number):
            for criterion, level in said.levels.items():
                levels[criterion] = max(level, levels.get(criterion, 0))
        return levels
