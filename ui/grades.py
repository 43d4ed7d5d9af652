"""Grades as the feedback page shows them: progress, a table of several, one report with its downloads."""

from __future__ import annotations

import logging
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import gradio as gr

from agent.content import Content
from agent.grading.grade import Grade
from agent.grading.output import as_text
from agent.grading.paper import write_pdf
from agent.grading.question import UNKNOWN
from ui.escape import in_html
from ui.report import decision_words

TYPES = {"html": "text/html", "md": "text/markdown", "json": "application/json", "pdf": "application/pdf"}
LABELS = {"html": "HTML", "md": "Markdown", "json": "JSON", "pdf": "PDF"}
COLUMNS = ("Transcript", "Verdict", "Score", "Question", "Candidate")
COMMAND_LINE = {  # what notes say to a user of the command line → to one of the page
    "with --candidate NAME": "in the field for the candidate's name",
    "Name one with --question": "Choose one under Question",
}
BASE = '<base href="about:srcdoc">'  # links to turns stay in the frame
log = logging.getLogger("greenroom.ui")


@dataclass(frozen=True)
class Outcome:
    """What became of a transcript: its grade, or one sentence why there is none."""

    name: str
    grade: Grade | None = None
    error: str = ""


def progress(name: str, done: int, of: int) -> Any:
    count = f" ({done + 1} of {of})" if of > 1 else ""
    value = f' value="{done}" max="{of}"' if of > 1 else ""
    text = f'<p role="status">Reading {in_html(name)}{count} …</p><progress{value} aria-label="Progress"></progress>'
    return gr.update(value=text, visible=True)


def size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{max(1, round(count / 1000))} kB"


def summary(outcomes: Sequence[Outcome]) -> str:
    graded = sum(o.grade is not None for o in outcomes)
    head = "".join(f"<th>{name}</th>" for name in COLUMNS)
    rows = "".join(f"<tr><th>{in_html(o.name)}</th>{_cells(o)}</tr>" for o in outcomes)
    return (
        f'<h2 role="status">{graded} of {len(outcomes)} graded</h2>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def report(grade: Grade, content: Content) -> str:
    """The report as it is downloaded, in a frame of its own, under the links to download it."""
    grade = _for_the_page(grade)
    page = in_html(as_text(grade, content, "html").replace("<head>", f"<head>{BASE}", 1))
    return (
        f'<p class="bar"><span>Download as</span>{_downloads(grade, content)}</p>'
        f'<iframe class="report-page" title="Report on {in_html(grade.source)}" sandbox="allow-same-origin" '
        f'srcdoc="{page}"></iframe>'
    )


def _cells(outcome: Outcome) -> str:
    if outcome.grade is None:
        return f'<td colspan="{len(COLUMNS) - 1}" class="error">{in_html(outcome.error)}</td>'
    grade = outcome.grade
    score = "–" if grade.verdict.score is None else f"{grade.verdict.score:.2f}"
    sure = "" if grade.certainty == 1 else f" <small>{grade.certainty:.0%} sure</small>"
    question = "none of the bank's" if grade.question == UNKNOWN else grade.report.title
    verdict = f'<span class="decision {grade.verdict.decision.value}">{decision_words(grade.verdict.decision)}</span>'
    values = (verdict, score, in_html(question), in_html(grade.candidate) + sure)
    return "".join(f'<td data-name="{c}">{v}</td>' for c, v in zip(COLUMNS[1:], values, strict=True))


def _downloads(grade: Grade, content: Content) -> str:
    """They go from the page itself: no copy of a report stays on the server's disk."""
    files = {suffix: as_text(grade, content, suffix).encode() for suffix in ("html", "md", "json")}
    try:
        files["pdf"] = _pdf(files["md"].decode())
    except Exception:  # the library stumbles over rare text; the other forms are there
        log.exception("no PDF")
    stem = re.sub(r"[^\w.-]+", "-", Path(grade.source).stem).strip("-.") or "transcript"
    return "".join(
        f'<a class="button" download="feedback-{in_html(stem)}.{suffix}" '
        f'href="data:{TYPES[suffix]};base64,{b64encode(data).decode()}">{LABELS[suffix]}</a>'
        for suffix, data in files.items()
    )


def _pdf(markdown: str) -> bytes:
    with TemporaryDirectory(prefix="greenroom-") as folder:
        path = Path(folder) / "report.pdf"
        write_pdf(markdown, path)
        return path.read_bytes()


def _for_the_page(grade: Grade) -> Grade:
    notes = list(grade.report.notes)
    for option, field in COMMAND_LINE.items():
        notes = [note.replace(option, field) for note in notes]
    return grade.model_copy(update={"report": grade.report.model_copy(update={"notes": notes})})
