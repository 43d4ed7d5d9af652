"""Fitting a proportional-odds model with a ridge penalty and weights that may be kept from changing sign."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from agent.grading.calibration import OrdinalModel
from agent.grading.features import Features

AGAINST = frozenset({"missed", "mistakes"})  # features that may only pull down; all others may only lift
HALO = 50.0  # times the penalty on how it went overall where one group is judged: a level is to be earned in its group
Floats = NDArray[np.float64]


def fit(rows: Sequence[Features], levels: Sequence[int], top: int, ridge: float = 1.0) -> OrdinalModel:
    """`levels` are 0…top. The penalty is on standardised weights, so `ridge` means the same for every feature."""
    names = list(rows[0])
    raw = np.array([[row[name] for name in names] for row in rows])
    spread = np.maximum(raw.std(axis=0), 1e-6)
    x, y = raw / spread, np.array(levels)
    signs = np.array([-1.0 if name in AGAINST else 1.0 for name in names])
    penalty = ridge * np.array([HALO if name.startswith("overall_") else 1.0 for name in names])
    middle = float(x.mean(axis=0) @ signs) * 0.2

    def loss(parameters: Floats) -> float:
        weights, cuts = signs * parameters[: len(names)], _cuts(parameters[len(names) :])
        eta = x @ weights
        above = np.concatenate(
            [np.ones((len(y), 1)), 1 / (1 + np.exp(-(eta[:, None] - cuts[None, :]))), np.zeros((len(y), 1))], axis=1
        )
        chance = above[np.arange(len(y)), y] - above[np.arange(len(y)), y + 1]
        return float(-np.log(np.maximum(chance, 1e-9)).sum() + (penalty * weights**2).sum())

    start = np.concatenate([np.full(len(names), 0.2), [middle], np.zeros(top - 1)])
    bounds = [(0.0, None)] * len(names) + [(None, None)] * top
    best = minimize(loss, start, method="L-BFGS-B", bounds=bounds)
    weights = signs * best.x[: len(names)] / spread
    cuts = _cuts(best.x[len(names) :])
    return OrdinalModel(
        weights={name: round(float(w), 4) for name, w in zip(names, weights, strict=True)},
        cuts=[round(float(c), 4) for c in cuts],
    )


def _cuts(parameters: Floats) -> Floats:
    """The first cut and the logarithms of the steps between them: they stay in order."""
    return np.concatenate([parameters[:1], parameters[0] + np.cumsum(np.exp(parameters[1:]))])
