"""Grades as the feedback page shows them: progress, a table of several, and notes in the words of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from agent.grading.grade import Grade
from agent.grading.question import UNKNOWN
from rubrics.words import DECISIONS
from ui.escape import in_html
from ui.tables import table

COLUMNS = ("Transcript", "Verdict", "Score", "Question", "Candidate")
COMMAND_LINE = {  # what notes say to a user of the command line → to one of the page
    "with --candidate NAME": "in the field for the candidate's name",
    "Name one with --question": "Choose one under Question",
}


@dataclass(frozen=True)
class Outcome:
    """What became of a transcript: its grade, or one sentence why there is none."""

    name: str
    grade: Grade | None = None
    error: str = ""
    data: bytes = b""  # of a graded transcript: it may be graded again


def progress(name: str, done: int, of: int) -> Any:
    count = f" ({done + 1} of {of})" if of > 1 else ""
    value = f' value="{done}" max="{of}"' if of > 1 else ""
    text = f'<p role="status">Reading {in_html(name)}{count} …</p><progress{value} aria-label="Progress"></progress>'
    return gr.update(value=text, visible=True)


def size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{max(1, round(count / 1000))} kB"


def summary(outcomes: Sequence[Outcome]) -> str:
    graded = sum(o.grade is not None for o in outcomes)
    rows = [[in_html(o.name), *_cells(o)] for o in outcomes]
    return f'<h2 role="status">{graded} of {len(outcomes)} graded</h2>{table(COLUMNS, rows, "Grades")}'


def _cells(outcome: Outcome) -> list[str]:
    if outcome.grade is None:
        return [f'<span class="error">{in_html(outcome.error)}</span>']
    grade = outcome.grade
    score = "–" if grade.verdict.score is None else f"{grade.verdict.score:.2f}"
    sure = "" if grade.certainty == 1 else f" <small>{grade.certainty:.0%} sure</small>"
    question = "none of the bank's" if grade.question == UNKNOWN else grade.report.title
    return [DECISIONS[grade.verdict.decision], score, in_html(question), in_html(grade.candidate) + sure]


def for_the_page(grade: Grade) -> Grade:
    """With notes that name what the page has."""
    notes = list(grade.report.notes)
    for option, field in COMMAND_LINE.items():
        notes = [note.replace(option, field) for note in notes]
    return grade.model_copy(update={"report": grade.report.model_copy(update={"notes": notes})})
