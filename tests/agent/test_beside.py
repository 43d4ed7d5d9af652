"""Questions that no fact answers, and what the interviewer makes of them."""

from __future__ import annotations

import pytest
from talk import answered

from agent.examiner.embedded.beside import asked_beside
from agent.service import InterviewService
from agent.state import Answer, Interview, MoveKind, Setup


@pytest.mark.parametrize(
    ("asked", "about"),
    [
        ("What should I do first?", "procedure"),
        ("Where do I start?", "procedure"),
        ("Can I draw it?", "procedure"),
        ("How does this work?", "procedure"),
        ("Do you see it differently?", "opinion"),
        ("Would you accept that?", "opinion"),
        ("What worries you most about this drawing?", "opinion"),
        ("Is the random split ok?", "opinion"),
        ("What is a baseline?", "term"),
        ("And what is skew?", "term"),
        ("What do you mean by guardrail?", "term"),
        ("How many users are there on a normal day?", ""),
        ("What is the retention policy?", ""),
        ("What's the average order value?", ""),
        ("What is our budget?", ""),
        ("What is the latency budget of the whole request at peak?", ""),
    ],
)
def test_what_a_question_is_about(asked: str, about: str) -> None:
    assert asked_beside([asked]) == about


def test_a_fact_comes_first() -> None:
    assert asked_beside(["What is scale?"], [Answer(asked="What is scale?", fact="daily-users")]) == ""
    assert asked_beside([]) == ""


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
