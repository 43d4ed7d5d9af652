"""Voice on the page: absent without a trace where not set up; where it is, every outcome is a text or one sentence."""

from __future__ import annotations

import time
from base64 import b64encode
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from agent.service import InterviewService
from agent.settings import BROWSER, VoiceSettings
from agent.state import Setup
from evals.scripted_model.behaviours import speech, status, transcript
from evals.scripted_model.server import KEY, ModelServer
from ui import voice
from ui.app import build_app
from ui.serve import serve
from ui.voice import Speech

pytestmark = pytest.mark.usefixtures("no_settings_from_outside")
SPOKEN = b"the sound of an answer"
SETUP = Setup(question="youtube-recommendations", template="six-steps")


@pytest.fixture
def page(service: InterviewService, model_server: ModelServer) -> Speech:
    settings = VoiceSettings(
        transcribe_model="whisper-1", speech_model="tts-1", voice_base_url=model_server.url, voice_api_key=KEY
    )
    return Speech(service, settings)


def sent(page: Speech, **changes: Any) -> dict[str, Any]:
    session = changes.pop("session", None) or page.service.start(SETUP)
    return {"session": session, "kind": "audio/webm", "audio": b64encode(SPOKEN).decode(), **changes}


def components(service: InterviewService) -> str:
    return str([c for c in build_app(service).config["components"] if c["props"].get("elem_id") == "voice"])


def test_without_a_model_for_it_there_is_no_trace_of_voice(
    service: InterviewService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)  # a server alone is not enough
    config = build_app(service).config
    assert not [c for c in config["components"] if c["type"] == "audio" or c["props"].get("elem_id") == "voice"]
    answer = httpx.get(serve(service, port=0, block=False))
    for trace in ("MediaRecorder", "speechSynthesis", "Read aloud", 'class="talk"'):
        assert trace not in str(config) and trace not in answer.text
    assert answer.headers["permissions-policy"].endswith("microphone=()")


def test_each_button_is_there_where_it_is_set_up(service: InterviewService, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    for hears, reads, there in (("whisper-1", "", "talk"), ("", "tts-1", "listen"), ("", BROWSER, "listen")):
        monkeypatch.setenv("GREENROOM_TRANSCRIBE_MODEL", hears)
        monkeypatch.setenv("GREENROOM_SPEECH_MODEL", reads)
        found = components(service)
        assert [name for name in ("talk", "listen") if f'class="{name}"' in found] == [there]
        assert KEY not in found
        answer = httpx.get(serve(service, port=0, block=False))
        assert answer.headers["permissions-policy"].endswith("microphone=(self)" if hears else "microphone=()")


def test_a_recording_becomes_a_text_and_leaves_no_file(page: Speech, model_server: ModelServer, tmp_path: Path) -> None:
    model_server.behave(transcript("How many users are there?"))
    given = sent(page)
    before = page.service.view(given["session"])
    assert page.hear(given) == {"text": "How many users are there?"}
    assert model_server.requests[0].files["file"] == ("answer.webm", SPOKEN)
    assert "YouTube" in model_server.requests[0].body["prompt"]
    assert page.service.view(given["session"]) == before  # nothing is sent as an answer
    kept = [p for p in (tmp_path, page.service.home) for p in p.rglob("*") if p.is_file()]
    assert kept and not [p for p in kept if SPOKEN in p.read_bytes()]


def said_of(page: Speech, given: Any) -> str:
    found = page.hear(given)
    assert set(found) == {"problem"} and KEY not in str(found)
    return found["problem"]


@pytest.mark.parametrize(
    ("code", "said"), [(401, "refused the key"), (404, "does not offer it"), (500, "failed"), (413, "too large")]
)
def test_a_fault_of_the_server_says_what_is_safe_and_what_to_do(
    page: Speech, model_server: ModelServer, code: int, said: str
) -> None:
    model_server.behave(status(code))
    problem = said_of(page, sent(page))
    assert said in problem and problem.endswith("Your text is as it was. Please record it again, or type the answer.")
    read = page.read(sent(page))["problem"]
    assert read.endswith("The text is in the chat. Please try it again.")


def test_silence_is_said(page: Speech, model_server: ModelServer) -> None:
    model_server.behave(transcript(" "))
    assert "Nothing was heard" in said_of(page, sent(page))


@pytest.mark.parametrize(
    "changes",
    [{"audio": "not base64!"}, {"audio": None}, {"audio": ["a"]}, {"kind": "text/html"}, {"kind": "audio/x\r\nX: 1"}],
)
def test_a_damaged_recording_is_said_and_goes_nowhere(
    page: Speech, model_server: ModelServer, changes: dict[str, Any]
) -> None:
    assert "arrived damaged" in said_of(page, sent(page, **changes))
    assert model_server.requests == []


@pytest.mark.parametrize("given", [None, [], "x", {}, {"session": 4, "audio": 5}])
def test_what_no_page_sends_is_said_too(page: Speech, given: Any) -> None:
    assert "arrived damaged" in said_of(page, given)
    assert "problem" in page.read(given)


def test_a_recording_that_is_too_large_is_not_read(page: Speech, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice, "LARGEST", 10)
    assert "up to 3 minutes at a time" in said_of(page, sent(page))


def test_the_speech_server_is_for_candidates_in_an_interview(page: Speech, model_server: ModelServer) -> None:
    assert "not found" in said_of(page, sent(page, session="no-such-session"))
    assert "not found" in page.read({"session": "no-such-session"})["problem"]
    assert model_server.requests == []


def test_a_slow_speech_server_holds_up_only_so_many(
    service: InterviewService, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "AT_ONCE", 1)
    page = Speech(service, VoiceSettings(transcribe_model="whisper-1", voice_base_url=model_server.url))
    model_server.behave(transcript("Yes.", delay=3))
    given = sent(page)
    found: list[dict[str, str]] = []
    first = Thread(target=lambda: found.append(page.hear(given)))
    first.start()
    while not model_server.requests:
        time.sleep(0.01)
    assert said_of(page, given).startswith("Too many people are speaking")
    first.join()
    assert found == [{"text": "Yes."}] and page.hear(given) == {"text": "Yes."}


def test_a_mistake_of_ours_is_one_sentence(page: Speech, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("secret details")

    given = sent(page)
    monkeypatch.setattr(page.service, "view", broken)
    for found in (page.hear(given), page.read(given)):
        assert "on our side" in found["problem"] and "secret" not in found["problem"]


def test_the_last_turn_is_read_aloud_without_its_marks(page: Speech, model_server: ModelServer) -> None:
    model_server.behave(speech(b"ID3", "audio/mpeg"))
    session = page.service.start(SETUP)
    assert page.read({"session": session}) == {"audio": f"data:audio/mpeg;base64,{b64encode(b'ID3').decode()}"}
    words = model_server.requests[0].body["input"]
    assert words.startswith(page.service.view(session).turns[-1].text[:20]) and "*" not in words


def test_the_browser_reads_with_its_own_voice(service: InterviewService) -> None:
    session = service.start(SETUP)
    found = Speech(service, VoiceSettings(speech_model=BROWSER)).read({"session": session})
    assert found == {"text": service.view(session).turns[-1].text}


def test_sentences_of_the_browser_say_what_is_safe_and_what_to_do() -> None:
    for name in ("NotAllowedError", "NotFoundError", "NotReadableError", "insecure", "other", "short", "offline"):
        assert "Your text is as it was" in voice.SAID[name] and "type the answer" in voice.SAID[name]
    script = (Path(voice.__file__).parent / "voice.js").read_text(encoding="utf-8")
    for name in set(voice.SAID) - {"NotAllowedError", "NotFoundError", "NotReadableError"}:
        assert f"said.{name}" in script
