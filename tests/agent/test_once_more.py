"""Who did not get a question hears it again: in the same words, or in others."""

from __future__ import annotations

from talk import answered

from agent.service import InterviewService
from agent.state import CandidateInput, MoveKind, Setup

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
