"""Hints: three rungs on the open question, or on the most valuable open thing of the phase."""

from __future__ import annotations

from agent.policy.onward import next_question
from agent.policy.plan import Plan
from agent.policy.target import open_targets
from agent.state import Intent, Interview, Move, MoveKind


def coaching_hint(state: Interview, plan: Plan) -> Move:
    """After an answer that shows nothing of what was asked."""
    return hint(state, plan, Intent.STUCK).model_copy(update={"reason": "coaching: the answer missed the point"})


def hint(state: Interview, plan: Plan, intent: Intent) -> Move:
    """The next rung on the open question, or on the most valuable open thing of the phase."""
    last = state.open_question
    why = "the candidate is stuck" if intent == Intent.STUCK else "the candidate asked for a hint"
    named = state.assessment.stuck_on if state.assessment else None
    if named and last and named != last.criterion and (given := _rungs_given(state, named, None)) < 3:
        return Move(kind=MoveKind.HINT, criterion=named, rung=given + 1, reason=f"{why} on this")
    if last and last.criterion:
        given = _rungs_given(state, last.criterion, last.key_point)
        if given < 3:
            return Move(
                kind=MoveKind.HINT, criterion=last.criterion, key_point=last.key_point, rung=given + 1, reason=why
            )  # fmt: skip
        return next_question(state, plan, "all three rungs were given", preface="no_more_hints")
    targets = open_targets(state, plan, state.phase)
    if not targets:
        return Move(kind=MoveKind.ACKNOWLEDGE, preface="nothing_open", reason="nothing is left to hint at here")
    target = targets[0]
    rung = min(3, _rungs_given(state, target.criterion, target.key_point) + 1)
    return Move(kind=MoveKind.HINT, criterion=target.criterion, key_point=target.key_point, rung=rung, reason=why)


def _rungs_given(state: Interview, criterion: str, key_point: str | None) -> int:
    given = [
        t.move.rung
        for t in state.turns
        if t.move and t.move.kind == MoveKind.HINT and (t.move.criterion, t.move.key_point) == (criterion, key_point)
    ]
    return max(given, default=0)
