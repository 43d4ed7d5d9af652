"""What a turn calls for before anything new is asked: a request of the candidate's, or how the candidate is doing."""

from __future__ import annotations

from agent.policy.ask import TALKING, enter, hint, move_on, next_question, preface_of, wrap_up
from agent.policy.pacing import covered, minutes_left, next_phase
from agent.policy.plan import Plan
from agent.policy.target import open_targets
from agent.state import Assessment, Intent, Interview, Move, MoveKind

ENOUGH_TO_FOLLOW = 0.3  # share of a phase that must be covered before a candidate may lead into the next one
MOST_REDIRECTS = 2  # in a row, before something else is asked


def answer_request(state: Interview, plan: Plan, reading: Assessment) -> Move | None:
    """Turns that want something other than to answer."""
    match reading.intent:
        case Intent.STEERS_GRADER:
            return Move(
                kind=MoveKind.DECLINE, reason="the turn addresses the grading, not the problem", preface="steering"
            )
        case Intent.ASKS_SOLUTION:
            return Move(kind=MoveKind.DECLINE, reason="the candidate asks for the solution", preface="solution")
        case Intent.ASKS_REPEAT:
            return Move(kind=MoveKind.CLARIFY, reason="the candidate did not get the question", **_target_of(state))
        case Intent.ASKS_TIME:
            return Move(kind=MoveKind.TIME_CUE, minutes_left=minutes_left(state), reason="asked about the time")
        case Intent.CLARIFYING_QUESTION:
            known = any(a.fact for a in reading.answers)
            kind = MoveKind.REVEAL if known else MoveKind.ASSUME
            return Move(kind=kind, answers=reading.answers, preface=preface_of(reading), reason="the candidate asked")
        case Intent.ASKS_HINT | Intent.STUCK:
            return hint(state, plan, reading.intent)
        case Intent.DONE if next_phase(state, plan) is None:
            return wrap_up(state, "the candidate is done")
        case Intent.MOVE_ON | Intent.DONE:
            return move_on(state, plan, reading.wanted_phase, "the candidate wants to move on")
    return None


def _target_of(state: Interview) -> dict[str, str | int | None]:
    last = next(
        (t.move for t in reversed(state.turns) if t.move and t.move.kind in (*TALKING, MoveKind.TRANSITION)), None
    )
    if last is None or last.kind == MoveKind.TRANSITION:
        return {}
    return {"criterion": last.criterion, "key_point": last.key_point, "wording": last.wording}


def react(state: Interview, plan: Plan, reading: Assessment) -> Move | None:
    """What a good interviewer reacts to before asking the next thing."""
    silent = reading.intent == Intent.SMALL_TALK and state.last_move_kind in TALKING
    if reading.intent == Intent.EMPTY or silent:
        if _redirected(state) >= MOST_REDIRECTS:
            return next_question(state, plan, "nothing came of asking again", preface="left_it")
        return Move(kind=MoveKind.REDIRECT, preface="empty", reason="the turn says nothing", **_target_of(state))
    if reading.intent == Intent.OFF_TOPIC:
        return Move(
            kind=MoveKind.REDIRECT, preface="off_topic", reason="the turn is about something else", **_target_of(state)
        )
    if reading.intent == Intent.SMALL_TALK and state.last_move_kind in (
        MoveKind.OPEN,
        MoveKind.REVEAL,
        MoveKind.ASSUME,
    ):
        return Move(kind=MoveKind.ACKNOWLEDGE, preface="go_ahead", reason="small talk")
    pending = [p for p in state.pitfalls if not p.challenged]
    if pending:
        worst = max(pending, key=lambda p: (plan.pitfalls[p.pitfall].severity == "major", p.turn))
        pitfall = plan.pitfalls[worst.pitfall]
        return Move(
            kind=MoveKind.CHALLENGE, criterion=pitfall.criterion, pitfall=pitfall.id, reason=f"heard: {pitfall.name}"
        )
    if reading.rambling:
        return Move(kind=MoveKind.REDIRECT, preface="rambling", reason="long, with little in it", **_target_of(state))
    return _jump(state, plan, reading)


def _redirected(state: Interview) -> int:
    """How many of the interviewer's last turns in a row were redirections."""
    kinds = [t.move.kind for t in reversed(state.turns) if t.move]
    return next((i for i, kind in enumerate(kinds) if kind != MoveKind.REDIRECT), len(kinds))


def _jump(state: Interview, plan: Plan, reading: Assessment) -> Move | None:
    """The candidate talks about a later phase: follow when this one is covered well enough, else bring back once."""
    wanted = reading.wanted_phase
    if wanted is None or wanted <= state.phase or state.setup.drill:
        return None
    brought_back = any(
        t.move and t.move.kind == MoveKind.REDIRECT and t.move.preface == "jump" and t.phase == state.current.id
        for t in state.turns
    )
    if brought_back or covered(state, plan, state.phase) >= ENOUGH_TO_FOLLOW:
        return enter(state, plan, wanted, "the candidate has moved there", preface="follow")
    targets = open_targets(state, plan, state.phase)
    if not targets:
        return None
    target = targets[0]
    return Move(
        kind=MoveKind.REDIRECT, preface="jump", criterion=target.criterion, key_point=target.key_point,
        wording=target.wording, phase=wanted, reason="the candidate jumped ahead",
    )  # fmt: skip
