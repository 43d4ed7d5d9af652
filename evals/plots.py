"""The plots of the evals' page, as SVG with their text as text."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure

from agent.content import load_content
from evals.catalogue import catalogue
from evals.held import Held
from evals.metrics import Measured
from evals.metrics.grading import truth
from evals.summary import share
from evals.truth import group_pairs
from rubrics.verdict import ORDER, Decision

GREEN, RED = "#0b6e4f", "#a3262a"
LEAKS = ("hints.leak_rung_1", "hints.leak_rung_2", "hints.leak_rung_3", "hints.leak_follow_up")


def leaks_by_turn(measured: Sequence[Measured], width: int = 10) -> str:
    """Share of hints and follow-ups that give the point away, by the number of the turn."""
    figure = Figure(figsize=(6, 2.6), layout="constrained")
    axes = figure.subplots()
    for metric in LEAKS:
        checks = [c for m in measured for c in m.checks if c.metric == metric]
        bins = range(0, max((c.turn for c in checks), default=0) + 1, width)
        rates = [(start, share(c.hit for c in checks if start <= c.turn < start + width)) for start in bins]
        shown = [(start + width / 2, rate) for start, rate in rates if rate is not None]
        axes.plot([x for x, _ in shown], [y for _, y in shown], marker="o", label=catalogue()[metric].title)
    axes.set(xlabel="turn", ylabel="share", ylim=(-0.02, 1))
    axes.legend(frameon=False, fontsize=8)
    return _svg(figure)


def coverage(helds: Sequence[Held]) -> str:
    """Minutes spent of those planned, profile by phase (phases of all templates, in their order)."""
    order = list(dict.fromkeys(p.id for t in load_content().templates.values() for p in t.phases))
    profiles = sorted({h.cell.profile for h in helds})
    grid = np.full((len(profiles), len(order)), np.nan)
    for row, profile in enumerate(profiles):
        for column, phase in enumerate(order):
            found = [h.minutes[phase] for h in helds if h.cell.profile == profile and phase in h.minutes]
            if found:
                grid[row, column] = sum(spent for _, spent in found) / sum(planned for planned, _ in found)
    figure = Figure(figsize=(8, 0.3 * len(profiles) + 1.4), layout="constrained")
    axes = figure.subplots()
    image = axes.imshow(grid, cmap="RdYlGn", vmin=0, vmax=2, aspect="auto")
    axes.set_xticks(range(len(order)), order, rotation=60, ha="right")
    axes.set_yticks(range(len(profiles)), profiles)
    figure.colorbar(image, label="minutes spent / planned")
    return _svg(figure)


def calibration(helds: Sequence[Held]) -> str:
    """The level of what was said against the level given, by group; the line is where they are equal."""
    pairs = [pair for held in helds for pair in group_pairs(held)]
    figure = Figure(figsize=(3.6, 3.4), layout="constrained")
    axes = figure.subplots()
    axes.scatter([said for said, _ in pairs], [given for _, given in pairs], s=8, alpha=0.35, color=GREEN)
    axes.plot([0, 4], [0, 4], color=RED, linewidth=1)
    axes.set(xlabel="level of what was said", ylabel="level given", xlim=(-0.1, 4.1), ylim=(-0.1, 4.1))
    return _svg(figure)


def confusion(helds: Sequence[Held]) -> str:
    """Decisions against the quarter that the truth falls in: 0–1, 1–2, 2–3, 3–4."""
    grid = np.zeros((4, len(ORDER)), int)
    for held in helds:
        level = truth(held)
        if level is not None and held.decision in ORDER:
            grid[min(3, int(level)), ORDER.index(Decision(held.decision))] += 1
    figure = Figure(figsize=(4, 3), layout="constrained")
    axes = figure.subplots()
    axes.imshow(grid, cmap="Greens", aspect="auto")
    for (row, column), count in np.ndenumerate(grid):
        axes.text(column, row, str(count), ha="center", va="center")
    axes.set_xticks(range(len(ORDER)), [d.value.replace("_", "\n") for d in ORDER])
    axes.set_yticks(range(4), ["0–1", "1–2", "2–3", "3–4"])
    axes.set_ylabel("level of what was said")
    return _svg(figure)


def cost(measured: Sequence[Measured]) -> str:
    """Seconds the interviewer took for a turn, by profile."""
    profiles = sorted({m.cell.profile for m in measured})
    figure = Figure(figsize=(8, 2.6), layout="constrained")
    axes = figure.subplots()
    values = [[m.figures["seconds a turn"] for m in measured if m.cell.profile == p] for p in profiles]
    axes.boxplot(values, tick_labels=profiles)
    axes.tick_params(axis="x", rotation=60)
    axes.set_ylabel("seconds a turn")
    return _svg(figure)


def _svg(figure: Figure) -> str:
    out = io.StringIO()
    with rc_context({"svg.fonttype": "none"}):
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    return re.sub(r"^.*?(?=<svg)", "", out.getvalue(), flags=re.S)
