"""Two grades side by side."""

from __future__ import annotations

from rubrics.compare import FAR, compare, comparison_markdown, signed
from rubrics.report import GroupRow, Regrade
from tests.rubrics.test_render import criterion, report


def test_the_furthest_apart_come_first_and_what_only_one_saw_last() -> None:
    levels = {"a": (2, 2), "b": (1, 4), "c": (None, 3), "d": (3, 2), "e": (None, None)}
    one, other = (
        report(*(criterion(key.upper(), criterion=key, level=pair[n]) for key, pair in levels.items())) for n in (0, 1)
    )
    found = compare(one, other)
    assert [p.name for p in found.criteria] == ["B", "D", "A", "C"]
    assert [p.apart for p in found.criteria] == [3, -1, 0, None]
    assert [p.name for p in found.criteria if p.far] == ["B"] and FAR == 2
    assert "Both assessed 3 criteria: they agree on 1 and are 2 levels or more apart on 1." in found.words
    assert "1 criterion was assessed by one of them only." in found.words


def test_differences_have_a_sign() -> None:
    assert [signed(n) for n in (2, -1, 0, None)] == ["+2", "\u22121", "0", ""]


def test_the_comparison_as_markdown_holds_both_verdicts_and_subjects() -> None:
    one = report(criterion(), groups=[GroupRow(group="data", level=1, expected=1, rubric_mean=1)])
    other = report(criterion(level=4), groups=[GroupRow(group="data", level=3, expected=3, rubric_mean=3)])
    text = comparison_markdown(one, "embedded examiner", Regrade(examiner="llm", graders={"x": "llm"}, report=other))
    assert "| Verdict | Hire | Hire |" in text and "| Data | 1 | 3 | +2 |" in text and "| Target | 2 | 4 | +2 |" in text
    assert "Second: language model" in text
