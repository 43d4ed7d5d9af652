"""What was seen of a candidate: evidence, and the ledger that keeps it per criterion."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from pydantic import BaseModel, Field

from rubrics.schema import Level

ANSWER = "answer"  # the signal of an answer that shows its criterion as a whole
DRAWN = "board:"  # how the signal of evidence begins that stands on the whiteboard and was not said


class Depth(IntEnum):
    """How far a claim goes."""

    MENTION = 1
    SPECIFIC = 2
    JUSTIFIED = 3
    QUANTIFIED = 4  # or compared with an alternative


class Prompting(StrEnum):
    UNPROMPTED = "unprompted"
    PROMPTED = "prompted"
    HINTED = "hinted"


class Evidence(BaseModel):
    """A verbatim quote from one candidate turn that shows a signal of a criterion."""

    turn: int
    quote: str
    criterion: str
    signal: str = Field(description="signal id, or `key:` and the id of a key point of the question")
    depth: Depth
    prompting: Prompting = Prompting.UNPROMPTED
    rung: int = Field(default=0, ge=0, le=3, description="the hint rung it came after")
    strength: float = Field(default=1.0, description="similarity to the signal, 0 to 1")


class LedgerEntry(BaseModel):
    """All that is known of one criterion so far."""

    criterion: str
    evidence: list[Evidence] = []
    asked: int = 0
    unanswered: int = Field(default=0, description="2 for a question answered with nothing, 1 for one talked past")
    hints: int = Field(default=0, ge=0, le=3, description="the highest rung given")
    level: Level | None = None
    finding: str = Field(default="", description="what a model that graded it says the evidence shows")
    spread: int = Field(default=0, ge=0, description="how far its passes were apart")


class PitfallSeen(BaseModel):
    """A mistake heard in a candidate turn."""

    pitfall: str
    turn: int
    quote: str
    certainty: float = Field(default=1.0, ge=0, le=1, description="0 where it was only just heard as a mistake")
    challenged: bool = False
    resolved: bool = Field(default=False, description="the candidate corrected it after the challenge")


Ledger = dict[str, LedgerEntry]


def verified(evidence: list[Evidence], turns: dict[int, str]) -> list[Evidence]:
    """Only the evidence whose quote stands, word for word, in the candidate turn it names."""
    return [e for e in evidence if e.quote.strip() and e.quote in turns.get(e.turn, "")]


def each_quote_once(evidence: list[Evidence]) -> list[Evidence]:
    """A quote that shows several things stands there once, as the first of them."""
    first: dict[tuple[int, str], Evidence] = {}
    for item in evidence:
        first.setdefault((item.turn, item.quote), item)
    return list(first.values())
