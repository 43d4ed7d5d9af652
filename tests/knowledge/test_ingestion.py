"""A user's documents in a collection: unchanged ones stay, changed ones are replaced, and none stands for another."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from knowledge.documents import UnreadableDocument
from knowledge.embedder import Embedder
from knowledge.index import open_collection
from knowledge.ingestion import Ingestion, documents_below
from knowledge.retrieval import Searcher

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return open_collection(tmp_path / "home", "papers", create=True)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    for sub, text in (("a", "# Bees\n\nBees make honey in hives.\n"), ("b", "# Whales\n\nWhales sing in the sea.\n")):
        (folder / sub).mkdir(parents=True)
        (folder / sub / "notes.md").write_text(text)
    return folder


def take_in(collection: Collection, *paths: Path) -> int:
    """Ingests; the number of passages that were new."""
    documents, complaints = documents_below(paths)
    assert not complaints
    run = Ingestion(collection)
    changes = [run.change(d) for d in documents]
    run.store(changes)
    return sum(len(c.passages) for c in changes)


def held(collection: Collection) -> dict[str, str]:
    found = collection.get(include=["documents"])
    return dict(zip(found["ids"], found["documents"] or [], strict=True))


def test_twice_is_once(collection: Collection, docs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert take_in(collection, docs) == 2
    before = held(collection)
    monkeypatch.setattr(Embedder, "_run", lambda *_: pytest.fail("embedded again"))
    assert take_in(collection, docs) == 0
    assert held(collection) == before


def test_a_changed_file_replaces_its_passages(collection: Collection, docs: Path) -> None:
    (docs / "a" / "notes.md").write_text("# Bees\n\n" + "\n\n".join(f"Fact {i}: " + "buzz " * 60 for i in range(4)))
    take_in(collection, docs)
    assert len(held(collection)) == 5
    (docs / "a" / "notes.md").write_text("# Bees\n\nBees dance.\n")
    take_in(collection, docs)
    assert sorted(held(collection).values()) == ["Bees dance.", "Whales sing in the sea."]


def test_the_same_name_in_two_folders_is_two_documents(collection: Collection, docs: Path) -> None:
    take_in(collection, docs / "a")
    take_in(collection, docs / "b")
    assert sorted(held(collection).values()) == ["Bees make honey in hives.", "Whales sing in the sea."]
    take_in(collection, docs / "a", docs / "b")
    assert len(held(collection)) == 2
    sources = {h.passage.source for h in Searcher(collection).search("animals", 5)}
    assert len(sources) == 2


def test_files_are_cited_by_their_path_below_the_folder(collection: Collection, docs: Path) -> None:
    take_in(collection, docs)
    assert [h.passage.source for h in Searcher(collection).search("sea animals", 1)] == ["b/notes.md"]


def test_records_are_cited_by_their_id(collection: Collection, tmp_path: Path) -> None:
    for name, text in (("one", "Bees make honey."), ("two", "Whales sing.")):
        rows = [{"_id": "doc-1", "text": text}, {"_id": f"{name}-2", "text": f"Number two of {name}."}]
        (tmp_path / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)))
    take_in(collection, tmp_path / "one.jsonl", tmp_path / "two.jsonl")
    assert len(held(collection)) == 4  # the second doc-1 does not take the place of the first
    assert [h.passage.source for h in Searcher(collection).search("honey", 1)] == ["doc-1"]
    assert take_in(collection, tmp_path / "two.jsonl", tmp_path / "one.jsonl") == 0


def test_a_missing_path_is_said_and_the_rest_is_found(docs: Path) -> None:
    documents, complaints = documents_below([docs / "nowhere", docs, docs / "a"])
    assert len(documents) == 2
    assert len(complaints) == 1 and "no such file" in complaints[0]


def test_a_file_without_text_is_said(collection: Collection, tmp_path: Path) -> None:
    (tmp_path / "void.txt").write_text("  \n")
    (document,), _ = documents_below([tmp_path / "void.txt"])
    with pytest.raises(UnreadableDocument, match="no text"):
        Ingestion(collection).change(document)


def test_thousands_of_records(collection: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than Chroma takes in one call; with a stand-in for the model, which is not what is tested."""
    import numpy as np

    def fake(self: Embedder, texts: list[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        rng = [np.random.default_rng(len(t) + sum(map(ord, t))).standard_normal(384) for t in texts]
        rows = np.array(rng, np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    monkeypatch.setattr(Embedder, "_run", fake)
    lines = [json.dumps({"id": f"r{i}", "text": f"Record number {i}."}) for i in range(6_500)]
    (tmp_path / "big.jsonl").write_text("\n".join(lines))
    assert take_in(collection, tmp_path / "big.jsonl") == 6_500
    assert collection.count() == 6_500
    (tmp_path / "big.jsonl").write_text("\n".join(lines[:6_000]))
    assert take_in(collection, tmp_path / "big.jsonl") == 0
    assert collection.count() == 6_000
