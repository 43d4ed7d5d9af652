"""Agreement of two series of ordinal levels, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

RESAMPLES = 1000


def qwk(truth: Sequence[float], guess: Sequence[float]) -> float:
    """Quadratic weighted kappa; levels that are halves (the mean of two labels) need no rounding."""
    a, b = np.array(truth, float), np.array(guess, float)
    disagreement = float(((a - b) ** 2).mean())
    chance = float(((a[:, None] - b[None, :]) ** 2).mean())
    return 1 - disagreement / chance if chance else 0.0


def mae(truth: Sequence[float], guess: Sequence[float]) -> float:
    return float(np.abs(np.array(truth, float) - np.array(guess, float)).mean())


def bias(truth: Sequence[float], guess: Sequence[float]) -> float:
    """Positive: the grader is lenient."""
    return float((np.array(guess, float) - np.array(truth, float)).mean())


def within(steps: float) -> Callable[[Sequence[float], Sequence[float]], float]:
    """The share that differs by at most so much; a half, from a mean of two labels, counts for exact."""

    def share(truth: Sequence[float], guess: Sequence[float]) -> float:
        return float((np.abs(np.array(truth, float) - np.array(guess, float)) <= steps).mean())

    return share


def interval(
    measure: Callable[[Sequence[float], Sequence[float]], float], truth: Sequence[float], guess: Sequence[float]
) -> tuple[float, float]:
    """95 %, by resampling the transcripts."""
    a, b = np.array(truth, float), np.array(guess, float)
    random = np.random.default_rng(0)
    picks = random.integers(0, len(a), (RESAMPLES, len(a)))
    values = [measure(list(a[p]), list(b[p])) for p in picks]
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
