"""Who did not get a question hears it again: in the same words, or in others."""

from __future__ import annotations

import pytest
from talk import answered

from agent.examiner.embedded.once_more import asks_what_was_meant
from agent.service import InterviewService
from agent.state import CandidateInput, MoveKind, Setup

SAID = "What does the training set already know about the rest of March?"
SPLIT = "I split the data at random into training and test, eighty to twenty."


def test_who_did_not_hear_a_question_hears_it_again_word_for_word(service: InterviewService) -> None:
    session = service.start(Setup(question="card-fraud", template="six-steps", seed=3))
    asked = answered(service, session, CandidateInput(action="next"), SPLIT).turns[-1]
    assert asked.move and asked.move.kind == MoveKind.CHALLENGE and "at random" in asked.text
    question = asked.text.split("”. ")[-1]
    again = answered(service, session, "Sorry, could you repeat the question?").turns[-1].text
    assert asked.text in again
    differently = answered(service, session, "I don't understand what you mean.").turns[-1].text
    assert question not in differently and "?" in differently
    state = answered(service, session, "Sorry?")
    assert asked.text in state.turns[-1].text and state.open_challenge


def test_what_is_said_again_on_request_is_no_repetition(service: InterviewService) -> None:
    session = service.start(Setup(question="card-fraud", template="six-steps", seed=3))
    answered(service, session, "I would start with boosted trees, because the data is tabular.", "Pardon?")
    state = answered(service, session, CandidateInput(action="end"), CandidateInput(action="end"))
    report = service.view(session).report
    assert state.ended and report and report.audit and report.audit.repeated == []


@pytest.mark.parametrize(
    "text",
    [
        "Could you give an example?",
        "Give me an example of that, please.",
        "For example?",
        "Hm, I don't know that term.",
        "What do you mean by the rest of March?",
        "What does training set mean here?",
    ],
)
def test_what_is_asked_about_the_interviewers_words(text: str) -> None:
    assert asks_what_was_meant(text, SAID)


def test_who_asks_for_an_example_hears_the_question_in_other_words(service: InterviewService) -> None:
    session = service.start(Setup(question="card-fraud", template="six-steps", seed=3))
    asked = answered(service, session, CandidateInput(action="next"), SPLIT).turns[-1]
    again = answered(service, session, "For example?").turns[-1]
    assert again.move and again.move.kind == MoveKind.CLARIFY and asked.move
    assert again.move.criterion == asked.move.criterion and again.text != asked.text


@pytest.mark.parametrize(
    "text",
    [
        "What does calibration mean?",
        "What do you mean by the gold standard?",
        "What is the training set?",
        "For example, I would take the logs.",
        "Could you give an example of a blocked payment?",
    ],
)
def test_other_questions_are_not_about_the_interviewers_words(text: str) -> None:
    assert not asks_what_was_meant(text, SAID)
