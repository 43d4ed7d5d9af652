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
from ui.errors import explained
from ui.escape import in_chat
from ui.model import EMBEDDED, BadModel, model_for
from ui.room import Room
from ui.setup import Form, chosen
from ui.views import Updates, inputs, notice, room_view

LIMIT = 20_000  # characters of one answer
REDRAW_SECONDS = 0.06
UNKNOWN = (
    "This interview was not found: its address is wrong, or it was deleted. Other interviews are not affected; start a "
    "new one here."
)
GONE = (
    "This interview was not found; it may have been deleted. What you wrote is still in the box: copy it, then open "
    "another interview."
)
BAD_SETUP = (
    "This set-up names something that does not exist here. Nothing was started; choose a question, a template, a level "
    "and a mode, then start again."
)
EMPTY = "The box is empty, so nothing was sent. Write an answer first, or press Hint."
IN_THE_BOX = "Your answer is in the box."
AS_IT_WAS = "The interview is as it was."
SAVED = "Your answer is saved."
GO_ON = "press Send to let the interviewer go on"
log = logging.getLogger("greenroom.ui")


class NothingSaid(Exception):
    """An empty answer."""


class Turns:
    """The events of one page over a service. Sessions are known by their id alone, which only their browser has."""

    def __init__(self, service: InterviewService, form: Form, room: Room, session: Any, remembered: Any) -> None:
        self.service, self.form, self.room = service, form, room
        self.session, self.remembered = session, remembered
        self._background: Background[Token] = Background()

    def start(
        self, question: str, template: str, level: str, mode: str, examiner: str = EMBEDDED, *server: str | None
    ) -> Iterator[Updates]:
        """`server`: the fields of the panel; they go to the session service and into no update."""
        yield {self.form.start: gr.update(interactive=False)}
        again = {self.form.start: gr.update(interactive=True)}
        try:
            setup = chosen(self.service.content, question, template, level, mode, examiner)
            session = self.service.start(setup, model_for(examiner, server))
            yield self._opened(session, self.service.view(session)) | again
        except BadModel as error:
            yield self._at_setup(f"{error} Nothing was started, and what you entered is still here.") | again
        except (BadSetup, ValidationError, ValueError):
            yield self._at_setup(BAD_SETUP) | again
        except Exception as error:
            log.exception("start failed")
            yield self._at_setup(explained(error, "No interview was started.", "start it again")) | again

    def answer(self, session: str, text: str) -> Iterator[Updates]:
        text = text or ""
        if len(text) > LIMIT:
            message = (
                f"An answer may have up to {LIMIT:,} characters; this one has {len(text):,}. It is still in the box: "
                "shorten it, or send it in two parts."
            )
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
        except Exception as error:
            log.exception("come_back failed")
            yield self._at_setup(explained(error, "What was saved of your interview stays saved.", "reload the page"))

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
            yield room_view(self.service, room, session, state) | {room.notice: notice(EMPTY)}
        except UnknownSession:
            yield {room.notice: notice(GONE)} | inputs(room, taken.text or draft)
        except Exception as error:
            log.exception("turn failed")
            yield self._failed(session, taken.text or draft, error)

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

    def _failed(self, session: str, text: str, error: Exception) -> Updates:
        """After an error: the text is in the transcript, or back in the box."""
        safe, again = (IN_THE_BOX, "send it again") if text else (AS_IT_WAS, "try it again")
        updates: Updates = {self.room.notice: notice(explained(error, safe, again))} | inputs(self.room, text)
        try:
            state = self.service.view(session)
        except Exception:
            return updates
        updates[self.room.chat] = messages(state)
        if text and state.turns[-1].speaker == "candidate" and _said_last(state) == text:
            updates |= {self.room.notice: notice(explained(error, SAVED, GO_ON))} | inputs(self.room, "")
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
