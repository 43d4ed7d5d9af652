"""Speech through a real server: what is sent, what comes back, and every fault as one Trouble without secrets."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import pytest

from agent.cli import doctor
from agent.examiner.llm import voice
from agent.examiner.llm.trouble import Kind, Trouble
from agent.examiner.llm.voice import Voice
from agent.settings import BROWSER, VoiceSettings
from evals.scripted_model import behaviours as server
from evals.scripted_model.server import KEY, Behaviour, ModelServer

SPOKEN = b"\x1aE\xdf\xa3 the sound of an answer"
NewVoice = Callable[..., Voice]


@pytest.fixture
def new_voice(model_server: ModelServer) -> NewVoice:
    def new(**settings: Any) -> Voice:
        models = {"transcribe_model": "whisper-1", "speech_model": "tts-1", "voice_seconds": 10}
        return Voice(VoiceSettings(**{"voice_base_url": model_server.url, "voice_api_key": KEY, **models, **settings}))

    return new


def transcribed(found: Voice, audio: bytes = SPOKEN) -> str:
    return found.transcribe(audio, "audio/webm", "Card fraud")


def test_a_recording_becomes_a_text(new_voice: NewVoice, model_server: ModelServer) -> None:
    model_server.behave(server.transcript("  I would use a two-tower\n model. "))
    assert transcribed(new_voice()) == "I would use a two-tower model."
    (request,) = model_server.requests
    assert request.path == "/v1/audio/transcriptions" and request.files == {"file": ("answer.webm", SPOKEN)}
    assert request.body["model"] == "whisper-1" and request.body["language"] == "en"
    assert request.headers["Authorization"] == f"Bearer {KEY}"


def test_the_words_of_the_trade_are_the_same_for_every_question(new_voice: NewVoice, model_server: ModelServer) -> None:
    model_server.behave(server.transcript("Yes."))
    for title in ("Card fraud", "Video search"):
        new_voice().transcribe(SPOKEN, "audio/mp4", title)
    first, second = (r.body["prompt"] for r in model_server.requests)
    assert "NDCG" in first and first.replace("Card fraud", "Video search") == second
    assert len(first) < 224 * 3  # Whisper reads 224 tokens of it


def test_silence_is_no_text(new_voice: NewVoice, model_server: ModelServer) -> None:
    for heard in ("", "  ", "Hard negatives, one-hot encoding, tf-idf, feature store, A/B test."):
        model_server.behave(server.transcript(heard))
        assert transcribed(new_voice()) == ""
    model_server.behave(server.transcript("Precision at k."))
    assert transcribed(new_voice()) == "Precision at k."


def test_a_text_becomes_a_reading(new_voice: NewVoice, model_server: ModelServer) -> None:
    model_server.behave(server.speech(b"RIFF", "audio/wav; rate=24000"))
    reading = new_voice(speech_voice="nova").read("Why two towers?" + "x" * 5000)
    assert reading == (b"RIFF", "audio/wav")
    (request,) = model_server.requests
    assert request.path == "/v1/audio/speech" and request.body["voice"] == "nova"
    assert len(request.body["input"]) == voice.MOST_READ


FAULTS: list[tuple[Behaviour, Kind]] = [
    (server.status(401), Kind.KEY),
    (server.status(404), Kind.NO_SPEECH),
    (server.status(405), Kind.NO_SPEECH),
    (server.status(501), Kind.NO_SPEECH),
    (server.status(404, {"error": {"message": "The model whisper-9 does not exist"}}), Kind.MODEL),
    (server.status(413), Kind.TOO_LARGE),
    (server.status(429), Kind.RATE),
    (server.status(500), Kind.SERVER),
    (server.status(503), Kind.LOADING),
    (server.html_error(502), Kind.SERVER),
    (server.hang_up_at_once(), Kind.BROKEN_OFF),
]


@pytest.mark.parametrize(("behaviour", "kind"), FAULTS)
def test_a_fault_is_one_sentence_without_secrets(
    new_voice: NewVoice,
    model_server: ModelServer,
    caplog: pytest.LogCaptureFixture,
    behaviour: Behaviour,
    kind: Kind,
) -> None:
    caplog.set_level(logging.DEBUG)
    model_server.behave(behaviour)
    for ask in (transcribed, lambda found: found.read("Why?")):
        with pytest.raises(Trouble) as raised:
            ask(new_voice())
        assert raised.value.kind == kind and raised.value.__context__ is None
        assert KEY not in str(raised.value) and KEY not in caplog.text
    assert len(model_server.requests) == 2  # none is tried again


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        (server.wrong_shape(), Kind.NOT_A_MODEL),
        (server.wrong_shape({"text": ["no", "text"]}), Kind.NOT_A_MODEL),
        (server.raw_body(b'{"text": '), Kind.CONTENT),
        (lambda call: call.send_whole(200, b"<html>Hello</html>", "text/html"), Kind.NOT_A_MODEL),
    ],
)
def test_what_is_no_transcript_is_no_answer(
    new_voice: NewVoice, model_server: ModelServer, behaviour: Behaviour, kind: Kind
) -> None:
    model_server.behave(behaviour)
    with pytest.raises(Trouble) as raised:
        transcribed(new_voice())
    assert raised.value.kind == kind


@pytest.mark.parametrize(
    "behaviour", [server.speech(b""), server.reply("Hello"), server.speech(b"<html>", "text/html")]
)
def test_what_is_no_audio_is_not_played(new_voice: NewVoice, model_server: ModelServer, behaviour: Behaviour) -> None:
    model_server.behave(behaviour)
    with pytest.raises(Trouble) as raised:
        new_voice().read("Why?")
    assert raised.value.kind == Kind.CONTENT


def test_a_server_that_does_not_answer_is_given_up(new_voice: NewVoice, model_server: ModelServer) -> None:
    model_server.behave(server.keeps_the_line_alive(0.1))
    for ask in (transcribed, lambda found: found.read("Why?")):
        began = time.monotonic()
        with pytest.raises(Trouble) as raised:
            ask(new_voice(voice_seconds=0.5))
        assert raised.value.kind == Kind.TIMEOUT and time.monotonic() - began < 5


def test_too_much_is_refused_in_both_directions(
    new_voice: NewVoice, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice, "LARGEST", 100)
    model_server.behave(server.speech(b"x" * 101))
    with pytest.raises(Trouble, match="too large"):
        transcribed(new_voice(), b"x" * 101)
    assert model_server.requests == []
    with pytest.raises(Trouble):
        new_voice().read("Why?")


def test_a_server_that_is_gone(new_voice: NewVoice) -> None:
    with pytest.raises(Trouble, match="cannot be reached"):
        transcribed(new_voice(voice_base_url="http://127.0.0.1:9/v1"))


# --- the settings ------------------------------------------------------------------------------------------------


def test_without_a_model_or_a_server_there_is_no_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not VoiceSettings().hears and not VoiceSettings().reads
    monkeypatch.setenv("GREENROOM_TRANSCRIBE_MODEL", "whisper-1")
    monkeypatch.setenv("GREENROOM_SPEECH_MODEL", "tts-1")
    assert not VoiceSettings().hears and not VoiceSettings().reads
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    assert VoiceSettings().hears and VoiceSettings().reads
    assert KEY not in repr(VoiceSettings().server)
    monkeypatch.setenv("GREENROOM_TRANSCRIBE_MODEL", "")
    assert not VoiceSettings().hears


def test_the_voices_of_the_browser_need_no_server() -> None:
    assert VoiceSettings(speech_model=BROWSER).reads and not VoiceSettings(speech_model=BROWSER).hears


def test_the_key_of_the_model_server_goes_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://box:1/v1")
    for voice_url, key in (("", KEY), ("http://box:1/v1/", KEY), ("http://ear:2/v1", None)):
        monkeypatch.setenv("GREENROOM_VOICE_BASE_URL", voice_url)
        found = VoiceSettings().server
        assert found and (found.api_key.get_secret_value() if found.api_key else None) == key
        assert found.base_url and found.base_url.rstrip("/") == (voice_url or "http://box:1/v1").rstrip("/")
    monkeypatch.setenv("GREENROOM_VOICE_API_KEY", "sk-ear")
    assert (found := VoiceSettings().server) and found.api_key and found.api_key.get_secret_value() == "sk-ear"


def test_doctor_says_where_speech_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    def said() -> str:
        (found,) = doctor._voice(None)
        return f"{found.state}: {found.says}"

    assert said().startswith("ok: none")
    monkeypatch.setenv("GREENROOM_TRANSCRIBE_MODEL", "whisper-1")
    assert "note: " in said() and "no server is set" in said()
    monkeypatch.setenv("GREENROOM_VOICE_BASE_URL", "http://me:secret@ear:2/v1")
    monkeypatch.setenv("GREENROOM_SPEECH_MODEL", BROWSER)
    assert said() == "ok: whisper-1 writes down speech, the browser reads aloud at ear:2"
