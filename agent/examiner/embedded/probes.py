"""The words of the bank behind a move: its question, the same question in other words, its hint."""

from __future__ import annotations

from agent.policy.plan import Plan
from agent.state import STRETCH, Interview, Move


def question_of(plan: Plan, move: Move) -> str:
    """The question behind a move: the key point's own, the criterion's twist, or one of its probes."""
    if move.key_point:
        return plan.key_points[move.key_point].probe
    if move.angle == STRETCH:
        return plan.bank[move.criterion or ""].stretch
    probes = plan.bank[move.criterion or ""].probes
    return probes[move.wording % len(probes)]


def hint_of(plan: Plan, move: Move) -> str:
    hints = plan.key_points[move.key_point].hints if move.key_point else plan.bank[move.criterion or ""].hints
    return hints[move.rung - 1]


def other_wording(state: Interview, plan: Plan, move: Move) -> Move:
    """The same target in words not used so far: a key point has one wording, so its criterion's probes stand in."""
    criterion = plan.bank[move.criterion or ""]
    for index, probe in enumerate(criterion.probes):
        if probe not in state.said_by_interviewer:
            return move.model_copy(update={"key_point": None, "wording": index})
    return move
