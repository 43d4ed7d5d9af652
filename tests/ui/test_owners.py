"""Several people on one server: with a log-in nobody sees another's sessions; without one, lists stay apart."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from gradio_client import Client

from agent.accounts import Accounts
from agent.content import load_content
from agent.history import LOCAL
from agent.service import InterviewService
from agent.state import Setup
from agent.storage import open_storage
from tests.ui.calls import call, submit
from ui.owners import Owners, own
from ui.serve import serve

SETUP = ("card-fraud", "six-steps", "senior", "mock")
PEOPLE = {"ann": "quartz-41-lamp", "bob": "heron-77-sled"}
SAID = "Before anything else: what does quokka fraud cost?"


@pytest.fixture(scope="module")
def service(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[InterviewService]:
    storage = open_storage(tmp_path_factory.mktemp("owners") / "sessions.sqlite")
    yield InterviewService(storage, load_content(), home)
    storage.conn.close()


@pytest.fixture(scope="module")
def address(service: InterviewService) -> str:
    return serve(service, port=0, block=False, accounts=Accounts(PEOPLE))


@pytest.fixture(scope="module")
def clients(address: str) -> Iterator[dict[str, Client]]:
    with ExitStack() as stack:
        found = {name: Client(address, auth=(name, PEOPLE[name]), verbose=False) for name in PEOPLE}
        for client in found.values():
            stack.callback(client.close)
        yield found


def started(service: InterviewService, client: Client, owner: str) -> str:
    call(client, "/start", *SETUP)
    return service.history.entries([owner])[0].session


def test_a_session_belongs_to_the_log_in_that_started_it(service: InterviewService, clients: dict[str, Client]) -> None:
    session = started(service, clients["ann"], "user:ann")
    assert service.history.owner(session) == "user:ann" and service.view(session).owner == "user:ann"
    assert "quokka" in call(clients["ann"], "/answer", session, SAID)


@pytest.mark.parametrize("endpoint", ["/answer", "/hint", "/next_phase", "/end", "/come_back"])
def test_nobody_opens_or_changes_anothers_session(
    service: InterviewService, clients: dict[str, Client], endpoint: str
) -> None:
    session = started(service, clients["ann"], "user:ann")
    call(clients["ann"], "/answer", session, SAID)
    before = service.view(session)
    given = (session,) if endpoint == "/come_back" else (session, "Let me see")
    shown = call(clients["bob"], endpoint, *given)
    assert "not found" in shown and "quokka" not in shown
    assert service.view(session) == before


def test_two_at_once_stay_apart(service: InterviewService, clients: dict[str, Client]) -> None:
    sessions = {name: started(service, client, f"user:{name}") for name, client in clients.items()}
    jobs = {
        name: submit(client, "/answer", sessions[name], f"I am {name}. How many payments a day?")
        for name, client in clients.items()
    }
    for name, job in jobs.items():
        shown, other = str(job.result(timeout=120)), next(n for n in PEOPLE if n != name)
        assert f"I am {name}." in shown and f"I am {other}." not in shown


@pytest.mark.parametrize("path", ["config", "gradio_api/info", "gradio_api/file=/etc/hostname"])
def test_nothing_is_served_without_a_log_in(address: str, path: str) -> None:
    assert httpx.get(address + path).status_code == 401


def test_nothing_is_taken_without_a_log_in(address: str) -> None:
    upload = httpx.post(address + "gradio_api/upload", files={"files": ("talk.txt", b"Candidate: hello")})
    joined = httpx.post(address + "gradio_api/queue/join", json={"data": [], "fn_index": 0, "session_hash": "x"})
    called = httpx.post(address + "gradio_api/call/start", json={"data": list(SETUP)})
    assert {upload.status_code, joined.status_code, called.status_code} == {401}


def test_the_form_is_served_with_our_headers_and_a_wrong_password_is_refused(address: str) -> None:
    page = httpx.get(address)
    assert page.status_code == 200 and page.headers["content-security-policy"].startswith("default-src 'self'")
    refused = httpx.post(address + "login", data={"username": "ann", "password": "another"})
    assert refused.status_code == 400 and not refused.cookies


def test_no_password_is_in_what_is_sent_to_the_page(address: str, clients: dict[str, Client]) -> None:
    config = json.dumps(clients["ann"].config)
    assert not any(password in config for password in PEOPLE.values())


# --- without a log-in ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [None, "", LOCAL, "user:ann", "x" * 32, "browser:" + "a" * 32])
def test_a_browser_cannot_say_it_is_somebody(kept: str | None) -> None:
    owner = own(kept)
    assert owner.startswith("browser:") and owner != own(kept)


def test_a_browser_keeps_its_own() -> None:
    token = secrets.token_hex(16)
    assert own(token) == own(token) == f"browser:{token}"


@pytest.mark.parametrize(
    ("host", "log_in", "shared"),
    [("127.0.0.1", False, True), ("::1", False, True), ("0.0.0.0", False, False), ("127.0.0.1", True, False)],
)
def test_the_terminals_interviews_show_where_only_this_machine_reaches_the_server(
    host: str, log_in: bool, shared: bool
) -> None:
    assert (LOCAL in Owners(host, log_in).shown(None)) == shared


def test_without_a_log_in_the_link_opens_a_session(service: InterviewService, home: Path) -> None:
    client = Client(serve(service, port=0, block=False), verbose=False)
    session = service.start(Setup(question="card-fraud", template="six-steps"), owner=own(secrets.token_hex(16)))
    assert "card payments" in call(client, "/come_back", session)
    client.close()
