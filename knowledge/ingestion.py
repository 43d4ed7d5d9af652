"""Taking a user's documents into a collection: what is unchanged stays, what changed is replaced, nothing collides."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from knowledge.documents import UnreadableDocument, document_files, read_document
from knowledge.index import Progress, add, content_hash
from knowledge.passages import Passage

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

PAGE = 5_000  # records read or deleted at a time


class Found(NamedTuple):
    path: Path
    name: str  # relative to the folder it was found in: how it is cited


class Held(NamedTuple):
    """A passage as the collection holds it."""

    document: str
    digest: str


class Change(NamedTuple):
    """What a document needs: passages to store, and ids to remove. Both empty: it is unchanged."""

    document: Found
    passages: list[Passage]
    stale: list[str]
    size: int  # passages in all


def documents_below(paths: Sequence[Path]) -> tuple[list[Found], list[str]]:
    """Every readable file once, and what is to be said about paths that lead to none."""
    found: dict[Path, Found] = {}
    complaints = []
    for path in paths:
        try:
            for file in document_files([path]):
                name = file.relative_to(path).as_posix() if path.is_dir() else file.name
                found.setdefault(file.resolve(), Found(file.resolve(), name))
        except UnreadableDocument as error:
            complaints.append(str(error))
    return list(found.values()), complaints


class Ingestion:
    """One run over one collection: `change` for every document, then `store`."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._held: dict[str, Held] = {}
        self._by_document: dict[str, set[str]] = {}
        self._names: dict[str, str] = {}  # name → path of the document
        self._sources: dict[str, str] = {}  # what a result is cited as → path of the document
        for offset in range(0, collection.count(), PAGE):
            page = collection.get(limit=PAGE, offset=offset, include=["metadatas"])
            for key, metadata in zip(page["ids"], page["metadatas"] or [], strict=True):
                fields = {name: str(value) for name, value in (metadata or {}).items()}
                document = fields.get("document", "")
                self._held[key] = Held(document, fields.get("digest", ""))
                self._by_document.setdefault(document, set()).add(key)
                self._names[fields.get("name", "")] = document
                self._sources[fields.get("source", "")] = document

    def change(self, document: Found) -> Change:
        """Reads a document and compares it with what is held of it. Raises UnreadableDocument."""
        own = str(document.path)
        name = self._name(document)
        passages = [self._cited(p, name, own) for p in read_document(document.path, name)]
        if not passages:
            raise UnreadableDocument(f"{document.path}: there is no text in it")
        wanted = {p.id: p for p in passages}
        stale = sorted(self._by_document.get(own, set()) - set(wanted))
        new = [p for p in passages if self._held.get(p.id, Held("", "")).digest != content_hash([p])]
        return Change(Found(document.path, name), new, stale, len(passages))

    def store(self, changes: Sequence[Change], progress: Progress | None = None) -> None:
        """Embeds and stores what is new, then removes what is no longer there."""
        passages = [p for change in changes for p in change.passages]
        extra = [
            {"document": str(change.document.path), "name": change.document.name, "digest": content_hash([p])}
            for change in changes
            for p in change.passages
        ]
        add(self._collection, passages, progress, extra)
        stale = [key for change in changes for key in change.stale]
        for start in range(0, len(stale), PAGE):
            self._collection.delete(ids=stale[start : start + PAGE])

    def _name(self, document: Found) -> str:
        """The name it had before; a new one that no other document has, with as much of the path as that needs."""
        own = str(document.path)
        known = next((name for name, path in self._names.items() if path == own and name), None)
        if known:
            return known
        parts, length = document.path.parts, len(Path(document.name).parts)
        names = [document.name, *("/".join(parts[-n:]) for n in range(length + 1, len(parts)))]
        name = next((n for n in names if self._free(n, own)), document.path.as_posix())
        self._names[name] = own
        return name

    def _free(self, name: str, own: str) -> bool:
        holder = self._names.get(name)
        if holder is not None and holder != own and not Path(holder).exists():  # it was moved here
            self._by_document.setdefault(own, set()).update(self._by_document.pop(holder, set()))
            self._sources = {source: own if path == holder else path for source, path in self._sources.items()}
            return True
        return holder in (None, own)

    def _cited(self, passage: Passage, name: str, own: str) -> Passage:
        """The passage, cited with its file's name too where another document has a record of the same id."""
        if self._sources.setdefault(passage.source, own) == own:
            return passage
        source = f"{name}#{passage.source}"
        self._sources[source] = own
        return passage.model_copy(
            update={
                "source": source,
                "section": passage.section.replace(passage.source, source, 1),
                "id": passage.id.replace(passage.source, source, 1),
            }
        )
