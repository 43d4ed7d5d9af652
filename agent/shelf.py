"""The documents there are to read: the guides, those of a user's content folder, and those of collections."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from agent.content import Content
from agent.sources import Retriever
from knowledge.documents import (
    GUIDES,
    MARKDOWN,
    Document,
    Section,
    UnreadableDocument,
    files_below,
    read_document,
    read_markdown,
)
from knowledge.index import collection_names
from knowledge.passages import Passage


class NotOnTheShelf(KeyError):
    """No document has this section."""


class Entry(NamedTuple):
    """A document in the table of contents."""

    name: str
    title: str
    sections: list[Section]
    own: bool  # the user's


class Shelf:
    def __init__(self, home: Path, content: Content, retriever: Retriever) -> None:
        self._home = home
        self._retriever = retriever
        self._files = {path.stem: path for path in sorted(GUIDES.glob("*.md"))}
        self._guides = frozenset(self._files)
        for folder in content.document_folders:
            self._files |= {path.relative_to(folder.parent).as_posix(): path for path in files_below(folder)}

    def contents(self) -> list[Entry]:
        """The guides by title, then the user's own documents."""
        return sorted(map(self._entry, self._files), key=lambda e: (e.own, e.title.lower()))

    def _entry(self, name: str) -> Entry:
        own = name not in self._guides
        try:
            document = self._read(name)
        except UnreadableDocument:  # opening it says why
            return Entry(name, name, [], own)
        return Entry(name, document.title, [s for s in document.sections if s.heading], own)

    def collections(self) -> list[str]:
        return collection_names(self._home)

    def open(self, section: str, collection: str = "") -> Document:
        """The document a section stands in. Raises NotOnTheShelf, UnknownCollection, UnreadableDocument."""
        if collection:
            return gathered(self._retriever.searcher(collection).document(section), section)
        name = section if section in self._files else section.partition("#")[0]
        if name not in self._files:
            raise NotOnTheShelf(section)
        return self._read(name)

    def is_markdown(self, document: Document) -> bool:
        """Whether its text is Markdown, to be shown as such; what was cut into passages is plain text."""
        path = self._files.get(document.name)
        return path is not None and path.suffix.lower() in MARKDOWN

    def _read(self, name: str) -> Document:
        path = self._files[name]
        return (
            read_markdown(path, name) if path.suffix.lower() in MARKDOWN else gathered(read_document(path, name), name)
        )


def gathered(passages: Iterable[Passage], wanted: str) -> Document:
    """Passages put together again."""
    found = list(passages)
    if not found:
        raise NotOnTheShelf(wanted)
    texts: dict[str, list[str]] = {}
    for passage in found:
        texts.setdefault(passage.section, []).append(passage.text)
    first = {p.section: p for p in reversed(found)}
    sections = [Section(key, first[key].heading, "\n\n".join(text), first[key].rests_on) for key, text in texts.items()]
    return Document(found[0].source, found[0].title, sections, groups=[])
