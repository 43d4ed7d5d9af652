"""Retrieval: the passages that ground a follow-up or a hint, and the answer to `greenroom search`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from knowledge.embedder import Vectors, shared_embedder
from knowledge.passages import Passage

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection


class Hit(BaseModel):
    """A passage found, with its cosine to the query."""

    model_config = ConfigDict(frozen=True)

    passage: Passage
    score: float


def search(collection: Collection, query: str, k: int = 5, groups: Sequence[str] = ()) -> list[Hit]:
    """The `k` best sections for the query, best first, one passage each; only those of `groups` where given."""
    return search_vector(collection, shared_embedder().embed([query]), k, groups)


def search_vector(collection: Collection, query: Vectors, k: int, groups: Sequence[str] = ()) -> list[Hit]:
    where: Any = None
    if groups:
        tests = [{"groups": {"$contains": group}} for group in groups]
        where = tests[0] if len(tests) == 1 else {"$or": tests}
    count = min(4 * k + 4, collection.count())
    if not count:
        return []
    found = collection.query(query_embeddings=list(query), n_results=count, where=where)
    hits: dict[str, Hit] = {}
    rows = zip(found["ids"][0], found["documents"][0], found["metadatas"][0], found["distances"][0], strict=True)  # type: ignore[index]
    for key, text, metadata, distance in rows:
        known = {name: value for name, value in metadata.items() if name in Passage.model_fields}
        passage = Passage.model_validate({"heading": "", **known, "id": key, "text": text})
        hits.setdefault(passage.section, Hit(passage=passage, score=round(1 - float(distance), 4)))
    ranked = sorted(hits.values(), key=lambda hit: (-hit.score, hit.passage.section))
    return ranked[:k]



