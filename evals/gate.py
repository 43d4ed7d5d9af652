"""CI's gate: the thresholds of `evals/metrics.yaml`, held to the suite `gate`."""

from __future__ import annotations

from collections.abc import Sequence

from evals.catalogue import catalogue
from evals.metrics import Measured
from evals.summary import failures, rates

SHOWN = 3  # failures named for each metric that is missed


def misses(measured: Sequence[Measured]) -> list[str]:
    """A line for each missed threshold, and one for each of its worst cells: the turn, and what was said there.

    What never came up is missed: a metric that nothing feeds keeps to any threshold.
    """
    lines: list[str] = []
    found = rates(measured)
    for metric, row in catalogue().items():
        rate = found.get(metric)
        if row.gate is None or (rate and row.met(rate.rate, row.gate)):
            continue
        bar = "at least" if row.better == "more" else "at most"
        what = f"{rate.rate:.1%} of {rate.of}" if rate else "never came up"
        lines.append(f"{metric}: {what}, {bar} {row.gate:.0%} is asked ({row.title})")
        for one, check in failures(measured, metric)[:SHOWN]:
            lines.append(f"  {one.cell.id}, turn {check.turn}: {check.note}")
    return lines
