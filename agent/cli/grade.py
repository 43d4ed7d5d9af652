"""`greenroom grade`: rubric feedback on transcripts of interviews held elsewhere."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress
from rich.table import Table

from agent.cli.opening import ContentOption, stderr, stdout, the_content
from agent.content import DEFAULT_TEMPLATE
from agent.examiner.choice import ExaminerChoice, chosen
from agent.problem import Problem
from agent.settings import ModelSettings, settings
from agent.workers import Engine
from rubrics.verdict import NAMES, Seniority

if TYPE_CHECKING:
    from agent.grading.batch import Job, Row
    from agent.grading.grade import GradeOptions


class Format(StrEnum):
    TERMINAL = "terminal"
    MD = "md"
    HTML = "html"
    JSON = "json"
    PDF = "pdf"


def grade(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Transcripts, or folders of them.")],
    question: Annotated[str | None, typer.Option(help="The question's id. [recognised]")] = None,
    template: Annotated[str, typer.Option(help="The template to grade by.")] = DEFAULT_TEMPLATE,
    level: Annotated[Seniority, typer.Option(help="The level interviewed for.")] = Seniority.SENIOR,
    examiner: Annotated[
        ExaminerChoice, typer.Option(help="Who grades; auto: the model where one is configured.")
    ] = ExaminerChoice.AUTO,
    rubric: Annotated[Path | None, typer.Option(metavar="FILE", help="Your own rubric, for rows of answers.")] = None,
    candidate: Annotated[str | None, typer.Option(metavar="NAME", help="Who the candidate is. [found out]")] = None,
    format: Annotated[Format, typer.Option(help="How the report is written.")] = Format.TERMINAL,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="OUT", help="A file; a folder for many.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, max=64, help="Files graded side by side. [1; on Ray, its processors]")
    ] = None,
    engine: Annotated[Engine, typer.Option(help="Where many are graded: on this machine, or on Ray.")] = Engine.LOCAL,
    address: Annotated[str, typer.Option(help="Of a Ray cluster. [Ray on this machine]")] = "",
    content: ContentOption = None,
) -> None:
    """Grade transcripts against the rubric, or answers against a rubric of your own."""
    from agent.grading.batch import run, transcripts_in

    if rubric is not None:
        from agent.cli.answers import grade_answers

        return grade_answers(rubric, files, format == Format.JSON, output)
    found = transcripts_in(files)
    missing = next((path for path in files if not path.exists()), None)
    if missing is not None and len(files) == 1:
        raise Problem(f"{missing}: no such file or folder")
    if not found:
        raise Problem(f"{files[0]}: there are no transcripts in this folder")
    from agent.grading.grade import GradeOptions

    by = chosen(examiner, ModelSettings())
    options = GradeOptions(question=question, template=template, level=level, examiner=by)
    the_content(content)  # a mistake in it is said once, not per file
    if len(found) == 1 and not files[0].is_dir():
        return _one(found[0], options, candidate, format, output, content)
    _many(
        found,
        options,
        candidate,
        format,
        output,
        content,
        lambda work, folder: run(work, folder, jobs, engine, address),
    )


def _one(
    path: Path, options: GradeOptions, candidate: str | None, format: Format, output: Path | None, folder: Path | None
) -> None:
    from agent.export import check_writable
    from agent.grading.grade import grade as grade_transcript
    from agent.grading.output import as_terminal, write_grade
    from agent.transcript import read_transcript

    if output is not None and not output.is_dir():
        check_writable(output)
    transcript = read_transcript(path, candidate)
    content = the_content(folder)
    found = grade_transcript(transcript, content, settings().home, options)
    if format == Format.TERMINAL and output is None:
        as_terminal(found, content, stdout())
        return
    suffix = "md" if format == Format.TERMINAL else format.value
    if output is None and format == Format.PDF:
        output = Path(f"{path.stem}.pdf")
    target = output / f"{path.stem}.{suffix}" if output is not None and output.is_dir() else output or Path("-")
    write_grade(found, content, target, suffix)
    if str(target) != "-":
        stderr().print(f"The report is in {target}", markup=False, soft_wrap=True)


def _many(
    found: list[Path],
    options: GradeOptions,
    candidate: str | None,
    format: Format,
    output: Path | None,
    content: Path | None,
    graded: Callable[[list[Job], Path], Iterator[Row]],
) -> None:
    """One report each, a summary, exit code 2 when a file could not be graded."""
    from agent.grading.batch import Job

    folder = output or Path("greenroom-reports")
    if folder.is_file():
        raise Problem(f"{folder}: many transcripts need a folder for their reports, and this is a file")
    folder.mkdir(parents=True, exist_ok=True)
    suffix = "md" if format == Format.TERMINAL else format.value
    root = Path(os.path.commonpath([path.resolve().parent for path in found]))
    jobs = [
        Job(
            file=path,
            report=folder / _report_name(path, root, suffix),
            content=content or settings().content,
            home=settings().home,
            candidate=candidate,
            options=options,
        )
        for path in found
    ]
    rows: list[Row] = []
    console = stderr()
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("Grading", total=len(jobs))
        for row in graded(jobs, folder):
            rows.append(row)
            bar.advance(task)
            if row.error:
                console.print(f"{row.error}", markup=False, soft_wrap=True)
    _summary(sorted(rows, key=lambda r: r.file), folder)
    if any(row.error for row in rows):
        raise typer.Exit(2)


def _report_name(path: Path, root: Path, suffix: str) -> str:
    """The file's own name with its folders in it, so that two files never share a report."""
    inside = path.resolve().relative_to(root)
    return "-".join(inside.parts) + f".{suffix}"


def _summary(rows: list[Row], folder: Path) -> None:
    console = stdout()
    if not console.is_terminal:
        for row in rows:
            score = "" if row.score is None else f"{row.score:.2f}"
            fields = (row.file, row.decision or "error", score, row.question or "", row.report or row.error or "")
            console.print("\t".join(fields), markup=False, soft_wrap=True)
        return
    table = Table("Transcript", "Verdict", "Score", "Question", "Candidate sure")
    for row in rows:
        score = "" if row.score is None else f"{row.score:.2f}"
        verdict = NAMES[row.decision] if row.decision else "could not be graded"
        table.add_row(
            Path(row.file).name, verdict, score, row.question or "", f"{row.certainty:.0%}" if row.certainty else ""
        )
    console.print(table)
    graded = sum(row.error is None for row in rows)
    console.print(f"{graded} of {len(rows)} graded; the reports are in {folder}", markup=False, soft_wrap=True)
