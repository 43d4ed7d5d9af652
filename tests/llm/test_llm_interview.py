"""A whole interview with the LLM examiner over real HTTP: what a good server gives, and what is left of a bad one."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.service import InterviewService
from agent.settings import ModelSettings
from agent.state import CandidateInput, ExaminerName, Interview, MoveKind, Setup
from evals.scripted_model.behaviours import (
    break_off,
    context_overflow,
    empty_content,
    html_error,
    invalid_json_body,
    length,
    refusal,
    reply,
    slow_first_token,
    stall,
    status,
    wrong_shape,
)
from evals.scripted_model.playing import everything_at, model, plain_wording
from evals.scripted_model.server import KEY, Behaviour, ModelServer

SETUP = Setup(question="spam-detection", template="six-steps", examiner=ExaminerName.LLM, seed=3)
TURNS = (
    "How many messages a day are there, and how much delay is acceptable?",
    "I would frame it as binary classification and measure precision at a fixed recall, because a lost invoice "
    "costs more than one spam mail.",
    "For data I use the reports of users, and I split by time, because spammers change their wording every week.",
)
Hold = Callable[..., Interview]


@pytest.fixture
def settings(model_server: ModelServer) -> ModelSettings:
    patience = {
        "connect_seconds": 0.5,
        "stall_seconds": 0.5,
        "reply_seconds": 2,
        "grade_seconds": 2,
        "reread_seconds": 2,
    }
    return ModelSettings(base_url=model_server.url, api_key=KEY, **patience)  # type: ignore[arg-type]


@pytest.fixture
def hold(service: InterviewService, settings: ModelSettings) -> Iterator[Hold]:
    """`hold(*turns, end=…)` → the interview after these turns."""

    def hold(*turns: str, end: bool = False, **changed: object) -> Interview:
        session = service.start(SETUP, settings.model_copy(update=changed))
        for text in turns:
            said = "".join(token.text for token in service.answer(session, CandidateInput(text=text), seconds=20))
            assert said.split() == service.view(session).turns[-1].text.split()  # nothing lost, nothing doubled
        if end:
            for _ in service.answer(session, CandidateInput(action="end"), seconds=0):
                pass
        return service.view(session)

    yield hold


def test_a_whole_interview(model_server: ModelServer, hold: Hold) -> None:
    model_server.behave(model(say=lambda note: f"I see. {plain_wording(note)}"))
    state = hold(*TURNS, end=True)
    worded = [t for t in state.turns if t.call]
    assert len(worded) == len(TURNS)
    assert all(t.examiner == "llm" and t.text.startswith("I see.") for t in worded)
    assert all(t.call.prompts and t.call.model and not t.call.trouble for t in worded if t.call)
    assert state.report and set(state.graders.values()) == {"llm"}
    assert state.report.verdict.score == 3.0
    assert any("not calibrated" in note for note in state.report.notes)


def test_a_question_at_the_end_of_a_phase_is_answered_on_the_way(
    model_server: ModelServer, service: InterviewService, settings: ModelSettings
) -> None:
    notes: list[str] = []

    def say(note: str) -> str:
        notes.append(note)
        return plain_wording(note)

    model_server.behave(model(say=say))
    session = service.start(SETUP, settings)
    for _ in service.answer(session, CandidateInput(text=TURNS[0]), seconds=600):
        pass
    turn = service.view(session).turns[-1]
    assert turn.move and turn.move.kind == MoveKind.TRANSITION and turn.examiner == "llm"
    facts = {f.id: f.answer for f in service.content.questions[SETUP.question].facts}
    told = [facts[a.fact] for a in turn.move.answers if a.fact]
    assert told and all(fact in turn.text and fact in notes[-1] for fact in told) and turn.text.count("?") <= 1
    assert "Answer the candidate's questions" in notes[-1] and "Lead over to the next part" in notes[-1]


def test_a_server_that_cannot_do_schemas(model_server: ModelServer, hold: Hold) -> None:
    playing = model()

    def behave(call: object) -> None:
        asked = call.request_read.asked_format  # type: ignore[attr-defined]
        (status(500) if asked == "json_schema" else playing)(call)  # type: ignore[arg-type]

    model_server.behave(behave)
    state = hold(*TURNS[:2], end=True)
    assert set(state.graders.values()) == {"llm"}


def test_the_reply_is_asked_for_before_the_second_reading(model_server: ModelServer, hold: Hold) -> None:
    """On servers that answer one request after the other, the reply would wait behind it."""
    model_server.behave(model(say=plain_wording))
    hold(*TURNS[1:])
    assert [bool(r.body.get("stream")) for r in model_server.requests][:3] == [True, False, True]


def test_a_phase_that_was_opened_is_not_left_at_a_word_of_the_model(model_server: ModelServer, hold: Hold) -> None:
    model_server.behave(model(say=lambda note: "NEXT"))
    state = hold("Let's move on.")
    assert state.phase == 1 and [c.entered for c in state.phases[:3]] == [True, True, False]
    assert state.turns[-1].move and state.turns[-1].move.kind == MoveKind.TRANSITION


FAULTS: dict[str, Behaviour] = {
    "wrong key": status(401),
    "unknown model": status(404),
    "too many requests": status(429, headers={"Retry-After": "1"}),
    "server error": status(500),
    "loading": status(503),
    "slow first token": slow_first_token(3),
    "stall": stall(1),
    "broken off": break_off("I see. And how would you"),
    "html": html_error(502),
    "invalid json": invalid_json_body(),
    "another shape": wrong_shape(),
    "empty": empty_content(),
    "refusal": refusal(),
    "cut off": length("And then"),
    "overflow": context_overflow(),
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_embedded_examiner_finishes_the_turn(name: str, model_server: ModelServer, hold: Hold) -> None:
    model_server.behave(FAULTS[name])
    state = hold(*TURNS[:2], end=True)
    last = [t for t in state.turns if t.call]
    assert len(last) == 2 and all(t.call and t.call.trouble for t in last)
    assert all(t.text.count("?") <= 1 and t.text[-1] in ".?!" for t in last)
    if name != "broken off":
        assert all(t.examiner == "embedded" for t in last)
    assert state.report and state.report.verdict.score is not None
    assert any("in its place" in n or "Its levels" in n for n in state.report.notes)
    assert KEY not in state.model_dump_json()


def test_a_server_that_is_not_there(hold: Hold) -> None:
    state = hold(*TURNS[:1], base_url="http://127.0.0.1:9/v1")
    assert state.turns[-1].examiner == "embedded"
    assert state.turns[-1].call and "reached" in state.turns[-1].call.trouble


def test_after_a_rest_the_model_is_back(model_server: ModelServer, hold: Hold) -> None:
    model_server.behave([status(429, headers={"Retry-After": "0"}), model()])
    state = hold(*TURNS)
    assert [t.examiner for t in state.turns if t.call][-1] == "llm"


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ("What is your plan? And what else?", "second question"),
        ("There are 937 thousand messages. What do you do?", "number"),
        ("Great answer! How would you go on?", "grading"),
        ("As an AI language model I cannot say.", "role"),
    ],
)
def test_what_fails_a_guard_is_not_said(says: str, why: str, model_server: ModelServer, hold: Hold) -> None:
    model_server.behave(model(say=lambda note: says))
    turn = hold(TURNS[1]).turns[-1]
    assert turn.call and why in " ".join(turn.call.held_back)
    assert turn.text.count("?") <= 1 and "937" not in turn.text and "Great" not in turn.text and "AI" not in turn.text


def test_the_model_may_object_once_to_how_a_turn_was_read(model_server: ModelServer, hold: Hold) -> None:
    notes: list[str] = []

    def say(note: str) -> str:
        notes.append(note)
        return "STUCK"

    model_server.behave(model(say=say))
    state = hold(TURNS[0], TURNS[1])
    assert state.turns[-1].move and state.turns[-1].move.kind == MoveKind.HINT
    assert "STUCK" in notes[-2] and "STUCK" not in notes[-1].split("<turn>")[-1]
    assert "STUCK" not in state.turns[-1].text


def test_its_own_reading_corrects_the_ledger(model_server: ModelServer, hold: Hold) -> None:
    quote = "I split by time, because spammers change their wording every week"

    def read(turn: str) -> object:
        if "split by time" not in turn:
            return {"shown": [], "mistakes": []}
        shown = [
            {"criterion": "split-strategy", "quote": quote, "depth": 3},
            {"criterion": "split-strategy", "quote": "I would use a nested cross-validation", "depth": 4},
        ]
        return {"shown": shown, "mistakes": []}

    model_server.behave(model(read=read))
    state = hold(TURNS[2], TURNS[1])
    evidence = [
        e for entry in state.ledger.values() for e in entry.evidence if e.turn == 1 and not e.signal.startswith("fact:")
    ]
    assert [(e.criterion, e.quote, int(e.depth)) for e in evidence] == [("split-strategy", quote, 3)]


def test_a_reading_of_an_answer_taken_back_does_not_count(
    model_server: ModelServer, service: InterviewService, settings: ModelSettings
) -> None:
    quote, first = "I split by time", "What is the goal?"

    def read(turn: str) -> object:
        criterion = "split-strategy" if quote in turn else "offline-metric"
        words = quote if quote in turn else first if first in turn else "precision at a fixed recall"
        return {"shown": [{"criterion": criterion, "quote": words, "depth": 3}], "mistakes": []}

    model_server.behave(model(read=read))
    session = service.start(SETUP, settings)
    for text in (first, TURNS[2], TURNS[1]):
        list(service.answer(session, CandidateInput(text=text), seconds=20))
    list(service.edit(session, "Let me think about the metrics.", seconds=20))  # in place of TURNS[1]
    readings = {(e.turn, e.quote) for e in service.view(session).ledger["split-strategy"].evidence}
    assert (3, quote) in readings  # of the answer before, which still stands
    list(service.edit(session, TURNS[1], seconds=20))
    list(service.answer(session, CandidateInput(text="That is all."), seconds=20))
    ledger = service.view(session).ledger
    assert (5, "precision at a fixed recall") in {(e.turn, e.quote) for e in ledger["offline-metric"].evidence}
    said = service.view(session).said_by_candidate()
    assert all(e.quote in said[e.turn] for entry in ledger.values() for e in entry.evidence)


def test_hurried_it_ends_the_turn_with_a_question(
    model_server: ModelServer, service: InterviewService, settings: ModelSettings
) -> None:
    slow = reply("That is one way to see it. " + "And so on and on " * 200, per_token_delay=0.02)
    model_server.behave(model(say=lambda note: slow))
    session = service.start(SETUP, settings.model_copy(update={"reply_seconds": 30}))
    pieces = []
    for token in service.answer(session, CandidateInput(text=TURNS[1]), seconds=20):
        pieces.append(token.text)
        service.hurry(session)
    said = service.view(session).turns[-1]
    assert said.text.startswith("That is one way to see it. ") and "and on" not in said.text and "?" in said.text
    assert "".join(pieces).split() == said.text.split()
    model_server.behave(model())
    list(service.answer(session, CandidateInput(text=TURNS[2]), seconds=20))
    assert service.view(session).turns[-1].examiner == "llm"  # it was that turn alone


def test_the_budget_hands_over(model_server: ModelServer, hold: Hold) -> None:
    model_server.behave(model())
    state = hold(*TURNS, token_budget=15)
    worded = [t for t in state.turns if t.call]
    assert worded[0].examiner == "llm" and worded[-1].examiner == "embedded"
    assert worded[-1].call and "budget" in worded[-1].call.trouble


def test_what_the_model_quotes_must_have_been_said(model_server: ModelServer, hold: Hold) -> None:
    def grade(criteria: list[str], transcript: str) -> object:
        quotes = [{"turn": 1, "quote": "a sentence that nobody said"}]
        return {"criteria": [{"criterion": c, "quotes": quotes, "finding": "", "level": 4} for c in criteria]}

    model_server.behave(model(grade=grade))
    state = hold(*TURNS, end=True)
    assert all(not entry.level for entry in state.ledger.values())


def test_passes_that_disagree_are_decided_by_a_third(model_server: ModelServer, hold: Hold) -> None:
    passes = Counter[str]()

    def grade(criteria: list[str], transcript: str) -> object:
        phase = ",".join(sorted(criteria))
        passes[phase] += 1
        return everything_at((4, 1, 2)[passes[phase] - 1])(criteria, transcript)

    model_server.behave(model(grade=grade))
    state = hold(*TURNS, end=True)
    graded = [e for e in state.ledger.values() if e.finding]
    assert graded and {e.level for e in graded} == {2} and {e.spread for e in graded} == {3}


def test_the_key_is_nowhere(
    model_server: ModelServer, hold: Hold, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    model_server.behave([reply("Fine."), status(401), status(500)])
    state = hold(*TURNS, end=True)
    assert KEY not in state.model_dump_json() + caplog.text
    assert all(KEY.encode() not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert all(json.dumps(KEY) not in json.dumps(r.body) for r in model_server.requests)


def test_an_opener_is_heard_before_its_sentence_is_whole(
    model_server: ModelServer, service: InterviewService, settings: ModelSettings
) -> None:
    model_server.behave(model(say=lambda note: "I see, and there are 937 thousand of them. Go on."))
    session = service.start(SETUP, settings)
    pieces = [token.text for token in service.answer(session, CandidateInput(text=TURNS[1]), seconds=20)]
    said = service.view(session).turns[-1]
    assert pieces[0] == "I see" and said.text.startswith("I see. ") and "937" not in said.text
    assert "".join(pieces).split() == said.text.split()
    assert said.examiner == "embedded" and said.call and said.call.held_back
