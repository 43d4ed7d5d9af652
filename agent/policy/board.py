"""Asking about the whiteboard: what it contradicts, then what it lacks, each once, with the criterion's own probes."""

from __future__ import annotations

from agent.policy.plan import Plan
from agent.policy.target import is_shown
from agent.state import Interview, Move, MoveKind

PREFACE = "board-"  # how the preface of these questions begins
MOST = 4  # questions about the board in one interview


def board_question(state: Interview, plan: Plan, contradicts: bool) -> Move | None:
    """The first of what the reading found that fits this phase and was not asked yet."""
    asked = {t.move.preface for t in state.turns if t.move and (t.move.preface or "").startswith(PREFACE)}
    here = {c.id for c in plan.phase_criteria(state.phase)}
    found = [q for q in state.assessment.board if q.contradicts == contradicts] if state.assessment else []
    for question in found if len(asked) < MOST else ():
        preface = f"{PREFACE}{question.id}"
        explained = not contradicts and is_shown(state, plan, question.criterion)
        if (
            question.criterion not in here
            or explained
            or preface in asked
            or question.probe in state.said_by_interviewer
        ):
            continue
        probes = plan.criteria[question.criterion].probes
        if question.probe in probes:
            return Move(
                kind=MoveKind.PROBE, criterion=question.criterion, wording=probes.index(question.probe),
                preface=preface, reason=f"on the whiteboard: {question.short}",
            )  # fmt: skip
    return None
