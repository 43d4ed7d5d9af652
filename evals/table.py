"""The measures side by side, as a Markdown table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean

from evals.catalogue import catalogue
from evals.metrics import Measured
from evals.summary import TIMES, Rate, pass_hat, rates

FIGURES = ("words a turn", "candidate's share of words", "minutes", "seconds a turn", "calls", "tokens", "score")


def markdown(runs: Mapping[str, Sequence[Measured]]) -> str:
    """A column of rates with intervals for each run, by its name, and the goals; then the figures."""
    found = {name: rates(measured) for name, measured in runs.items()}
    names = [name or "rate [95 %]" for name in runs]
    lines = [f"| | {' | '.join(names)} | early / middle / late | goal |", "| --- " * (len(names) + 3) + "|"]
    for metric, row in catalogue().items():
        if not any(metric in run for run in found.values()):
            continue
        cells = [_cell(run.get(metric)) for run in found.values()]
        thirds = next(iter(found.values())).get(metric)
        goal = "" if row.goal is None else f"{'≥' if row.better == 'more' else '≤'} {row.goal:.0%}"
        lines.append(f"| {row.title} | {' | '.join(cells)} | {_thirds(thirds)} | {goal} |")
    for figure in FIGURES:
        cells = [_mean([m.figures[figure] for m in measured if figure in m.figures]) for measured in runs.values()]
        if any(cells):
            lines.append(f"| {figure}, mean | {' | '.join(cells)} | | |")
    for k in TIMES:
        passed = [pass_hat(measured, k) for measured in runs.values()]
        if any(p is not None for p in passed):
            cells = ["" if p is None else f"{p:.0%}" for p in passed]
            lines.append(f"| pass^{k}: without a mistake in {k} of {k} | {' | '.join(cells)} | | |")
    return "\n".join(lines)


def _cell(rate: Rate | None) -> str:
    return "–" if rate is None else f"{rate.rate:.1%} [{rate.low:.0%}, {rate.high:.0%}] of {rate.of}"


def _thirds(rate: Rate | None) -> str:
    if rate is None or rate.metric.startswith(("structure.", "grading.")):  # looked at once, at the end
        return ""
    return " / ".join("–" if t is None else f"{t:.0%}" for t in rate.thirds)


def _mean(values: Sequence[float]) -> str:
    return f"{fmean(values):,.2f}" if values else ""
