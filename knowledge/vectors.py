"""Vectors of fixed texts (signals, facts, intents), embedded once and kept on disk by the hash of the texts."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from filelock import FileLock

from knowledge.embedder import DIMENSIONS, MODEL_NAME, Vectors, shared_embedder


def vectors_for(texts: Sequence[str], folder: Path) -> Vectors:
    """Shape (len(texts), 384). Reads `folder/<hash>.npy`, or embeds and writes it (renamed into place when whole)."""
    if not texts:
        return np.zeros((0, DIMENSIONS), np.float32)
    key = hashlib.sha256("\0".join([MODEL_NAME, *texts]).encode()).hexdigest()[:16]
    path = folder / f"{key}.npy"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "vectors.lock"):  # whoever comes second reads what the first has made
            if not path.is_file():
                _write(path, shared_embedder().embed(texts))  # questions share most of their texts
    loaded: Vectors = np.load(path)
    return loaded


def _write(path: Path, vectors: Vectors) -> None:
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        np.save(file, vectors)
    partial.replace(path)
