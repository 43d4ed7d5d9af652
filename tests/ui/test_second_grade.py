"""Grade again with the other examiner, as the page offers it, shows its progress and ends it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from agent.content import load_content
from agent.examiner.choice import NoModel
from agent.grading.grade import Grade, GradeOptions, grade
from agent.regrade import CannotRegrade
from agent.transcript import parse_transcript
from rubrics.report import Regrade
from ui.regrade import FAILED, LABELS, NO_MODEL, Again, lay_out, offered, watched
from ui.report import frame

TALK = "Interviewer: Design a spam filter.\nCandidate: I split by time. <script>alert(1)</script> ${1} {{2}}\n"


@pytest.fixture
def again() -> Again:
    with gr.Blocks():
        return lay_out()


@pytest.fixture
def first(home: Path) -> Grade:
    return grade(parse_transcript(TALK, "talk.txt"), load_content(), home, GradeOptions(question="spam-detection"))


@pytest.fixture(autouse=True)
def alone(no_settings_from_outside: None) -> None:
    """No model in the environment."""


def text(update: Any) -> str:
    return str(update.get("value", ""))


def test_a_model_is_offered_where_there_is_one(again: Again, first: Grade, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = offered(again, first)
    assert not shown[again.button]["visible"] and NO_MODEL.split(":")[0] in text(shown[again.status])
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    shown = offered(again, first)
    assert shown[again.button]["visible"] and text(shown[again.button]) == LABELS["llm"]  # type: ignore[index]
    assert text(shown[again.status]) == ""


def test_the_embedded_examiner_is_always_there(again: Again, first: Grade) -> None:
    shown = offered(again, first.model_copy(update={"graders": {"data": "llm"}}))
    assert text(shown[again.button]) == LABELS["embedded"]  # type: ignore[index]


def test_nothing_is_offered_without_a_report_or_with_both_grades(again: Again, first: Grade) -> None:
    both = first.model_copy(update={"regrade": Regrade(examiner="llm", graders={"data": "llm"}, report=first.report)})
    assert not offered(again, None)[again.row]["visible"] and not offered(again, both)[again.row]["visible"]
    assert "The two examiners side by side" in frame(both, load_content())


def test_progress_and_then_both(again: Again) -> None:
    def work(done: Callable[[int, int], None]) -> str:
        done(1, 2)
        done(2, 2)
        return "found"

    *before, last = watched(again, work, lambda found: {"it": found})
    assert before[0][again.button]["interactive"] is False
    assert ["1 of 2" in text(u[again.status]) for u in before] == [False, True, False]
    assert last == {"it": "found"}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (CannotRegrade("The server is <down>."), "The server is &lt;down&gt;."),
        (NoModel(), "OPENAI_BASE_URL"),
        (RuntimeError("secret"), FAILED),
    ],
)
def test_trouble_is_one_sentence_and_can_be_tried_again(again: Again, error: Exception, said: str) -> None:
    def work(_: Callable[[int, int], None]) -> str:
        raise error

    last = list(watched(again, work, lambda _: {}))[-1]
    assert said in text(last[again.status]) and "secret" not in text(last[again.status])
    assert last[again.button]["interactive"] is True


def test_nothing_of_the_page_is_read_as_a_template_or_runs(first: Grade) -> None:
    shown = frame(first, load_content())
    assert "<script" not in shown and "${" not in shown and "{{" not in shown
    assert 'sandbox="allow-same-origin"' in shown
