"""decide: from the state of the interview to the next move. The order of the rules is the interviewer's priorities."""

from __future__ import annotations

from agent.policy.ask import ask
from agent.policy.board import PREFACE as BOARD
from agent.policy.onward import SUBJECTS, after_wrap_up, move_on, wrap_up
from agent.policy.pacing import minutes_left, near_end, next_phase, phase_time_is_up, time_is_up, wrapped_up
from agent.policy.plan import Plan
from agent.policy.react import PRESS, answer_request, asked_beside, react
from agent.policy.target import open_targets
from agent.state import STRETCH, Assessment, Intent, Interview, Move, MoveKind


def decide(state: Interview, plan: Plan) -> Move:
    """The next move. `state.assessment` is the reading of the candidate's turn; the ledger already contains it."""
    reading = state.assessment
    if reading is None:
        return _open(state, plan)
    if state.input and state.input.action in ("end", "stop"):
        return Move(kind=MoveKind.CLOSE, reason="the interview was ended")
    if wrapped_up(state):
        return after_wrap_up(state, reading)
    if _sums_up(reading) and next_phase(state, plan) is None and near_end(state):
        return Move(kind=MoveKind.CLOSE, reason="the recap was given unasked")
    if time_is_up(state):
        return wrap_up(state, "the time is up")
    move = answer_request(state, plan, reading) or react(state, plan, reading) or ask(state, plan, reading)
    if _draws_out(state, plan, reading, move):
        move = _onward(state, plan, move)
    if asked_beside(state, reading):
        move = move.model_copy(update={"answers": reading.answers})
    led = (move.preface or "").startswith(BOARD)  # has its own lead
    led = led or move.angle == STRETCH
    if move.echo is None and not led and move.kind in (MoveKind.PROBE, MoveKind.DEEPEN):
        move = move.model_copy(update={"echo": reading.echo})
    if reading.asks_time and move.kind != MoveKind.TIME_CUE:
        move = move.model_copy(update={"minutes_left": minutes_left(state), "tells_time": True})
    if reading.steering and move.kind != MoveKind.DECLINE:
        move = move.model_copy(update={"declines": True})
    return move


def _sums_up(reading: Assessment) -> bool:
    """A recap goes over several subjects; "a summary every eight messages" is none."""
    return reading.recaps and len({e.criterion for e in reading.evidence}) >= SUBJECTS


def _draws_out(state: Interview, plan: Plan, reading: Assessment, move: Move) -> bool:
    """Whether a move would stay in a phase whose time is up, for something that need not be there."""
    if state.setup.drill or not phase_time_is_up(state, plan):
        return False
    match move.kind:
        case MoveKind.REVEAL | MoveKind.PROBE:
            return True
        case MoveKind.CHALLENGE:
            return move.preface == PRESS
        case MoveKind.HINT:
            return reading.intent == Intent.STUCK
        case MoveKind.REDIRECT:
            return move.preface in ("empty", "rambling")
    return False


def _onward(state: Interview, plan: Plan, move: Move) -> Move:
    """On to the next phase, if there is one; what was asked for is told on the way."""
    onward = move_on(state, plan, None, "its time is up")
    return onward.model_copy(update={"answers": move.answers}) if onward.kind == MoveKind.TRANSITION else move


def _open(state: Interview, plan: Plan) -> Move:
    """A drill opens with its question, an interview with the problem alone."""
    targets = open_targets(state, plan, 0) if state.setup.drill else []
    if not targets:
        return Move(kind=MoveKind.OPEN, reason="the interview begins")
    return Move(
        kind=MoveKind.PROBE, criterion=targets[0].criterion, key_point=targets[0].key_point,
        wording=targets[0].wording, preface="drill", reason="the drill begins",
    )  # fmt: skip
