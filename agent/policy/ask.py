"""What to ask, once nothing in the turn calls for a reaction."""

from __future__ import annotations

from agent.policy.board import board_question
from agent.policy.hint import coaching_hint
from agent.policy.onward import follow, move_on, next_question, wrap_up
from agent.policy.pacing import next_phase, phase_over
from agent.policy.plan import Plan
from agent.policy.target import deepening, open_targets
from agent.state import CHECK, LEFT_OUT, Assessment, Interview, Mode, Move, MoveKind
from rubrics.evidence import Depth

MOST_DEEPENED = 6  # of what was only touched: these questions fit anything, and are soon known
MOST_CHECKED = 5  # suspicions in an interview
MOST_LEFT_OUT = 3  # questions on what was called needless


def ask(state: Interview, plan: Plan, reading: Assessment) -> Move:
    if state.setup.drill:
        return _drill_on(state, plan, reading)
    over = phase_over(state, plan)
    if over:
        return move_on(state, plan, None, over)
    last = state.last_move
    if _missed(state, reading) and state.setup.mode == Mode.COACH and last and last.rung == 0:
        return coaching_hint(state, plan)
    if against := board_question(state, plan, contradicts=True):
        return against
    if checked := _check(state, plan, reading):
        return checked
    if left_out := _left_out(state, reading):
        return left_out
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
    if led := _led_on(state, plan, reading):
        return led
    return next_question(state, plan, "most valuable thing not shown yet", preface=preface_of(reading))


def _led_on(state: Interview, plan: Plan, reading: Assessment) -> Move | None:
    """With nothing open in this phase, a candidate whose answer is about a later one is followed there."""
    if next_phase(state, plan) is None or state.current.revisited or open_targets(state, plan, state.phase):
        return None
    said = {e.criterion for e in reading.evidence if e.depth >= Depth.SPECIFIC and e.criterion != state.asked}
    if said & set(plan.phases[state.phase].criteria):
        return None
    later = [i for i in range(state.phase + 1, len(plan.phases)) if said & set(plan.phases[i].criteria)]
    return follow(state, plan, later[0], "the candidate has moved there", "follow") if later else None


def _drill_on(state: Interview, plan: Plan, reading: Assessment) -> Move:
    """After the answer: one hint where it missed the point, one follow-up where it was thin, and then it is over."""
    last = state.last_move
    if _missed(state, reading) and last and last.rung == 0:
        return coaching_hint(state, plan)
    found = deepening(state, plan) if reading.echo else None
    if found is None:
        return wrap_up(state, "the question of the drill was answered")
    return Move(kind=MoveKind.DEEPEN, criterion=found[0], angle=found[1], reason="touched, not explained")


def _missed(state: Interview, reading: Assessment) -> bool:
    """An answer to a question that shows nothing of what was asked, nor says anything concrete about the problem."""
    if reading.substance.tied:
        return False
    whole = state.last_move_kind not in (MoveKind.DEEPEN, MoveKind.HINT, MoveKind.CHALLENGE)
    return bool(state.asked and whole and not any(e.criterion == state.asked for e in reading.evidence))


def _may_deepen(state: Interview, plan: Plan, reading: Assessment) -> bool:
    often = sum(bool(t.move and t.move.kind == MoveKind.DEEPEN) for t in state.turns) >= MOST_DEEPENED
    follows = state.last_move_kind == MoveKind.DEEPEN
    return bool(reading.evidence and reading.echo and plan.phases[state.phase].focus and not follows and not often)


def _check(state: Interview, plan: Plan, reading: Assessment) -> Move | None:
    """The question on a mistake, asked neutrally where it may have been made: the answer tells."""
    suspected = reading.suspected
    pitfall = plan.pitfalls.get(suspected.pitfall) if suspected else None
    checks = [bool(t.move and t.move.angle == CHECK) for t in state.turns if t.speaker == "interviewer"]
    if not suspected or not pitfall or sum(checks) >= MOST_CHECKED or checks[-1]:
        return None
    return Move(
        kind=MoveKind.DEEPEN, criterion=pitfall.criterion, angle=CHECK, pitfall=pitfall.id, echo=suspected.quote,
        preface=preface_of(reading), reason=f"may be: {pitfall.name}",
    )  # fmt: skip


def _left_out(state: Interview, reading: Assessment) -> Move | None:
    """What was called needless without a reason is asked about: there may be one."""
    found = reading.left_out
    asked = [t.move for t in state.turns if t.move and t.move.angle == LEFT_OUT]
    shown = {e.criterion for e in reading.evidence}
    if not found or found.criterion in shown | {m.criterion for m in asked} or len(asked) >= MOST_LEFT_OUT:
        return None
    return Move(
        kind=MoveKind.DEEPEN, criterion=found.criterion, angle=LEFT_OUT, echo=found.quote,
        reason="called needless, and not why",
    )  # fmt: skip


def _gathering(state: Interview, plan: Plan) -> bool:
    """In the first phase a candidate who restates or assumes is left the floor once."""
    reading = state.assessment
    if state.phase or not reading or not (reading.restates or reading.assumptions):
        return False
    return sum(t.speaker == "candidate" for t in state.turns) <= 2 and state.last_move_kind != MoveKind.ACKNOWLEDGE


def preface_of(reading: Assessment) -> str | None:
    if reading.restates:
        return "restated"
    if reading.resolved:
        return "resolved"
    if reading.asks_about:
        return reading.asks_about
    if reading.check_in:
        return reading.on_track or "check_in"
    if reading.assumptions:
        return "assumed"
    return None
