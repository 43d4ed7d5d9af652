"""The embedded interviewer over the large suites.

    python -m evals.interviewers [SUITE…] [--jobs N]

Goes on with the run of this version in the home folder where it was cut off. `profiles` takes half an hour on two
cores, `order` and `repeats` as long.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent.settings import settings
from evals.candidate.adherence import table
from evals.cells import WHAT, Suite, cells_of
from evals.launch import run_suites
from evals.runs import read_held, version
from evals.table import markdown
from evals.truth import agreement


def results() -> Path:
    """The folder of this version's run: interviews of another interviewer say nothing about this one."""
    return settings().home / "evals" / f"results-{version()}"


def main(
    suites: Annotated[list[Suite] | None, typer.Argument()] = None, jobs: Annotated[int, typer.Option(min=1)] = 2
) -> None:
    chosen, folder = suites or [suite for suite in WHAT if suite != Suite.GATE], results()
    for suite in chosen:
        measured = run_suites([suite], folder, jobs=jobs)
        print(f"**{len(measured)} interviews: {WHAT[suite]}.**\n\n{markdown({'': measured})}\n")
    wanted = {cell.id for suite in chosen for cell in cells_of(suite)}
    helds = [held for held in read_held(folder) if held.cell.id in wanted]
    print(f"**Grades against what was said.**\n\n{agreement(helds)}\n\n**The simulated candidates.**\n\n{table(helds)}")


if __name__ == "__main__":
    typer.run(main)
