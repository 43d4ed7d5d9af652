"""What the fits of weights share: a logistic model, and the file that the weights stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

STEPS = 150
Numbers = NDArray[np.float64]


def logistic(
    inputs: Numbers, kinds: Numbers, weights: Numbers, penalty: float, sparse: csr_matrix | None = None
) -> Numbers:
    """Features × kinds. `kinds` has a one in each row, `weights` are of the rows; sparse features come last.

    The last of the inputs is one; the others' squared weights have the penalty.
    """
    dense = inputs.shape[1]
    shape = dense + (0 if sparse is None else sparse.shape[1]), kinds.shape[1]
    penalties = np.full((shape[0], 1), penalty)
    penalties[dense - 1] = 0

    def loss(flat: Numbers) -> tuple[float, Numbers]:
        now = flat.reshape(shape)
        scores = inputs @ now[:dense]
        likely = softmax(scores if sparse is None else scores + sparse @ now[dense:])
        wrong = weights[:, None] * (likely - kinds)
        gradient = inputs.T @ wrong if sparse is None else np.vstack([inputs.T @ wrong, sparse.T @ wrong])
        total = -float(weights @ np.log((likely * kinds).sum(1) + 1e-12)) + float((penalties * now**2).sum())
        return total, (gradient + 2 * penalties * now).ravel()

    start = np.zeros(shape[0] * shape[1])
    best: Numbers = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    return best.reshape(shape)


def words_in(rows: Sequence[tuple[list[int], float]], known: int) -> csr_matrix:
    """Texts × known words, from the places of each text's words and how much each of them counts."""
    values = np.concatenate([np.full(len(places), share) for places, share in rows])
    ends = np.cumsum([0, *(len(places) for places, _ in rows)])
    return csr_matrix((values, np.concatenate([places for places, _ in rows]), ends), (len(rows), known))


def softmax(scores: Numbers) -> Numbers:
    """From scores to chances, along the last axis."""
    likely: Numbers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    likely /= likely.sum(axis=-1, keepdims=True)
    return likely


def features_in(path: Path, key: str = "features") -> list[str]:
    """The names of the features, in the order of the weights."""
    return list(yaml.safe_load(path.read_text(encoding="utf-8"))[key])


def write_weights(path: Path, data: Mapping[str, object]) -> None:
    """As YAML, under the comment at the head of the file."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    head = "".join(lines[: next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))])
    path.write_text(head + yaml.safe_dump(dict(data), sort_keys=False), encoding="utf-8")
