"""The report as Markdown: all of it is there, and nothing a candidate says can change its shape."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.markdown import Markdown

from rubrics.evidence import Depth, Evidence, PitfallSeen, Prompting
from rubrics.render import report_markdown
from rubrics.report import (
    CompetencyRow,
    CriterionRow,
    Improvement,
    KeyPointRow,
    PhaseRow,
    PitfallRow,
    Report,
)
from rubrics.verdict import Decision, Seniority, Verdict
from rubrics.words import DECISIONS


def criterion(name: str = "Target", quote: str = "the label is a finished watch", **changes: object) -> CriterionRow:
    evidence = Evidence(
        turn=3, quote=quote, criterion="target", signal="s", depth=Depth.SPECIFIC, prompting=Prompting.PROMPTED
    )
    row = CriterionRow(
        criterion="target",
        name=name,
        group="framing",
        competency="problem_formulation",
        weight=2,
        level=2,
        status="shown",
        asked=1,
        hint_rung=0,
        evidence=[evidence],
        reason="Answered when asked.",
        next_level="Says why.",
        read=["framing#target"],
    )
    return row.model_copy(update=changes)


def report(*criteria: CriterionRow, quote: str = "use accuracy", **changes: object) -> Report:
    seen = PitfallSeen(pitfall="accuracy", turn=5, quote=quote, challenged=True)
    made = Report(
        question="card-fraud",
        title="Card fraud",
        template="six-steps",
        verdict=Verdict(decision=Decision.HIRE, level=Seniority.SENIOR, score=2.1, coverage=0.6, reason="At the bar."),
        phases=[
            PhaseRow(
                phase="framing",
                title="ML problem",
                minutes_planned=7,
                minutes_spent=6.5,
                reached=True,
                score=2.0,
                criteria=list(criteria),
            ),
            PhaseRow(
                phase="serving",
                title="Serving",
                minutes_planned=8,
                minutes_spent=0,
                reached=False,
                score=None,
                criteria=[],
            ),
        ],
        competencies=[CompetencyRow(competency="system_thinking", score=None, assessed=0, of=4)],
        pitfalls=[PitfallRow(pitfall="accuracy", name="Accuracy", criterion="metrics", why="It misleads.", seen=seen)],
        key_points=[
            KeyPointRow(key_point="a", criterion="target", point="Labels arrive late", shown=True),
            KeyPointRow(key_point="b", criterion="target", point="Costs differ", shown=False),
        ],
        improvements=[Improvement(criterion="target", name="Target", advice="Say why.", read=["framing#target"])],
        hints_used=1,
        facts_asked=3,
        facts_in_all=12,
        notes=["The candidate ended the interview early."],
        summary="Solid.",
    )
    return made.model_copy(update=changes)


def test_everything_a_reader_needs_is_there() -> None:
    text = report_markdown(report(criterion()))
    for needed in (
        "# Interview report: Card fraud",
        "**Hire: 2.1 of 4; the bar for a hire at senior level is 2, for a strong hire 2.8.**",
        "The score rests on 60% of the criteria by their weight",
        "1 hint used; asked for 3 of the 12 facts the interviewer knows.",
        "1. **Target.** Say why. Read: `framing#target`.",
        "| ML problem | 6.5 of 7 | 2.00 |",
        "| Serving | 0 of 8 | not reached |",
        "| System thinking | not assessed | 0 of 4 |",
        "### Target: 2 of 4 (shown)",
        "> “the label is a finished watch” (turn 3, prompted)",
        "*Next level:* Says why.",
        "- **Accuracy** (turn 5, challenged: “use accuracy”). It misleads.",
        "## Key points of this question (1 of 2 shown)",
        "- [x] Labels arrive late",
        "- [ ] Costs differ",
        "- The candidate ended the interview early.",
    ):
        assert needed in text, needed
    assert text.endswith("\n") and not text.endswith("\n\n")


def test_sections_are_called_by_their_names() -> None:
    text = report_markdown(report(criterion()), {"framing#target": "Framing: the target"})
    assert "Read: Framing: the target." in text
    assert "framing#target" not in text


@pytest.mark.parametrize("decision", list(Decision))
def test_every_decision_has_a_name(decision: Decision) -> None:
    score = None if decision == Decision.INCOMPLETE else 1.0
    verdict = Verdict(decision=decision, level=Seniority.MID, score=score, coverage=0, reason="None.")
    text = report_markdown(report(verdict=verdict))
    without = "**No verdict at mid level: none.**"
    assert (without if decision == Decision.INCOMPLETE else f"**{DECISIONS[decision]}: 1.0 of 4") in text


def test_what_was_never_asked_is_left_out_and_hints_are_named() -> None:
    silent = criterion("Never asked", level=None, evidence=[], asked=0)
    hinted = Evidence(
        turn=7,
        quote="late labels",
        criterion="t",
        signal="s",
        depth=Depth.SPECIFIC,
        prompting=Prompting.HINTED,
        rung=2,
    )
    text = report_markdown(report(silent, criterion(hint_rung=2, status="shown after a hint", evidence=[hinted])))
    assert "Never asked" not in text
    assert "(shown after a hint, hint on rung 2)" in text
    assert "(turn 7, hinted, rung 2)" in text


def test_an_empty_report_is_short_and_whole() -> None:
    text = report_markdown(report(pitfalls=[], key_points=[], improvements=[], notes=[]))
    assert "## Pitfalls" not in text and "## Notes" not in text and "## What to work on" not in text


@given(st.text(min_size=1, max_size=200))
def test_what_a_candidate_says_stays_one_line_of_plain_text(said: str) -> None:
    usual = report_markdown(report(criterion()))
    text = report_markdown(report(criterion(quote=said), quote=said))
    assert len(text.split("\n")) == len(usual.split("\n"))
    assert re.findall(r"^#+", text, re.MULTILINE) == re.findall(r"^#+", usual, re.MULTILINE)
    quoted = next(line for line in text.split("\n") if line.startswith("> “"))
    assert not re.search(r"(?<!\\)(?:\\\\)*[<>`*\[\]|]", quoted[3:])


def test_markup_in_a_quote_is_shown_as_it_was_said() -> None:
    said = "<b>use</b> `user_id` * 2 [here](http://x) | # not a heading"
    console = Console(width=200)
    with console.capture() as capture:
        console.print(Markdown(report_markdown(report(criterion(quote=said)))))
    assert said in capture.get()
