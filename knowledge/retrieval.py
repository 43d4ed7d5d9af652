"""Retrieval: the passages that ground a follow-up or a hint, and the answer to `greenroom search`.

Sections are ranked by dense similarity (their best passage and their mean) plus BM25. The settings were chosen on the
dev split of `evals/data/retrieval.jsonl`; `python -m evals.retrieval` reports the test split.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import bm25s
import numpy as np
from pydantic import BaseModel, ConfigDict

from knowledge.embedder import Vectors, shared_embedder
from knowledge.index import ANY
from knowledge.passages import Passage

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

BM25_WEIGHT = 0.2
CANDIDATES = 60
PAGE = 5_000  # records read from Chroma at a time


class Hit(BaseModel):
    """A section found, by its best passage; `score` orders hits and is about 0 to 1."""

    model_config = ConfigDict(frozen=True)

    passage: Passage
    score: float


class Searcher:
    """Searches one collection; reads its texts once (about 0.1 s per 1,000 passages)."""

    def __init__(self, collection: Collection) -> None:
        self._collection = collection
        self._passages, vectors = _read(collection)
        self._row = {p.id: i for i, p in enumerate(self._passages)}
        members: dict[str, list[int]] = defaultdict(list)
        for row, passage in enumerate(self._passages):
            members[passage.section].append(row)
        self._members = dict(members)
        self._means = {s: _unit(vectors[rows].mean(axis=0)) for s, rows in self._members.items()}
        self._vectors = vectors
        self._bm25, self._vocabulary = _bm25(self._passages)

    def search(
        self, query: str, k: int = 5, groups: Sequence[str] = (), dense: float = 1.0, lexical: float = BM25_WEIGHT
    ) -> list[Hit]:
        """The `k` best sections, best first, one passage each; only those of `groups` where given. `dense` and
        `lexical` weigh what they are ranked by."""
        if not self._passages:
            return []
        vector, scores = shared_embedder().embed([query])[0], self._lexical(query)
        rows = self._candidates(vector, k, groups)
        rows |= {int(r) for r in np.argsort(-scores)[: CANDIDATES + k] if scores[r] > 0 and self._in(int(r), groups)}
        hits: dict[str, Hit] = {}
        for section in sorted({self._passages[row].section for row in rows}):
            members = self._members[section]
            similarity = self._vectors[members] @ vector
            near = (float(similarity.max()) + float(self._means[section] @ vector)) / 2
            score = dense * near + lexical * float(scores[members].max())
            hits[section] = Hit(passage=self._passages[members[int(similarity.argmax())]], score=round(score, 4))
        return sorted(hits.values(), key=lambda hit: (-hit.score, hit.passage.section))[:k]

    def document(self, section: str) -> list[Passage]:
        """All passages of the document that a section stands in, in the order in which they stand there."""
        rows = self._members.get(section, [])
        source = self._passages[rows[0]].source if rows else section
        found = [p for p in self._passages if p.source == source]
        return sorted(found, key=lambda p: int(p.id.rpartition(":")[2]))

    def _candidates(self, vector: Vectors, k: int, groups: Sequence[str]) -> set[int]:
        """Rows of the nearest passages, from Chroma's index."""
        tests = [{"groups": {"$contains": group}} for group in (*groups, ANY)]
        where: Any = {"$or": tests} if groups else None
        count = min(CANDIDATES + 4 * k, len(self._passages))
        found = self._collection.query(query_embeddings=[vector.tolist()], n_results=count, where=where, include=[])
        return {self._row[key] for key in found["ids"][0] if key in self._row}

    def _lexical(self, query: str) -> Vectors:
        """BM25 of every passage, scaled so that the best is 1."""
        words = bm25s.tokenize([query], stopwords="en", return_ids=False, show_progress=False)[0]
        known = [w for w in words if w in self._vocabulary]
        if not known:
            return np.zeros(len(self._passages), np.float32)
        scores: Vectors = self._bm25.get_scores(known)
        return scores / max(float(scores.max()), 1e-9)

    def _in(self, row: int, groups: Sequence[str]) -> bool:
        own = self._passages[row].groups
        return not groups or not own or bool(set(groups) & set(own))


def _read(collection: Collection) -> tuple[list[Passage], Vectors]:
    passages: list[Passage] = []
    blocks: list[Vectors] = []
    for offset in range(0, collection.count(), PAGE):
        page = collection.get(limit=PAGE, offset=offset, include=["documents", "metadatas", "embeddings"])
        for key, text, metadata in zip(page["ids"], page["documents"] or [], page["metadatas"] or [], strict=True):
            fields: dict[str, Any] = {
                name: value for name, value in (metadata or {}).items() if name in Passage.model_fields
            }
            fields["groups"] = [g for g in fields.get("groups", []) if g != ANY]
            passages.append(Passage.model_validate({"heading": "", **fields, "id": key, "text": text}))
        blocks.append(np.asarray(page["embeddings"], dtype=np.float32))
    return passages, np.concatenate(blocks) if blocks else np.zeros((0, 0), np.float32)


def _bm25(passages: Sequence[Passage]) -> tuple[Any, dict[str, int]]:
    if not passages:
        return None, {}
    tokens = bm25s.tokenize([p.to_embed for p in passages], stopwords="en", show_progress=False)
    if not tokens.vocab:  # nothing but stop words
        return None, {}
    index = bm25s.BM25()
    index.index(tokens, show_progress=False)
    return index, dict(tokens.vocab)


def _unit(vector: Vectors) -> Vectors:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)
