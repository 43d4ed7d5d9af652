"""From the request for a recap to the end: what is not yet a recap does not end the interview."""

from __future__ import annotations

import pytest
from talk import answered

from agent.service import InterviewService
from agent.state import CandidateInput, Interview, MoveKind, Setup

NEXT = CandidateInput(action="next")
GOOD = "I split by time: train until September, leave a gap for the chargeback delay, and test on December."
RECAP = (
    "In short: boosted trees score each payment in forty milliseconds, trained on chargebacks with a split by time, "
    "the threshold from the cost of a false decline; the largest risk is the delay of the labels."
)


@pytest.fixture
def session(service: InterviewService) -> str:
    """One in which the recap was just asked for."""
    session = service.start(Setup(question="card-fraud", template="six-steps", seed=3))
    assert kind(answered(service, session, GOOD, *[NEXT] * 6)) == MoveKind.WRAP_UP
    return session


def kind(state: Interview) -> MoveKind | None:
    return state.last_move.kind if state.last_move else None


def level(state: Interview) -> int | None:
    assert state.report
    rows = {row.criterion: row.level for phase in state.report.phases for row in phase.criteria}
    return rows["closing-recap"]


@pytest.mark.parametrize(
    "said",
    [
        "Sorry, could you repeat that?",
        "Give me a second.",
        "I don't know.",
        "The weather is nice today.",
        "Do I have to?",
    ],
)
def test_before_the_recap_something_else_may_be_said(said: str, service: InterviewService, session: str) -> None:
    asked = service.view(session).turns[-1].text.split(". ", 1)[-1]
    state = answered(service, session, said)
    assert not state.ended and kind(state) in (MoveKind.CLARIFY, MoveKind.ACKNOWLEDGE, MoveKind.REDIRECT)
    assert (asked in state.turns[-1].text) == ("repeat" in said)
    state = answered(service, session, RECAP)
    assert state.ended and (level(state) or 0) >= 2


def test_a_last_question_is_answered_and_the_recap_still_counts(service: InterviewService, session: str) -> None:
    assert kind(answered(service, session, "How many transactions are there per day?")) == MoveKind.REVEAL
    state = answered(service, session, RECAP)
    assert state.ended and (level(state) or 0) >= 2


def test_who_gives_no_recap_is_asked_once_more_and_no_further(service: InterviewService, session: str) -> None:
    assert kind(answered(service, session, "I don't know.")) == MoveKind.REDIRECT
    assert answered(service, session, "I don't know.").ended


def test_pauses_without_end_come_to_an_end(service: InterviewService, session: str) -> None:
    for _ in range(6):
        if answered(service, session, "Give me a second.").ended:
            break
    assert service.view(session).ended


def test_the_buttons_end_it(service: InterviewService, session: str) -> None:
    assert answered(service, session, NEXT).ended


def test_a_recap_in_the_words_of_before_is_one(service: InterviewService) -> None:
    said = "I would score each payment with boosted trees.", "The labels are the chargebacks of the last months."
    session = service.start(Setup(question="card-fraud", template="six-steps", seed=3))
    answered(service, session, *said, *[NEXT] * 6)
    assert answered(service, session, f"Putting it together: {' '.join(said)}").ended
