"""What to ask next, and the way from one phase to the next and to the end."""

from __future__ import annotations

from agent.policy.board import board_question
from agent.policy.pacing import minutes_left, next_phase, phase_over
from agent.policy.plan import Plan
from agent.policy.target import Target, deepening, open_targets
from agent.state import Assessment, Intent, Interview, Mode, Move, MoveKind

TALKING = (MoveKind.PROBE, MoveKind.DEEPEN, MoveKind.HINT, MoveKind.CHALLENGE)


def ask(state: Interview, plan: Plan, reading: Assessment) -> Move:
    if state.setup.drill:
        return _drill_on(state, plan, reading)
    over = phase_over(state, plan)
    if over:
        return move_on(state, plan, None, over)
    last = state.last_move
    if _missed(state, reading) and state.setup.mode == Mode.COACH and last and last.rung == 0:
        return hint(state, plan, Intent.STUCK).model_copy(update={"reason": "coaching: the answer missed the point"})
    if against := board_question(state, plan, contradicts=True):
        return against
    if _may_deepen(state, plan, reading):
        found = deepening(state, plan)
        if found:
            criterion, angle = found
            return Move(
                kind=MoveKind.DEEPEN,
                criterion=criterion,
                angle=angle,
                preface=preface_of(reading),
                reason="touched, not explained",
            )
    if _gathering(state, plan):
        return Move(
            kind=MoveKind.ACKNOWLEDGE,
            preface=preface_of(reading) or "go_ahead",
            reason="the candidate is setting the scene",
        )
    if lacking := board_question(state, plan, contradicts=False):
        return lacking
    return next_question(state, plan, "most valuable thing not shown yet", preface=preface_of(reading))


def _drill_on(state: Interview, plan: Plan, reading: Assessment) -> Move:
    """After the answer: one hint where it missed the point, one follow-up where it was thin, and then it is over."""
    last = state.last_move
    if _missed(state, reading) and last and last.rung == 0:
        return hint(state, plan, Intent.STUCK).model_copy(update={"reason": "coaching: the answer missed the point"})
    found = deepening(state, plan) if reading.echo else None
    if found is None:
        return wrap_up(state, "the question of the drill was answered")
    return Move(kind=MoveKind.DEEPEN, criterion=found[0], angle=found[1], reason="touched, not explained")


def _missed(state: Interview, reading: Assessment) -> bool:
    """An answer to a question that shows nothing of what was asked."""
    last = state.last_move
    return bool(
        last and last.criterion and last.kind in (MoveKind.PROBE, MoveKind.CLARIFY)
        and not any(e.criterion == last.criterion for e in reading.evidence)
    )  # fmt: skip


def _may_deepen(state: Interview, plan: Plan, reading: Assessment) -> bool:
    last_two = [t.move.kind for t in state.turns if t.move][-1:]
    return bool(
        reading.evidence and reading.echo and MoveKind.DEEPEN not in last_two and plan.phases[state.phase].focus
    )


def _gathering(state: Interview, plan: Plan) -> bool:
    """In the first phase a candidate who restates or assumes is left the floor once."""
    reading = state.assessment
    if state.phase or not reading or not (reading.restates or reading.assumptions):
        return False
    return sum(t.speaker == "candidate" for t in state.turns) <= 2 and state.last_move_kind != MoveKind.ACKNOWLEDGE


def next_question(state: Interview, plan: Plan, reason: str, preface: str | None = None) -> Move:
    targets = open_targets(state, plan, state.phase)
    if not targets:
        return move_on(state, plan, None, "everything in this phase was shown or asked")
    target: Target = targets[0]
    return Move(
        kind=MoveKind.PROBE, criterion=target.criterion, key_point=target.key_point, wording=target.wording,
        preface=preface, reason=reason,
    )  # fmt: skip


def preface_of(reading: Assessment) -> str | None:
    if reading.restates:
        return "restated"
    if reading.check_in:
        return "check_in"
    if reading.assumptions:
        return "assumed"
    if reading.resolved:
        return "resolved"
    return None


def move_on(state: Interview, plan: Plan, wanted: int | None, reason: str) -> Move:
    following = next_phase(state, plan)
    if following is None:
        return wrap_up(state, reason)
    target = wanted if wanted is not None and wanted > state.phase else following
    return enter(state, plan, target, reason)


def enter(state: Interview, plan: Plan, index: int, reason: str, preface: str | None = None) -> Move:
    """On to a phase. A candidate who is already in it gets a question on what is missing, not its opening."""
    if index < state.phase:
        preface = "back_to"
    elif preface is None and state.elapsed > 60 + sum(c.budget for c in state.phases[:index]):
        preface = "behind"
    target = next(iter(open_targets(state, plan, index)), None) if preface == "follow" else None
    return Move(
        kind=MoveKind.TRANSITION, phase=index, preface=preface, minutes_left=minutes_left(state), reason=reason,
        criterion=target.criterion if target else None, key_point=target.key_point if target else None,
        wording=target.wording if target else 0,
    )  # fmt: skip


def wrap_up(state: Interview, reason: str) -> Move:
    if state.setup.drill:  # there is nothing to sum up
        return Move(kind=MoveKind.CLOSE, reason=reason)
    return Move(kind=MoveKind.WRAP_UP, minutes_left=minutes_left(state), reason=reason)


def after_wrap_up(state: Interview, reading: Assessment) -> Move:
    asked = sum(
        bool(t.move and t.move.kind in (MoveKind.WRAP_UP, MoveKind.REVEAL, MoveKind.REDIRECT)) for t in state.turns[-6:]
    )
    if (
        reading.intent == Intent.CLARIFYING_QUESTION
        and reading.answers
        and asked < 3
        and any(a.fact for a in reading.answers)
    ):
        return Move(kind=MoveKind.REVEAL, answers=reading.answers, reason="a last question")
    return Move(kind=MoveKind.CLOSE, reason="the recap was given")


# --- hints ---------------------------------------------------------------------------------------------------------


def hint(state: Interview, plan: Plan, intent: Intent) -> Move:
    """The next rung on what was asked last, or on the most valuable open thing of the phase."""
    last = state.last_move
    why = "the candidate is stuck" if intent == Intent.STUCK else "the candidate asked for a hint"
    if last and last.criterion and last.kind in (*TALKING, MoveKind.CLARIFY):
        given = _rungs_given(state, last.criterion, last.key_point)
        if given < 3:
            return Move(
                kind=MoveKind.HINT, criterion=last.criterion, key_point=last.key_point, rung=given + 1, reason=why
            )
        return next_question(state, plan, "all three rungs were given", preface="left_it")
    targets = open_targets(state, plan, state.phase)
    if not targets:
        return move_on(state, plan, None, "nothing is left to hint at in this phase")
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
