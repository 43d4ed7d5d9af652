"""Writing a grade out: terminal, Markdown, HTML, JSON, PDF."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from agent.content import Content
from agent.export import write_whole
from agent.grading.grade import Grade
from agent.sections import section_names
from rubrics.render import report_markdown

if TYPE_CHECKING:
    from rich.console import Console


def as_text(grade: Grade, content: Content, suffix: str) -> str:
    """The text of a report in `md`, `html` or `json`."""
    if suffix == "json":
        return grade.model_dump_json(indent=2) + "\n"
    if suffix == "html":
        from agent.grading.page import grade_page

        return grade_page(grade, content)
    return f"*{_about(grade)}*\n\n" + report_markdown(grade.report, section_names(content))


def write_grade(grade: Grade, content: Content, path: Path, suffix: str) -> None:
    """Into a file as a whole, or to standard output for `-`."""
    if suffix != "pdf":
        write_whole(path, as_text(grade, content, suffix))
        return
    from agent.grading.paper import write_pdf

    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        write_pdf(as_text(grade, content, "md"), partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def as_terminal(grade: Grade, content: Content, console: Console) -> None:
    from rich.markdown import Markdown

    console.print(_about(grade), style="dim", markup=False)
    console.print(Markdown(report_markdown(grade.report, section_names(content))))


def _about(grade: Grade) -> str:
    sure = "" if grade.certainty == 1 else f" ({grade.certainty:.0%} sure)"
    return f"{grade.source} · candidate {grade.candidate}{sure} · question {grade.question} · {grade.level} level"
