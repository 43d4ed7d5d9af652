"""The verdict: bars, floors and the rule of incompleteness."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.content import load_content
from rubrics.schema import Level
from rubrics.verdict import BARS, CORE, MIN_CRITERIA, Decision, Seniority, decide_verdict

ALL = load_content().criteria
TWELVE = {key: ALL[key] for key in list(ALL)[:12]}
ORDER = [Decision.STRONG_NO_HIRE, Decision.NO_HIRE, Decision.HIRE, Decision.STRONG_HIRE]
LEVELS: st.SearchStrategy[Level | None] = st.sampled_from([None, 0, 1, 2, 3, 4])


def even(level: Level | None) -> dict[str, Level | None]:
    return dict.fromkeys(TWELVE, level)


@pytest.mark.parametrize(
    ("seniority", "decisions"),
    [
        (Seniority.MID, "strong_no_hire no_hire hire strong_hire strong_hire"),
        (Seniority.SENIOR, "strong_no_hire strong_no_hire hire strong_hire strong_hire"),
        (Seniority.STAFF, "strong_no_hire strong_no_hire no_hire hire strong_hire"),
    ],
)
def test_the_same_level_everywhere(seniority: Seniority, decisions: str) -> None:
    levels: list[Level] = [0, 1, 2, 3, 4]
    found = [decide_verdict(TWELVE, even(level), seniority) for level in levels]
    assert [v.decision.value for v in found] == decisions.split()
    assert [v.score for v in found] == [0, 1, 2, 3, 4]


def test_bars_rise_with_seniority_and_decision() -> None:
    bars = [BARS[s] for s in (Seniority.MID, Seniority.SENIOR, Seniority.STAFF)]
    for bar in bars:
        assert 0 < bar.no_hire < bar.hire < bar.strong_hire < 4
    for name in ("no_hire", "hire", "strong_hire"):
        values = [getattr(bar, name) for bar in bars]
        assert values == sorted(values) and len(set(values)) == 3


def test_a_score_at_a_bar_is_above_it() -> None:
    assert decide_verdict(TWELVE, even(2), Seniority.SENIOR).decision == Decision.HIRE
    levels = even(2)
    levels[next(iter(TWELVE))] = 1
    assert decide_verdict(TWELVE, levels, Seniority.SENIOR).decision == Decision.NO_HIRE


def test_nothing_assessed_is_incomplete() -> None:
    verdict = decide_verdict(TWELVE, even(None), Seniority.SENIOR)
    assert (verdict.decision, verdict.score, verdict.coverage) == (Decision.INCOMPLETE, None, 0)


def test_too_few_criteria_are_incomplete_however_good() -> None:
    few = dict.fromkeys(list(TWELVE)[: MIN_CRITERIA - 1], 4)
    assert decide_verdict(TWELVE, few, Seniority.MID).decision == Decision.INCOMPLETE
    enough = dict.fromkeys(list(TWELVE)[:MIN_CRITERIA], 4)
    assert decide_verdict(TWELVE, enough, Seniority.MID).decision == Decision.STRONG_HIRE


def test_too_little_of_the_weight_is_incomplete() -> None:
    verdict = decide_verdict(ALL, dict.fromkeys(list(ALL)[:12], 4), Seniority.MID)
    assert verdict.decision == Decision.INCOMPLETE and verdict.coverage < 0.35
    assert "35%" in verdict.reason


@pytest.mark.parametrize("core", CORE)
def test_a_hire_needs_a_floor_in_each_core_competency(core: str) -> None:
    levels: dict[str, Level | None] = {key: 0 if c.competency == core else 4 for key, c in ALL.items()}
    verdict = decide_verdict(ALL, levels, Seniority.MID)
    assert verdict.score is not None and verdict.score >= BARS[Seniority.MID].hire
    assert verdict.decision == Decision.NO_HIRE and core.replace("_", " ") in verdict.reason
    lowest = next(key for key, c in ALL.items() if c.competency == core)
    lifted: dict[str, Level | None] = {key: 1 if c.competency == core else 4 for key, c in ALL.items()}
    assert decide_verdict(ALL, lifted, Seniority.MID).decision in (Decision.HIRE, Decision.STRONG_HIRE)
    assert decide_verdict(ALL, lifted | {lowest: 0}, Seniority.MID).decision == Decision.NO_HIRE
    unseen: dict[str, Level | None] = {key: None if c.competency == core else 4 for key, c in ALL.items()}
    assert decide_verdict(ALL, unseen, Seniority.MID).decision == Decision.STRONG_HIRE


@pytest.mark.parametrize(("mistakes", "decision"), [(0, "strong_hire"), (2, "strong_hire"), (3, "no_hire")])
def test_many_standing_mistakes_are_no_hire(mistakes: int, decision: str) -> None:
    assert decide_verdict(TWELVE, even(4), Seniority.STAFF, mistakes).decision == decision


def test_an_unknown_criterion_counts_for_nothing() -> None:
    assert decide_verdict(TWELVE, even(2) | {"made-up": 4}, Seniority.MID).score == 2.0


@given(st.lists(LEVELS, min_size=12, max_size=12), st.sampled_from(list(Seniority)), st.integers(0, 11))
def test_a_higher_level_never_makes_the_verdict_worse(
    values: list[Level | None], seniority: Seniority, position: int
) -> None:
    levels = dict(zip(TWELVE, values, strict=True))
    key = list(TWELVE)[position]
    old = levels[key]
    if old is None or old == 4:
        return
    raised = levels | {key: [1, 2, 3, 4][old]}
    before = decide_verdict(TWELVE, levels, seniority)
    after = decide_verdict(TWELVE, raised, seniority)  # type: ignore[arg-type]
    if before.decision == Decision.INCOMPLETE:
        assert after.decision == Decision.INCOMPLETE
    else:
        assert ORDER.index(after.decision) >= ORDER.index(before.decision)


@given(st.lists(LEVELS, min_size=12, max_size=12))
def test_a_verdict_is_never_kinder_to_a_senior_than_to_a_junior(values: list[Level | None]) -> None:
    levels = dict(zip(TWELVE, values, strict=True))
    mid, senior, staff = (decide_verdict(TWELVE, levels, s).decision for s in Seniority)
    if mid != Decision.INCOMPLETE:
        assert ORDER.index(mid) >= ORDER.index(senior) >= ORDER.index(staff)
