"""What a turn ends in that asks about the conversation gets a short answer; the floor stays with the candidate."""

from __future__ import annotations

from pathlib import Path

import pytest
from talk import answered

from agent.content import load_content
from agent.examiner.llm.speak import PARTICULAR, messages_for
from agent.policy import make_plan
from agent.policy.react import BACK
from agent.service import InterviewService
from agent.state import Interview, MoveKind, Setup
from evals.single import read_turn, reader_of

SETUP = Setup(question="card-fraud", template="six-steps", seed=5)
ANSWER = "I split by time: train until September, leave a gap for the chargeback delay, and test on December."
MISTAKE = "I shuffle all the transactions and split them randomly 80/20 into train and test."


def after(service: InterviewService, *said: str) -> Interview:
    return answered(service, service.start(SETUP), *said)


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("Do you want the labels as well?", "offer"),
        ("Would you like me to talk about cold start?", "offer"),
        ("Shall I draw it?", "offer"),
        ("Does that cover what you were after, or do you want me to go on about serving?", "offer"),
        ("Do you want me to go into the labels, or the split?", "choice"),
        ("I could go into the labels or the thresholds, whichever you prefer.", "choice"),
        ("I still owe you the experiment and the retraining, which first?", "choice"),
    ],
)
def test_what_is_offered_is_taken(service: InterviewService, said: str, asks: str) -> None:
    state = after(service, f"{ANSWER} {said}")
    move = state.last_move
    assert move and (move.kind, move.preface) == (MoveKind.ACKNOWLEDGE, f"back_{asks}")
    assert "?" not in state.turns[-1].text


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("Do you mean at training time or at serving time?", "either"),
        ("For the features or for the labels?", "either"),
        ("Are you asking about the chargebacks?", "meant"),
    ],
)
def test_a_question_what_was_meant_leaves_it_open(service: InterviewService, said: str, asks: str) -> None:
    before = after(service, ANSWER)
    state = answered(service, service.start(SETUP), ANSWER, said)
    move = state.last_move
    assert move and (move.kind, move.preface) == (MoveKind.CLARIFY, f"back_{asks}")
    assert state.asked == before.asked and "?" not in state.turns[-1].text


@pytest.mark.parametrize("said", ["Should we block the card at once?", "Do you want it to run on the phone?"])
def test_questions_on_the_problem_are_none(said: str, home: Path) -> None:
    assert not read_turn(said, reader_of("card-fraud"), "Go on.").asks_back


def test_a_mistake_goes_before_an_offer(service: InterviewService) -> None:
    assert after(service, f"{MISTAKE} Do you want the labels as well?").last_move_kind == MoveKind.CHALLENGE


def test_who_takes_it_back_is_asked_what_instead(service: InterviewService) -> None:
    state = after(service, MISTAKE, "You're right, let me take that back.")
    move = state.last_move
    assert move and (move.kind, move.preface) == (MoveKind.ACKNOWLEDGE, "instead")
    assert not state.pitfalls[0].resolved
    assert after(service, MISTAKE, "You're right, let me take that back.", ANSWER).pitfalls[0].resolved


def test_a_model_is_told_to_leave_the_floor(service: InterviewService) -> None:
    state = after(service, f"{ANSWER} Do you want the labels as well?")
    plan, move = make_plan(load_content(), SETUP), state.last_move
    assert move and PARTICULAR[BACK] in messages_for(state, plan, move, [], state.turns[-1].text, [])[-1]["content"]
