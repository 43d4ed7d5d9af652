"""Runs suites through Inspect, and reads what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from agent.problem import Problem
from agent.workers import Engine, pool
from evals.cells import Examiner, Simulation, Suite, cells_of
from evals.metrics import Measured
from evals.runs import Run


class NotAll(Problem):
    """Some interviews could not be held; those that were are kept."""


def run_suites(
    suites: Sequence[Suite],
    folder: Path,
    examiner: Examiner = Examiner.EMBEDDED,
    candidate: Simulation = Simulation.EMBEDDED,
    jobs: int | None = None,
    engine: Engine = Engine.LOCAL,
    address: str = "",
    progress: bool = False,
) -> list[Measured]:
    """The measures of all cells of the suites; interviews that `folder` has already are not held again.

    Inspect's logs are in `folder/logs`. Raises NotAll; Problem where there is no Ray.
    """
    from inspect_ai import eval as inspect_eval

    from evals.interviews import interviews

    with pool(engine, jobs, address) as team:
        tasks = [interviews(suite, examiner, candidate, folder=str(folder), team=team) for suite in suites]
        logs = inspect_eval(
            tasks, model=None, display="rich" if progress else "none", log_dir=str(folder / "logs"),
            max_samples=team.room, max_tasks=1, score_display=False, log_level="error",
        )  # fmt: skip
    wanted = {cell.id for suite in suites for cell in cells_of(suite, examiner, candidate)}
    found = [one for one in Run(folder).measured() if one.cell.id in wanted]
    if len(found) < len(wanted):
        why = "; ".join(sorted({s.error.message for log in logs for s in log.samples or [] if s.error})[:2])
        raise NotAll(
            f"{len(wanted) - len(found)} of {len(wanted)} interviews could not be held ({why}); "
            f"the others are kept: `greenroom eval --out {folder}` goes on from there"
        )
    return found
