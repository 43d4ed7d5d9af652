"""Questions that no fact answers, and what the interviewer makes of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from states import MODEL, REQUIREMENTS
from talk import answered

from agent.service import InterviewService
from agent.state import Assessment, Intent, Interview, MoveKind, Setup

Read = Callable[..., Assessment]


@pytest.mark.parametrize(
    ("asked", "about"),
    [
        ("What should I do first?", "procedure"),
        ("Where do I start?", "procedure"),
        ("Can I draw it?", "procedure"),
        ("How does this work?", "procedure"),
        ("Should I stay at a high level, or do you want the details?", "procedure"),
        ("What is a baseline?", "term"),
        ("And what is skew?", "term"),
        ("What do you mean by guardrail?", "term"),
        ("Sorry, what's a shadow deployment?", "term"),
    ],
)
def test_what_a_question_is_about(read: Read, asked: str, about: str) -> None:
    found = read(asked, phase=MODEL, asked="multi-stage-design")
    assert (found.intent, found.asks_about, found.answers) == (Intent.CLARIFYING_QUESTION, about, [])


@pytest.mark.parametrize(
    "asked",
    [
        "Do you see it differently?",
        "Would you accept that?",
        "What worries you most about this drawing?",
        "Is the random split ok?",
        "Would you rather have depth on the model or on the serving?",
        "Did I miss something important?",
        "Is there any part of that you want to attack?",
        "Is there anything you feel I got wrong?",
        "Which of the two would you go for?",
    ],
)
def test_a_call_for_an_opinion_is_no_question_for_a_fact(read: Read, asked: str) -> None:
    found = read(asked, phase=MODEL, asked="multi-stage-design")
    assert (found.intent, found.answers) == (Intent.CHECK_IN, [])


@pytest.mark.parametrize(
    "asked",
    [
        "How many users are there on a normal day?",
        "How long may a request take at most?",
        "What is the retention policy?",
        "What's the average order value?",
        "What is our budget?",
        "What is the latency budget of the whole request at peak?",
        "whats the goal of the company here",
        "We have ten million videos, right?",
    ],
)
def test_what_is_asked_of_the_problem_is_a_question(read: Read, asked: str) -> None:
    found = read(asked, phase=REQUIREMENTS, asked="scale-and-load")
    assert found.intent == Intent.CLARIFYING_QUESTION and found.answers and not found.asks_about


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("I gave you the number before.", Intent.COVERED),
        ("You basically asked me that already.", Intent.COVERED),
        ("That's not what I asked.", Intent.MISREAD),
        ("I did not ask this.", Intent.MISREAD),
        ("Sorry, which case do you mean?", Intent.ASKS_REPEAT),
    ],
)
def test_a_protest_is_no_attempt_at_the_grader(read: Read, said: str, intent: Intent) -> None:
    found = read(said, phase=MODEL, asked="multi-stage-design")
    assert (found.intent, found.steering) == (intent, [])


def said(service: InterviewService, *texts: str) -> Interview:
    session = service.start(Setup(question="youtube-recommendations", template="six-steps", seed=3))
    return answered(service, session, *texts, seconds=20)


@pytest.mark.parametrize("text", ["What am I supposed to do now?", "What is a baseline?"])
def test_it_is_answered_in_a_sentence_and_not_with_a_missing_figure(service: InterviewService, text: str) -> None:
    turn = said(service, text).turns[-1]
    assert turn.move and turn.move.kind == MoveKind.ACKNOWLEDGE
    assert "figure" not in turn.text and "assum" not in turn.text


def test_nothing_is_approved(service: InterviewService) -> None:
    move = said(service, "I'd keep the newest two weeks for the test. Is that ok?").last_move
    assert move and move.preface == "check_in"


def test_another_task_is_not_confirmed_as_this_one(service: InterviewService) -> None:
    wrong = said(service, "If I understand right, we cook lunch for the hotel guests. Did I get that right?")
    assert wrong.assessment and not wrong.assessment.restates
    right = said(service, "So if I understand right, we recommend videos on the home page that people want to watch.")
    assert right.assessment and right.assessment.restates


def test_no_idea_and_move_on_is_a_wish_to_move_on(service: InterviewService) -> None:
    move = said(service, "I have no idea, can we move on?").last_move
    assert move and move.kind == MoveKind.TRANSITION


def test_the_same_sentence_pasted_many_times_counts_once(service: InterviewService) -> None:
    one = "The feature store keeps online and offline features in sync because both read the same definition. "
    once, often = said(service, one), said(service, one * 40)
    quotes = [{e.quote for entry in state.ledger.values() for e in entry.evidence} for state in (once, often)]
    assert quotes[0] == quotes[1] != set()


def test_a_hint_asked_for_at_the_end_of_an_answer_is_given(service: InterviewService) -> None:
    state = said(
        service,
        "Let's go to the data.",
        "I'd use the watch logs and the search history. Could you give me a hint here?",
    )
    assert state.last_move and state.last_move.kind == MoveKind.HINT


def test_who_answered_that_before_is_asked_something_else(service: InterviewService) -> None:
    state = said(service, "Let's go to the data.", "We have the watch logs of two years.", "I told you that before.")
    asked = [t.move.criterion for t in state.turns if t.move and t.move.criterion]
    assert state.last_move and state.last_move.preface == "covered" and len(asked) == len(set(asked))


def test_an_answer_that_ends_in_an_open_question_is_followed_up(service: InterviewService) -> None:
    state = said(
        service,
        "Let's go to the data.",
        "The watch logs are the labels: watched to the end against skipped in seconds, because a click says little. "
        "How many engineers would work on this?",
    )
    assert state.last_move and state.last_move.kind in (MoveKind.PROBE, MoveKind.DEEPEN)
    assert not any(a.fact for a in state.last_move.answers) and state.last_move.answers
    assert state.turns[-1].text.count("?") == 1


def test_an_answer_with_a_question_that_was_not_understood_is_followed_up(service: InterviewService) -> None:
    session = service.start(Setup(question="demand-forecasting", template="six-steps", seed=3))
    text = (
        "Okay, so I'd say the business goal is less waste and fewer empty shelves, and those two pull against each "
        "other, so I'd want to know the cost of each, because that tells me which quantile to forecast."
    )
    move = answered(service, session, text).last_move
    assert move and move.kind in (MoveKind.PROBE, MoveKind.DEEPEN)
