"""From a move to the passages behind it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from agent.content import Content
from agent.state import Setup, Source

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

PASSAGES = 2


class Retriever:
    """Opens the index at first use and keeps it open."""

    def __init__(self, home: Path, content: Content) -> None:
        self._home = home
        self._content = content
        self._lock = threading.Lock()
        self._guides: Collection | None = None

    @property
    def guides(self) -> Collection:
        from knowledge.index import open_guides

        with self._lock:
            if self._guides is None:
                self._guides = open_guides(self._home, self._content.document_folders)
            return self._guides

    def __call__(self, query: str, groups: list[str], setup: Setup) -> list[Source]:
        from knowledge.index import open_collection
        from knowledge.retrieval import search

        hits = search(self.guides, query, PASSAGES, groups)
        if setup.collection:
            hits += search(open_collection(self._home, setup.collection), query, 1)
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
