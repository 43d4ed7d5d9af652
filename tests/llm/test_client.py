"""The client against a real HTTP server that does all that can go wrong."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel

import evals.scripted_model.behaviours as fake
from agent.examiner.llm.breaker import REST
from agent.examiner.llm.client import ModelClient, Rung
from agent.examiner.llm.trouble import LASTING, SENTENCES, Kind, Trouble
from agent.settings import ModelSettings
from evals.scripted_model.server import KEY, Behaviour, Call, ModelServer

NewClient = Callable[..., ModelClient]
ASKED = [{"role": "user", "content": "What about the private prompt?"}]
SHORT = {"stall_seconds": 0.5, "reply_seconds": 1, "grade_seconds": 0.5}  # for time-outs alone: machines are busy
LOGIN = "http://jo:pass-word-9@"


class Verdict(BaseModel):
    level: int
    why: str


GOOD = fake.json_reply({"level": 3, "why": "thorough"})
PROSE = fake.reply('Sure! Here it is:\n```json\n{"level": 3, "why": "thorough"}\n```\nAnything else?')
WRONG = fake.json_reply({"level": "high", "why": "thorough"})
KEY_REFUSED = {"error": {"message": f"Incorrect API key provided: {KEY}", "code": "invalid_api_key"}}
NO_MODEL = {"error": {"message": "The model `fake` does not exist"}}
FAULTS: dict[str, tuple[Behaviour, Kind]] = {
    "wrong key": (fake.status(401, KEY_REFUSED), Kind.KEY),
    "forbidden": (fake.status(403, KEY_REFUSED), Kind.KEY),
    "unknown model": (fake.status(404, NO_MODEL), Kind.MODEL),
    "unknown path": (fake.html_error(404), Kind.NOT_A_MODEL),
    "too many requests": (fake.status(429), Kind.RATE),
    "server failure": (fake.status(500), Kind.SERVER),
    "loading": (fake.status(503, {"error": {"message": "Loading model"}}), Kind.LOADING),
    "proxy error": (fake.html_error(502), Kind.SERVER),
    "web page": (fake.html_error(200), Kind.NOT_A_MODEL),
    "slow to begin": (fake.slow_first_token(3), Kind.TIMEOUT),
    "stall": (fake.stall(2), Kind.TIMEOUT),
    "broken off": (fake.break_off("In the middle of "), Kind.BROKEN_OFF),
    "hung up": (fake.hang_up_at_once(), Kind.BROKEN_OFF),
    "invalid JSON": (fake.invalid_json_body(), Kind.CONTENT),
    "not UTF-8": (fake.raw_body(b'{"choices": "\xff"}'), Kind.CONTENT),
    "another shape": (fake.wrong_shape(), Kind.NOT_A_MODEL),
    "a list": (fake.wrong_shape([1, 2]), Kind.NOT_A_MODEL),
    "choices of another shape": (fake.wrong_shape({"choices": [1]}), Kind.NOT_A_MODEL),
    "empty": (fake.empty_content(), Kind.CONTENT),
    "refusal": (fake.refusal(), Kind.CONTENT),
    "content filter": (fake.reply("I", finish="content_filter"), Kind.CONTENT),
    "cut off": (fake.length('{"level": 3, "why": "th'), Kind.LENGTH),
    "context overflow": (fake.context_overflow(), Kind.OVERFLOW),
    "trickle": (fake.slow_trickle(0.1), Kind.TIMEOUT),
    "comments only": (fake.keeps_the_line_alive(0.1), Kind.TIMEOUT),
}
STREAM_ONLY: dict[str, tuple[Behaviour, Kind]] = {
    "error event": (fake.wrong_shape(KEY_REFUSED), Kind.SERVER),
    "no words": (fake.reply("", finish=""), Kind.BROKEN_OFF),
}


def patience(kind: Kind) -> dict[str, float]:
    return SHORT if kind == Kind.TIMEOUT else {}


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def streamed(client: ModelClient) -> str:
    return "".join(client.stream(ASKED, "fake", 100))


def asked(client: ModelClient, rung: Rung | None = Rung.TEXT) -> Verdict:
    client.server.rung = rung or client.rung
    return client.ask(ASKED, "fake", Verdict)


def trouble(call: Callable[[ModelClient], object], client: ModelClient) -> Trouble:
    with pytest.raises(Trouble) as caught:
        call(client)
    return caught.value


def told(error: BaseException) -> str:
    """All an unwary log of the error and of what led to it could contain."""
    texts, waiting = "", [error]
    while waiting:
        now = waiting.pop()
        texts += f"{now!s} {now!r} {vars(now)} "
        waiting += [e for e in (now.__cause__, now.__context__) if e]
    return texts


def assert_fit_for_the_user(error: Trouble, logged: str) -> None:
    assert str(error) == SENTENCES[error.kind]
    assert str(error).endswith(".") and str(error).count(".") == 1
    for secret in (KEY, "pass-word-9", "private prompt"):
        assert secret not in told(error) + logged


@pytest.mark.parametrize("name", [*FAULTS, *STREAM_ONLY])
def test_a_fault_of_a_stream(
    name: str, model_server: ModelServer, client: NewClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    behaviour, kind = {**FAULTS, **STREAM_ONLY}[name]
    model_server.behave(behaviour)
    began = time.monotonic()
    error = trouble(streamed, client(**patience(kind)))
    assert error.kind == kind
    assert time.monotonic() - began < 4
    assert_fit_for_the_user(error, caplog.text)
    assert len(model_server.requests) == 1, "a reply somebody waits for is not asked for twice"


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_a_structured_reply(
    name: str, model_server: ModelServer, client: NewClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    behaviour, kind = FAULTS[name]
    model_server.behave(behaviour)
    began = time.monotonic()
    error = trouble(asked, client(**patience(kind)))
    assert error.kind == kind
    assert time.monotonic() - began < 4
    assert_fit_for_the_user(error, caplog.text)


@pytest.mark.parametrize("call", [streamed, asked, ModelClient.models])
@pytest.mark.parametrize("address", ["closed port", "http://no-such-host.invalid/v1", "no-scheme:80/v1", "http://["])
def test_no_server(
    call: Callable[[ModelClient], object], address: str, client: NewClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    if address == "closed port":
        with socket.create_server(("127.0.0.1", 0)) as taken:
            address = f"{LOGIN}127.0.0.1:{taken.getsockname()[1]}/v1"
    error = trouble(call, client(base_url=address))
    assert error.kind == Kind.UNREACHABLE
    assert_fit_for_the_user(error, caplog.text)


def test_a_name_is_not_looked_up_for_ever(client: NewClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: time.sleep(20))
    began = time.monotonic()
    with pytest.raises(Trouble) as raised:
        client(base_url="http://model.example/v1", connect_seconds=0.2).ask(ASKED, "fake", Verdict)
    assert raised.value.kind == Kind.TIMEOUT and time.monotonic() - began < 5


@pytest.mark.parametrize("name", ["wrong key", "web page", "invalid JSON", "another shape", "slow to begin", "hung up"])
def test_a_fault_of_the_list_of_models(name: str, model_server: ModelServer, client: NewClient) -> None:
    behaviour, kind = FAULTS[name]
    model_server.behave(behaviour)
    error = trouble(ModelClient.models, client(**patience(kind)))
    assert error.kind == kind
    assert_fit_for_the_user(error, "")


def test_the_list_of_models(model_server: ModelServer, client: NewClient) -> None:
    assert client().models() == fake.MODELS
    assert model_server.requests[0].headers["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(("header", "seconds"), [("3", 3), ("99999", 120), ("Wed, 21 Oct 2037 07:28:00 GMT", None)])
def test_retry_after(header: str, seconds: float | None, model_server: ModelServer, client: NewClient) -> None:
    model_server.behave(fake.status(429, headers={"Retry-After": header}))
    assert trouble(streamed, client()).retry_after == seconds


def test_a_stream_comes_piece_by_piece(model_server: ModelServer, client: NewClient) -> None:
    model_server.behave(fake.reply("One two three", per_token_delay=0.05))
    talking = client()
    assert list(talking.stream(ASKED, "fake", 100)) == ["One ", "two ", "three "]
    assert (talking.usage.prompt, talking.usage.completion, talking.usage.calls) == (7, 5, 1)
    sent = model_server.requests[0].body
    assert (sent["model"], sent["max_tokens"], sent["messages"]) == ("fake", 100, ASKED)


def test_what_came_before_a_break_is_kept(model_server: ModelServer, client: NewClient) -> None:
    model_server.behave(fake.break_off("In the middle of "))
    pieces = client().stream(ASKED, "fake", 100)
    assert next(pieces) == "In the middle of "
    assert trouble(lambda _: next(pieces), client()).kind == Kind.BROKEN_OFF


def test_a_spent_budget_sends_nothing(model_server: ModelServer, client: NewClient) -> None:
    frugal = client(token_budget=12)
    streamed(frugal)
    for call in (streamed, asked):
        assert trouble(call, frugal).kind == Kind.BUDGET
    assert len(model_server.requests) == 1


def test_the_budget_also_ends_a_repair(model_server: ModelServer, client: NewClient) -> None:
    model_server.behave(WRONG)
    assert trouble(asked, client(token_budget=12)).kind == Kind.BUDGET
    assert len(model_server.requests) == 1


# ---- asking for JSON ----


def only_on(rung: Rung, otherwise: Behaviour, then: Behaviour = GOOD) -> Behaviour:
    def behave(call: Call) -> None:
        (then if call.request_read.asked_format == rung else otherwise)(call)

    return behave


def formats(server: ModelServer) -> list[str]:
    return [request.asked_format for request in server.requests]


def test_a_schema_is_sent_and_kept(model_server: ModelServer, client: NewClient) -> None:
    model_server.behave(GOOD)
    asking = client()
    assert asked(asking, None) == Verdict(level=3, why="thorough")
    assert formats(model_server) == ["json_schema"] and asking.rung == Rung.SCHEMA
    assert model_server.requests[0].body["response_format"]["json_schema"]["schema"] == Verdict.model_json_schema()
    assert asking.usage.total == 12


@pytest.mark.parametrize("code", [400, 404, 422, 500])
def test_the_next_rung_is_remembered(code: int, model_server: ModelServer, client: NewClient) -> None:
    model_server.behave(only_on(Rung.OBJECT, fake.status(code)))
    asking = client()
    assert asked(asking, None).level == asked(asking, None).level == 3
    assert formats(model_server) == ["json_schema", "json_object", "json_object"]


def test_plain_text_with_prose_around_it(model_server: ModelServer, client: NewClient) -> None:
    model_server.behave(only_on(Rung.TEXT, fake.status(400), PROSE))
    assert asked(client(), None).why == "thorough"
    assert formats(model_server) == ["json_schema", "json_object", "text"]
    assert '"level"' in model_server.requests[-1].body["messages"][-1]["content"], "the schema is in the prompt"


def test_a_server_that_takes_the_schema_and_ignores_it(model_server: ModelServer, client: NewClient) -> None:
    model_server.behave(only_on(Rung.OBJECT, fake.ignores_schema()))
    assert asked(client(), None).level == 3
    assert formats(model_server) == ["json_schema", "json_schema", "json_object"]


def test_one_repair_with_what_was_wrong(model_server: ModelServer, client: NewClient) -> None:
    model_server.behave([WRONG, GOOD])
    assert asked(client()).level == 3
    *_, answer, complaint = model_server.requests[1].body["messages"]
    assert "high" in answer["content"]
    assert "level: Input should be a valid integer" in complaint["content"]


def test_a_second_invalid_reply_is_the_last(
    model_server: ModelServer, client: NewClient, caplog: pytest.LogCaptureFixture
) -> None:
    model_server.behave(WRONG)
    error = trouble(asked, client())
    assert error.kind == Kind.CONTENT and len(model_server.requests) == 2
    assert_fit_for_the_user(error, caplog.text)


# ---- the circuit breaker ----


def test_after_two_failures_the_server_rests_and_comes_back(model_server: ModelServer, client: NewClient) -> None:
    clock = Clock()
    talking = client(clock)
    model_server.behave(fake.status(500))
    assert [trouble(streamed, talking).kind for _ in range(4)] == [Kind.SERVER, Kind.SERVER, Kind.OPEN, Kind.OPEN]
    assert trouble(asked, talking).kind == Kind.OPEN
    assert len(model_server.requests) == 2
    clock.now += REST + 1
    assert trouble(streamed, talking).kind == Kind.SERVER, "a trial"
    clock.now += REST + 1
    assert trouble(streamed, talking).kind == Kind.OPEN, "twice the rest after a failed trial"
    clock.now += REST + 1
    model_server.behave(fake.reply("Back again."))
    assert [streamed(talking), streamed(talking)] == ["Back again. "] * 2


@pytest.mark.parametrize("name", [n for n, (_, kind) in FAULTS.items() if kind in LASTING])
def test_a_lasting_fault_needs_no_second_failure(name: str, model_server: ModelServer, client: NewClient) -> None:
    model_server.behave(FAULTS[name][0])
    talking = client(Clock())
    assert [trouble(streamed, talking).kind for _ in range(2)] == [FAULTS[name][1]] * 2, "what is wrong is said again"
    assert len(model_server.requests) == 1


def test_retry_after_is_kept_to(model_server: ModelServer, client: NewClient) -> None:
    model_server.behave([fake.status(429, headers={"Retry-After": "3"}), fake.reply("Fine.")])
    clock = Clock()
    talking = client(clock)
    assert [trouble(streamed, talking).kind for _ in range(2)] == [Kind.RATE, Kind.OPEN]
    clock.now += 3
    assert streamed(talking) == "Fine. "


@pytest.mark.parametrize("name", ["empty", "cut off", "context overflow"])
def test_a_useless_reply_is_no_failure_of_the_server(name: str, model_server: ModelServer, client: NewClient) -> None:
    model_server.behave(FAULTS[name][0])
    talking = client(Clock())
    assert {trouble(streamed, talking).kind for _ in range(4)} == {FAULTS[name][1]}


def resting(server: ModelServer, talking: ModelClient, clock: Clock) -> ModelClient:
    """A client that has failed and rested, so that its next call is a trial."""
    server.behave(fake.status(401))
    trouble(streamed, talking)
    clock.now += REST + 1
    server.requests.clear()
    return talking


def test_one_trial_at_a_time(model_server: ModelServer, client: NewClient) -> None:
    clock = Clock()
    talking = resting(model_server, client(clock), clock)
    model_server.behave(fake.reply("All well.", first_token_delay=0.2))
    kinds: list[Any] = []

    def call() -> None:
        try:
            kinds.append(streamed(talking))
        except Trouble as error:
            kinds.append(error.kind)

    threads = [threading.Thread(target=call) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kinds) == sorted(["All well. ", *[Kind.KEY] * 5])
    assert len(model_server.requests) == 1
    assert streamed(talking) == "All well. "


def test_a_trial_may_go_down_the_rungs(model_server: ModelServer, client: NewClient) -> None:
    clock = Clock()
    asking = resting(model_server, client(clock), clock)
    model_server.behave(only_on(Rung.TEXT, fake.status(500)))
    assert asked(asking, None).level == 3


@pytest.mark.parametrize("useless", [fake.empty_content(), fake.length("Half a")])
def test_a_useless_reply_ends_the_rest(useless: Behaviour, model_server: ModelServer, client: NewClient) -> None:
    clock = Clock()
    talking = resting(model_server, client(clock), clock)
    model_server.behave([useless, fake.reply("Fine.")])
    trouble(streamed, talking)
    assert streamed(talking) == "Fine. "


def test_a_trial_nobody_listens_to_the_end_ends_the_rest(model_server: ModelServer, client: NewClient) -> None:
    clock = Clock()
    talking = resting(model_server, client(clock), clock)
    model_server.behave(fake.reply("One two three", per_token_delay=0.05))
    pieces = talking.stream(ASKED, "fake", 100)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined]
    assert streamed(talking) == "One two three "


# ---- settings ----


@pytest.mark.parametrize("key", [f"{KEY}\n", f"{KEY}\x00", f"{KEY}…"])
def test_a_key_with_odd_characters(key: str, client: NewClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    talking = client(api_key=key)
    if key.strip() == KEY:
        assert streamed(talking)
    else:
        for call in (streamed, asked, ModelClient.models):
            assert_fit_for_the_user(trouble(call, talking), caplog.text)


def test_a_login_in_the_address(model_server: ModelServer, client: NewClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    talking = client(base_url=model_server.url.replace("http://", LOGIN))
    assert streamed(talking)
    assert model_server.requests[0].headers["Authorization"].startswith("Basic ")
    model_server.behave(fake.status(500))
    for call in (streamed, asked, ModelClient.models):
        assert_fit_for_the_user(trouble(call, talking), caplog.text)
    assert "pass-word-9" not in repr(talking)


def test_what_is_given_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not ModelSettings().configured
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://other/v1")
    assert ModelSettings().base_url == "http://other/v1"
    given = ModelSettings(base_url="http://here/v1", api_key=KEY)
    assert given.base_url == "http://here/v1"
    assert given.api_key and given.api_key.get_secret_value() == KEY
    assert KEY not in repr(given) + str(given) + given.model_dump_json()
