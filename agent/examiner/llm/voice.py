"""Speech through a server: what a candidate says written down, and the interviewer's words read aloud."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import NamedTuple

import httpx2
import openai

from agent.examiner.llm.connection import connection
from agent.examiner.llm.prompts import prompt
from agent.examiner.llm.trouble import Kind, Trouble, trouble_of
from agent.settings import ModelSettings, VoiceSettings

LARGEST = 10_000_000  # bytes of a recording or of a reading
MOST_HEARD = 20_000  # characters; no one says more in one recording
MOST_READ = 4_000  # characters that speech servers take at a time
LANGUAGE = "en"  # of the interview; left to guess, models take accents for other languages
ECHO = 6  # words in a row of our own prompt: what models make of silence
FAULTS = (openai.OpenAIError, httpx2.HTTPError, ValueError, AttributeError, TypeError, Trouble)
WITHOUT = (404, 405, 501)  # what servers answer that offer no speech
AUDIO = re.compile(r"audio/[\w.+-]+")


class Reading(NamedTuple):
    audio: bytes
    kind: str  # such as audio/mpeg


class Voice:
    """The way to the speech server. Each call is one request that a person asked for: none is tried again."""

    def __init__(self, settings: VoiceSettings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        patience = settings.voice_seconds
        self._server = connection(settings.server or ModelSettings(), clock, patience, patience)

    def transcribe(self, audio: bytes, kind: str, title: str) -> str:
        """What is said in a recording, nothing where nothing is. `title` of the question. Raises Trouble."""
        if len(audio) > LARGEST:
            raise Trouble(Kind.TOO_LARGE)
        hint = prompt("transcribe").text(title=title)
        suffix = re.sub(r"\W.*", "", kind.removeprefix("audio/")) or "webm"  # servers tell formats by the name
        try:
            reply = self._server.audio.transcriptions.create(
                file=(f"answer.{suffix}", audio, kind), model=self._settings.transcribe_model, prompt=hint,
                language=LANGUAGE, response_format="json", temperature=0,
            )  # fmt: skip
            text = " ".join(reply.text.split())
        except FAULTS as error:
            trouble = _trouble(error)
        else:
            return "" if _is_echo(text, hint) else text[:MOST_HEARD]
        raise trouble  # not inside `except`: the context may hold headers and what was said

    def read(self, text: str) -> Reading:
        """The text read aloud. Raises Trouble."""
        audio = bytearray()
        try:
            asked = self._server.audio.speech.with_streaming_response.create(
                input=text[:MOST_READ], model=self._settings.speech_model, voice=self._settings.speech_voice,
                response_format="mp3",
            )  # fmt: skip
            with asked as response:
                kind = AUDIO.match(response.headers.get("content-type", "audio/mpeg"))
                for piece in response.iter_bytes():
                    audio += piece
                    if len(audio) > LARGEST:
                        break
        except FAULTS as error:
            trouble = _trouble(error)
        else:
            if kind and 0 < len(audio) <= LARGEST:
                return Reading(bytes(audio), kind[0])
            trouble = Trouble(Kind.CONTENT)
        raise trouble


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, openai.APIStatusError) and error.status_code == 413:
        return Trouble(Kind.TOO_LARGE)
    found = trouble_of(error)
    without = isinstance(error, openai.APIStatusError) and error.status_code in WITHOUT
    return Trouble(Kind.NO_SPEECH) if without and found.kind != Kind.MODEL else found


def _is_echo(text: str, hint: str) -> bool:
    heard, own = (re.findall(r"\w+", t.lower()) for t in (text, hint))
    return len(heard) >= ECHO and f" {' '.join(heard)} " in f" {' '.join(own)} "
