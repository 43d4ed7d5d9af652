"""Writing a grade out: terminal, Markdown, HTML, JSON, PDF."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from agent.content import Content
from agent.export import write_whole
from agent.grading.excerpts import subjects
from agent.grading.grade import INTERVIEW, Grade
from agent.record import common_mistakes
from agent.sections import section_names
from knowledge.schema import Question
from rubrics.compare import comparison_markdown
from rubrics.render import inline, report_markdown
from rubrics.report import Report
from rubrics.words import graded_by

if TYPE_CHECKING:
    from rich.console import Console


def as_text(grade: Grade, content: Content, suffix: str, answers: bool = False) -> str:
    """The text of a report in `md`, `html` or `json`. The page has the worked answer, to be opened; `answers` puts it
    into Markdown."""
    if suffix == "json":
        return grade.model_dump_json(indent=2) + "\n"
    if suffix == "html":
        from agent.grading.page import grade_page

        return grade_page(grade, content)
    mistakes = common_mistakes(grade.report, content)
    parts = [f"*{about(grade)}*\n", report_markdown(grade.report, section_names(content), mistakes)]
    if grade.regrade:
        parts.append(comparison_markdown(grade.report, _whose(grade), grade.regrade))
    if answers and (question := content.questions.get(grade.question)):
        parts.append(worked_markdown(grade.report, question))
    return "\n".join(parts)


def as_bytes(grade: Grade, content: Content, suffix: str, answers: bool = False) -> bytes:
    """The file of a report in any format: the texts of `as_text`, or `pdf`."""
    if suffix != "pdf":
        return as_text(grade, content, suffix, answers).encode()
    from agent.grading.paper import pdf_of

    return pdf_of(grade, as_text(grade, content, "md", answers))


def write_grade(grade: Grade, content: Content, path: Path, suffix: str, answers: bool = False) -> None:
    """Into a file as a whole, or to standard output for `-`."""
    write_whole(path, as_bytes(grade, content, suffix, answers))


def as_terminal(grade: Grade, content: Content, console: Console, answers: bool = False) -> None:
    from rich.markdown import Markdown

    console.print(Markdown(as_text(grade, content, "md", answers)))


def about(grade: Grade) -> str:
    """Where a report comes from, in one line that is safe as Markdown."""
    if grade.format == INTERVIEW:
        who = grade.source
    else:
        sure = "" if grade.certainty == 1 else f" ({grade.certainty:.0%} sure)"
        who = f"{grade.source} · candidate {grade.candidate}{sure}"
    return inline(f"{who} · question {grade.question} · {grade.level} level · graded by the {_whose(grade)}")


def _whose(grade: Grade) -> str:
    return graded_by(grade.examiner, grade.graders)


def worked_markdown(report: Report, question: Question) -> str:
    """The worked answer by subject, after what the candidate said on it."""
    parts = ["## A worked answer"]
    for subject in subjects(report, question):
        parts.append(f"### {subject.name}")
        parts += [f"> “{inline(quote.text)}” (turn {quote.turn})" for quote in subject.said]
        parts.append(subject.worked)
    return "\n\n".join(parts) + "\n"
