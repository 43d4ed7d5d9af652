"""The mind behind an interview: reads a turn, and words a move. Two examiners run behind this protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from agent.policy.plan import Plan
from agent.state import Assessment, Interview, Move, Source


class Utterance(NamedTuple):
    text: str
    phrases_used: list[str]


class Examiner(Protocol):
    name: str

    def prepare(self, plan: Plan) -> None:
        """Loads what the first turn will need; may be called from another thread, and is never necessary."""
        ...

    def assess(self, state: Interview, plan: Plan) -> Assessment:
        """Reads `state.input`, which stands as the last turn of the transcript."""
        ...

    def speak(self, state: Interview, plan: Plan, move: Move, sources: Sequence[Source]) -> Utterance:
        """What the interviewer says for the move."""
        ...
