"""The evals' report as one HTML page: figures, plots, and each failure with the transcript it stands in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from agent.export import write_whole
from evals import plots
from evals.catalogue import catalogue
from evals.metrics import Measured
from evals.runs import read_held
from evals.summary import TIMES, failures, pass_hat, rates

PAGES = Path(__file__).parent / "pages"
MOST_FAILURES = 40  # shown of a metric


def write_page(path: Path, measured: Sequence[Measured], folder: Path) -> None:
    """Everything that was said stays text. Only transcripts with a failure in them are on the page."""
    ids = {one.cell.id for one in measured}
    helds = [held for held in read_held(folder) if held.cell.id in ids]
    found, wrong = rates(measured), {metric: failures(measured, metric) for metric in catalogue()}
    shown = {metric: rows[:MOST_FAILURES] for metric, rows in wrong.items() if rows}
    marked = {one.cell.id for rows in shown.values() for one, _ in rows}
    drawings = [
        ("What is given away, by turn", plots.leaks_by_turn(measured)),
        ("Minutes by profile and phase", plots.coverage(helds)),
        ("Level given against level of what was said", plots.calibration(helds)),
        ("Decisions", plots.confusion(helds)),
        ("Time the interviewer took", plots.cost(measured)),
    ]
    template = Environment(loader=FileSystemLoader(PAGES), autoescape=True, trim_blocks=True).get_template(
        "evals.html.j2"
    )
    html = template.render(
        rates=found, catalogue=catalogue(), wrong=wrong, shown=shown, drawings=drawings, count=len(measured),
        helds=[held for held in helds if held.cell.id in marked],
        passes={k: pass_hat(measured, k) for k in TIMES},
    )  # fmt: skip
    write_whole(path, html)
