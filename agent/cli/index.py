"""`greenroom index` and `greenroom serve`: what interviews need is built, by `serve` once the page is there."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from agent.accounts import read_accounts
from agent.cli.opening import ContentOption, open_service, stderr, stdout, the_content
from agent.content import KNOWLEDGE, RUBRICS, Content
from agent.settings import settings
from knowledge.embedder import MODEL_SHA256

AGENT = Path(__file__).parents[1]


def index(content: ContentOption = None) -> None:
    """Build or refresh the index of the guides and the vectors of criteria, questions and intents."""
    found = the_content(content)
    prepare(found, settings().home)
    counts = f"{len(found.questions)} questions and {len(found.templates)} templates"
    stdout().print(f"Ready: {counts}, in {settings().home}", markup=False, soft_wrap=True)


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on. [127.0.0.1]")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="0 takes a free one. [7860]")] = None,
    auth: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Ask for a log-in; the file has lines of name:password.")
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = False,
    content: ContentOption = None,
) -> None:
    """Hold interviews in the browser."""
    logins = auth or settings().auth
    accounts = read_accounts(logins) if logins else None
    service = open_service(content)
    from ui.serve import serve as serve_app

    serve_app(
        service, host or settings().host, settings().port if port is None else port, open_browser, accounts=accounts,
        once_up=lambda: prepare_once(service.content, settings().home),
    )  # fmt: skip


def prepare_once(content: Content, home: Path) -> None:
    """Nothing where all was built for these very files: who comes first shall not wait for its being looked through."""
    if not _mark(content, home).exists():
        prepare(content, home)


def prepare(content: Content, home: Path) -> None:
    """Builds what is missing; some seconds where all is there already."""
    from agent.examiner.embedded.reader import build_reader
    from knowledge.index import open_guides

    # what is kept depends on the question or on the template, never on the pair: each is met once
    questions, templates = list(content.questions), list(content.templates)
    pairs = [(question, templates[0]) for question in questions] + [(questions[0], t) for t in templates[1:]]
    with progress_bar() as bar:
        guides = bar.add_task("Guides", total=None)
        open_guides(home, content.document_folders, lambda done, total: bar.update(guides, completed=done, total=total))
        bar.remove_task(guides)
        readers = bar.add_task("Questions", total=len(pairs))
        for question, template in pairs:
            build_reader(content, question, template, home / "vectors")
            bar.advance(readers)
    _mark(content, home).touch()


def _mark(content: Content, home: Path) -> Path:
    """The file that says that the sentences of all content files are embedded. It goes with the vectors."""
    digest = hashlib.sha256(MODEL_SHA256.encode())
    for folder in (AGENT, RUBRICS, KNOWLEDGE, *content.folders):
        for path in sorted(folder.rglob("*.yaml")):
            digest.update(path.read_bytes())
    return home / "vectors" / f"all-{digest.hexdigest()[:16]}"


def progress_bar() -> Progress:
    """On stderr; gone when it is done, and silent when piped."""
    console = stderr()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
