"""The verdict at a level, computed from criterion levels alone."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, Field

from rubrics.schema import Criterion, Level
from rubrics.scoring import weighted_mean


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


BARS = {
    Seniority.MID: Bars(no_hire=0.9, hire=1.7, strong_hire=2.5),
    Seniority.SENIOR: Bars(no_hire=1.1, hire=2.0, strong_hire=2.8),
    Seniority.STAFF: Bars(no_hire=1.4, hire=2.4, strong_hire=3.1),
}
MIN_COVERAGE = 0.35  # the share of rubric weight that must have been assessed before there is a verdict
MIN_CRITERIA = 6
MOST_MISTAKES = 2  # major pitfalls left uncorrected; with more there is no hire
CORE_FLOOR = 1.0  # a hire needs this in problem formulation and in system thinking, where they were assessed
CORE = ("problem_formulation", "system_thinking")


class Verdict(BaseModel):
    """A decision with what it rests on."""

    decision: Decision
    level: Seniority
    score: float | None = Field(description="weighted mean of the assessed criteria, 0–4")
    coverage: float = Field(description="share of the rubric's weight that was assessed, 0–1")
    reason: str


def decide_verdict(
    criteria: Mapping[str, Criterion], levels: Mapping[str, Level | None], seniority: Seniority, mistakes: int = 0
) -> Verdict:
    """The decision for `levels` (by criterion id; None is not assessed) at a seniority.

    `mistakes` is the number of major pitfalls that the candidate did not correct.
    """
    pairs = [(criterion, levels.get(key)) for key, criterion in criteria.items()]
    score = weighted_mean(pairs)
    total = sum(c.weight for c, _ in pairs)
    assessed = [c for c, level in pairs if level is not None]
    coverage = sum(c.weight for c in assessed) / total if total else 0.0
    bars = BARS[seniority]

    def verdict(decision: Decision, reason: str) -> Verdict:
        rounded = None if score is None else round(score, 2)
        return Verdict(decision=decision, level=seniority, score=rounded, coverage=round(coverage, 2), reason=reason)

    if score is None or coverage < MIN_COVERAGE or len(assessed) < MIN_CRITERIA:
        return verdict(
            Decision.INCOMPLETE,
            f"Only {len(assessed)} of {len(pairs)} criteria ({coverage:.0%} of the weight) were seen; "
            f"a verdict needs {MIN_COVERAGE:.0%}.",
        )
    if score < bars.no_hire:
        return verdict(Decision.STRONG_NO_HIRE, f"{score:.2f} is below {bars.no_hire}, the bar for a plain no hire.")
    if score < bars.hire:
        return verdict(Decision.NO_HIRE, f"{score:.2f} is below {bars.hire}, the bar for a hire.")
    if mistakes > MOST_MISTAKES:
        return verdict(
            Decision.NO_HIRE,
            f"{score:.2f} would be a hire, but {mistakes} mistakes were left standing ({MOST_MISTAKES} at most).",
        )
    for competency in CORE:
        mean = weighted_mean((c, level) for c, level in pairs if c.competency == competency)
        if mean is not None and mean < CORE_FLOOR:
            name = competency.replace("_", " ")
            return verdict(
                Decision.NO_HIRE,
                f"{score:.2f} would be a hire, but {name} stands at {mean:.1f}; a hire needs {CORE_FLOOR} there.",
            )
    if score < bars.strong_hire:
        return verdict(Decision.HIRE, f"{score:.2f} is at or above {bars.hire}, the bar for a hire.")
    return verdict(Decision.STRONG_HIRE, f"{score:.2f} is at or above {bars.strong_hire}, the bar for a strong hire.")
