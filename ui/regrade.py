"""Grade again with the other examiner: the button below a report, its progress, and both grades side by side."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, NamedTuple, TypeVar

import gradio as gr

from agent.examiner.base import Done
from agent.examiner.choice import NoModel
from agent.grading.grade import Grade
from agent.regrade import CannotRegrade, other_examiner
from agent.settings import ModelSettings
from agent.state import ExaminerName
from ui.escape import in_html

T = TypeVar("T")
LABELS = {
    ExaminerName.LLM: "Grade again with the language model",
    ExaminerName.EMBEDDED: "Grade again with the embedded examiner",
}
NO_MODEL = (
    "A language model can grade this too: set OPENAI_API_KEY or OPENAI_BASE_URL (or GREENROOM_PRESET) "
    "and start Greenroom again."
)
FAILED = "The second grade could not be made; your report is unchanged. Please try again."
TICK = 0.5  # seconds between looks at the progress
log = logging.getLogger("greenroom.ui")


class _Step(NamedTuple):
    """Phases graded, of how many."""

    done: int
    of: int


@dataclass(frozen=True)
class Again:
    row: Any
    button: Any
    status: Any

    @property
    def shown(self) -> list[Any]:
        return [self.row, self.button, self.status]


def lay_out() -> Again:
    with gr.Row(visible=False, elem_classes="again") as row:
        button = gr.Button("", size="sm", min_width=260, scale=0)
        status = gr.HTML(min_width=240, scale=1)
    return Again(row, button, status)


def offered(again: Again, grade: Grade | None) -> dict[Any, Any]:
    """The button where there is no second grade and somebody to give one; else how to get somebody, or nothing."""
    missing = grade is not None and (grade.regrade is None or "embedded" in grade.regrade.graders.values())
    examiner = other_examiner(grade.graders) if grade else ExaminerName.EMBEDDED
    possible = examiner == ExaminerName.EMBEDDED or ModelSettings().configured
    return {
        again.row: gr.update(visible=missing),
        again.button: gr.update(value=LABELS[examiner], visible=missing and possible, interactive=True),
        again.status: said("" if possible else NO_MODEL),
    }


def watched(
    again: Again, work: Callable[[Done], T], finished: Callable[[T], dict[Any, Any]]
) -> Iterator[dict[Any, Any]]:
    """Does the work in a thread that outlives a closed page; its progress, then what it came to."""
    heard: SimpleQueue[_Step | T | Exception] = SimpleQueue()

    def run() -> None:
        try:
            heard.put(work(lambda done, of: heard.put(_Step(done, of))))
        except Exception as error:
            heard.put(error)

    yield {again.button: gr.update(interactive=False), again.status: _progress(0, 0)}
    Thread(target=run, name="regrade", daemon=True).start()
    while True:
        try:
            found = heard.get(timeout=TICK)
        except Empty:
            continue
        if isinstance(found, _Step):
            yield {again.status: _progress(*found)}
            continue
        yield _failed(again, found) if isinstance(found, Exception) else finished(found)
        return


def _failed(again: Again, error: Exception) -> dict[Any, Any]:
    known = isinstance(error, CannotRegrade | NoModel)
    if not known:
        log.error("regrade failed", exc_info=error)
    sentence = NO_MODEL if isinstance(error, NoModel) else str(error) if known else FAILED
    return {again.button: gr.update(interactive=True), again.status: said(sentence)}


def said(text: str) -> Any:
    return gr.update(value=f'<p role="status" class="quiet">{in_html(text)}</p>' if text else "")


def _progress(done: int, of: int) -> Any:
    value = f' value="{done}" max="{of}"' if of else ""
    words = f"{done} of {of} phases graded" if of else "Grading again"
    return gr.update(
        value=f'<p role="status">{words} …</p><progress{value} aria-label="Progress of the second grade"></progress>'
    )
