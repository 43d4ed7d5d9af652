"""`greenroom eval`: how good the interviewer is, measured with simulated candidates."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from rich.table import Table

from agent.cli.opening import stderr, stdout
from agent.problem import Problem
from agent.settings import settings
from agent.workers import Engine

if TYPE_CHECKING:
    from evals.metrics import Measured


def evaluate(
    suites: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SUITE…]", help="Of gate, profiles, order, repeats. [gate]", show_default=False),
    ] = None,
    examiner: Annotated[str, typer.Option(help="Who interviews: embedded, llm or naive.")] = "embedded",
    candidate: Annotated[
        str, typer.Option(help="Who is interviewed: embedded, or llm by GREENROOM_CANDIDATE_MODEL.")
    ] = "embedded",
    baseline: Annotated[
        Path | None, typer.Option(metavar="RUN", help="An earlier run's folder to compare with, cell by cell.")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, max=256, help="Interviews held side by side. [1; on Ray, its processors]")
    ] = None,
    html: Annotated[Path | None, typer.Option(metavar="OUT", help="A report with plots and transcripts.")] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="RUN", help="The run's folder; one that exists is gone on with. [new]")
    ] = None,
    engine: Annotated[Engine, typer.Option(help="Where the work is done: on this machine, or on Ray.")] = Engine.LOCAL,
    address: Annotated[str, typer.Option(help="Of a Ray cluster; empty: Ray on this machine.")] = "",
    gate: Annotated[
        bool, typer.Option("--gate", help="Exit with 1 where a threshold of metrics.yaml is missed.")
    ] = False,
) -> None:
    """Measure the interviewer with simulated candidates; `inspect view` shows the logs."""
    try:
        import inspect_ai  # noqa: F401
    except ImportError as error:
        raise Problem(
            "`greenroom eval` needs inspect-ai; `make dev` or pip install 'greenroom[evals]' brings it"
        ) from error
    from evals.cells import Examiner, Simulation, Suite
    from evals.launch import run_suites
    from evals.models import eval_models
    from evals.runs import read_measured

    eval_models()  # a mix-up of models is said before anything is held
    chosen = [_one_of(Suite, name, "suite") for name in suites or ["gate"]]
    before = read_measured(baseline) if baseline else []
    folder = out or settings().home / "evals" / f"{datetime.now():%Y-%m-%d-%H%M%S}"
    measured = run_suites(
        chosen,
        folder,
        examiner=_one_of(Examiner, examiner, "examiner"),
        candidate=_one_of(Simulation, candidate, "candidate"),
        jobs=jobs,
        engine=engine,
        address=address,
        progress=stderr().is_terminal,
    )
    _show(measured)
    if before:
        _show_difference(before, measured)
    if html:
        from evals.page import write_page

        write_page(html, measured, folder)
        stderr().print(f"The report is in {html}", markup=False, soft_wrap=True)
    stderr().print(f"The run is in {folder}; inspect view --log-dir {folder / 'logs'}", markup=False, soft_wrap=True)
    if gate:
        _hold_to_gate(measured)


Kind = TypeVar("Kind", bound=StrEnum)


def _one_of(kind: type[Kind], name: str, what: str) -> Kind:
    try:
        return kind(name)
    except ValueError as error:
        raise Problem(f"no {what} {name!r}; there are {', '.join(kind)}") from error


def _show(measured: list[Measured]) -> None:
    from evals.table import markdown

    stdout().print(markdown({"": measured}), markup=False, soft_wrap=True)


def _show_difference(before: list[Measured], measured: list[Measured]) -> None:
    from evals.catalogue import catalogue
    from evals.compare import compare

    found = compare(before, measured)
    if not found:
        raise Problem("the two runs have no cell in common; run the same suite")
    table = Table("Metric", "before", "now", "difference, 95 %", "says")
    for row in found:
        title = catalogue()[row.metric].title
        table.add_row(title, f"{row.before:.1%}", f"{row.now:.1%}", f"{row.low:+.1%} to {row.high:+.1%}", row.says)
    stdout().print(table)


def _hold_to_gate(measured: list[Measured]) -> None:
    from evals.gate import misses

    found = misses(measured)
    for line in found:
        stderr().print(line, markup=False, soft_wrap=True)
    if found:
        raise typer.Exit(1)
