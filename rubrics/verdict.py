"""The verdict at a level, computed from a score alone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from itertools import pairwise

from pydantic import BaseModel, Field


class Seniority(StrEnum):
    MID = "mid"
    SENIOR = "senior"
    STAFF = "staff"


class Decision(StrEnum):
    STRONG_NO_HIRE = "strong_no_hire"
    NO_HIRE = "no_hire"
    HIRE = "hire"
    STRONG_HIRE = "strong_hire"
    INCOMPLETE = "incomplete"


class Bars(BaseModel):
    """The least overall score (0–4) for a decision; below `no_hire` it is a strong no hire."""

    no_hire: float
    hire: float
    strong_hire: float

    @property
    def ascending(self) -> tuple[float, float, float]:
        return self.no_hire, self.hire, self.strong_hire


BARS = {
    Seniority.MID: Bars(no_hire=0.9, hire=1.7, strong_hire=2.5),
    Seniority.SENIOR: Bars(no_hire=1.1, hire=2.0, strong_hire=2.8),
    Seniority.STAFF: Bars(no_hire=1.4, hire=2.4, strong_hire=3.1),
}
ORDER = (Decision.STRONG_NO_HIRE, Decision.NO_HIRE, Decision.HIRE, Decision.STRONG_HIRE)
MIN_SUBJECTS = 4  # criterion groups that must have come up before there is a verdict
TOP = 4.0  # the highest score
NAMES = {d: d.value.replace("_", " ") for d in Decision}


def zones(level: Seniority) -> dict[Decision, float]:
    """What share of the scale each decision takes."""
    cuts = [0.0, *BARS[level].ascending, TOP]
    return {d: (high - low) / TOP for d, (low, high) in zip(ORDER, pairwise(cuts), strict=True)}


class Verdict(BaseModel):
    """A decision with what it rests on."""

    decision: Decision
    level: Seniority
    score: float | None = Field(description="0–4, calibrated on labelled transcripts; none where nothing was seen")
    coverage: float = Field(description="share of the rubric's weight that was assessed, 0–1")
    subjects: int = Field(default=0, description="criterion groups that came up or were asked about")
    chances: dict[Decision, float] = Field(default={}, description="how likely each decision is; they add up to 1")
    would_move: list[str] = Field(default=[], description="what would have changed the score most, in sentences")
    reason: str


def decide_verdict(
    score: float | None,
    seniority: Seniority,
    subjects: int,
    coverage: float = 0.0,
    chances: Mapping[Decision, float] | None = None,
) -> Verdict:
    """The decision for a score at a seniority; incomplete where fewer than MIN_SUBJECTS subjects came up."""
    bars = BARS[seniority]
    if score is None or subjects < MIN_SUBJECTS:
        decision = Decision.INCOMPLETE
        came_up = "No subject" if not subjects else "One subject" if subjects == 1 else f"Only {subjects} subjects"
        reason = f"{came_up} came up; a verdict needs {MIN_SUBJECTS}."
    else:
        passed = sum(score >= bar for bar in bars.ascending)
        decision = ORDER[passed]
        bar = bars.ascending[max(0, passed - 1)]
        side = "at or above" if passed else "below"
        meaning = NAMES[ORDER[passed]] if passed else NAMES[Decision.NO_HIRE]
        reason = f"{score:.2f} of 4 is {side} {bar}, the bar for a {meaning} at {seniority} level."
    return Verdict(
        decision=decision,
        level=seniority,
        score=None if score is None else round(score, 2),
        coverage=round(coverage, 2),
        subjects=subjects,
        chances={} if decision == Decision.INCOMPLETE else dict(chances or {}),
        reason=reason,
    )


def broken_off(verdict: Verdict, phases: int, of: int) -> Verdict:
    """That of an interview ended by its candidate: incomplete unless more than half of its phases were opened."""
    if 2 * phases > of or verdict.decision == Decision.INCOMPLETE:
        return verdict
    return _none(verdict, f"Only {phases} of {of} phases were opened; a verdict needs more than half of them.")


def without_verdict(verdict: Verdict) -> Verdict:
    """That of a drill: one criterion says nothing about hiring."""
    return _none(verdict, "A drill is about one criterion and has no verdict.").model_copy(update={"score": None})


def _none(verdict: Verdict, reason: str) -> Verdict:
    update: dict[str, object] = {"decision": Decision.INCOMPLETE, "chances": {}, "would_move": [], "reason": reason}
    return verdict.model_copy(update=update)
