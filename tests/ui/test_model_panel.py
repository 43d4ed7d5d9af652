"""The examiner and its model server: what the panel makes of its fields, where the key goes, what the page says."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import gradio as gr
import httpx
import pytest

from agent.examiner.base import Used
from agent.service import InterviewService
from agent.settings import PRESETS
from agent.state import ExaminerName, Interview, ModelCall, Move, MoveKind, Setup, Turn
from evals.scripted_model.behaviours import reply, status
from evals.scripted_model.server import KEY, ModelServer
from tests.ui.calls import CHOICES, SAID
from ui import desk, model, setup
from ui.chat import labels
from ui.feedback import Feedback, Source
from ui.model import BadModel, settings_of
from ui.panel import examiner_line
from ui.serve import serve
from ui.turns import Turns

pytestmark = pytest.mark.usefixtures("no_settings_from_outside")
AGAIN = "Nothing is lost; the model is asked again in a later turn."
EMPTY = ("",) * len(model.FIELDS)
WITH_MODEL = Setup(question="youtube-recommendations", template="six-steps", examiner=ExaminerName.LLM)
TALK = Source("talk.txt", b"Interviewer: Design a spam filter.\nCandidate: How many messages a day are there?\n")


def fields(**typed: str) -> tuple[str, ...]:
    return tuple(typed.get(name, "") for name in model.FIELDS)


def started(page: Turns, examiner: str, values: tuple[str, ...] = EMPTY) -> tuple[str, list[dict[Any, Any]]]:
    """The session, empty where there is none, and everything the page was told."""
    updates = list(page.start(*CHOICES, examiner, 45, "", 0, *values))
    return str(updates[-1].get(page.session, "")), updates


# --- the fields --------------------------------------------------------------------------------------------------


def test_empty_fields_are_the_environment() -> None:
    assert settings_of(*EMPTY) is None and settings_of(*[" "] * len(EMPTY)) is None


@pytest.mark.parametrize("preset", PRESETS)
def test_a_preset_is_an_address(preset: str) -> None:
    found = settings_of(*fields(preset=preset, api_key=KEY))
    assert found and found.base_url == PRESETS[preset] == model.address_of(preset)
    assert found.api_key and found.api_key.get_secret_value() == KEY and KEY not in repr(found)
    assert model.address_of("") == ""


def test_every_field_counts() -> None:
    found = settings_of(
        "ollama", " http://box:11434/v1 ", "", "qwen3", "qwen3:32b", "0.2", "90", "50000"
    )  # what is typed goes before the preset
    assert found and found.base_url == "http://box:11434/v1" and found.api_key is None
    assert (found.interviewer_model, found.grader, found.temperature) == ("qwen3", "qwen3:32b", 0.2)
    assert (found.stall_seconds, found.token_budget) == (90, 50_000)


def test_the_rest_is_as_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("GREENROOM_TEMPERATURE", "0.1")
    monkeypatch.setenv("GREENROOM_PRICE_IN", "2")
    found = settings_of(*fields(token_budget="900"))
    assert found and found.api_key and found.api_key.get_secret_value() == KEY
    assert (found.temperature, found.token_budget, found.price_in) == (0.1, 900, 2)
    assert (other := settings_of(*fields(interviewer_model="another"))) and other.price_in == 0


@pytest.mark.parametrize("typed", [{"base_url": "https://elsewhere.example/v1"}, {"preset": "ollama"}])
def test_the_key_of_the_environment_goes_nowhere_else(monkeypatch: pytest.MonkeyPatch, typed: dict[str, str]) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("GREENROOM_GRADER_MODEL", "big")
    found = settings_of(*fields(**typed))
    assert found and found.api_key is None and found.grader == found.interviewer_model
    home = settings_of(*fields(preset="openai"))
    assert home and home.api_key and home.grader == "big"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"base_url": "localhost:11434/v1"}, "begins with http"),
        ({"base_url": "ftp://box/v1"}, "begins with http"),
        ({"base_url": "http://[box/v1"}, "begins with http"),
        ({"base_url": "http://box:port/v1"}, "begins with http"),
        ({"base_url": "http://"}, "begins with http"),
        ({"api_key": "sk-„quoted“"}, "paste it again"),
        ({"api_key": "sk-1\nX-Header: 1"}, "paste it again"),
        ({"temperature": "warm"}, "from 0 to 2"),
        ({"temperature": "2.5"}, "from 0 to 2"),
        ({"temperature": "nan"}, "from 0 to 2"),
        ({"stall_seconds": "0"}, "above 0"),
        ({"stall_seconds": "inf"}, "up to 600"),
        ({"token_budget": "-1"}, "whole number"),
        ({"token_budget": "1.5"}, "whole number"),
        ({"preset": "openai"}, "OpenAI needs an API key"),
        ({"preset": "openrouter"}, "OpenRouter needs an API key"),
        ({"preset": "nowhere"}, "in the list"),
    ],
)
def test_a_bad_value_is_one_clear_sentence(page: Turns, typed: dict[str, str], said: str) -> None:
    with pytest.raises(BadModel, match=said) as raised:
        settings_of(*fields(**typed))
    assert raised.value.__context__ is None and str(raised.value).count(".") == 1
    session, updates = started(page, model.LLM, fields(**typed))
    assert not session and said in updates[-1][page.form.notice]["value"]
    assert updates[-1][page.form.start]["interactive"] is True


# --- the start ---------------------------------------------------------------------------------------------------


def test_the_language_model_without_a_server_says_what_to_fill_in(page: Turns) -> None:
    session, updates = started(page, model.LLM)
    assert not session and "The language model needs a server" in updates[-1][page.form.notice]["value"]
    assert page.service.sessions() == []


def test_the_embedded_examiner_needs_nothing(page: Turns) -> None:
    session, updates = started(page, model.EMBEDDED, fields(base_url="no address"))
    assert page.service.view(session).setup.examiner == ExaminerName.EMBEDDED
    assert "Examiner: embedded" in updates[-1][page.room.phases]


def test_the_default_is_the_model_where_there_is_one(
    service: InterviewService, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, examiner in (("", model.EMBEDDED), (KEY, model.LLM)):
        monkeypatch.setenv("OPENAI_API_KEY", key) if key else None
        with gr.Blocks() as blocks:
            form, table = setup.lay_out(service.content), desk.lay_out(service.content)
        assert form.examiner.value == table.examiner.value == examiner
        assert table.examiner.visible is form.server.accordion.visible is bool(key)
        assert form.server.accordion.open is False and KEY not in str(blocks.config)


def test_the_key_goes_to_the_server_and_nowhere_else(
    page: Turns, model_server: ModelServer, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    model_server.behave(reply("What would you use as a label?"))
    session, updates = started(
        page, model.LLM, fields(base_url=model_server.url, api_key=KEY, interviewer_model="fake", stall_seconds="5")
    )
    updates += list(page.answer(session, SAID))
    assert any(KEY in r.headers.get("Authorization", "") for r in model_server.requests)
    state = page.service.view(session)
    assert state.turns[-1].examiner == "llm" and "label?" in state.turns[-1].text
    assert "language model (fake)" in updates[-1][page.room.phases]
    saved = b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.is_file())
    for place in (
        str(updates),
        state.model_dump_json(),
        repr(vars(page.service._models)),
        caplog.text,
        saved.decode("latin1"),
    ):
        assert KEY not in place
    assert saved


def test_a_server_that_refuses_the_key_is_named_in_the_chat(page: Turns, model_server: ModelServer) -> None:
    model_server.behave(status(401))
    session, updates = started(page, model.LLM, fields(base_url=model_server.url, api_key=KEY))
    assert "stands in" not in str(updates[-1][page.room.chat])
    updates += list(page.hint(session, ""))  # an answer is read by the model at the same time
    said = (
        "The embedded examiner stands in for this turn. The model server refused the key. Nothing is lost and the "
        "interview goes on; check “Model server” before the next one."
    )
    assert said in updates[-1][page.room.chat][-1]["content"] and KEY not in str(updates)


def test_the_browser_keeps_no_runs(service: InterviewService) -> None:
    assert '"run_history":false' in httpx.get(serve(service, port=0, block=False)).text.replace(" ", "")


# --- what the page says ------------------------------------------------------------------------------------------


def turn(examiner: str, call: ModelCall | None) -> Turn:
    move = Move(kind=MoveKind.PROBE)
    return Turn(id=0, speaker="interviewer", phase="data", at=0, text="Why?", move=move, examiner=examiner, call=call)


def called(**changes: Any) -> ModelCall:
    return ModelCall(model="gpt-<4>", prompts=[], temperature=0, **changes)


@pytest.mark.parametrize(
    ("spoken", "said"),
    [
        (turn("llm", called()), []),
        (turn("embedded", None), []),  # worded by hand
        (turn("embedded", called(held_back=["praise"])), []),
        (
            turn("embedded", called(trouble="The model server failed.")),
            [f"The embedded examiner stands in for this turn. The model server failed. {AGAIN}"],
        ),
        (
            turn("llm", called(trouble="The model's reply broke off.")),
            [f"The embedded examiner finished this turn. The model's reply broke off. {AGAIN}"],
        ),
    ],
)
def test_a_turn_says_who_stood_in_and_why(spoken: Turn, said: list[str]) -> None:
    assert labels(spoken, Interview(setup=WITH_MODEL)) == said


def test_the_panel_names_the_examiner_and_what_it_used() -> None:
    state = Interview(setup=WITH_MODEL, turns=[turn("llm", called())])
    shown = examiner_line(state, Used(12_000, 345, 0.0249))
    assert "Examiner: language model (gpt-&lt;4&gt;)" in shown
    assert "12,345 tokens so far, about 0.02 at the prices set" in shown
    assert "prices" not in examiner_line(state, Used(1, 2, None))
    assert "Examiner: language model<br>0 tokens" in examiner_line(Interview(setup=WITH_MODEL), Used(0, 0, None))
    embedded = Interview(setup=WITH_MODEL.model_copy(update={"examiner": ExaminerName.EMBEDDED}))
    assert "Examiner: embedded" in examiner_line(embedded, None) and "token" not in examiner_line(embedded, None)


# --- the feedback page -------------------------------------------------------------------------------------------


def test_feedback_by_a_model_that_is_not_there_is_one_sentence(service: InterviewService) -> None:
    with gr.Blocks():
        page = Feedback(service, desk.lay_out(service.content))
    options = ("spam-detection", "six-steps", "senior", "Candidate")
    last = list(page.give([TALK], "", *options, model.LLM))[-1]
    assert "no model server is configured" in last[page.desk.status]["value"]
    with pytest.raises(gr.Error, match="the examiners are embedded, llm"):
        page.grade("", *options, "boss")


def test_feedback_by_the_model_of_the_environment(
    service: InterviewService, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", model_server.url)
    model_server.behave(reply('{"criteria": []}'))
    with gr.Blocks():
        page = Feedback(service, desk.lay_out(service.content))
    last = list(page.give([TALK], "", "spam-detection", "six-steps", "senior", "Candidate", model.LLM))[-1]
    assert last[page.desk.outcomes][0].grade.examiner == "llm" and model_server.requests
