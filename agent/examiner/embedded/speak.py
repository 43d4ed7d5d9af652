"""Wording a move: hand-written language, tied to what the candidate just said. One question at most."""

from __future__ import annotations

from collections.abc import Callable

from agent.board import questions
from agent.examiner.embedded.echo import said_back
from agent.examiner.embedded.feedback import feedback
from agent.examiner.embedded.language import Wording
from agent.examiner.embedded.once_more import once_more
from agent.examiner.embedded.probes import hint_of, other_wording, question_of
from agent.examiner.embedded.telling import told, told_in_passing
from agent.policy.board import PREFACE as BOARD
from agent.policy.onward import ASKS
from agent.policy.plan import Plan
from agent.policy.react import BACK, INSTEAD, PRESS
from agent.state import CHECK, LEFT_OUT, STRETCH, Interview, Mode, Move, MoveKind

# Prefaces after which nothing need be added, and those which are phrases of their own.
NO_MORE = ("go_ahead", "nothing_open", "procedure", "term", "check_in", "misread", "pause", "not_yet", INSTEAD)
OWN_WORDS = (*NO_MORE, "restated", "assumed", "resolved", "left_it", "no_more_hints", "covered", "on_track", "partly")
EARLIER = "earlier"  # the preface of a question on what an earlier turn touched
MOST_SAID_BACK = 12  # words
FOLLOWING = (MoveKind.PROBE, MoveKind.DEEPEN, MoveKind.CHALLENGE)  # moves that ask something of their own


def word_move(state: Interview, plan: Plan, move: Move) -> tuple[str, list[str]]:
    """What the interviewer says, and the phrases used so far including this turn's."""
    wording = Wording(state.setup.seed, len(state.turns), state.phrases_used)
    reading = state.assessment
    sure = reading is None or reading.surely_steering
    declined = wording.say("steering_aside" if sure else "steering_soft") if move.declines else ""
    beside = told_in_passing(move, wording) if move.answers and move.kind in FOLLOWING else ""
    asked = reading is not None and reading.check_in and move.kind == MoveKind.TRANSITION
    thought = wording.say((reading and reading.on_track) or "check_in") if asked else ""
    time = _time_left(move, wording) if move.tells_time else ""
    text = " ".join(filter(None, [declined, beside, thought, time, *_WORDERS[move.kind](state, plan, move, wording)]))
    return text, wording.used


Worder = Callable[[Interview, Plan, Move, Wording], list[str]]


def _open(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
    coached = state.setup.mode == Mode.COACH
    said = w.say("open", prompt=plan.question.prompt, minutes=round(state.setup.minutes))
    return [said, w.say("open_coach") if coached else ""]


def _acknowledge(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
    if (move.preface or "").startswith(BACK):
        return [w.say(move.preface or "")]
    return [_preface(plan, move, w), "" if move.preface in NO_MORE else w.say("go_ahead")]


def _probe(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
    return [_preface(plan, move, w), question_of(plan, move)]


def _deepen(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
    if move.angle == STRETCH:
        return [_preface(plan, move, w), question_of(plan, move)]
    if move.angle == CHECK:
        lead = (
            _preface(plan, move, w) if move.preface else w.say("echo", echo=said_back(move.echo or "", MOST_SAID_BACK))
        )
        return [lead, _objection(plan, move, w)]
    if move.angle == LEFT_OUT:
        return [w.say("needless", echo=said_back(move.echo or "", MOST_SAID_BACK)), w.say(LEFT_OUT)]
    lead = w.say("echo", echo=move.echo) if move.echo else w.say("plain")
    return [lead, w.say(move.angle or "why")]


def _hint(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
    return [w.say(f"hint_{move.rung}"), hint_of(plan, move)]


def _challenge(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
    seen = next(p for p in reversed(state.pitfalls) if p.pitfall == move.pitfall)
    lead = w.say(PRESS) if move.preface == PRESS else w.say("echo", echo=said_back(seen.quote, MOST_SAID_BACK))
    return [lead, _objection(plan, move, w)]


def _objection(plan: Plan, move: Move, w: Wording) -> str:
    pitfall = plan.pitfalls[move.pitfall or ""]
    return w.pick(f"challenge-{pitfall.id}", list(pitfall.challenge))


def _redirect(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
    if move.preface == "jump" and move.phase is not None:
        return [w.say("jump", phase=_phase(plan, move.phase)), question_of(plan, move)]
    lead = w.say(move.preface or "off_topic")
    if move.preface == "rambling":
        return [lead, w.say("bring_to_point")]
    return [lead, *_open_question(state, plan, move, w)]


def _decline(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
    onward = w.say("still_open") if move.criterion else "" if move.preface == "solution" else w.say("continue_design")
    return [w.say(move.preface or "steering"), onward]


def _open_question(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
    """The question that is still open, in other words where the bank has some; a new one; or a call to go on."""
    if not move.criterion:
        return [w.say("continue_design")]
    said, other = state.said_by_interviewer, other_wording(state, plan, move)
    new = next((q for q in (question_of(plan, move), question_of(plan, other)) if q not in said), None)
    return [new or w.say("continue_design")]


def _time_cue(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
    return [_time_left(move, w), w.say("go_ahead")]


def _time_left(move: Move, w: Wording) -> str:
    return w.say("time_left", minutes=move.minutes_left) if move.minutes_left else w.say("time_over")


def _transition(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
    assert move.phase is not None
    return [*told(state, plan, move, w), *_into_phase(plan, move, move.phase, w)]


def _into_phase(plan: Plan, move: Move, index: int, w: Wording) -> list[str]:
    phase = _phase(plan, index)
    if move.preface in ASKS:
        lead = w.say(move.preface, phase=phase, minutes=move.minutes_left)
        return [lead, question_of(plan, move) if move.criterion else w.say("go_ahead")]
    if move.preface == "back_to":
        lead = w.say("back_to", phase=phase)
    elif move.preface == "before_that":
        lead = w.say("before_that")
    elif index == len(plan.phases) - 1 and move.minutes_left and move.minutes_left > 1:
        lead = w.say("transition_late", minutes=move.minutes_left)
    elif move.preface == "behind":
        lead = w.say("transition_behind", minutes=move.minutes_left)
    else:
        lead = w.say("transition")
    return [lead, w.pick(f"opening-{plan.phases[index].id}", list(plan.phases[index].openings))]


def _feedback(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
    return feedback(state, plan, move.phase if move.phase is not None else state.phase, w)


def _wrap_up(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
    return [w.say("wrap_up_time" if move.minutes_left is not None and move.minutes_left < 2 else "wrap_up")]


def _close(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
    return [w.say("close_drill" if state.setup.drill else "close")]


_WORDERS: dict[MoveKind, Worder] = {
    MoveKind.OPEN: _open,
    MoveKind.REVEAL: told,
    MoveKind.ASSUME: told,
    MoveKind.ACKNOWLEDGE: _acknowledge,
    MoveKind.PROBE: _probe,
    MoveKind.DEEPEN: _deepen,
    MoveKind.HINT: _hint,
    MoveKind.CHALLENGE: _challenge,
    MoveKind.REDIRECT: _redirect,
    MoveKind.CLARIFY: once_more,
    MoveKind.TIME_CUE: _time_cue,
    MoveKind.TRANSITION: _transition,
    MoveKind.FEEDBACK: _feedback,
    MoveKind.WRAP_UP: _wrap_up,
    MoveKind.DECLINE: _decline,
    MoveKind.CLOSE: _close,
}


def _preface(plan: Plan, move: Move, w: Wording) -> str:
    """What is said before the question: an answer to a check-in, the candidate's own words, or nothing."""
    if move.preface == "drill":
        return w.say("drill", prompt=plan.question.prompt)
    if move.preface in OWN_WORDS:
        return w.say(move.preface)
    if move.preface and move.preface.startswith(BOARD):
        return w.pick(move.preface, questions().all[move.preface.removeprefix(BOARD)].lead)
    if move.echo:
        return w.say(EARLIER if move.preface == EARLIER else "noted", echo=move.echo)
    return "" if move.answers else w.say("plain")


def _phase(plan: Plan, index: int) -> str:
    title = plan.phases[index].title
    return f"“{title}”"
