"""`greenroom report`: the report of an interview held here, read again or written to a file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agent.cli.opening import ContentOption, open_service, stderr, stdout
from agent.problem import Problem

if TYPE_CHECKING:
    from agent.service import InterviewService


class FileFormat(StrEnum):
    MD = "md"
    HTML = "html"
    JSON = "json"
    PDF = "pdf"


def report(
    session: Annotated[str, typer.Argument(help="The session's id; `greenroom sessions` lists them.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT", help="A file; its ending is the format.")
    ] = None,
    format: Annotated[FileFormat | None, typer.Option(help="Where the ending does not say it.")] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Have the other examiner grade it too; the report then has both.")
    ] = False,
    answers: Annotated[bool, typer.Option("--answers", help="With the worked answer beside what you said.")] = False,
    content: ContentOption = None,
) -> None:
    """Read the report of a finished interview, or write it to a file: Markdown, HTML, JSON or PDF."""
    from agent.export import check_writable
    from agent.grading.grade import grade_of
    from agent.grading.output import as_terminal, write_grade

    suffix = _suffix(output, format)
    if output is not None:
        check_writable(output)
    service = open_service(content)
    if service.view(session).report is None:
        raise Problem(f"this interview is not over yet; `greenroom resume {session}` goes on with it")
    if again:
        _again(service, session)
    grade = grade_of(service.view(session))
    assert grade is not None
    if output is None and format is None:
        as_terminal(grade, service.content, stdout(), answers)
        return
    target = output or Path(f"greenroom-{grade.question}.pdf" if suffix == "pdf" else "-")
    write_grade(grade, service.content, target, suffix, answers)
    if str(target) != "-":
        stderr().print(f"The report is in {target}", markup=False, soft_wrap=True)


def _suffix(output: Path | None, format: FileFormat | None) -> str:
    """As asked for, else as the file's name says, else Markdown."""
    if format is not None:
        return format.value
    ending = output.suffix.lower().removeprefix(".") if output else ""
    if ending and ending not in list(FileFormat):
        raise Problem(
            f"{output}: no format {ending!r}; the endings are {', '.join(FileFormat)}, or name one with --format"
        )
    return ending or "md"


def _again(service: InterviewService, session: str) -> None:
    with stderr().status("Grading again …") as status:
        service.regrade(session, lambda done, of: status.update(f"Grading again: {done} of {of} phases …"))
