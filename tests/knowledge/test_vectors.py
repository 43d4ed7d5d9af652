"""Vectors kept on disk."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from knowledge import vectors
from knowledge.embedder import shared_embedder
from knowledge.vectors import vectors_for

TEXTS = ["a long sentence about how the data drift from week to week", "short", "one more sentence", "short"]


def test_rows_stand_in_the_order_of_the_texts(tmp_path: Path) -> None:
    found = vectors_for(TEXTS, tmp_path)
    alone = np.stack([shared_embedder().embed([text])[0] for text in TEXTS])
    assert np.abs(found - alone).max() < 1e-3
    assert (vectors_for(TEXTS, tmp_path) == found).all()
    assert vectors_for([], tmp_path).shape == (0, found.shape[1])


def test_they_are_made_once_however_many_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    embedder = vectors.shared_embedder()
    embed = embedder.embed
    monkeypatch.setattr(embedder, "embed", lambda texts: made.append(1) or embed(texts))
    found: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: found.append(vectors_for(TEXTS, tmp_path))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 5 and all((f == found[0]).all() for f in found) and made == [1]
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".partial"] == []
