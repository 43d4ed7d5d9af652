"""An interview as a file: what `greenroom chat --json` writes. Its schema is `schemas/interview.schema.json`.

It holds no session id and no time of day: the same script and seed give the same bytes.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Literal

from pydantic import BaseModel, Field

from agent.state import Interview, Move, PhaseClock, Setup, Source, Turn
from rubrics.evidence import Evidence, PitfallSeen
from rubrics.report import Report
from rubrics.schema import Level


class TurnRow(BaseModel):
    """One turn, by either side."""

    id: int
    speaker: Literal["interviewer", "candidate"]
    phase: str
    at: float = Field(description="seconds since the interview began")
    text: str
    action: str = Field(description="say, or the button a candidate used instead of words")
    move: Move | None = Field(description="what the interviewer did; none for the candidate's turns")
    rung: int = Field(ge=0, le=3, description="the rung of a hint; 0 where the turn is no hint")
    criterion: str | None = Field(description="the criterion the turn is aimed at")
    sources: list[Source] = Field(description="the passages the turn rests on")
    examiner: str | None


class LedgerRow(BaseModel):
    """What was seen of one criterion."""

    criterion: str
    level: Level | None = Field(description="none: not assessed")
    asked: int
    unanswered: int
    hints: int = Field(description="the highest rung given")
    evidence: list[Evidence]


class InterviewFile(BaseModel):
    """A whole interview."""

    greenroom: str = Field(description="the version that held the interview")
    setup: Setup
    ended: Literal["", "finished", "by candidate", "script ran out"] = Field(description="empty: still going on")
    turns: list[TurnRow]
    ledger: list[LedgerRow] = Field(description="sorted by criterion")
    facts_revealed: list[str] = Field(description="ids of the question's facts, in the order they were asked for")
    assumptions: list[str]
    pitfalls: list[PitfallSeen]
    phases: list[PhaseClock] = Field(description="the clock: seconds planned and spent in each phase")
    report: Report | None = Field(description="none while the interview is going on")


def interview_file(state: Interview) -> InterviewFile:
    """The file of an interview, finished or not."""
    return InterviewFile(
        greenroom=version("greenroom"),
        setup=state.setup,
        ended=state.ended,
        turns=[_turn_row(turn) for turn in state.turns],
        ledger=[
            LedgerRow(
                criterion=entry.criterion,
                level=entry.level,
                asked=entry.asked,
                unanswered=entry.unanswered,
                hints=entry.hints,
                evidence=entry.evidence,
            )
            for _, entry in sorted(state.ledger.items())
        ],
        facts_revealed=state.facts_revealed,
        assumptions=state.assumptions,
        pitfalls=state.pitfalls,
        phases=state.phases,
        report=state.report,
    )


def interview_json(state: Interview) -> str:
    """The text of the file: model order, indented, ending in a newline."""
    return interview_file(state).model_dump_json(indent=2) + "\n"


def _turn_row(turn: Turn) -> TurnRow:
    return TurnRow(
        id=turn.id,
        speaker=turn.speaker,
        phase=turn.phase,
        at=turn.at,
        text=turn.text,
        action=turn.action,
        move=turn.move,
        rung=turn.move.rung if turn.move else 0,
        criterion=turn.move.criterion if turn.move else None,
        sources=turn.sources,
        examiner=turn.examiner,
    )
