"""The Chroma index of the guides (and a user's documents), keyed by the hash of what is in it.

An index is built in a folder of its own and renamed into place when it is complete, under a lock: a half-built one is
never opened, two processes that start at once build it once, and unchanged content is never embedded again.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from knowledge.documents import GUIDES, document_files, read_document
from knowledge.embedder import MODEL_NAME, shared_embedder
from knowledge.passages import Passage

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

FORMAT = "3"  # raise when passages are cut or stored in another way
GUIDE_COLLECTION = "guides"
Progress = Callable[[int, int], None]


def guide_passages(extra: Iterable[Path] = ()) -> list[Passage]:
    """All passages of the built-in guides and of the documents below `extra`."""
    passages = [p for path in sorted(GUIDES.glob("*.md")) for p in read_document(path, path.stem) if p.heading]
    for folder in extra:
        for path in document_files([folder]):
            passages += read_document(path, str(path.relative_to(folder.parent)))
    return passages


def content_hash(passages: Sequence[Passage]) -> str:
    digest = hashlib.sha256(f"{FORMAT} {MODEL_NAME}".encode())
    for passage in passages:
        digest.update(passage.model_dump_json().encode())
    return digest.hexdigest()[:16]


def open_guides(home: Path, extra: Sequence[Path] = (), progress: Progress | None = None) -> Collection:
    """The collection with exactly today's content; built first where it is missing."""
    passages = guide_passages(extra)
    folder = home / "index" / content_hash(passages)
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / "build.lock"):
            if not folder.exists():
                _build(folder, passages, progress)
    return _client(folder).get_collection(GUIDE_COLLECTION, embedding_function=None)


def _build(folder: Path, passages: Sequence[Passage], progress: Progress | None) -> None:
    building = folder.with_suffix(".building")
    shutil.rmtree(building, ignore_errors=True)
    client = _client(building)
    add(client.create_collection(GUIDE_COLLECTION, embedding_function=None, metadata=COSINE), passages, progress)
    close = getattr(client, "close", None)
    if close:
        close()
    building.rename(folder)
    for old in folder.parent.iterdir():
        if old.is_dir() and old != folder and old.suffix != ".building":
            _discard(old)


def _discard(folder: Path) -> None:
    """Removes an outdated index unless it was used today: another version may still be running on it."""
    import time

    if time.time() - folder.stat().st_mtime > 24 * 3600:
        shutil.rmtree(folder, ignore_errors=True)


COSINE = {"hnsw:space": "cosine", "hnsw:search_ef": 200, "hnsw:construction_ef": 200}


def open_collection(home: Path, name: str, create: bool = False) -> Collection:
    """A user's own collection, filled by `greenroom ingest`. Raises ValueError where there is none."""
    client = _client(home / "collections")
    if create:
        return client.get_or_create_collection(name, embedding_function=None, metadata=COSINE)
    names = [c.name for c in client.list_collections()]
    if name not in names:
        known = ", ".join(sorted(names)) or "none yet"
        raise ValueError(f"no collection {name!r} (there are: {known}); create it with `greenroom ingest`")
    return client.get_collection(name, embedding_function=None)


def ingest(collection: Collection, source: str, passages: Sequence[Passage]) -> bool:
    """Puts one document's passages into the collection in place of what it held of it; False if unchanged."""
    digest = content_hash(passages)
    held = collection.get(where={"document": source}, include=["metadatas"])
    if held["ids"] and all(m.get("digest") == digest for m in held["metadatas"] or []) and len(held["ids"]) == len(
        passages
    ):
        return False
    if held["ids"]:
        collection.delete(ids=held["ids"])
    add(collection, passages, extra={"document": source, "digest": digest})
    return True


def add(
    collection: Collection,
    passages: Sequence[Passage],
    progress: Progress | None = None,
    extra: dict[str, str] | None = None,
) -> None:
    """Embeds and stores passages, in batches; `progress(done, total)` is called after each."""
    done = 0
    for vectors in shared_embedder().embed_many([p.to_embed for p in passages]):
        batch = passages[done : done + len(vectors)]
        collection.upsert(
            ids=[p.id for p in batch],
            embeddings=list(vectors),
            documents=[p.text for p in batch],
            metadatas=[_metadata(p) | (extra or {}) for p in batch],
        )
        done += len(batch)
        if progress:
            progress(done, len(passages))


def _metadata(passage: Passage) -> dict[str, str | list[str]]:
    fields: dict[str, str | list[str]] = passage.model_dump(exclude={"id", "text"})
    return {key: value for key, value in fields.items() if value}


def _client(folder: Path) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    folder.mkdir(parents=True, exist_ok=True)
    return chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
