"""The Chroma index of the guides (and a user's documents), keyed by the hash of what is in it.

An index is built in a folder of its own and renamed into place when it is complete, under a lock: a half-built one is
never opened, two processes that start at once build it once, and unchanged content is never embedded again.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from filelock import FileLock

from knowledge.documents import GUIDES, files_below, read_document
from knowledge.embedder import MODEL_NAME, shared_embedder
from knowledge.passages import Passage

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

FORMAT = "4"  # raise when passages are cut or stored in another way
GUIDE_COLLECTION = "guides"
ANY = "any"  # stored as the group of passages that belong to no group in particular
STORED_AT_ONCE = 2_000
TOLD_EVERY = 16
UNUSED_SECONDS = 24 * 3600
COLLECTION_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,60}[A-Za-z0-9]")
COSINE: Any = {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 200}}
Progress = Callable[[int, int], None]


class UnknownCollection(ValueError):
    """No collection with this name, or a name that cannot be one; the message says which there are."""


def guide_passages(extra: Iterable[Path] = ()) -> list[Passage]:
    """All passages of the built-in guides and of the documents below `extra`."""
    passages = [p for path in sorted(GUIDES.glob("*.md")) for p in read_document(path, path.stem) if p.heading]
    for folder in extra:
        for path in files_below(folder):
            passages += read_document(path, path.relative_to(folder.parent).as_posix())
    return passages


def content_hash(passages: Sequence[Passage]) -> str:
    digest = hashlib.sha256(f"{FORMAT} {MODEL_NAME}".encode())
    for passage in passages:
        digest.update(passage.model_dump_json().encode())
    return digest.hexdigest()[:16]


def guides_folder(home: Path, extra: Sequence[Path] = ()) -> Path:
    """Where the index of today's content is, or will be."""
    return home / "index" / content_hash(guide_passages(extra))


def open_guides(home: Path, extra: Sequence[Path] = (), progress: Progress | None = None) -> Collection:
    """The collection with exactly today's content; built first where it is missing or damaged."""
    passages = guide_passages(extra)
    folder = home / "index" / content_hash(passages)
    found = _complete(folder, len(passages))
    if found is None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / "build.lock"):
            found = _complete(folder, len(passages)) or _build(folder, passages, progress)
    with suppress(OSError):
        folder.touch()  # used today
    return found


def _complete(folder: Path, size: int) -> Collection | None:
    """The collection in the folder; None where it is not whole."""
    from chromadb.errors import ChromaError

    if not _is_database(folder / "chroma.sqlite3"):  # Chroma would not forget, in this process, that it failed to open
        return None
    with suppress(ChromaError, ValueError):
        client = _client(folder)
        with suppress(ChromaError, ValueError):
            collection = client.get_collection(GUIDE_COLLECTION, embedding_function=None)
            if collection.count() == size:
                return collection
        client.close()
    return None


def _is_database(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            return bool(database.execute("PRAGMA schema_version").fetchone()[0])
    except sqlite3.Error:
        return False


def _build(folder: Path, passages: Sequence[Passage], progress: Progress | None) -> Collection:
    building = folder.with_suffix(".building")
    for left_over in [*folder.parent.glob("*.building"), folder]:
        shutil.rmtree(left_over, ignore_errors=True)
    client = _client(building)
    add(client.create_collection(GUIDE_COLLECTION, embedding_function=None, configuration=COSINE), passages, progress)
    client.close()
    building.rename(folder)
    for old in folder.parent.iterdir():
        if old.is_dir() and old != folder and time.time() - old.stat().st_mtime > UNUSED_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
    return _client(folder).get_collection(GUIDE_COLLECTION, embedding_function=None)


def open_collection(home: Path, name: str, create: bool = False) -> Collection:
    """A user's own collection, filled by `greenroom ingest`. Raises UnknownCollection where there is none."""
    if create and not COLLECTION_NAME.fullmatch(name):
        raise UnknownCollection(
            f"{name!r} cannot name a collection; use 3 to 62 letters, digits, dots, dashes or underscores"
        )
    client = _client(home / "collections")
    if create:
        return client.get_or_create_collection(name, embedding_function=None, configuration=COSINE)
    names = [c.name for c in client.list_collections()]
    if name not in names:
        known = ", ".join(sorted(names)) or "none yet"
        raise UnknownCollection(f"no collection {name!r} (there are: {known}); create it with `greenroom ingest`")
    return client.get_collection(name, embedding_function=None)


def collection_names(home: Path) -> list[str]:
    """The user's own collections."""
    folder = home / "collections"
    return sorted(c.name for c in _client(folder).list_collections()) if folder.is_dir() else []


def add(
    collection: Collection,
    passages: Sequence[Passage],
    progress: Progress | None = None,
    extra: Sequence[Mapping[str, str]] = (),
) -> None:
    """Embeds and stores passages; `extra` is further metadata, one mapping a passage.

    Each passage is embedded by itself: without padding that is faster than in batches, and its vector does not depend
    on what else is added. `progress(done, total)` is called now and then.
    """
    for start in range(0, len(passages), STORED_AT_ONCE):
        batch = passages[start : start + STORED_AT_ONCE]
        vectors: list[Any] = []
        for passage in batch:
            vectors.append(shared_embedder().embed([passage.to_embed])[0])
            if progress and len(vectors) % TOLD_EVERY == 0:
                progress(start + len(vectors), len(passages))
        further = extra[start : start + STORED_AT_ONCE] or [{}] * len(batch)
        collection.upsert(
            ids=[p.id for p in batch],
            embeddings=vectors,
            documents=[p.text for p in batch],
            metadatas=[_metadata(p) | dict(more) for p, more in zip(batch, further, strict=True)],
        )
        if progress:
            progress(start + len(batch), len(passages))


def _metadata(passage: Passage) -> dict[str, Any]:
    fields: dict[str, Any] = passage.model_dump(exclude={"id", "text"})
    return {key: value for key, value in fields.items() if value} | {"groups": passage.groups or [ANY]}


def _client(folder: Path) -> Client:
    import chromadb
    from chromadb.config import Settings

    folder.mkdir(parents=True, exist_ok=True)
    return cast("Client", chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False)))


def index_errors() -> tuple[type[Exception], ...]:
    """What the index raises when it cannot be read."""
    from chromadb.errors import ChromaError

    return (ChromaError,)
