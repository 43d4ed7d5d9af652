"""What most commands need: the settings' home, the content, a service over both."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from agent.content import Content, load_content
from agent.settings import settings

if TYPE_CHECKING:
    from agent.service import InterviewService

ContentOption = Annotated[
    Path | None,
    typer.Option("--content", metavar="DIR", help="A folder with your own questions, templates, criteria, documents."),
]
JsonFileOption = Annotated[
    Path | None, typer.Option("--json", metavar="OUT.json", help="Write the whole interview to this file.")
]
MEMORY = Path(":memory:")


def the_content(folder: Path | None = None) -> Content:
    return load_content(folder or settings().content)


def open_service(folder: Path | None = None, database: Path | None = None) -> InterviewService:
    """A service on the user's sessions, or on those of another database."""
    from agent.service import InterviewService
    from agent.storage import open_storage

    content = the_content(folder)
    return InterviewService(open_storage(database or settings().database), content, settings().home)


def stdout() -> Console:
    return Console(highlight=False)


def stderr() -> Console:
    return Console(stderr=True, highlight=False)
