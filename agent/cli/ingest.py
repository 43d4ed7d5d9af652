"""`greenroom ingest`: takes documents of the user's into a collection."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from filelock import FileLock

from agent.cli.index import progress_bar
from agent.cli.opening import stderr
from agent.settings import settings
from rubrics.words import plural

PATIENCE = 600  # seconds to wait for another ingestion to finish


def ingest(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH…", help="Files or folders: Markdown, text, PDF, JSON Lines.")
    ],
    collection: Annotated[str, typer.Option(help="Its name, for `search` and `chat --collection`.")] = "documents",
) -> None:
    """Take documents into a collection; what is unchanged is skipped, what changed is replaced."""
    from knowledge.documents import UnreadableDocument
    from knowledge.index import open_collection
    from knowledge.ingestion import Change, Ingestion, documents_below

    documents, failed = documents_below(paths)
    for complaint in failed:
        _complain(complaint)
    if not documents:
        raise typer.Exit(2)
    home = settings().home
    home.mkdir(parents=True, exist_ok=True)
    with FileLock(home / "ingest.lock", timeout=PATIENCE), progress_bar() as bars:
        store = Ingestion(open_collection(home, collection, create=True))
        changes: list[Change] = []
        for document in bars.track(documents, description="Reading"):
            try:
                changes.append(store.change(document))
            except UnreadableDocument as error:
                failed.append(str(error))
                _complain(str(error))
        if not changes:
            raise typer.Exit(2)
        task = bars.add_task("Embedding", total=sum(len(c.passages) for c in changes))
        store.store(changes, lambda done, total: bars.update(task, completed=done))
    changed = [c for c in changes if c.passages or c.stale]
    typer.echo(
        f"Collection {collection}: {plural(len(changed), 'document')} taken in "
        f"({plural(sum(len(c.passages) for c in changed), 'new passage')}), "
        f"{len(changes) - len(changed)} unchanged, {len(failed)} could not be read."
    )
    if failed:
        raise typer.Exit(1)


def _complain(sentence: str) -> None:
    stderr().print(f"greenroom: {sentence}", markup=False, soft_wrap=True)
