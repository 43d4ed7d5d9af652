"""What the page does: start, answer, hint, move on, end, and come back. Every event ends in a page that can go on."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from typing import Any

import gradio as gr
from pydantic import ValidationError

from agent.service import BadSetup, InterviewService, Token, UnknownSession
from agent.state import CandidateInput, Interview
from ui.background import Background
from ui.chat import Message, given, messages
from ui.escape import in_chat
from ui.model import EMBEDDED, FIELDS, BadModel, model_for
from ui.owners import own
from ui.room import Room
from ui.setup import Form, chosen
from ui.views import Updates, inputs, notice, room_view

LIMIT = 8000  # characters of one answer
REDRAW_SECONDS = 0.06
UNKNOWN = "This interview was not found; it may have been deleted. You can start a new one here."
FAILED = "Something went wrong on our side and the interviewer could not answer; please send your answer again."
KEPT = "The interviewer was interrupted. Your answer is saved: press Send to let the interviewer go on."
log = logging.getLogger("greenroom.ui")


class NothingSaid(Exception):
    """An empty answer."""


class Turns:
    """The events of one page over a service. Sessions are known by their id alone, which only their browser has."""

    def __init__(
        self,
        service: InterviewService,
        form: Form,
        room: Room,
        session: Any,
        remembered: Any,
        browser: Any = None,
    ) -> None:
        """`session`: of this page; `remembered`: the last of this browser; `browser`: its id, an owner of sessions."""
        self.service, self.form, self.room = service, form, room
        self.session, self.remembered, self.browser = session, remembered, browser
        self._background: Background[Token] = Background()

    @property
    def page(self) -> list[Any]:
        """Everything that opening a session may change."""
        form = self.form
        return [
            *self.room.shown, self.session, self.remembered, form.column, form.notice, form.proceed, form.start,
        ]  # fmt: skip

    def start(
        self, question: str, template: str, level: str, mode: str, examiner: str = EMBEDDED, *rest: str | None
    ) -> Iterator[Updates]:
        """`rest`: the fields of the server's panel, which go to the session service and into no update; and last the
        browser's id."""
        server, kept = rest[: len(FIELDS)], next(iter(rest[len(FIELDS) :]), None)
        yield {self.form.start: gr.update(interactive=False)}
        again = {self.form.start: gr.update(interactive=True)}
        try:
            setup = chosen(self.service.content, question, template, level, mode, examiner)
            session = self.service.start(setup, model_for(examiner, server), owner=own(kept))
            yield self._opened(session, self.service.view(session)) | again
        except BadModel as error:
            yield self._at_setup(str(error)) | again
        except (BadSetup, ValidationError, ValueError):
            yield self._at_setup("Please choose a question, a template, a level and a mode.") | again
        except Exception:
            log.exception("start failed")
            yield self._at_setup("The interview could not be started; please try again.") | again

    def answer(self, session: str, text: str) -> Iterator[Updates]:
        text = text or ""
        if len(text) > LIMIT:
            message = f"An answer may have up to {LIMIT:,} characters; this one has {len(text):,}. Please shorten it."
            yield {self.room.notice: notice(message), self.room.box: text}
            return
        yield from self._take(session, CandidateInput(text=text.strip()))

    def hint(self, session: str, draft: str) -> Iterator[Updates]:
        yield from self._take(session, CandidateInput(action="hint"), draft)

    def move_on(self, session: str, draft: str) -> Iterator[Updates]:
        yield from self._take(session, CandidateInput(action="next"), draft)

    def end(self, session: str, draft: str) -> Iterator[Updates]:
        yield from self._take(session, CandidateInput(action="end"), draft)

    def come_back(self, session: str) -> Iterator[Updates]:
        """Opens a session again, as it was. A turn that was cut off is finished first."""
        try:
            yield from self._return(session)
        except UnknownSession:
            yield self._at_setup(UNKNOWN) | {self.session: "", self.remembered: ""}
        except Exception:
            log.exception("come_back failed")
            yield self._at_setup("The interview could not be opened; please reload the page.")

    def load(self, remembered: str | None, request: gr.Request) -> Iterator[Updates]:
        """The page was opened: an address with a session leads there, a remembered session is offered."""
        session = request.query_params.get("session") if request else None
        if session:
            yield from self.come_back(session)
            return
        yield self._at_setup("") | self._offer(remembered)

    def _offer(self, remembered: str | None) -> Updates:
        try:
            state = self.service.view(remembered) if remembered else None
        except Exception:  # a remembered session that is gone is simply not offered
            state = None
        if state is None:
            return {self.form.proceed: gr.update(visible=False)}
        title = self.service.content.questions[state.setup.question].title
        verb = "Read the report of" if state.report else "Continue"
        return {self.form.proceed: gr.update(visible=True, value=f"{verb} your last interview: {title}")}

    def _take(self, session: str, taken: CandidateInput, draft: str = "") -> Iterator[Updates]:
        """One turn: shown at once, streamed, then the page as it now stands. It runs on when the page is closed."""
        room = self.room
        try:
            state = self.service.view(session)
            spoken = self._background.run(session, self._turn(session, taken))
            before = [*messages(state), *given(taken)]
            yield {room.chat: before, room.notice: notice("")} | inputs(room, draft, rest=True)
            for chat in _growing(before, spoken):
                yield {room.chat: chat}
            yield room_view(self.service, room, session, self.service.view(session), draft)
        except NothingSaid:
            yield room_view(self.service, room, session, state) | {room.notice: notice("Please write something first.")}
        except UnknownSession:
            yield {room.notice: notice(UNKNOWN)} | inputs(room, taken.text or draft)
        except Exception:
            log.exception("turn failed")
            yield self._failed(session, taken.text or draft)

    def _turn(self, session: str, taken: CandidateInput) -> Iterator[Token]:
        """A turn that was cut off before is finished first; what was sent again because of that counts once."""
        resumed = False
        for token in self.service.resume(session):
            resumed = True
            yield token
        empty = taken.action == "say" and not taken.text
        if resumed and (empty or _said_last(self.service.view(session)) == taken.text):
            return
        if empty:
            raise NothingSaid
        yield from self.service.answer(session, taken)

    def _return(self, session: str) -> Iterator[Updates]:
        yield self._opened(session, self.service.look(session)) | inputs(self.room, "", rest=True)
        self._background.wait(session)
        state = self.service.view(session)
        for chat in _growing(messages(state), self._background.run(session, self.service.resume(session))):
            yield {self.room.chat: chat}
        yield self._opened(session, self.service.look(session))

    def _opened(self, session: str, state: Interview) -> Updates:
        view = room_view(self.service, self.room, session, state)
        return view | {self.form.column: gr.update(visible=False), self.session: session, self.remembered: session}

    def _at_setup(self, message: str) -> Updates:
        return {
            self.room.column: gr.update(visible=False),
            self.form.column: gr.update(visible=True),
            self.form.notice: notice(message),
        }

    def _failed(self, session: str, text: str) -> Updates:
        """After an error: the text is in the transcript, or back in the box."""
        updates: Updates = {self.room.notice: notice(FAILED)} | inputs(self.room, text)
        try:
            state = self.service.view(session)
        except Exception:
            return updates
        updates[self.room.chat] = messages(state)
        if text and state.turns[-1].speaker == "candidate" and _said_last(state) == text:
            updates |= {self.room.notice: notice(KEPT)} | inputs(self.room, "")
        return updates


def _said_last(state: Interview) -> str:
    return next((t.text for t in reversed(state.turns) if t.speaker == "candidate"), "")


def _growing(before: list[Message], tokens: Iterator[Token]) -> Iterator[list[Message]]:
    """The chat as the interviewer speaks, redrawn a few times a second."""
    said: dict[int, str] = {}
    drawn = 0.0
    for token in tokens:
        said[token.turn] = said.get(token.turn, "") + token.text
        if time.monotonic() - drawn > REDRAW_SECONDS:
            drawn = time.monotonic()
            yield [*before, *({"role": "assistant", "content": in_chat(words)} for words in said.values())]
