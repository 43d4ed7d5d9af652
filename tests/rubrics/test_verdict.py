"""The verdict: bars, and the rule of incompleteness."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rubrics.verdict import BARS, MIN_SUBJECTS, ORDER, Decision, Seniority, broken_off, decide_verdict
from rubrics.words import verdict_sentence

SCORES = st.floats(0, 4, allow_nan=False)


@pytest.mark.parametrize(
    ("seniority", "decisions"),
    [
        (Seniority.MID, "strong_no_hire no_hire hire strong_hire strong_hire"),
        (Seniority.SENIOR, "strong_no_hire strong_no_hire hire strong_hire strong_hire"),
        (Seniority.STAFF, "strong_no_hire strong_no_hire no_hire hire strong_hire"),
    ],
)
def test_whole_scores(seniority: Seniority, decisions: str) -> None:
    found = [decide_verdict(score, seniority, 8) for score in (0.0, 1.0, 2.0, 3.0, 4.0)]
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
    assert decide_verdict(2.0, Seniority.SENIOR, 8).decision == Decision.HIRE
    assert decide_verdict(1.99, Seniority.SENIOR, 8).decision == Decision.NO_HIRE


def test_nothing_seen_is_incomplete() -> None:
    verdict = decide_verdict(None, Seniority.SENIOR, 0)
    assert (verdict.decision, verdict.score, verdict.chances) == (Decision.INCOMPLETE, None, {})


def test_too_few_subjects_are_incomplete_however_good() -> None:
    verdict = decide_verdict(4.0, Seniority.MID, MIN_SUBJECTS - 1, chances={Decision.HIRE: 1.0})
    assert verdict.decision == Decision.INCOMPLETE and str(MIN_SUBJECTS) in verdict.reason and not verdict.chances
    assert decide_verdict(4.0, Seniority.MID, MIN_SUBJECTS).decision == Decision.STRONG_HIRE


def test_what_was_broken_off_halfway_has_no_verdict() -> None:
    verdict = decide_verdict(3.0, Seniority.SENIOR, 8, chances={Decision.STRONG_HIRE: 1.0})
    early = broken_off(verdict, 3, of=6)
    assert early.decision == Decision.INCOMPLETE and not early.chances and "3 of 6 phases" in early.reason
    assert broken_off(verdict, 4, of=6) == verdict


@given(SCORES, st.sampled_from(Seniority))
def test_the_reason_names_score_and_bar(score: float, seniority: Seniority) -> None:
    verdict = decide_verdict(score, seniority, 8)
    assert f"{score:.2f}" in verdict.reason
    assert any(str(bar) in verdict.reason for bar in BARS[seniority].ascending)


@given(SCORES, SCORES, st.sampled_from(Seniority))
def test_more_never_gives_a_worse_decision(one: float, other: float, seniority: Seniority) -> None:
    low, high = (decide_verdict(s, seniority, 8).decision for s in sorted((one, other)))
    assert ORDER.index(low) <= ORDER.index(high)


@given(SCORES)
def test_seniority_never_makes_it_easier(score: float) -> None:
    mid, senior, staff = (ORDER.index(decide_verdict(score, s, 8).decision) for s in Seniority)
    assert mid >= senior >= staff


@pytest.mark.parametrize(
    ("score", "said"),
    [
        (1.3, "No hire: 1.3 of 4; the bar for a hire at senior level is 2."),
        (1.96, "No hire: 1.96 of 4; the bar for a hire at senior level is 2."),  # 2.0 would look like the bar
        (0.9, "Strong no hire: 0.9 of 4; the bar for a hire at senior level is 2."),
        (2.31, "Hire: 2.3 of 4; the bar for a hire at senior level is 2, for a strong hire 2.8."),
        (3.0, "Strong hire: 3.0 of 4; the bar for a strong hire at senior level is 2.8."),
        (None, "No verdict at senior level: no subject came up; a verdict needs 4."),
    ],
)
def test_a_verdict_is_one_plain_sentence(score: float | None, said: str) -> None:
    assert verdict_sentence(decide_verdict(score, Seniority.SENIOR, 8 if score else 0)) == said
