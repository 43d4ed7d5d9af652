"""Voice, where it is set up: an answer may be spoken, and the interviewer's last turn read aloud."""

from __future__ import annotations

import binascii
import logging
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

import gradio as gr
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.service import InterviewService, UnknownSession
from agent.settings import BROWSER, VoiceSettings
from ui.errors import OURS, cause_of, explained
from ui.escape import in_html

if TYPE_CHECKING:
    from agent.examiner.llm.voice import Voice

HERE = Path(__file__).parent
LONGEST = 180  # seconds of one recording
AT_ONCE = 8  # requests to the speech server: a slow one must not hold up the rest of the page
LARGEST = 8_000_000  # characters of an encoded recording: six megabytes, eight times what a browser makes of LONGEST
RECORDING = "Recording. When you stop, it goes to the speech server that is set up here; the audio is not kept."
SAFE = "Your text is as it was; record it again, or type the answer."
SAID = {  # by the name of what happened in the browser
    "recording": RECORDING,
    "hearing": "Writing down what you said …",
    "reading": "Preparing to read aloud …",
    "heard": "Written into the box: correct it if need be, then send it.",
    "longest": f"Recording stopped after {LONGEST // 60} minutes and was written into the box; send it, then go on.",
    "NotAllowedError": "The browser does not let this page use the microphone. Your text is as it was; allow the "
    "microphone beside the address, or type the answer.",
    "NotFoundError": "No microphone was found. Your text is as it was; connect one, or type the answer.",
    "NotReadableError": "The microphone is in use elsewhere or does not answer. Your text is as it was; free it, or "
    "type the answer.",
    "insecure": "Browsers give the microphone to pages at https:// or localhost only. Your text is as it was; type the "
    "answer, or open the page at such an address.",
    "other": f"The recording failed in the browser. {SAFE}",
    "short": f"That was too short to hear anything. {SAFE}",
    "discarded": "The recording was discarded. Your text is as it was.",
    "offline": f"The connection to Greenroom is gone, so nothing was written down. {SAFE}",
    "unplayable": "The browser could not play the reading. The text is in the chat; try it again.",
}
SILENT = f"Nothing was heard in the recording. {SAFE}"
UNREADABLE = f"The recording arrived damaged. {SAFE}"
TOO_LARGE = f"The recording is too large. Your text is as it was; record up to {LONGEST // 60} minutes at a time."
GONE = "This interview was not found, so nothing was sent to the speech server. Reload the page to start a new one."
MARKS = re.compile(r"[*_`#>|\[\]]+")  # of Markdown, which no one wants to hear
log = logging.getLogger("greenroom.ui")


class Busy(Exception):
    """As many recordings and readings are under way as may be."""


class Recorded(BaseModel):
    """What the page sends. The audio passes through memory only."""

    model_config = ConfigDict(hide_input_in_errors=True)

    session: str = Field(max_length=100)
    kind: str = Field(default="audio/webm", pattern=r"^audio/[a-z0-9.+-]{1,40}$")
    audio: str


class Speech:
    """What the server does for the two buttons. Every call ends in a text, a reading or one `problem` to be shown."""

    def __init__(self, service: InterviewService, settings: VoiceSettings) -> None:
        self.service, self.settings = service, settings
        self._places = BoundedSemaphore(AT_ONCE)

    @cached_property
    def voice(self) -> Voice:
        from agent.examiner.llm.voice import Voice  # the client is slow to import

        return Voice(self.settings)

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            yield
        finally:
            self._places.release()

    def hear(self, sent: Any) -> dict[str, str]:
        """The text of a recording: {session, kind, audio in base64} → {text} or {problem}."""
        encoded = sent.get("audio") if isinstance(sent, dict) else None
        if isinstance(encoded, str) and len(encoded) > LARGEST:
            return {"problem": TOO_LARGE}
        try:
            given = Recorded.model_validate(sent)
            state = self.service.view(given.session)
            title = self.service.content.questions[state.setup.question].title
            audio = b64decode(given.audio, validate=True)
            with self._place():
                text = self.voice.transcribe(audio, given.kind, title)
        except (ValidationError, binascii.Error):
            return {"problem": UNREADABLE}
        except Exception as error:
            return {"problem": _problem(error, "Your text is as it was.", "record it again, or type the answer")}
        return {"text": text} if text else {"problem": SILENT}

    def read(self, sent: Any) -> dict[str, str]:
        """The interviewer's last turn: {session} → {audio} as an address to play, {text} to say, or {problem}."""
        try:
            turns = self.service.view(str(sent["session"])).turns
            text = MARKS.sub("", next(t.text for t in reversed(turns) if t.speaker == "interviewer"))
            if self.settings.speech_model == BROWSER:
                return {"text": text}
            with self._place():
                reading = self.voice.read(text)
        except Exception as error:
            return {"problem": _problem(error, "The text is in the chat.", "try it again")}
        return {"audio": f"data:{reading.kind};base64,{b64encode(reading.audio).decode()}"}


def lay_out(service: InterviewService, settings: VoiceSettings) -> Any:
    """The buttons of what is set up; nothing at all where nothing is."""
    buttons = [
        _button("talk", "Speak", "Record an answer: hold, or press to start and again to stop; Escape discards it.")
        if settings.hears
        else "",
        _button("listen", "Read aloud", "Hear the interviewer's last turn; press again to stop.")
        if settings.reads
        else "",
    ]
    if not any(buttons):
        return None
    speech = Speech(service, settings)

    def ready(_: Any) -> dict[str, str]:
        """Called when a recording begins: the client loads while the candidate speaks."""
        return {"ready": type(speech.voice).__name__}

    def hear(sent: Any) -> dict[str, str]:
        return speech.hear(sent)

    def read(sent: Any) -> dict[str, str]:
        return speech.read(sent)

    return gr.HTML(
        html_template=f'<div role="group" aria-label="Voice">{"".join(buttons)}<time hidden></time></div>'
        '<p role="status"></p>',
        css_template=(HERE / "voice.css").read_text(encoding="utf-8"),
        js_on_load=(HERE / "voice.js").read_text(encoding="utf-8"),
        server_functions=[*([ready, hear] if settings.hears else []), *([read] if settings.reads else [])],
        said=SAID, longest=LONGEST, own=settings.speech_model == BROWSER, elem_id="voice",
    )  # fmt: skip


def _button(name: str, label: str, title: str) -> str:
    return f'<button type="button" class="{name}" aria-pressed="false" title="{in_html(title)}">{label}</button>'


def _problem(error: Exception, safe: str, again: str) -> str:
    if isinstance(error, UnknownSession):
        return GONE
    if isinstance(error, Busy):
        return f"Too many people are speaking at this moment. {safe} Wait a moment, then {again}."
    if cause_of(error) is OURS:
        log.error("voice failed", exc_info=error)
    return explained(error, safe, again)
