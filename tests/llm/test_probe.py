"""`greenroom doctor --probe` on a scripted model server."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

import evals.scripted_model.behaviours as fake
from agent.cli import doctor
from agent.cli.app import app
from agent.examiner.llm.client import Rung
from agent.examiner.llm.probe import ESTIMATE, interview_cost
from agent.examiner.llm.speak import MOST_TOKENS
from agent.settings import PRESETS, ModelSettings
from evals.scripted_model.behaviours import MODELS
from evals.scripted_model.server import KEY, Behaviour, Call, ModelServer

Rows = dict[str, tuple[str, str]]
Doctor = Callable[..., tuple[int, Rows]]
PASSWORD = "pass-word-9"
TALK = fake.reply("one two three four", per_token_delay=0.02)
SUM = fake.json_reply({"total": 42, "parity": "even"})
NO_MODEL = fake.status(404, {"error": {"message": "The model `fake` does not exist"}})
KEY_REFUSED = fake.status(401, {"error": {"message": f"Incorrect API key provided: {KEY}"}})


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Doctor:
    """`run("--probe")` → exit code and rows of the examiner and its server; no secret is ever in the output."""
    monkeypatch.setattr(doctor, "CHECKS", (doctor._examiner,))

    def run(*arguments: str) -> tuple[int, Rows]:
        result = CliRunner().invoke(app, ["doctor", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert KEY not in result.output and PASSWORD not in result.output
        lines = [line.split("\t") for line in result.stdout.splitlines()]
        assert len({line[0] for line in lines}) == len(lines), "one row each"
        return result.exit_code, {subject: (state, says) for subject, state, says in lines}

    return run


@pytest.fixture
def configured(model_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> ModelServer:
    given = {
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": model_server.url.replace("http://", f"http://jo:{PASSWORD}@"),
        "GREENROOM_INTERVIEWER_MODEL": "fake",
        "GREENROOM_GRADER_MODEL": "fake-large",
        "GREENROOM_CONNECT_SECONDS": "0.5",
        "GREENROOM_STALL_SECONDS": "0.5",
        "GREENROOM_GRADE_SECONDS": "1",
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    model_server.behave(serving())
    return model_server


def serving(
    models: Behaviour = TALK, stream: Behaviour = TALK, asked: Behaviour = SUM, rungs: tuple[Rung, ...] = tuple(Rung)
) -> Behaviour:
    def behave(call: Call) -> None:
        request = call.request_read
        if request.method == "GET":
            models(call)
        elif call.streaming:
            stream(call)
        else:
            (asked if request.asked_format in rungs else fake.status(400))(call)

    return behave


def states(rows: Rows) -> dict[str, str]:
    return {subject: state for subject, (state, _) in rows.items()}


def test_a_good_server(run: Doctor, configured: ModelServer) -> None:
    code, rows = run("--probe")
    assert code == 0
    assert states(rows) == dict.fromkeys(
        ("examiner", "server", "models", "streaming", "structured output", "cost"), "ok"
    )
    assert "first token after 0." in rows["streaming"][1] and "usage reported" in rows["streaming"][1]
    assert "tokens/s" in rows["streaming"][1]
    assert rows["models"][1].startswith("fake and fake-large")
    assert rows["structured output"][1] == "fake-large: json_schema"
    _, spoken, asked = configured.requests
    assert (spoken.body["model"], spoken.body["max_tokens"]) == ("fake", MOST_TOKENS)
    assert asked.body["model"] == "fake-large" and "parity" not in json.dumps(asked.body["messages"])


def test_the_server_is_named_without_being_asked(run: Doctor, configured: ModelServer) -> None:
    code, rows = run()
    assert code == 0 and list(rows) == ["examiner"] and configured.requests == []
    says = rows["examiner"][1]
    assert f"fake and fake-large at 127.0.0.1:{configured.port}:" in says and "greenroom doctor --probe" in says


def test_nothing_configured(run: Doctor) -> None:
    assert run()[1]["examiner"][1].startswith("embedded")
    code, rows = run("--probe")
    assert code == 0 and states(rows) == {"examiner": "ok", "server": "note"}
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "GREENROOM_PRESET", *PRESETS):
        assert name in rows["server"][1]


@pytest.mark.parametrize("models", [KEY_REFUSED, TALK])
def test_a_wrong_key(models: Behaviour, run: Doctor, configured: ModelServer) -> None:
    configured.behave(serving(models, KEY_REFUSED, KEY_REFUSED))
    code, rows = run("--probe")
    assert code == 1
    assert rows["server"][0] == "ok" and rows["streaming"][0] == "broken"
    assert "OPENAI_API_KEY" in rows["streaming"][1] and "structured output" not in rows


def test_a_key_that_may_not_list_models(run: Doctor, configured: ModelServer) -> None:
    configured.behave(serving(fake.status(403)))
    code, rows = run("--probe")
    assert code == 0 and {k for k, v in states(rows).items() if v != "ok"} == {"models"}


def test_an_unknown_model(run: Doctor, configured: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_GRADER_MODEL", "fake-lrage")
    configured.behave(serving(asked=NO_MODEL))
    code, rows = run("--probe")
    assert code == 1 and states(rows)["streaming"] == "ok"
    assert rows["models"][0] == "note" and "fake-lrage not among" in rows["models"][1]
    assert MODELS[1] in rows["models"][1]
    assert rows["structured output"][0] == "broken" and "GREENROOM_GRADER_MODEL" in rows["structured output"][1]


def test_both_models_are_tried(run: Doctor, configured: ModelServer) -> None:
    configured.behave(serving(stream=NO_MODEL))
    code, rows = run("--probe")
    assert code == 1 and states(rows)["streaming"] == "broken" and states(rows)["structured output"] == "ok"


@pytest.mark.parametrize(("ask", "tag"), [("fake", "fake:latest"), ("odd-alias", "served")])
def test_a_model_under_another_name(
    ask: str, tag: str, run: Doctor, configured: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREENROOM_INTERVIEWER_MODEL", ask)
    monkeypatch.setenv("GREENROOM_GRADER_MODEL", ask)
    listed = {"object": "list", "data": [{"id": tag, "object": "model"}, {"id": "\x1b[31mred", "object": "model"}]}
    configured.behave(serving(fake.status(200, listed)))
    code, rows = run("--probe")
    assert code == 0 and rows["models"][0] == ("ok" if ask == "fake" else "note")
    assert "\x1b" not in rows["models"][1]


@pytest.mark.parametrize("rung", [Rung.OBJECT, Rung.TEXT])
def test_a_server_without_schemas(rung: Rung, run: Doctor, configured: ModelServer) -> None:
    configured.behave(serving(rungs=(rung,)))
    code, rows = run("--probe")
    assert code == 0 and rows["structured output"][0] == "note"
    assert rows["structured output"][1].startswith(f"fake-large: {rung};")


def test_a_model_that_only_chats(run: Doctor, configured: ModelServer) -> None:
    configured.behave(serving(asked=fake.ignores_schema()))
    code, rows = run("--probe")
    assert code == 1 and rows["structured output"][0] == "broken"


def test_a_server_without_a_list(run: Doctor, configured: ModelServer) -> None:
    configured.behave(serving(fake.status(404)))
    code, rows = run("--probe")
    assert code == 0 and rows["models"][0] == "note" and states(rows)["streaming"] == "ok"


def test_a_server_that_still_loads(run: Doctor, configured: ModelServer) -> None:
    configured.behave(fake.status(503))
    code, rows = run("--probe")
    assert code == 0 and rows["streaming"][0] == rows["structured output"][0] == "note"


def test_a_model_that_thinks_too_long(run: Doctor, configured: ModelServer) -> None:
    configured.behave(serving(stream=fake.reply("", finish="length")))
    assert "does not think" in run("--probe")[1]["streaming"][1]
    configured.behave(serving(stream=fake.length("one two three")))
    assert run("--probe")[1]["streaming"][0] == "ok", "it talks a lot, and streams"


def test_a_model_that_says_nothing(run: Doctor, configured: ModelServer) -> None:
    for nothing in (fake.reply(""), fake.empty_content()):
        configured.behave(serving(stream=nothing))
        assert run("--probe")[1]["streaming"][0] == "broken"


def test_no_usage_is_reported(run: Doctor, configured: ModelServer) -> None:
    def silent(call: Call) -> None:
        call.request_read.body.pop("stream_options")
        TALK(call)

    configured.behave(serving(stream=silent))
    code, rows = run("--probe")
    assert code == 0 and rows["streaming"][0] == "note" and "not reported" in rows["streaming"][1]


def test_connection_refused(run: Doctor, configured: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setenv("OPENAI_BASE_URL", f"http://jo:{PASSWORD}@127.0.0.1:{port}/v1")
    code, rows = run("--probe")
    assert code == 1 and states(rows) == {"examiner": "ok", "server": "broken", "cost": "ok"}
    assert "OPENAI_BASE_URL" in rows["server"][1]
    assert run()[0] == 0, "broken only where it is tried"


@pytest.mark.parametrize(
    "url", [f"http://jo:{PASSWORD}/x@y@127.0.0.1:1/v1", KEY, f"jo:{PASSWORD}@h", f"http://[{PASSWORD}", "http://"]
)
def test_odd_addresses(url: str, run: Doctor, configured: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", url)
    code, rows = run("--probe")
    assert code == 1 and rows["server"][0] == "broken"


@pytest.mark.parametrize(("name", "value"), [("GREENROOM_PRESET", "nope"), ("GREENROOM_STALL_SECONDS", "soon")])
def test_wrong_settings_do_not_show_the_key(
    name: str, value: str, run: Doctor, configured: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    code, rows = run("--probe")
    assert code == 1 and states(rows) == {"examiner": "broken"}


def test_a_proxy_that_cannot_be_used(run: Doctor, configured: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", f"odd://jo:{PASSWORD}@127.0.0.1:1")
    code, rows = run("--probe")
    assert code == 1 and rows["server"][0] == "broken" and "ALL_PROXY" in rows["server"][1]


def test_the_cost_of_an_interview() -> None:
    assert (ESTIMATE.prompt, ESTIMATE.completion) == (300_000, 27_200)
    assert "GREENROOM_PRICE_IN" in interview_cost(ModelSettings()).says
    assert " 0.16 " in interview_cost(ModelSettings(price_in=0.4, price_out=1.6)).says
    assert interview_cost(ModelSettings(token_budget=100_000)).state == "note"


def test_doctor_does_not_load_the_library_for_nothing() -> None:
    code = "import sys; from agent.cli.doctor import CHECKS; list(CHECKS[-1](None)); print('openai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"
