"""From a move to the passages behind it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from agent.content import Content
from agent.state import Setup, Source

if TYPE_CHECKING:
    from knowledge.retrieval import Searcher

PASSAGES = 2


class Retriever:
    """Opens the index at first use and keeps it open."""

    def __init__(self, home: Path, content: Content) -> None:
        self._home = home
        self._content = content
        self._lock = threading.Lock()
        self._searchers: dict[str | None, Searcher] = {}

    def searcher(self, collection: str | None = None) -> Searcher:
        """Over the guides, or over a collection of the user's. Raises ValueError where there is none."""
        from knowledge.index import open_collection, open_guides
        from knowledge.retrieval import Searcher

        with self._lock:
            if collection not in self._searchers:
                self._searchers[collection] = Searcher(
                    open_collection(self._home, collection)
                    if collection
                    else open_guides(self._home, self._content.document_folders)
                )
            return self._searchers[collection]

    def ready(self, collection: str | None = None) -> bool:
        """Whether a search answers at once; the first one opens the index."""
        return collection in self._searchers

    def __call__(self, query: str, groups: list[str], setup: Setup) -> list[Source]:
        hits = self.searcher().search(query, PASSAGES, groups)
        if setup.collection:
            hits += self.searcher(setup.collection).search(query, 1)
        return [
            Source(
                section=h.passage.section,
                title=h.passage.title,
                heading=h.passage.heading,
                text=h.passage.text,
                rests_on=h.passage.rests_on,
                score=h.score,
            )
            for h in hits
        ]
