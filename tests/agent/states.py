"""States of an interview made by hand, for the policy's tests."""

from __future__ import annotations

from typing import Any

from agent.content import load_content
from agent.policy import Plan, decide, make_plan
from agent.state import (
    Assessment,
    CandidateInput,
    ExaminerName,
    Intent,
    Interview,
    Mode,
    Move,
    MoveKind,
    PhaseClock,
    Setup,
    Turn,
)
from rubrics.evidence import Depth, Evidence, LedgerEntry

QUESTION = "youtube-recommendations"
SIX, DEPTH = "six-steps", "data-and-model-first"
REQUIREMENTS, ML_PROBLEM, DATA, MODEL, ARCHITECTURE, EVALUATION = range(6)
TWO_STAGE = (
    "I'd retrieve about a thousand candidates with a two-tower model, and rank them with a heavier model, "
    "because scoring everything would be too slow."
)
OPENING = Move(kind=MoveKind.OPEN)
PROBE = Move(kind=MoveKind.PROBE, criterion="cold-start", key_point="fresh-uploads")


def plan_of(template: str = SIX, mode: Mode = Mode.MOCK, seed: int = 0) -> Plan:
    setup = Setup(question=QUESTION, template=template, mode=mode, seed=seed, examiner=ExaminerName.EMBEDDED)
    return make_plan(load_content(), setup)


def at(plan: Plan, phase: int, reading: Assessment | None, *moves: Move, **changes: Any) -> Interview:
    """An interview in a phase, on time, in which the interviewer made `moves` and each was answered."""
    clocks = [PhaseClock(id=p.id, budget=p.minutes * 60, entered=i <= phase) for i, p in enumerate(plan.phases)]
    turns: list[Turn] = []
    here = plan.phases[phase].id
    for move in moves or (OPENING,):
        turns.append(Turn(id=len(turns), speaker="interviewer", phase=here, at=0, text="…", move=move))
        turns.append(Turn(id=len(turns), speaker="candidate", phase=here, at=0, text="I would say something."))
    state = Interview(
        setup=plan.setup,
        prompt=plan.question.prompt,
        turns=turns,
        phases=clocks,
        phase=phase,
        elapsed=sum(c.budget for c in clocks[:phase]),
        input=CandidateInput(text="I would say something."),
        assessment=reading,
    )
    return state.model_copy(update=changes)


def hear(intent: Intent = Intent.ANSWER, **more: Any) -> Assessment:
    return Assessment(intent=intent, **more)


def proof(criterion: str, depth: Depth = Depth.JUSTIFIED, signal: str = "some-signal") -> Evidence:
    return Evidence(turn=1, quote="I would say something.", criterion=criterion, signal=signal, depth=depth)


def shown(*criteria: str, level: int = 3) -> dict[str, LedgerEntry]:
    return {
        c: LedgerEntry.model_validate({"criterion": c, "level": level, "evidence": [proof(c).model_dump()]})
        for c in criteria
    }


def everything(plan: Plan, *phases: int) -> dict[str, LedgerEntry]:
    return shown(*(c.id for i in phases for c in plan.phase_criteria(i)))


SIX_STEPS = plan_of()


def six(phase: int, reading: Assessment | None, *moves: Move, **changes: Any) -> Move:
    return decide(at(SIX_STEPS, phase, reading, *moves, **changes), SIX_STEPS)
