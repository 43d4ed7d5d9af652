"""What people say beside the design in a call: a moment to think, how it goes, what was meant, not yet done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from states import MODEL, REQUIREMENTS
from talk import answered

from agent.service import InterviewService
from agent.state import Assessment, CandidateInput, Intent, Mode, MoveKind, Setup

Read = Callable[..., Assessment]
NEXT, END = CandidateInput(action="next"), CandidateInput(action="end")
GOOD = "I split by time: train until September, leave a gap for the chargeback delay, and test on December."


@pytest.mark.parametrize(
    "said", ["Um, give me a second.", "Hold on.", "Let me think about that for a moment.", "One moment, let me think."]
)
def test_who_wants_to_think_is_given_the_time_and_the_question_stays(service: InterviewService, said: str) -> None:
    session = service.start(Setup(question="card-fraud", template="six-steps", seed=3))
    before = answered(service, session, NEXT, "I would start with a baseline of rules, because they exist.")
    after = answered(service, session, said)
    assert after.assessment and after.assessment.intent == Intent.PAUSE
    assert after.last_move and after.last_move.preface == "pause" and "?" not in after.turns[-1].text
    assert after.asked == before.asked or after.open_question == before.open_question


def test_a_pause_at_the_head_of_an_answer_is_an_answer(read: Read) -> None:
    assert read(f"Give me a second. {GOOD}", "card-fraud", phase=MODEL).intent == Intent.ANSWER


@pytest.mark.parametrize("said", ["How am I doing so far?", "Is there something I've still got wrong?"])
def test_how_it_goes_is_answered_in_practice_by_the_turn_before(service: InterviewService, said: str) -> None:
    session = service.start(Setup(question="card-fraud", template="six-steps", mode=Mode.COACH, seed=3))
    state = answered(service, session, NEXT, GOOD, said)
    assert state.last_move and state.last_move.preface in ("on_track", "partly")
    mock = service.start(Setup(question="card-fraud", template="six-steps", seed=3))
    state = answered(service, mock, NEXT, GOOD, said)
    assert state.last_move and state.last_move.preface == "check_in"


def test_what_the_interviewer_meant_is_no_question_for_a_fact(service: InterviewService) -> None:
    session = service.start(Setup(question="visual-search", template="six-steps", seed=3))
    asked = answered(service, session, NEXT, "A network embeds the photo and we look for its nearest neighbours.")
    words = asked.turns[-1].text.rstrip("?. ").split()[-4:]
    state = answered(service, session, f"Wait, what do you mean by {' '.join(words)}? Like the servers?")
    assert state.last_move and state.last_move.kind == MoveKind.CLARIFY


def test_a_question_on_the_problem_is_none_about_the_interview(read: Read) -> None:
    found = read("Is it the whole photo that matters, or just one thing in it?", "visual-search", phase=REQUIREMENTS)
    assert found.asks_about != "procedure"


def test_who_looks_for_a_nod_has_answered(read: Read) -> None:
    text = "I mean the input is the photo and the output is the product id, right?"
    found = read(text, "visual-search", phase=MODEL, asked="task-type")
    assert found.intent != Intent.CLARIFYING_QUESTION and found.answers == []


def test_who_has_more_to_say_before_the_recap_says_it(service: InterviewService) -> None:
    session = service.start(Setup(question="card-fraud", template="six-steps", seed=3))
    state = answered(service, session, GOOD, END)
    assert state.last_move and state.last_move.kind == MoveKind.CLOSE  # who ends it has ended it
    session = service.start(Setup(question="card-fraud", template="six-steps", seed=3))
    state = answered(service, session, GOOD, *[NEXT] * 6)
    assert state.last_move and state.last_move.kind == MoveKind.WRAP_UP
    more = answered(service, session, "Oh, we've got thirty minutes, could we do the live test first?")
    assert more.last_move and more.last_move.preface == "not_yet" and not more.ended
    later = answered(
        service, session, "I'd run an A/B test over cards for four weeks, with false declines as a guardrail."
    )
    assert not later.ended
