"""What comes next: another question of the phase, the next phase, an earlier one once more, or the end."""

from __future__ import annotations

from agent.policy.pacing import NOT_YET, minutes_left, next_phase, second_look, shown
from agent.policy.plan import Plan
from agent.policy.target import Target, open_targets, stretched
from agent.state import AGAIN, Assessment, Intent, Interview, Move, MoveKind
from rubrics.schema import RECAP

SUBJECTS = 3  # of a recap, at least
MOST_BEFORE_RECAP = 2  # of what is said between asking for the recap and the end
WITHOUT_RECAP = (
    Intent.ASKS_REPEAT, Intent.CLARIFYING_QUESTION, Intent.CHECK_IN, Intent.ASKS_HINT, Intent.STUCK, Intent.EMPTY,
    Intent.OFF_TOPIC, Intent.STEERS_GRADER, Intent.ASKS_SOLUTION, Intent.ASKS_TIME,
)  # fmt: skip
TIME_FOR_MORE = 4  # minutes that have to be left for something else before the recap
BEGUN = 0.4  # the share of a phase that was shown before it, from which its opening would ask for what was said
ASKS = ("follow", "second_look", "begun")  # these ask for what is missing instead


def next_question(state: Interview, plan: Plan, reason: str, preface: str | None = None) -> Move:
    targets = open_targets(state, plan, state.phase)
    if not targets:
        deep = state.current.revisited or plan.phases[state.phase].focus
        shown = stretched(state, plan, state.phase) if deep else None
        if shown is None:
            return move_on(state, plan, None, "everything in this phase was shown or asked")
        return Move(
            kind=MoveKind.DEEPEN, criterion=shown.criterion, angle=shown.angle, preface=preface,
            reason="there is time left to put the design to the test",
        )  # fmt: skip
    target: Target = targets[0]
    return Move(
        kind=MoveKind.PROBE, criterion=target.criterion, key_point=target.key_point, wording=target.wording,
        preface=preface, reason=reason,
    )  # fmt: skip


def move_on(state: Interview, plan: Plan, wanted: int | None, reason: str) -> Move:
    """To the phase the candidate wants, or the next; after the last, with time left, to what is thin in another."""
    following = next_phase(state, plan)
    if following is None:
        pressed = state.input is not None and state.input.action == "next"
        again = None if pressed else second_look(state, plan)
        if again is None:
            return wrap_up(state, reason)
        return enter(state, plan, again, "there is time left", preface="second_look")
    if wanted is not None and wanted > state.phase:
        return follow(state, plan, wanted, reason)
    return enter(state, plan, following, reason)


def follow(state: Interview, plan: Plan, wanted: int, reason: str, preface: str | None = None) -> Move:
    """To the phase the candidate wants; a phase on the way that cannot be left out comes first, but not twice."""
    between = [i for i in range(state.phase + 1, wanted) if not state.phases[i].entered and not plan.phases[i].optional]
    held_back = state.last_move is not None and state.last_move.preface == "before_that"
    if between and not held_back:
        return enter(state, plan, between[0], "a phase would be left out", preface="before_that")
    return enter(state, plan, wanted, reason, preface=preface)


def enter(state: Interview, plan: Plan, index: int, reason: str, preface: str | None = None) -> Move:
    """On to a phase. A candidate who is already in it gets a question on what is missing, not its opening."""
    if index < state.phase and not state.phases[index].entered:
        preface = "back_to"
    elif preface is None and state.elapsed > 60 + sum(c.budget for c in state.phases[:index]):
        preface = "behind"
    elif preface is None and shown(state, plan, index) >= BEGUN:
        preface = "begun"
    asks = preface in ASKS
    target = next(iter(open_targets(state, plan, index)), None) or stretched(state, plan, index) if asks else None
    return Move(
        kind=MoveKind.TRANSITION, phase=index, preface=preface, minutes_left=minutes_left(state), reason=reason,
        criterion=target.criterion if target else None, key_point=target.key_point if target else None,
        wording=target.wording if target else 0, angle=target.angle if target else None,
    )  # fmt: skip


def wrap_up(state: Interview, reason: str) -> Move:
    if state.setup.drill:  # there is nothing to sum up
        return Move(kind=MoveKind.CLOSE, reason=reason)
    return Move(kind=MoveKind.WRAP_UP, criterion=RECAP, minutes_left=minutes_left(state), reason=reason)


def after_wrap_up(state: Interview, reading: Assessment) -> Move:
    """The end, unless the candidate asks for something first, has more to say, or gives no recap: then once more."""
    moves = [t.move for t in state.turns if t.move]
    since = moves[max(i for i, move in enumerate(moves) if move.kind == MoveKind.WRAP_UP) + 1 :]
    said = state.input is not None and state.input.action == "say"
    asks = reading.intent in WITHOUT_RECAP
    recap = (reading.recaps and not asks) or len({e.criterion for e in reading.evidence}) >= SUBJECTS
    if not said or recap or len(since) >= MOST_BEFORE_RECAP:
        return Move(kind=MoveKind.CLOSE, reason="the recap was given" if recap else "nothing more is to come")
    if any(a.fact for a in reading.answers):
        return Move(kind=MoveKind.REVEAL, answers=reading.answers, reason="a last question")
    if reading.not_yet and minutes_left(state) >= TIME_FOR_MORE:
        return Move(
            kind=MoveKind.ACKNOWLEDGE, preface=NOT_YET, reason="there is something left to say, and time for it"
        )
    if reading.intent == Intent.PAUSE:
        return Move(kind=MoveKind.ACKNOWLEDGE, preface="pause", reason="wants a moment to think")
    if reading.intent == Intent.ASKS_REPEAT and reading.verbatim:
        return Move(kind=MoveKind.CLARIFY, preface=AGAIN, reason="the candidate did not get the question")
    if asks and not any(move.kind == MoveKind.REDIRECT for move in since):
        return Move(kind=MoveKind.REDIRECT, criterion=RECAP, preface="recap", reason="there was no recap yet")
    return Move(kind=MoveKind.CLOSE, reason="the recap was given")
