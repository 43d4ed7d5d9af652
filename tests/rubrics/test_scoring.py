"""Levels from evidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.content import load_content
from rubrics.evidence import Depth, Evidence, LedgerEntry, PitfallSeen, Prompting
from rubrics.schema import Level
from rubrics.scoring import HINT_CAP, level_of, weighted_mean

CRITERIA = list(load_content().criteria.values())


def item(depth: int, signal: str = "a", rung: int = 0) -> Evidence:
    prompting = Prompting.HINTED if rung else Prompting.UNPROMPTED
    return Evidence(turn=1, quote="q", criterion="c", signal=signal, depth=Depth(depth), rung=rung, prompting=prompting)


def entry(*evidence: Evidence, unanswered: int = 0) -> LedgerEntry:
    return LedgerEntry(criterion="c", evidence=list(evidence), unanswered=unanswered)


def pitfall(resolved: bool = False) -> PitfallSeen:
    return PitfallSeen(pitfall="p", turn=1, quote="q", resolved=resolved)


@pytest.mark.parametrize(("depth", "level"), [(1, 1), (2, 2), (3, 3), (4, 3)])
def test_depth_sets_the_level_and_one_signal_carries_three_at_most(depth: int, level: int) -> None:
    assert level_of(entry(item(depth))) == level


@pytest.mark.parametrize(
    ("first", "second", "level"), [(4, 2, 4), (4, 4, 4), (4, 1, 3), (3, 3, 3), (3, 4, 4), (2, 2, 2), (1, 1, 1)]
)
def test_four_needs_depth_four_and_a_second_signal_that_is_specific(first: int, second: int, level: int) -> None:
    assert level_of(entry(item(first, "a"), item(second, "b"))) == level


def test_the_same_signal_twice_is_no_second_signal() -> None:
    assert level_of(entry(item(4, "a"), item(4, "a"))) == 3


@pytest.mark.parametrize(("rung", "cap"), [(0, 4), (1, 3), (2, 2), (3, 1)])
def test_a_hint_caps_what_comes_after_it(rung: int, cap: int) -> None:
    assert level_of(entry(item(4, "a", rung), item(4, "b", rung))) == cap


def test_what_came_before_the_hint_is_not_capped() -> None:
    assert level_of(entry(item(3, "a"), item(4, "b", rung=3))) == 3


@pytest.mark.parametrize(("unanswered", "level"), [(0, None), (1, None), (2, 0), (3, 0)])
def test_nothing_shown_is_not_assessed_until_missed(unanswered: int, level: int | None) -> None:
    assert level_of(entry(unanswered=unanswered)) == level


def test_a_miss_does_not_lower_what_was_shown() -> None:
    assert level_of(entry(item(2), unanswered=2)) == 2


def test_an_uncorrected_pitfall_takes_one_level_once() -> None:
    assert level_of(entry(item(3)), [pitfall()]) == 2
    assert level_of(entry(item(3)), [pitfall(), pitfall()]) == 2
    assert level_of(entry(item(3)), [pitfall(resolved=True)]) == 3
    assert level_of(entry(item(1)), [pitfall()]) == 0


def test_a_pitfall_alone_is_a_zero_and_a_corrected_one_nothing() -> None:
    assert level_of(entry(), [pitfall()]) == 0
    assert level_of(entry(), [pitfall(resolved=True)]) is None


ITEMS = st.builds(item, st.integers(1, 4), st.sampled_from("abc"), st.integers(0, 3))
SEEN = st.lists(st.builds(pitfall, st.booleans()), max_size=3)
LEVELS: st.SearchStrategy[Level | None] = st.sampled_from([None, 0, 1, 2, 3, 4])


@given(st.lists(ITEMS, max_size=6), st.integers(0, 4))
def test_no_level_if_and_only_if_nothing_was_shown_nor_missed(evidence: list[Evidence], unanswered: int) -> None:
    level = level_of(entry(*evidence, unanswered=unanswered))
    assert (level is None) == (not evidence and unanswered < 2)
    assert level is None or 0 <= level <= 4


@given(st.lists(ITEMS, min_size=1, max_size=6), ITEMS, SEEN)
def test_more_evidence_never_lowers_a_level(evidence: list[Evidence], more: Evidence, seen: list[PitfallSeen]) -> None:
    before, after = level_of(entry(*evidence), seen), level_of(entry(*evidence, more), seen)
    assert before is not None and after is not None and after >= before


@given(st.lists(ITEMS, min_size=1, max_size=8), SEEN)
def test_hint_caps_are_never_exceeded(evidence: list[Evidence], seen: list[PitfallSeen]) -> None:
    level = level_of(entry(*evidence), seen)
    assert level is not None and level <= max(HINT_CAP[e.rung] for e in evidence)


@given(st.lists(ITEMS, min_size=1, max_size=6), SEEN)
def test_a_pitfall_never_raises_a_level(evidence: list[Evidence], seen: list[PitfallSeen]) -> None:
    with_pitfalls, without = level_of(entry(*evidence), seen), level_of(entry(*evidence))
    assert with_pitfalls is not None and without is not None and without - 1 <= with_pitfalls <= without


@given(st.lists(ITEMS, max_size=6))
def test_the_order_of_the_evidence_does_not_matter(evidence: list[Evidence]) -> None:
    assert level_of(entry(*evidence)) == level_of(entry(*reversed(evidence)))


@given(st.lists(st.tuples(st.sampled_from(CRITERIA), LEVELS), max_size=20))
def test_the_weighted_mean_is_within_bounds(pairs: list[tuple[object, Level | None]]) -> None:
    mean = weighted_mean(pairs)  # type: ignore[arg-type]
    levels = [level for _, level in pairs if level is not None]
    if not levels:
        assert mean is None
    else:
        assert mean is not None and min(levels) - 1e-9 <= mean <= max(levels) + 1e-9


def test_the_weighted_mean_weighs_and_leaves_out_what_was_not_assessed() -> None:
    heavy = next(c for c in CRITERIA if c.weight == 3)
    light = next(c for c in CRITERIA if c.weight == 1)
    assert weighted_mean([(heavy, 4), (light, 0)]) == 3.0
    assert weighted_mean([(heavy, 4), (light, None)]) == 4.0
