"""Inspect tasks: our interviewer with simulated candidates.

    inspect eval evals/interviews.py --model none
    inspect eval evals/interviews.py --model none -T suite=profiles -T jobs=2 -T examiner=llm

Each sample is an interview of one cell; the scorers are the subjects of `evals.metrics`. No model is needed: the
interviewer brings its own, if it has one.
"""

from __future__ import annotations

import asyncio
import atexit
import math
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path

from anyio import to_thread
from inspect_ai import Task, task
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.model import ChatMessageAssistant, ChatMessageUser, ModelOutput
from inspect_ai.scorer import Score, Scorer, Target, mean, scorer, stderr
from inspect_ai.solver import Generate, Solver, TaskState, solver

from agent.workers import Engine, Pool, pool
from evals.catalogue import catalogue
from evals.cells import Cell, Examiner, Simulation, Suite, cells_of
from evals.interviewing import hold
from evals.judge import judged
from evals.metrics import SUBJECTS, Measured, measure
from evals.models import eval_models
from evals.runs import Run

MEASURED = "measured"


@task
def interviews(
    suite: str = "gate",
    examiner: str = "embedded",
    candidate: str = "embedded",
    jobs: int | None = None,
    engine: str = "local",
    folder: str = "",
    address: str = "",
    team: Pool | None = None,
) -> Task:
    """A suite of cells. `folder`: a run that is gone on with. `address`: of a Ray cluster.

    `team`: who does the work, in place of a pool of these jobs, engine and address that lives as long as the process.
    """
    samples = [
        Sample(
            id=cell.id,
            input=f"{cell.profile} on {cell.question}, {cell.template}, seed {cell.seed}",
            metadata=cell.model_dump(mode="json"),
        )
        for cell in cells_of(Suite(suite), Examiner(examiner), Simulation(candidate))
    ]
    subjects = [*SUBJECTS, *(["checklist"] if eval_models().judge_model else [])]
    return Task(
        name=suite,
        dataset=MemoryDataset(samples, name=suite),
        solver=interview(team or _lasting(Engine(engine), jobs, address), folder),
        scorer=[subject(name) for name in subjects],
        fail_on_error=False,
    )


def _lasting(engine: Engine, jobs: int | None, address: str) -> Pool:
    """For `inspect eval`, which does not say when it is done."""
    stack = ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(pool(engine, jobs, address))


@solver
def interview(team: Pool, folder: str = "") -> Solver:
    """Holds the interview, or takes it from a run in `folder` that has it already."""
    run = Run(Path(folder)) if folder else None

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        cell = Cell.model_validate(state.metadata)
        held = run.get(cell) if run else None
        if held is None:
            held = await asyncio.wrap_future(team.submit(hold, cell))
            if run:
                run.add(held)
        measured = await asyncio.wrap_future(team.submit(measure, held))
        if judge := eval_models().judge_model:
            measured.checks += await to_thread.run_sync(judged, held, judge)
        if run:
            run.add_measured(measured)
        for turn in held.turns:
            said = ChatMessageAssistant if turn.speaker == "interviewer" else ChatMessageUser
            state.messages.append(said(content=turn.text or "(nothing)"))
        state.store.set(MEASURED, measured.model_dump(mode="json"))
        state.output = ModelOutput.from_content(f"greenroom/{cell.examiner}", f"{held.decision} {held.score}")
        state.completed = True
        return state

    return solve


@scorer(metrics={"*": [mean(), stderr()]})
def subject(name: str) -> Scorer:
    """The rates of one subject; what did not come up in an interview is unscored."""

    async def score(state: TaskState, target: Target) -> Score:
        hits: dict[str, list[bool]] = defaultdict(list)
        notes: list[str] = []
        for check in Measured.model_validate(state.store.get(MEASURED)).checks:
            if check.metric.startswith(name):
                hits[check.metric].append(check.hit)
                notes.append(f"{'x' if check.hit else ' '} {check.metric} [{check.turn}] {check.note}")
        rates = {metric: sum(found) / len(found) for metric, found in hits.items()}
        value = {metric: rates.get(metric, math.nan) for metric in metrics_of(name)}
        return Score(value=value, explanation="\n".join(notes))

    return score


def metrics_of(name: str) -> list[str]:
    return [metric for metric in catalogue() if metric.startswith(f"{name}.")]
