"""The web app through its named endpoints, as another program would use it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import httpx
import pytest
from gradio_client import Client

from agent.content import load_content
from agent.service import InterviewService
from agent.state import CandidateInput, Interview
from agent.storage import open_storage
from tests.ui.calls import call, submit
from ui.serve import AddressError, serve
from ui.turns import LIMIT, Turns

SETUP = {"question": "youtube-recommendations", "template": "six-steps", "level": "senior", "mode": "mock"}


class Web:
    """A client of a served app, next to the service behind it."""

    def __init__(self, service: InterviewService) -> None:
        self.service = service
        self.address = serve(service, port=0, block=False)
        self.client = Client(self.address, verbose=False)

    def start(self, **changes: str) -> str:
        call(self.client, "/start", *(SETUP | changes).values())
        return self.service.sessions()[0].session

    def turn(self, endpoint: str, session: str, text: str = "") -> str:
        return call(self.client, endpoint, session, text)

    def state(self, session: str) -> Interview:
        return self.service.view(session)


@pytest.fixture(scope="module")
def web(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    storage = open_storage(tmp_path_factory.mktemp("web") / "sessions.sqlite")
    found = Web(InterviewService(storage, load_content(), home))
    yield found
    found.client.close()


def test_an_interview_to_its_report(web: Web) -> None:
    session = web.start()
    shown = web.turn("/answer", session, "How many users are there?")
    assert "How many users are there?" in shown and "billion" in shown
    assert "Hint 1 of 3" in web.turn("/hint", session)
    assert "Sources behind the last hint" in web.turn("/hint", session)
    web.turn("/next_phase", session)
    assert web.state(session).current.id == "ml-problem"
    shown = web.turn("/end", session)
    assert web.state(session).report is not None
    assert "at senior level" in shown and "A worked answer" in shown and "iframe" in shown


def test_nothing_of_the_grading_is_shown_before_the_end(web: Web) -> None:
    session = web.start()
    shown = web.turn("/answer", session, "I would use accuracy on a random split of the data.")
    reference = web.service.content.questions["youtube-recommendations"].reference
    for hidden in ("of 4", "Verdict", "Key points", reference.clarify[:40]):
        assert hidden not in shown


def test_a_coach_gives_feedback_after_a_phase(web: Web) -> None:
    session = web.start(mode="coach")
    web.turn("/answer", session, "How many users are there?")
    assert "Feedback on this phase" in web.turn("/next_phase", session)


def test_the_last_answer_is_edited_in_the_box_and_replaced(web: Web) -> None:
    session = web.start()
    web.turn("/answer", session, "How many users are there?")
    assert "no answer to edit" in web.turn("/edit_last", web.start(), "")
    web.turn("/answer", session, "I would use accuracy on a random split.")
    web.turn("/hint", session)
    shown = web.turn("/edit_last", session, "a draft")
    assert "I would use accuracy" in shown and "takes back that answer" in shown
    assert len(web.state(session).turns) == 7
    edited = (session, "I would rank by expected watch time.", "", "yes")
    shown = call(web.client, "/answer", *edited)
    assert "Your last answer was replaced" in shown and "random split" not in shown
    said = [t.text for t in web.state(session).turns if t.speaker == "candidate"]
    assert said == ["How many users are there?", edited[1]]
    before = web.state(session)
    assert "The box is empty" in call(web.client, "/answer", session, "  ", "", "yes")
    assert web.state(session) == before


def test_commands_of_the_terminal_work_in_the_box(web: Web) -> None:
    session = web.start()
    assert "Hint 1 of 3" in web.turn("/answer", session, " /hint ")
    web.turn("/answer", session, "/Next")
    assert web.state(session).current.id == "ml-problem"
    web.turn("/answer", session, "We rank by expected watch time.")
    assert "We rank by expected" in web.turn("/answer", session, "/edit") and len(web.state(session).turns) == 7


def test_stop_hurries_the_interviewer_and_loses_nothing(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    session, hurried = web.start(), []
    monkeypatch.setattr(web.service, "hurry", hurried.append)
    before = web.state(session)
    call(web.client, "/stop", session)
    assert hurried == [session] and web.state(session) == before


def test_who_answers_before_all_is_loaded_is_told_so(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    session = web.start()
    monkeypatch.setattr(web.service, "ready", lambda setup: False)
    job = submit(web.client, "/answer", session, "How many users are there?")
    job.result(timeout=60)
    assert any("getting ready" in str(update) for update in job.outputs())
    assert "getting ready" not in str(job.outputs()[-1])


def test_an_empty_answer_is_no_turn(web: Web) -> None:
    session = web.start()
    before = web.state(session)
    assert "The box is empty" in web.turn("/answer", session, "   \n ")
    assert web.state(session) == before


def test_a_long_answer_is_refused_and_kept(web: Web) -> None:
    session = web.start()
    text = "x" * (LIMIT + 1)
    shown = web.turn("/answer", session, text)
    assert "20,000 characters" in shown and "still in the box" in shown and text in shown
    assert len(web.state(session).turns) == 1


def test_an_unknown_session_is_said_in_one_sentence_and_the_text_is_kept(web: Web) -> None:
    shown = web.turn("/answer", "no-such-session", "My careful answer")
    assert "not found" in shown and "My careful answer" in shown and "Traceback" not in shown


def test_a_bad_setup_is_said_in_one_sentence(web: Web) -> None:
    before = len(web.service.sessions())
    with pytest.raises(Exception, match=r"(?i)choices|invalid|not in"):
        web.start(question="no-such-question")
    assert len(web.service.sessions()) == before


def test_coming_back_shows_the_same(web: Web) -> None:
    session = web.start()
    web.turn("/answer", session, "How many users are there?")
    before = web.state(session)
    shown = call(web.client, "/come_back", session)
    assert "How many users are there?" in shown
    assert web.state(session) == before


def test_a_failure_is_one_sentence_and_loses_no_text(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    session = web.start()

    def broken(*_: Any) -> Any:
        raise RuntimeError("the examiner is broken")

    with monkeypatch.context() as patch:
        patch.setattr(web.service._context.examiner, "assess", broken)
        shown = web.turn("/answer", session, "My careful answer about the users")
        assert "My careful answer" in shown and "Traceback" not in shown and "examiner is broken" not in shown
    web.turn("/answer", session, "My careful answer about the users")
    said = [t.text for t in web.state(session).turns if t.speaker == "candidate"]
    assert said == ["My careful answer about the users"]


def test_a_turn_runs_on_when_the_page_is_closed(web: Web) -> None:
    session = web.start()
    job = submit(web.client, "/answer", session, "How many users are there?")
    next(iter(job))
    job.cancel()
    call(web.client, "/come_back", session)
    assert [t.speaker for t in web.state(session).turns] == ["interviewer", "candidate", "interviewer"]


def test_two_candidates_at_once_stay_apart(web: Web) -> None:
    sessions = [web.start() for _ in range(3)]
    jobs = [
        submit(web.client, "/answer", s, f"I am candidate {n}. How many users are there?")
        for n, s in enumerate(sessions)
    ]
    for n, (session, job) in enumerate(zip(sessions, jobs, strict=True)):
        shown = str(job.result(timeout=120))
        assert f"I am candidate {n}." in shown
        assert [t.text[:16] for t in web.state(session).turns if t.speaker == "candidate"] == [
            f"I am candidate {n}."[:16]
        ]


def test_a_taken_port_is_one_sentence(service: InterviewService) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(AddressError, match=f"Cannot listen on 127.0.0.1:{port} .*another port"):
            serve(service, port=port, block=False)


def test_a_proxy_of_the_environment_does_not_stand_between(
    service: InterviewService, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "intranet.example")
    address = serve(service, port=0, block=False)
    assert httpx.get(address).is_success and os.environ["no_proxy"].startswith("intranet.example,localhost")


def test_the_server_names_no_other_host(web: Web) -> None:
    import httpx

    answer = httpx.get(web.address)
    assert re.findall(r'(?:src|href)="https?://(?!127)[^"]*', answer.text) == []
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_given_is_what_was_done() -> None:
    from ui.chat import given

    assert given(CandidateInput(action="end")) == []
    assert given(CandidateInput(action="next"))[0]["role"] == "user"


def test_whoever_has_started_already_is_not_brought_back_to_the_setup(page: Turns) -> None:
    """What a page asks when it is opened may be answered after a quick click on start."""
    (update,) = page.load("", "", gr.Request(query_params={}))
    assert set(update) == {page.form.proceed}


def test_no_event_waits_for_a_library_of_plots() -> None:
    """Gradio asks matplotlib for its backend at every event; where none is named, that imports all of pyplot."""
    asked = "import ui, sys, matplotlib; matplotlib.get_backend(); sys.exit('matplotlib.pyplot' in sys.modules)"
    given = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    assert subprocess.run([sys.executable, "-c", asked], env=given).returncode == 0
