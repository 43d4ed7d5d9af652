"""`greenroom index`: builds everything the first interview needs, so that it starts at once."""

from __future__ import annotations

from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from agent.cli.chat import ContentOption
from agent.cli.opening import open_content
from agent.cli.output import console
from agent.content import Content
from agent.settings import settings


def index(content: ContentOption = None) -> None:
    """Build or refresh the index of the guides and the vectors of criteria, questions and intents."""
    loaded = open_content(content)
    prepare(loaded, settings().home)
    console().print(
        f"Ready: {len(loaded.questions)} questions under {len(loaded.templates)} templates, in {settings().home}",
        markup=False,
        soft_wrap=True,
    )


def prepare(content: Content, home: Path) -> None:
    """Builds what is missing; a few seconds where all is there already."""
    from agent.examiner.embedded.reader import build_reader
    from knowledge.index import open_guides

    pairs = [(question, template) for question in content.questions for template in content.templates]
    with progress_bar() as bar:
        guides = bar.add_task("Guides", total=None)
        open_guides(home, content.document_folders, lambda done, total: bar.update(guides, completed=done, total=total))
        bar.update(guides, completed=1, total=1) if bar.tasks[0].total is None else None
        readers = bar.add_task("Questions", total=len(pairs))
        for question, template in pairs:
            build_reader(content, question, template, home / "vectors")
            bar.advance(readers)


def progress_bar() -> Progress:
    """A bar that is gone when it is done, and silent when piped."""
    out = console()
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=out,
        transient=True,
        disable=not out.is_terminal,
    )
