"""Two runs over the same cells: better, worse, or cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from evals.catalogue import catalogue
from evals.metrics import Measured
from evals.summary import Counts, Numbers, interval

Says = Literal["better", "worse", "the same", "cannot tell"]


class Difference(NamedTuple):
    metric: str
    before: float
    now: float
    low: float  # of the difference, 95 %
    high: float
    says: Says


def compare(before: Sequence[Measured], now: Sequence[Measured]) -> list[Difference]:
    """Paired by cell: an interview is drawn again together with its counterpart. Cells of one run only are left out."""
    earlier = {one.cell.id: one for one in before}
    pairs = [(earlier[one.cell.id], one) for one in now if one.cell.id in earlier]
    found = [difference(metric, pairs) for metric in catalogue()]
    return [row for row in found if row]


def difference(metric: str, pairs: Sequence[tuple[Measured, Measured]]) -> Difference | None:
    """None where one of the runs has nothing to measure."""
    counts = np.array([[*_counts(a, metric), *_counts(b, metric)] for a, b in pairs]).reshape(-1, 4)
    if not counts[:, 1].sum() or not counts[:, 3].sum():
        return None
    low, high = interval(counts, _change)
    hits, of, hits_now, of_now = counts.sum(axis=0)
    return Difference(metric, hits / of, hits_now / of_now, low, high, _says(metric, low, high))


def _change(sums: Counts) -> Numbers:
    """Of the rates, where something was drawn on both sides."""
    hits, of, hits_now, of_now = sums[(sums[:, 1] > 0) & (sums[:, 3] > 0)].T
    change: Numbers = hits_now / of_now - hits / of
    return change


def _counts(one: Measured, metric: str) -> tuple[int, int]:
    checks = [c.hit for c in one.checks if c.metric == metric]
    return sum(checks), len(checks)


def _says(metric: str, low: float, high: float) -> Says:
    if low == high == 0:
        return "the same"
    if low <= 0 <= high:
        return "cannot tell"
    return "better" if (low > 0) == (catalogue()[metric].better == "more") else "worse"
