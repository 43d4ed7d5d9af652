"""Holds an interview of a cell: our interviewer with a simulated candidate, by simulated time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from agent.content import load_content
from agent.service import InterviewService
from agent.settings import settings
from agent.state import CandidateInput, ExaminerName, Interview, Setup
from agent.storage import open_storage
from evals.candidate import Said, load_profiles
from evals.candidate.heard import told
from evals.cells import Cell, Examiner
from evals.held import Cost, Held, HeldTurn
from evals.playing import candidate_of, known

MOST_TURNS = 120  # of the candidate; an interview that goes on for longer does not end
PASSAGE = 600  # characters of a source that are kept


@cache
def _service() -> InterviewService:
    """One a process, so that what is loaded for a question serves all its cells; its interviews leave no file."""
    return InterviewService(open_storage(Path(":memory:")), load_content(), settings().home)


def hold(cell: Cell) -> Held:
    """Raises BadBank, BadProfile; for the naive baseline what a model client raises."""
    if cell.examiner == Examiner.NAIVE:
        from evals.naive import hold_naive

        return hold_naive(cell)
    service = _service()
    setup = Setup(question=cell.question, template=cell.template, seed=cell.seed, examiner=ExaminerName(cell.examiner))
    profile = load_profiles()[cell.profile]
    reply = candidate_of(cell, service.plan(setup))
    begun = time.perf_counter()
    session = service.start(setup)
    taken = time.perf_counter() - begun
    truth: list[Said | None] = []  # with a model as the candidate nothing is known but the text
    state = service.view(session)
    while not state.report and len(truth) < MOST_TURNS:
        said = reply(told(state.turns[-1]), state.turns[-1].text)
        truth.append(known(said))
        given = CandidateInput(text=said.text)
        begun = time.perf_counter()
        for _ in service.answer(session, given, seconds=profile.seconds(said.text)):
            pass
        taken += time.perf_counter() - begun
        state = service.view(session)
    held = held_of(cell, state, truth, taken)
    service.delete(session)
    return held


def held_of(cell: Cell, state: Interview, truth: Sequence[Said | None] = (), seconds: float = 0.0) -> Held:
    """What is kept of an interview. `truth`: about each of the candidate's turns, where it is known."""
    said = iter(truth)
    turns = [
        HeldTurn(
            speaker=turn.speaker,
            text=turn.text,
            phase=turn.phase,
            at=turn.at,
            move=turn.move,
            sources=[s.model_copy(update={"text": s.text[:PASSAGE]}) for s in turn.sources],
            said=next(said, None) if turn.speaker == "candidate" else None,
        )
        for turn in state.turns
    ]
    calls = [t.call for t in state.turns if t.call]
    cost = Cost(
        calls=len(calls),
        tokens_in=sum(c.tokens_in for c in calls),
        tokens_out=sum(c.tokens_out for c in calls),
        seconds=round(seconds, 2),
    )
    verdict = state.report.verdict if state.report else None
    return Held(
        cell=cell,
        turns=turns,
        ended=state.ended,
        minutes={p.id: (round(p.budget / 60, 2), round(p.spent / 60, 2)) for p in state.phases},
        report=state.report,
        decision=verdict.decision if verdict else None,
        score=verdict.score if verdict else None,
        cost=cost,
    )
