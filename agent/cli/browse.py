"""`greenroom templates` and `greenroom questions`."""

from __future__ import annotations

from typing import Annotated

import typer

from agent.cli.chat import ContentOption
from agent.cli.opening import open_content
from agent.cli.output import print_rows
from knowledge.schema import Family

FamilyOption = Annotated[Family | None, typer.Option(help="Only the questions of this family.")]


def templates(content: ContentOption = None) -> None:
    """List the interview templates."""
    rows = [
        (t.id, f"{t.minutes:g}", t.title, " → ".join(p.id for p in t.phases))
        for t in open_content(content).templates.values()
    ]
    print_rows("Templates", ("id", "minutes", "title", "phases"), rows)


def questions(family: FamilyOption = None, content: ContentOption = None) -> None:
    """List the questions."""
    found = [q for q in open_content(content).questions.values() if family in (None, q.family)]
    rows = [(q.id, q.family.value, str(q.difficulty), q.title) for q in sorted(found, key=lambda q: (q.family, q.id))]
    print_rows("Questions", ("id", "family", "difficulty", "title"), rows)
