"""From the checks of many interviews to rates with intervals, by cell, by third and by repetition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import comb
from statistics import fmean

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from evals.catalogue import catalogue
from evals.metrics import Check, Measured

RESAMPLES = 1000
TIMES = (1, 4, 8)  # the k of pass^k
SEED = 0


Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]


class Rate(BaseModel):
    metric: str
    hits: int
    of: int
    low: float
    high: float
    thirds: list[float | None]  # early, middle, late

    @property
    def rate(self) -> float:
        return self.hits / self.of


def rates(measured: Sequence[Measured]) -> dict[str, Rate]:
    """Each metric over all interviews, with 95 % intervals of interviews drawn again: turns of one hang together."""
    found = {}
    for metric in catalogue():
        cells = [[c for c in m.checks if c.metric == metric] for m in measured]
        if any(cells):
            found[metric] = _rate(metric, [c for c in cells if c])
    return found


def _rate(metric: str, cells: list[list[Check]]) -> Rate:
    counts = np.array([(sum(c.hit for c in row), len(row)) for row in cells])
    low, high = interval(counts, lambda sums: sums[:, 0] / sums[:, 1])
    hits, of = counts.sum(axis=0)
    flat = [check for row in cells for check in row]
    return Rate(
        metric=metric, hits=int(hits), of=int(of), low=low, high=high,
        thirds=[share(c.hit for c in flat if c.part == part) for part in range(3)],
    )  # fmt: skip


def interval(counts: Counts, statistic: Callable[[Counts], Numbers]) -> tuple[float, float]:
    """95 % of a statistic of the counts' sums; an interview, a row of counts, is drawn again as a whole."""
    drawn = np.random.default_rng(SEED).integers(len(counts), size=(RESAMPLES, len(counts)))
    low, high = np.quantile(statistic(counts[drawn].sum(axis=1)), [0.025, 0.975])
    return float(low), float(high)


def share(hits: Iterable[bool]) -> float | None:
    found = list(hits)
    return fmean(found) if found else None


def failures(measured: Sequence[Measured], metric: str) -> list[tuple[Measured, Check]]:
    """Each check that went the wrong way."""
    good = catalogue()[metric].good
    return [(m, c) for m in measured for c in m.checks if c.metric == metric and not good(c.hit)]


def passes(one: Measured) -> bool:
    """Whether an interview is without any of the mistakes that no interview should have."""
    metrics = catalogue()
    return all(metrics[c.metric].good(c.hit) for c in one.checks if metrics[c.metric].must)


def pass_hat(measured: Sequence[Measured], k: int) -> float | None:
    """pass^k: the chance that k runs of one profile on one question all pass, averaged over them.

    Estimated without bias from n ≥ k seeds of each: C(passed, k) / C(n, k). None where nothing ran k times.
    """
    by_cell: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    for one in measured:
        by_cell[one.cell.profile, one.cell.question, one.cell.template].append(passes(one))
    found = [comb(sum(row), k) / comb(len(row), k) for row in by_cell.values() if len(row) >= k]
    return fmean(found) if found else None
