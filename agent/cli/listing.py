"""`greenroom questions`, `templates` and `sessions`: a table in a terminal, plain tab-separated lines in a pipe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from agent.cli.opening import ContentOption, open_service, stdout, the_content
from knowledge.schema import Family


def questions(
    family: Annotated[Family | None, typer.Option(help="Only those of one family.")] = None,
    content: ContentOption = None,
) -> None:
    """List the questions."""
    found = sorted(the_content(content).questions.values(), key=lambda q: (q.family, q.difficulty, q.id))
    rows = [(q.id, q.family.value, str(q.difficulty), q.title) for q in found if family in (None, q.family)]
    listed(["id", "family", "difficulty", "title"], rows)


def templates(content: ContentOption = None) -> None:
    """List the interview templates."""
    found = the_content(content).templates.values()
    rows = [(t.id, f"{t.minutes:g}", t.title, " → ".join(p.id for p in t.phases)) for t in found]
    listed(["id", "minutes", "title", "phases"], rows)


def sessions() -> None:
    """List your interviews, the one used last first."""
    found = open_service().sessions()
    rows = [
        (s.session, s.question, s.level, _minute(s.started), s.phase, "finished" if s.finished else "open")
        for s in found
    ]
    if not rows:
        typer.echo("No interviews yet; `greenroom chat` or `greenroom serve` starts one.", err=True)
        return
    listed(["id", "question", "level", "started", "phase", "finished"], rows)


def listed(columns: Sequence[str], rows: Sequence[Sequence[str]], console: Console | None = None) -> None:
    console = console or stdout()
    if not console.is_terminal:
        for row in rows:
            typer.echo("\t".join(" ".join(cell.split()) for cell in row))
        return
    table = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*row)
    table.columns[0].no_wrap = True
    console.print(table, markup=False)


def _minute(at: datetime) -> str:
    """In local time."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")
