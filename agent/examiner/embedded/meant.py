"""Which pitfall a sentence means: a multinomial model over its embedding and wording, fitted by `evals.fit_mistakes`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from knowledge.embedder import Vectors

FITTED = Path(__file__).with_name("meant.npz")
UNKNOWN = 0.0  # the score of a pitfall that was not there when the model was fitted
DIRECTION, WORDING = 4.0, 0.5  # how much either counts before fitting


class Scale(NamedTuple):
    """What the inputs are measured from."""

    middle: Vectors  # of the embeddings
    usual: Vectors  # wording
    spread: Vectors  # of the wording

    def inputs(self, vectors: Vectors, worded: Vectors) -> Vectors:
        """Shape (sentences, 384 + 7 + 1): the direction, how it is worded, and one."""
        apart = vectors - self.middle
        apart = apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)
        columns = [DIRECTION * apart, WORDING * (worded - self.usual) / self.spread, np.ones((len(vectors), 1))]
        return np.concatenate(columns, axis=1).astype(np.float32)


class Meant(NamedTuple):
    scale: Scale
    pitfalls: list[str]
    weights: Vectors  # inputs × pitfalls, against meaning none of them

    def scores(self, vectors: Vectors, worded: Vectors, pitfalls: Sequence[str]) -> Vectors:
        """Sentences × pitfalls: the log of the odds against meaning none."""
        known = {pitfall: place for place, pitfall in enumerate(self.pitfalls)}
        every = self.scale.inputs(vectors, worded) @ self.weights
        columns = [every[:, known[p]] if p in known else np.full(len(every), UNKNOWN) for p in pitfalls]
        found: Vectors = np.stack(columns, axis=1).astype(np.float32)
        return found


@cache
def meant() -> Meant:
    with np.load(FITTED) as data:
        scale = Scale(data["middle"], data["usual"], data["spread"])
        return Meant(scale, data["pitfalls"].tolist(), data["weights"].astype(np.float32))


def save(model: Meant) -> None:
    np.savez_compressed(
        FITTED, middle=model.scale.middle, usual=model.scale.usual, spread=model.scale.spread,
        pitfalls=np.array(model.pitfalls), weights=model.weights.astype(np.float16),
    )  # fmt: skip
