"""The mind behind an interview: reads a turn, and words a move. Two examiners run behind this protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from agent.policy.plan import Plan
from agent.state import Assessment, Interview, ModelCall, Move, Source
from rubrics.evidence import Ledger, PitfallSeen

Write = Callable[[str], None]
Done = Callable[[int, int], None]  # phases graded, of how many


class Utterance(NamedTuple):
    """What was said, and by which examiner; or, with nothing said, `misread`: how the turn is to be read instead."""

    text: str
    phrases_used: list[str]
    by: str
    call: ModelCall | None = None
    misread: Assessment | None = None


class Used(NamedTuple):
    """What a session has asked of its model so far. `money` is an estimate; None where no price is known."""

    tokens_in: int
    tokens_out: int
    money: float | None


class Grading(NamedTuple):
    """Levels in place of those kept during the interview."""

    ledger: Ledger
    pitfalls: list[PitfallSeen]
    graders: dict[str, str]  # phase id to the examiner's name
    notes: list[str]
    why: str = ""  # the first trouble, where phases could not be graded


class Examiner(Protocol):
    name: str

    def prepare(self, plan: Plan) -> None:
        """Loads what the first turn will need; may be called from another thread, and is never necessary."""
        ...

    def assess(self, state: Interview, plan: Plan) -> Assessment:
        """Reads `state.input`, which stands as the last turn of the transcript."""
        ...

    def speak(self, state: Interview, plan: Plan, move: Move, sources: Sequence[Source], write: Write) -> Utterance:
        """Says the move, piece by piece through `write`."""
        ...

    def grade(self, state: Interview, plan: Plan) -> Grading | None:
        """A grading of the whole interview; None where the ledger already is one."""
        ...
