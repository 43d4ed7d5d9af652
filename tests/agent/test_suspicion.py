"""What may be a mistake is asked about, neutrally; only the answer makes it one."""

from __future__ import annotations

from talk import answered

from agent.content import load_content
from agent.examiner.llm.speak import PURPOSES, messages_for
from agent.policy import make_plan
from agent.service import InterviewService
from agent.state import CHECK, Interview, MoveKind, Setup

SETUP = Setup(question="card-fraud", template="six-steps", seed=5)
PLAN = make_plan(load_content(), SETUP)
PITFALL = "recent-silence-is-genuine"
MAY_BE = "For freshness I'd train up to yesterday; whatever nobody has disputed by then is a genuine payment."
AGAIN = "Well, whatever nobody has disputed until yesterday goes into the training as a genuine payment."
RIGHT = "Chargebacks come weeks later, so the last ninety days stay out of the training until their labels are mature."


def after(service: InterviewService, *said: str) -> Interview:
    return answered(service, service.start(SETUP), *said)


def noted(state: Interview) -> list[str]:
    return [p.pitfall for p in state.pitfalls]


def test_a_suspicion_is_asked_about_and_not_noted(service: InterviewService) -> None:
    state = after(service, MAY_BE)
    move = state.last_move
    assert move and (move.kind, move.angle, move.pitfall) == (MoveKind.DEEPEN, CHECK, PITFALL)
    assert any(question in state.turns[-1].text for question in PLAN.pitfalls[PITFALL].challenge)
    assert not noted(state)


def test_who_says_it_again_has_made_the_mistake(service: InterviewService) -> None:
    state = after(service, MAY_BE, AGAIN)
    assert noted(state) == [PITFALL] and state.last_move_kind == MoveKind.CHALLENGE
    asked = [t.text for t in state.turns if t.move and t.move.pitfall == PITFALL]
    assert len({text.rsplit(". ", 1)[-1] for text in asked}) == 2  # in other words


def test_who_knows_better_has_made_none_and_is_not_asked_twice(service: InterviewService) -> None:
    state = after(service, MAY_BE, RIGHT)
    assert not noted(state) and state.last_move and state.last_move.angle != CHECK
    assert after(service, MAY_BE, RIGHT, MAY_BE).last_move.pitfall is None  # type: ignore[union-attr]


def test_a_model_is_told_to_put_the_claim_to_the_test(service: InterviewService) -> None:
    state = after(service, MAY_BE)
    move = state.last_move
    assert move
    note = messages_for(state, PLAN, move, [], state.turns[-1].text, [])[-1]["content"]
    assert PURPOSES[MoveKind.CHALLENGE] in note
