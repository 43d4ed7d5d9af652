"""`greenroom grade --rubric`: answers to any question against a rubric of the user's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.progress import track
from rich.table import Table

from agent.cli.opening import stderr, stdout
from agent.problem import Problem


def grade_answers(rubric: Path, files: Sequence[Path], as_json: bool, output: Path | None) -> None:
    """One row each: JSON lines into a file, or for `--format json` and when piped; otherwise a table."""
    from agent.export import check_writable, write_whole
    from agent.grading.answers import grade_answer, read_answers, read_rubric

    found = read_rubric(rubric)
    if output is not None:
        if output.is_dir():
            raise Problem(f"{output}: this is a folder; name a file to write the graded rows to")
        check_writable(output)
    rows = [row for path in files for row in read_answers(path)]
    console = stderr()
    graded = [
        grade_answer(found, row)
        for row in track(rows, "Grading", console=console, transient=True, disable=not console.is_terminal)
    ]
    if output is not None or as_json or not stdout().is_terminal:
        write_whole(output or Path("-"), "".join(row.model_dump_json() + "\n" for row in graded))
        return
    table = Table("Answer", *(c.name for c in found.criteria), "Points", "Share", title=found.title)
    for row in graded:
        cells = [f"{c.points:g} of {c.of:g}" for c in row.criteria]
        table.add_row(row.id, *cells, f"{row.points:g} of {row.of:g}", f"{row.normalised:.0%}")
    stdout().print(table)
