"""How interviews scale from one worker to two, in processes of this machine and on Ray.

python -m evals.bench_workers
python -m evals.bench_workers ENGINE JOBS      # the seconds that so many workers take
"""

from __future__ import annotations

import subprocess
import sys
import time
from typing import Annotated

import typer

from agent.workers import Engine, pool
from evals.cells import Suite, cells_of
from evals.interviewing import hold

CELLS = 8


def held_in(engine: Engine, jobs: int) -> float:
    """The seconds that the interviews take, after one for each worker: what a worker loads once is not counted."""
    cells = cells_of(Suite.GATE)[:CELLS]
    with pool(engine, jobs) as team:
        for future in [team.submit(hold, cells[0]) for _ in range(jobs)]:
            future.result()
        begun = time.perf_counter()
        for future in [team.submit(hold, cell) for cell in cells]:
            future.result()
        return time.perf_counter() - begun


def in_a_process(engine: Engine, jobs: int) -> float:
    """A process of its own starts each from nothing."""
    command = [sys.executable, "-m", "evals.bench_workers", engine.value, str(jobs)]
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()[-1])


def main(
    engine: Annotated[Engine | None, typer.Argument()] = None, jobs: Annotated[int, typer.Argument(min=1)] = 1
) -> None:
    if engine:
        return print(held_in(engine, jobs))
    print(f"| {CELLS} interviews | one worker | two workers | speed-up |\n| --- | --- | --- | --- |")
    for each in Engine:
        one, two = in_a_process(each, 1), in_a_process(each, 2)
        print(f"| {each} | {one:.1f} s | {two:.1f} s | {one / two:.2f} |")


if __name__ == "__main__":
    typer.run(main)
