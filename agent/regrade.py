"""A finished interview graded again, by the examiner that did not grade it. What was said stays; the report too."""

from __future__ import annotations

from collections.abc import Mapping

from agent.debrief import make_report
from agent.examiner.base import Done, Examiner
from agent.examiner.choice import NoModel
from agent.ledger import with_grading, with_move, with_reading, with_steering, with_substance
from agent.policy.plan import Plan
from agent.settings import ModelSettings
from agent.state import CandidateInput, ExaminerName, Interview, Move, MoveKind
from rubrics.report import Regrade

BUTTONS = {"by candidate": "end", "script ran out": "stop"}  # how an interview ended → what left no turn


class CannotRegrade(RuntimeError):
    """There is no second grade; the message says why and that nothing else changed."""

    @classmethod
    def by_model(cls, why: str) -> CannotRegrade:
        parts = ("The language model could not grade this interview.", why, "The first grade is unchanged.")
        return cls(" ".join(filter(None, parts)))


def other_examiner(graders: Mapping[str, str]) -> ExaminerName:
    """The one that has not graded, by who graded each phase."""
    by_model = ExaminerName.LLM in graders.values()
    return ExaminerName.EMBEDDED if by_model else ExaminerName.LLM


def regraded(state: Interview, plan: Plan, local: Examiner, model: ModelSettings, done: Done) -> Regrade:
    """Raises NoModel, CannotRegrade."""
    if state.report is None:
        raise CannotRegrade("The interview is not over yet, so there is nothing to grade again.")
    examiner = other_examiner(state.graders)
    again = replayed(state, plan, local) if examiner == ExaminerName.EMBEDDED else _by_model(state, plan, model, done)
    return Regrade(examiner=examiner, graders=again.graders, report=make_report(again, plan))


def replayed(state: Interview, plan: Plan, local: Examiner) -> Interview:
    """The interview as `local` reads it alone: the same turns in the same phases, the ledger kept anew."""
    index = {phase.id: number for number, phase in enumerate(plan.phases)}
    again = Interview(setup=state.setup, prompt=state.prompt, phases=state.phases)
    for turn in state.turns:
        again.phase = index.get(turn.phase, again.phase)
        if turn.speaker == "candidate":
            again.turns = [*again.turns, turn]
            again.board = turn.board or again.board
            _read(again, plan, local, turn.action, turn.text if turn.action == "say" else "")
            continue
        if turn.move and turn.move.kind == MoveKind.CLOSE and state.ended in BUTTONS:
            _read(again, plan, local, BUTTONS[state.ended], "")
        if turn.move:
            _moved(again, plan, turn.move)
        again.turns = [*again.turns, turn]
    return again.model_copy(update={"phase": state.phase, "elapsed": state.elapsed, "ended": state.ended})


def _read(again: Interview, plan: Plan, local: Examiner, action: str, text: str) -> None:
    again.input = CandidateInput.model_validate({"action": action, "text": text})
    reading = local.assess(again, plan)
    again.ledger, again.pitfalls = with_reading(again, plan, reading)
    again.substance = with_substance(again, reading)
    again.steering = with_steering(again, reading)


def _moved(again: Interview, plan: Plan, move: Move) -> None:
    again.ledger = with_move(again, plan, move)
    new = [a.fact for a in move.answers if a.fact and a.fact not in again.facts_revealed]
    again.facts_revealed = [*again.facts_revealed, *new]
    if move.kind == MoveKind.CHALLENGE:
        again.pitfalls = [
            p.model_copy(update={"challenged": True}) if p.pitfall == move.pitfall else p for p in again.pitfalls
        ]


def _by_model(state: Interview, plan: Plan, model: ModelSettings, done: Done) -> Interview:
    if not model.configured:
        raise NoModel
    from agent.examiner.llm.client import ModelClient  # slow to import
    from agent.examiner.llm.grade import grade_interview

    found = grade_interview(ModelClient(model), state, plan, done)
    if not found.graders:
        raise CannotRegrade.by_model(found.why)
    return with_grading(state, found)
