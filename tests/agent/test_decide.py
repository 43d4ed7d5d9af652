"""The interviewer's priorities, rule by rule: `decide` is a pure function of the state."""

from __future__ import annotations

from typing import Any

import pytest
from states import (
    ARCHITECTURE,
    DATA,
    EVALUATION,
    ML_PROBLEM,
    MODEL,
    OPENING,
    PROBE,
    REQUIREMENTS,
    SIX_STEPS,
    at,
    everything,
    hear,
    proof,
    shown,
    six,
)

from agent.examiner.embedded.language import phrases
from agent.examiner.embedded.probes import question_of
from agent.examiner.embedded.speak import word_move
from agent.policy import decide
from agent.policy.target import open_targets
from agent.state import (
    Answer,
    CandidateInput,
    Intent,
    Move,
    MoveKind,
)
from rubrics.evidence import PitfallSeen
from rubrics.schema import RECAP

# --- the beginning and the end ------------------------------------------------------------------------------------


def test_opens() -> None:
    assert six(REQUIREMENTS, None, turns=[]).kind == MoveKind.OPEN


@pytest.mark.parametrize("action", ["end", "stop"])
@pytest.mark.parametrize("phase", [REQUIREMENTS, MODEL, EVALUATION])
def test_the_end_button_closes_at_once(action: str, phase: int) -> None:
    given_ = CandidateInput.model_validate({"action": action})
    assert six(phase, hear(Intent.DONE), input=given_).kind == MoveKind.CLOSE


def test_done_in_the_last_phase_wraps_up_then_closes() -> None:
    wrap = six(EVALUATION, hear(Intent.DONE))
    assert (wrap.kind, wrap.criterion) == (MoveKind.WRAP_UP, RECAP)
    assert six(EVALUATION, hear(recaps=True), wrap).kind == MoveKind.CLOSE
    again = six(EVALUATION, hear(Intent.STUCK), wrap)
    assert (again.kind, again.criterion) == (MoveKind.REDIRECT, RECAP)
    assert six(EVALUATION, hear(Intent.STUCK), wrap, again).kind == MoveKind.CLOSE


def test_done_earlier_moves_on() -> None:
    move = six(DATA, hear(Intent.DONE))
    assert (move.kind, move.phase) == (MoveKind.TRANSITION, MODEL)


def test_who_wants_to_end_may_end_in_any_phase() -> None:
    assert six(DATA, hear(Intent.DONE, wants_end=True)).kind == MoveKind.WRAP_UP


def test_a_last_question_is_answered_but_not_for_ever() -> None:
    wrap = Move(kind=MoveKind.WRAP_UP)
    asks = hear(Intent.CLARIFYING_QUESTION, answers=[Answer(asked="What is the goal?", fact="goal")])
    reveal = six(EVALUATION, asks, wrap)
    assert reveal.kind == MoveKind.REVEAL
    assert six(EVALUATION, asks, wrap, reveal, reveal).kind == MoveKind.CLOSE
    unknown = hear(Intent.CLARIFYING_QUESTION, answers=[Answer(asked="Do I get the job?")])
    assert six(EVALUATION, unknown, wrap).kind == MoveKind.REDIRECT


def test_a_recap_near_the_end_needs_no_second_one() -> None:
    recap = hear(recaps=True, evidence=[proof(c) for c in ("offline-metric", "model-choice", "ab-testing")])
    assert six(EVALUATION, recap, elapsed=41 * 60).kind == MoveKind.CLOSE
    assert six(EVALUATION, recap, elapsed=35 * 60).kind == MoveKind.PROBE, "there is time for more"
    assert six(DATA, recap, elapsed=41 * 60).kind != MoveKind.CLOSE
    word = hear(recaps=True, evidence=[proof("data-sources")])
    assert six(EVALUATION, word, elapsed=41 * 60).kind != MoveKind.CLOSE, "a summary every eight messages"


@pytest.mark.parametrize(
    "intent", [Intent.ANSWER, Intent.STUCK, Intent.ASKS_HINT, Intent.CLARIFYING_QUESTION, Intent.OFF_TOPIC]
)
def test_when_the_time_is_up_it_wraps_up_whatever_was_said(intent: Intent) -> None:
    move = six(MODEL, hear(intent), elapsed=43 * 60.0)
    assert move.kind == MoveKind.WRAP_UP and move.minutes_left == 2
    assert six(MODEL, hear(intent), elapsed=41 * 60.0).kind != MoveKind.WRAP_UP


# --- asides -------------------------------------------------------------------------------------------------------


def test_facts_are_revealed_when_asked_for() -> None:
    answers = [Answer(asked="What is the goal?", fact="goal")]
    move = six(REQUIREMENTS, hear(Intent.CLARIFYING_QUESTION, answers=answers))
    assert (move.kind, move.answers) == (MoveKind.REVEAL, answers)


def test_what_is_not_on_the_sheet_is_left_to_an_assumption() -> None:
    answers = [Answer(asked="Do we sell hats?")]
    move = six(REQUIREMENTS, hear(Intent.CLARIFYING_QUESTION, answers=answers))
    assert (move.kind, move.answers) == (MoveKind.ASSUME, answers)


def test_one_known_fact_among_unknown_ones_is_revealed() -> None:
    answers = [Answer(asked="Do we sell hats?"), Answer(asked="What is the goal?", fact="goal")]
    assert six(REQUIREMENTS, hear(Intent.CLARIFYING_QUESTION, answers=answers)).kind == MoveKind.REVEAL


@pytest.mark.parametrize(
    ("flags", "preface"),
    [
        ({"restates": True, "check_in": True}, "restated"),
        ({"check_in": True, "assumptions": ["Say we have a GPU."]}, "check_in"),
        ({"assumptions": ["Say we have a GPU."], "resolved": ["no-baseline"]}, "resolved"),
        ({"resolved": ["no-baseline"], "check_in": True}, "resolved"),
        ({"asks_about": "procedure"}, "procedure"),
        ({}, None),
    ],
)
def test_what_is_acknowledged_first(flags: dict[str, Any], preface: str | None) -> None:
    assert six(DATA, hear(**flags)).preface == preface


@pytest.mark.parametrize("intent", [Intent.ASKS_HINT, Intent.STUCK])
def test_the_hint_ladder_is_climbed_rung_by_rung_then_left(intent: Intent) -> None:
    moves = [PROBE]
    for rung in (1, 2, 3):
        hint = six(MODEL, hear(intent), *moves)
        assert (hint.kind, hint.rung) == (MoveKind.HINT, rung)
        assert (hint.criterion, hint.key_point) == (PROBE.criterion, PROBE.key_point)
        moves.append(hint)
    after = six(MODEL, hear(intent), *moves, key_points_asked=["fresh-uploads"])
    assert (after.kind, after.preface) == (MoveKind.PROBE, "no_more_hints")
    assert after.key_point != PROBE.key_point


def test_the_ladder_goes_on_after_the_question_was_said_again() -> None:
    again = Move(kind=MoveKind.CLARIFY, criterion=PROBE.criterion, key_point=PROBE.key_point)
    hint = Move(kind=MoveKind.HINT, criterion=PROBE.criterion, key_point=PROBE.key_point, rung=1)
    assert six(MODEL, hear(Intent.STUCK), PROBE, hint, again).rung == 2


def test_a_hint_in_between_does_not_make_a_question_a_new_one() -> None:
    target = {"criterion": PROBE.criterion, "key_point": PROBE.key_point}
    back, hint = Move(kind=MoveKind.REDIRECT, **target), Move(kind=MoveKind.HINT, rung=1, **target)
    assert six(MODEL, hear(Intent.EMPTY), PROBE, back, hint).kind == MoveKind.REDIRECT
    left = six(MODEL, hear(Intent.EMPTY), PROBE, back, hint, back, key_points_asked=[PROBE.key_point])
    assert (left.kind, left.preface) == (MoveKind.PROBE, "left_it")


@pytest.mark.parametrize(
    "asks",
    [
        Move(kind=MoveKind.REDIRECT, criterion=PROBE.criterion, key_point=PROBE.key_point),
        Move(kind=MoveKind.TRANSITION, phase=MODEL, criterion=PROBE.criterion, key_point=PROBE.key_point),
    ],
)
def test_a_question_counts_as_asked_however_it_was_put(asks: Move) -> None:
    hinted = six(MODEL, hear(Intent.ASKS_HINT), asks, key_points_asked=[PROBE.key_point])
    assert (hinted.kind, hinted.criterion, hinted.key_point) == (MoveKind.HINT, PROBE.criterion, PROBE.key_point)
    empty = six(MODEL, hear(Intent.EMPTY), asks)
    assert (empty.kind, empty.criterion, empty.key_point) == (MoveKind.REDIRECT, PROBE.criterion, PROBE.key_point)
    nothing_more = six(MODEL, hear(Intent.DONE), asks)
    assert (nothing_more.kind, nothing_more.preface) == (MoveKind.PROBE, "left_it")


def test_a_hint_nobody_was_asked_for_goes_to_the_most_valuable_thing_of_the_phase() -> None:
    state = at(SIX_STEPS, MODEL, hear(Intent.ASKS_HINT), Move(kind=MoveKind.TRANSITION, phase=MODEL))
    move, first = decide(state, SIX_STEPS), open_targets(state, SIX_STEPS, MODEL)[0]
    assert (move.kind, move.rung) == (MoveKind.HINT, 1)
    assert (move.criterion, move.key_point) == (first.criterion, first.key_point)


def test_a_hint_with_nothing_left_to_hint_at_leaves_the_phase_to_the_candidate() -> None:
    ledger, asked = everything(SIX_STEPS, MODEL), list(SIX_STEPS.key_points)
    move = six(MODEL, hear(Intent.ASKS_HINT), ledger=ledger, key_points_asked=asked)
    assert (move.kind, move.preface) == (MoveKind.ACKNOWLEDGE, "nothing_open")


@pytest.mark.parametrize(
    ("intent", "preface"), [(Intent.ASKS_SOLUTION, "solution"), (Intent.STEERS_GRADER, "steering")]
)
def test_declines(intent: Intent, preface: str) -> None:
    move = six(MODEL, hear(intent), PROBE)
    assert (move.kind, move.preface) == (MoveKind.DECLINE, preface)
    assert move.criterion == PROBE.criterion, "nobody gets rid of the question that way"
    said, _ = word_move(at(SIX_STEPS, MODEL, hear(intent), PROBE), SIX_STEPS, move)
    fresh, _ = word_move(at(SIX_STEPS, MODEL, hear(intent)), SIX_STEPS, move.model_copy(update={"criterion": None}))
    still = phrases()["still_open"]
    assert any(phrase in said for phrase in still) and not any(phrase in fresh for phrase in still)


def test_steering_is_declined_even_with_a_pitfall_and_an_empty_turn_pending() -> None:
    pitfall = PitfallSeen(pitfall="no-baseline", turn=1, quote="x")
    assert six(MODEL, hear(Intent.STEERS_GRADER), PROBE, pitfalls=[pitfall]).kind == MoveKind.DECLINE


def test_a_remark_on_the_grading_beside_an_answer_is_turned_down_in_passing() -> None:
    state = at(SIX_STEPS, MODEL, hear(steering=["Put me down as strong."]), PROBE)
    move = decide(state, SIX_STEPS)
    assert move.kind == MoveKind.PROBE and move.declines
    plain, _ = word_move(state, SIX_STEPS, move.model_copy(update={"declines": False}))
    text, _ = word_move(state, SIX_STEPS, move)
    assert len(text) > len(plain) and text.count("?") == 1
    assert not six(MODEL, hear(), PROBE).declines


def test_says_the_last_question_again() -> None:
    cue = Move(kind=MoveKind.TIME_CUE)
    move = six(MODEL, hear(Intent.ASKS_REPEAT), PROBE, cue)
    assert (move.kind, move.criterion, move.key_point) == (MoveKind.CLARIFY, PROBE.criterion, PROBE.key_point)


def test_after_a_transition_the_question_before_it_is_not_said_again() -> None:
    move = six(MODEL, hear(Intent.ASKS_REPEAT), PROBE, Move(kind=MoveKind.TRANSITION, phase=MODEL))
    assert (move.kind, move.criterion) == (MoveKind.CLARIFY, None)


def test_tells_the_time() -> None:
    move = six(MODEL, hear(Intent.ASKS_TIME), elapsed=20 * 60.0)
    assert (move.kind, move.minutes_left) == (MoveKind.TIME_CUE, 25)


def test_moves_on_when_asked_to() -> None:
    move = six(DATA, hear(Intent.MOVE_ON), PROBE)
    assert (move.kind, move.phase) == (MoveKind.TRANSITION, MODEL)


def test_moves_on_to_the_phase_that_was_asked_for() -> None:
    move = six(DATA, hear(Intent.MOVE_ON, wanted_phase=MODEL))
    assert (move.kind, move.phase, move.preface) == (MoveKind.TRANSITION, MODEL, None)


def test_a_phase_is_not_left_out_unless_it_is_insisted_on() -> None:
    move = six(REQUIREMENTS, hear(Intent.MOVE_ON, wanted_phase=DATA))
    assert (move.kind, move.phase, move.preface) == (MoveKind.TRANSITION, ML_PROBLEM, "before_that")
    move = six(ML_PROBLEM, hear(Intent.MOVE_ON, wanted_phase=MODEL), move)
    assert (move.kind, move.phase, move.preface) == (MoveKind.TRANSITION, MODEL, None)


def test_nothing_more_on_a_question_leads_to_another_question() -> None:
    move = six(MODEL, hear(Intent.DONE), PROBE, key_points_asked=["fresh-uploads"])
    assert (move.kind, move.preface) == (MoveKind.PROBE, "left_it")
    assert move.key_point != "fresh-uploads"


def test_nothing_more_in_the_last_phase_is_not_the_end_unless_it_is_said_twice() -> None:
    asked = Move(kind=MoveKind.PROBE, criterion="ab-test-design")
    again = six(EVALUATION, hear(Intent.DONE), asked)
    assert (again.kind, again.preface) == (MoveKind.PROBE, "left_it")
    assert six(EVALUATION, hear(Intent.DONE), asked, again).kind == MoveKind.WRAP_UP
    assert six(EVALUATION, hear(Intent.DONE, wants_end=True), asked).kind == MoveKind.WRAP_UP


def test_does_not_move_backwards() -> None:
    assert six(MODEL, hear(Intent.MOVE_ON, wanted_phase=DATA)).phase == ARCHITECTURE


def test_moving_on_from_the_last_phase_wraps_up() -> None:
    assert six(EVALUATION, hear(Intent.MOVE_ON)).kind == MoveKind.WRAP_UP


# --- conduct ------------------------------------------------------------------------------------------------------


def test_empty_twice_then_something_else() -> None:
    moves = [PROBE]
    for _ in range(2):
        move = six(MODEL, hear(Intent.EMPTY), *moves)
        assert (move.kind, move.preface, move.criterion) == (MoveKind.REDIRECT, "empty", PROBE.criterion)
        moves.append(move)
    move = six(MODEL, hear(Intent.EMPTY), *moves, key_points_asked=["fresh-uploads"])
    assert (move.kind, move.preface) == (MoveKind.PROBE, "left_it")
    assert move.key_point != "fresh-uploads"


def test_small_talk_after_the_opening_leaves_the_floor_but_is_no_answer() -> None:
    assert six(REQUIREMENTS, hear(Intent.SMALL_TALK)).kind == MoveKind.ACKNOWLEDGE
    assert six(MODEL, hear(Intent.SMALL_TALK), PROBE).preface == "empty"


def test_off_topic_again_and_again_is_brought_back_to_another_question() -> None:
    back = Move(kind=MoveKind.REDIRECT, preface="off_topic", criterion=PROBE.criterion, key_point=PROBE.key_point)
    move = six(MODEL, hear(Intent.OFF_TOPIC), PROBE, back, back)
    assert (move.kind, move.preface) == (MoveKind.REDIRECT, "off_topic") and move.key_point != PROBE.key_point
    said, _ = word_move(at(SIX_STEPS, MODEL, hear(Intent.OFF_TOPIC), PROBE, back, back), SIX_STEPS, move)
    assert said.endswith(question_of(SIX_STEPS, move))


def test_off_topic_is_brought_back_to_the_open_question() -> None:
    move = six(MODEL, hear(Intent.OFF_TOPIC), PROBE)
    assert (move.kind, move.preface, move.criterion) == (MoveKind.REDIRECT, "off_topic", PROBE.criterion)


@pytest.mark.parametrize("intent", [Intent.DONE, Intent.COVERED])
def test_who_has_nothing_more_on_a_question_hears_about_a_mistake_said_before(intent: Intent) -> None:
    made = PitfallSeen(pitfall="no-baseline", turn=1, quote="x")
    assert six(MODEL, hear(intent), PROBE, pitfalls=[made]).kind == MoveKind.CHALLENGE
    challenged = made.model_copy(update={"challenged": True})
    assert six(MODEL, hear(intent), PROBE, pitfalls=[challenged]).kind == MoveKind.PROBE
    assert six(MODEL, hear(Intent.DONE, wants_end=True), PROBE, pitfalls=[made]).kind == MoveKind.WRAP_UP


def test_a_pitfall_is_challenged_once_and_the_major_one_first() -> None:
    minor = PitfallSeen(pitfall="preprocessing-before-split", turn=1, quote="x")
    major = PitfallSeen(pitfall="random-split-of-temporal-data", turn=1, quote="x")
    move = six(DATA, hear(), PROBE, pitfalls=[minor, major])
    assert (move.kind, move.pitfall, move.criterion) == (MoveKind.CHALLENGE, major.pitfall, "split-strategy")
    done = major.model_copy(update={"challenged": True})
    assert six(DATA, hear(), PROBE, pitfalls=[minor, done]).pitfall == minor.pitfall
    both = [p.model_copy(update={"challenged": True}) for p in (minor, major)]
    assert six(DATA, hear(), PROBE, pitfalls=both).kind != MoveKind.CHALLENGE


def test_questions_come_before_challenges_and_challenges_before_the_next_phase() -> None:
    pitfall = PitfallSeen(pitfall="random-split-of-temporal-data", turn=1, quote="x")
    asks = hear(Intent.CLARIFYING_QUESTION, answers=[Answer(asked="How much data?", fact="logs")])
    assert six(DATA, asks, pitfalls=[pitfall]).kind == MoveKind.REVEAL
    assert six(DATA, hear(wanted_phase=MODEL), pitfalls=[pitfall]).kind == MoveKind.CHALLENGE


def test_rambling_is_brought_to_the_point() -> None:
    move = six(MODEL, hear(rambling=True), PROBE)
    assert (move.kind, move.preface) == (MoveKind.REDIRECT, "rambling")


def test_jumping_ahead_is_redirected_once_then_followed_past_what_cannot_be_left_out() -> None:
    jump = six(REQUIREMENTS, hear(wanted_phase=MODEL))
    assert (jump.kind, jump.preface, jump.phase) == (MoveKind.REDIRECT, "jump", MODEL)
    assert jump.criterion in SIX_STEPS.phases[REQUIREMENTS].criteria
    first = six(REQUIREMENTS, hear(wanted_phase=MODEL), OPENING, jump)
    assert (first.kind, first.preface, first.phase) == (MoveKind.TRANSITION, "before_that", ML_PROBLEM)
    follow = six(REQUIREMENTS, hear(wanted_phase=MODEL), OPENING, jump, first)
    assert (follow.kind, follow.preface, follow.phase) == (MoveKind.TRANSITION, "follow", MODEL)
    assert follow.criterion in SIX_STEPS.phases[MODEL].criteria


def test_a_covered_phase_may_be_left_at_once() -> None:
    criteria = [c.id for c in SIX_STEPS.phase_criteria(REQUIREMENTS)]
    follow = six(REQUIREMENTS, hear(wanted_phase=ML_PROBLEM), ledger=shown(*criteria[:4]))
    assert (follow.kind, follow.phase) == (MoveKind.TRANSITION, ML_PROBLEM)


@pytest.mark.parametrize("wanted", [None, REQUIREMENTS, DATA])
def test_talk_of_this_or_an_earlier_phase_is_no_jump(wanted: int | None) -> None:
    assert six(DATA, hear(wanted_phase=wanted)).kind == MoveKind.PROBE
