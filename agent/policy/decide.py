"""decide: from the state of the interview to the next move. The order of the rules is the interviewer's priorities."""

from __future__ import annotations

from agent.policy.pacing import covered, minutes_left, next_phase, phase_over, time_is_up, wrapped_up
from agent.policy.plan import Plan
from agent.policy.target import Target, deepening, open_targets
from agent.state import Assessment, Intent, Interview, Mode, Move, MoveKind

ENOUGH_TO_FOLLOW = 0.3  # share of a phase that must be covered before a candidate may lead into the next one
MOST_REDIRECTS = 2  # in a row, before something else is asked
TALKING = (MoveKind.PROBE, MoveKind.DEEPEN, MoveKind.HINT, MoveKind.CHALLENGE)


def decide(state: Interview, plan: Plan) -> Move:
    """The next move. `state.assessment` is the reading of the candidate's turn; the ledger already contains it."""
    reading = state.assessment
    if reading is None:
        return _open(state, plan)
    if state.input and state.input.action in ("end", "stop"):
        return Move(kind=MoveKind.CLOSE, reason="the interview was ended")
    if wrapped_up(state):
        return _after_wrap_up(state, reading)
    if reading.recaps and next_phase(state, plan) is None:
        return Move(kind=MoveKind.CLOSE, reason="the recap was given unasked")
    if time_is_up(state):
        return _wrap_up(state, "the time is up")
    move = _aside(state, plan, reading) or _conduct(state, plan, reading) or _ask(state, plan, reading)
    if move.echo is None and move.kind in (MoveKind.PROBE, MoveKind.DEEPEN, MoveKind.CHALLENGE):
        move = move.model_copy(update={"echo": reading.echo})
    return move


def _open(state: Interview, plan: Plan) -> Move:
    """A drill opens with its question, an interview with the problem alone."""
    targets = open_targets(state, plan, 0) if state.setup.drill else []
    if not targets:
        return Move(kind=MoveKind.OPEN, reason="the interview begins")
    return Move(
        kind=MoveKind.PROBE, criterion=targets[0].criterion, key_point=targets[0].key_point,
        wording=targets[0].wording, preface="drill", reason="the drill begins",
    )  # fmt: skip


# --- what the candidate asked for ----------------------------------------------------------------------------------


def _aside(state: Interview, plan: Plan, reading: Assessment) -> Move | None:
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
            return Move(kind=kind, answers=reading.answers, preface=_preface(reading), reason="the candidate asked")
        case Intent.ASKS_HINT | Intent.STUCK:
            return _hint(state, plan, reading.intent)
        case Intent.DONE if next_phase(state, plan) is None:
            return _wrap_up(state, "the candidate is done")
        case Intent.MOVE_ON | Intent.DONE:
            return _move_on(state, plan, reading.wanted_phase, "the candidate wants to move on")
    return None


def _hint(state: Interview, plan: Plan, intent: Intent) -> Move:
    """The next rung on what was asked last, or on the most valuable open thing of the phase."""
    last = state.last_move
    why = "the candidate is stuck" if intent == Intent.STUCK else "the candidate asked for a hint"
    if last and last.criterion and last.kind in (*TALKING, MoveKind.CLARIFY):
        given = _rungs_given(state, last.criterion, last.key_point)
        if given < 3:
            return Move(
                kind=MoveKind.HINT, criterion=last.criterion, key_point=last.key_point, rung=given + 1, reason=why
            )
        return _next_question(state, plan, "all three rungs were given", preface="left_it")
    targets = open_targets(state, plan, state.phase)
    if not targets:
        return _move_on(state, plan, None, "nothing is left to hint at in this phase")
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


def _target_of(state: Interview) -> dict[str, str | int | None]:
    last = next(
        (t.move for t in reversed(state.turns) if t.move and t.move.kind in (*TALKING, MoveKind.TRANSITION)), None
    )
    if last is None or last.kind == MoveKind.TRANSITION:
        return {}
    return {"criterion": last.criterion, "key_point": last.key_point, "wording": last.wording}


# --- how the candidate is doing ------------------------------------------------------------------------------------


def _conduct(state: Interview, plan: Plan, reading: Assessment) -> Move | None:
    """What a good interviewer reacts to before asking the next thing."""
    silent = reading.intent == Intent.SMALL_TALK and state.last_move_kind in TALKING
    if reading.intent == Intent.EMPTY or silent:
        if _redirected(state) >= MOST_REDIRECTS:
            return _next_question(state, plan, "nothing came of asking again", preface="left_it")
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
        return _enter(state, plan, wanted, "the candidate has moved there", preface="follow")
    targets = open_targets(state, plan, state.phase)
    if not targets:
        return None
    target = targets[0]
    return Move(
        kind=MoveKind.REDIRECT, preface="jump", criterion=target.criterion, key_point=target.key_point,
        wording=target.wording, phase=wanted, reason="the candidate jumped ahead",
    )  # fmt: skip


# --- what to ask ---------------------------------------------------------------------------------------------------


def _ask(state: Interview, plan: Plan, reading: Assessment) -> Move:
    if state.setup.drill:
        return _drill_on(state, plan, reading)
    over = phase_over(state, plan)
    if over:
        return _move_on(state, plan, None, over)
    last = state.last_move
    if _missed(state, reading) and state.setup.mode == Mode.COACH and last and last.rung == 0:
        return _hint(state, plan, Intent.STUCK).model_copy(update={"reason": "coaching: the answer missed the point"})
    if _may_deepen(state, plan, reading):
        found = deepening(state, plan)
        if found:
            criterion, angle = found
            return Move(
                kind=MoveKind.DEEPEN,
                criterion=criterion,
                angle=angle,
                preface=_preface(reading),
                reason="touched, not explained",
            )
    if _gathering(state, plan):
        return Move(
            kind=MoveKind.ACKNOWLEDGE,
            preface=_preface(reading) or "go_ahead",
            reason="the candidate is setting the scene",
        )
    return _next_question(state, plan, "most valuable thing not shown yet", preface=_preface(reading))


def _drill_on(state: Interview, plan: Plan, reading: Assessment) -> Move:
    """After the answer: one hint where it missed the point, one follow-up where it was thin, and then it is over."""
    last = state.last_move
    if _missed(state, reading) and last and last.rung == 0:
        return _hint(state, plan, Intent.STUCK).model_copy(update={"reason": "coaching: the answer missed the point"})
    found = deepening(state, plan) if reading.echo else None
    if found is None:
        return _wrap_up(state, "the question of the drill was answered")
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


def _next_question(state: Interview, plan: Plan, reason: str, preface: str | None = None) -> Move:
    targets = open_targets(state, plan, state.phase)
    if not targets:
        return _move_on(state, plan, None, "everything in this phase was shown or asked")
    target: Target = targets[0]
    return Move(
        kind=MoveKind.PROBE, criterion=target.criterion, key_point=target.key_point, wording=target.wording,
        preface=preface, reason=reason,
    )  # fmt: skip


def _preface(reading: Assessment) -> str | None:
    if reading.restates:
        return "restated"
    if reading.check_in:
        return "check_in"
    if reading.assumptions:
        return "assumed"
    if reading.resolved:
        return "resolved"
    return None


# --- from phase to phase -------------------------------------------------------------------------------------------


def _move_on(state: Interview, plan: Plan, wanted: int | None, reason: str) -> Move:
    following = next_phase(state, plan)
    if following is None:
        return _wrap_up(state, reason)
    target = wanted if wanted is not None and wanted > state.phase else following
    return _enter(state, plan, target, reason)


def _enter(state: Interview, plan: Plan, index: int, reason: str, preface: str | None = None) -> Move:
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


def _wrap_up(state: Interview, reason: str) -> Move:
    if state.setup.drill:  # there is nothing to sum up
        return Move(kind=MoveKind.CLOSE, reason=reason)
    return Move(kind=MoveKind.WRAP_UP, minutes_left=minutes_left(state), reason=reason)


def _after_wrap_up(state: Interview, reading: Assessment) -> Move:
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
