"""The model on mistakes that the local reading heard: it may object to a challenge, and says what was put right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agent.service import InterviewService
from agent.settings import ModelSettings
from agent.state import CandidateInput, ExaminerName, Interview, MoveKind, Setup
from evals.scripted_model.playing import model, plain_wording
from evals.scripted_model.server import KEY, ModelServer

SETUP = Setup(question="spam-detection", template="six-steps", examiner=ExaminerName.LLM, seed=3)
MISTAKE = "accuracy-under-imbalance"
WRONG = "I would measure accuracy, 99 percent accuracy is what we need before we ship."
INSISTS = "I have always used accuracy for that, everybody understands it, so I stay with it."
ELSE = "The labels come from the reports of users, and I would split them by time."
Hold = Callable[..., list[Interview]]


@pytest.fixture
def hold(service: InterviewService, model_server: ModelServer) -> Hold:
    """`hold(*turns)` → the interview after each of these turns."""
    settings = ModelSettings(base_url=model_server.url, api_key=KEY, reread_seconds=5)  # type: ignore[arg-type]

    def hold(*turns: str) -> list[Interview]:
        session, states = service.start(SETUP, settings), []
        for text in turns:
            list(service.answer(session, CandidateInput(text=text), seconds=20))
            states.append(service.view(session))
        return states

    return hold


def challenged(state: Interview) -> bool:
    move = state.last_move
    return bool(move and move.kind == MoveKind.CHALLENGE and move.pitfall == MISTAKE)


def noted(state: Interview) -> list[bool]:
    """Whether the mistake was put right, if it is noted."""
    return [p.resolved for p in state.pitfalls if p.pitfall == MISTAKE]


@pytest.mark.parametrize(("word", "left"), [("UNSAID", []), ("SETTLED", [True])])
def test_the_model_may_object_to_a_challenge(
    word: str, left: list[bool], hold: Hold, model_server: ModelServer
) -> None:
    notes: list[str] = []

    def say(note: str) -> str:
        notes.append(note)
        return word if word in note else plain_wording(note)

    model_server.behave(model(say=say))
    (state,) = hold(WRONG)
    assert any("Accuracy as the metric" in note and WRONG in note for note in notes)
    assert not challenged(state) and noted(state) == left and word not in state.turns[-1].text
    assert state.turns[-1].text.endswith("?")


def test_without_a_challenge_there_is_nothing_to_object_to(hold: Hold, model_server: ModelServer) -> None:
    notes: list[str] = []

    def say(note: str) -> str:
        notes.append(note)
        return "UNSAID"

    model_server.behave(model(say=say))
    (state,) = hold(ELSE)
    assert len(notes) == 1 and "UNSAID" not in notes[0] and "UNSAID" not in state.turns[-1].text


def read(mistakes: list[str], put_right: list[str] | None) -> Callable[[str], object]:
    """A reading of WRONG with these mistakes, and of the turns after it with what they put right."""

    def read(turn: str) -> object:
        if WRONG in turn.split("<candidate>")[-1]:
            return {"shown": [], "mistakes": [{"mistake": m, "quote": WRONG} for m in mistakes]}
        return {"shown": [], "mistakes": []} | ({"put_right": put_right} if put_right is not None else {})

    return read


def test_a_mistake_that_the_model_does_not_find_is_dropped(hold: Hold, model_server: ModelServer) -> None:
    model_server.behave(model(read=read([], [])))
    first, second = hold(WRONG, INSISTS)
    assert challenged(first) and noted(first) == [False]
    assert noted(second) == [] and not challenged(second)


def test_the_same_words_are_not_challenged_under_another_name(hold: Hold, model_server: ModelServer) -> None:
    model_server.behave(model(read=read(["offline-metric-as-business-goal"], [])))
    first, second = hold(WRONG, ELSE)
    assert challenged(first)
    assert [(p.pitfall, p.challenged) for p in second.pitfalls] == [("offline-metric-as-business-goal", True)]
    assert second.last_move and second.last_move.kind != MoveKind.CHALLENGE


@pytest.mark.parametrize(("put_right", "after"), [([MISTAKE], True), ([], False)])
def test_the_model_says_what_a_reply_puts_right(
    put_right: list[str], after: bool, hold: Hold, model_server: ModelServer
) -> None:
    model_server.behave(model(read=read([MISTAKE], put_right)))
    states = hold(WRONG, INSISTS, ELSE)
    assert challenged(states[0]) and noted(states[-1]) == [after]
