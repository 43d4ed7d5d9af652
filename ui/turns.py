"""What the page does: from start to end, and coming back. Every event ends in a page that can go on."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from typing import Any

import gradio as gr
from pydantic import ValidationError

from agent.board import size_problem
from agent.fork import NothingToEdit
from agent.grading.grade import Grade, grade_of
from agent.service import BadSetup, InterviewService, Token, UnknownSession
from agent.state import CandidateInput, Interview
from ui import board
from ui.aside import Updates, written
from ui.background import Background
from ui.chat import Message, given, messages
from ui.drill import criterion_of
from ui.errors import explained
from ui.escape import in_chat
from ui.model import EMBEDDED, FIELDS, BadModel, model_for
from ui.owners import own
from ui.regrade import watched
from ui.room import Room
from ui.setup import ANY, START, USUAL, Form, chosen, restored
from ui.views import editing, inputs, noted, notice, report_view, room_view

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
EDITING = "You are editing your last answer. Sending it takes back that answer and everything said after it."
EDITED = "Your last answer was replaced. What had followed it is taken back, in the interviewer's books, too."
GETTING_READY = "The interviewer is getting ready, which takes up to a minute after an update. Your answer is saved."
TYPED = {"/hint": "hint", "/next": "next"}  # as in the terminal
log = logging.getLogger("greenroom.ui")


class NothingSaid(Exception):
    """An empty answer."""


class Turns:
    """The events of one page over a service. Sessions are known by their id alone, which only their browser has."""

    def __init__(
        self, service: InterviewService, form: Form, room: Room, session: Any, remembered: Any, browser: Any = None
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
        self,
        question: str,
        template: str,
        level: str,
        mode: str,
        examiner: str = EMBEDDED,
        minutes: float = USUAL,
        family: str = ANY,
        difficulty: int = 0,
        *rest: str | None,
    ) -> Iterator[Updates]:
        """`rest`: the fields of the server's panel, which go to the session service and into no update; and last the
        browser's id."""
        server, kept = rest[: len(FIELDS)], next(iter(rest[len(FIELDS) :]), None)
        yield {self.form.start: gr.update(interactive=False, value="Starting …")}
        again = {self.form.start: gr.update(interactive=True, value=START)}
        try:
            picked = (question, template, level, mode, examiner, minutes, family, difficulty)
            setup = chosen(self.service.content, *picked)
            session = self.service.start(setup, model_for(examiner, server), owner=own(kept))
            yield self._opened(session, self.service.view(session)) | again
        except BadModel as error:
            yield self.at_setup(f"{error} Nothing was started, and what you entered is still here.") | again
        except (BadSetup, ValidationError, ValueError):
            yield self.at_setup(BAD_SETUP) | again
        except Exception as error:
            log.exception("start failed")
            yield self.at_setup(explained(error, "No interview was started.", "start it again")) | again

    def answer(self, session: str, text: str, drawn: str = "", edited: str = "", draft: str = "") -> Iterator[Updates]:
        """`edited`: whether the text takes the place of the last answer; `draft`: what was in the box before that."""
        text = text or ""
        command = text.strip().lower()
        if len(text) > LIMIT:
            message = (
                f"An answer may have up to {LIMIT:,} characters; this one has {len(text):,}. It is still in the box: "
                "shorten it, or send it in two parts."
            )
            yield {self.room.notice: notice(message), self.room.box: text}
            return
        if problem := size_problem(drawn or ""):
            yield {self.room.notice: notice(problem), self.room.box: text}
            return
        if edited:
            yield from self._take(session, CandidateInput(text=text.strip(), board=drawn or ""), draft, edit=True)
        elif command == "/edit":
            yield self.edit_last(session, "")
        elif command in TYPED:
            yield from self._take(
                session, CandidateInput.model_validate({"action": TYPED[command], "board": drawn or ""})
            )
        else:
            yield from self._take(session, CandidateInput(text=text.strip(), board=drawn or ""))

    def edit_last(self, session: str, draft: str) -> Updates:
        """The last answer back in the box; the draft that was there is set aside."""
        room = self.room
        try:
            state = self.service.view(session)
        except UnknownSession:
            return {room.notice: notice(UNKNOWN)}
        last = next((t for t in reversed(state.turns) if t.speaker == "candidate" and t.action == "say"), None)
        if last is None:
            return {room.notice: notice("There is no answer to edit yet."), room.box: draft}
        shown: Updates = {room.box: last.text, room.set_aside: draft, room.notice: notice(EDITING)}
        return editing(room, True) | shown

    def leave_edit(self, draft: str) -> Updates:
        """Back to before the edit."""
        return editing(self.room, False) | {self.room.box: draft, self.room.set_aside: "", self.room.notice: notice("")}

    def stop(self, session: str) -> Updates:
        """The interviewer comes to an end with what it is saying; the turn itself is always finished."""
        self.service.hurry(session)
        return {self.room.stop: gr.update(interactive=False, value="Stopping …")}

    def hint(self, session: str, draft: str, drawn: str = "") -> Iterator[Updates]:
        yield from self._take(session, CandidateInput(action="hint", board=kept_short(drawn)), draft)

    def move_on(self, session: str, draft: str, drawn: str = "") -> Iterator[Updates]:
        yield from self._take(session, CandidateInput(action="next", board=kept_short(drawn)), draft)

    def end(self, session: str, draft: str, drawn: str = "") -> Iterator[Updates]:
        yield from self._take(session, CandidateInput(action="end", board=kept_short(drawn)), draft)

    def grade(self, session: str) -> Grade | None:
        """What is handed out as a file."""
        grade = grade_of(self.service.view(session))
        if grade is None:
            return None
        report = grade.report.model_copy(update={"notes": noted(grade.report.notes, self.service.notes(session))})
        return grade.model_copy(update={"report": report})

    def regrade(self, session: str) -> Iterator[Updates]:
        """The other examiner grades too; it runs on when the page is closed, and the report then has both."""
        yield from watched(
            self.room.again,
            lambda done: self.service.regrade(session, done),
            lambda _: report_view(self.service, self.room, self.service.view(session)),
        )

    def come_back(self, session: str, counted: str = "") -> Iterator[Updates]:
        """Opens a session again, as it was. A turn that was cut off is finished first. `counted`: see `_look`."""
        try:
            yield from self._return(session, counted)
        except UnknownSession:
            yield self.at_setup(UNKNOWN) | {self.session: "", self.remembered: ""}
        except Exception as error:
            log.exception("come_back failed")
            yield self.at_setup(explained(error, "What was saved of your interview stays saved.", "reload the page"))

    def load(self, remembered: str | None, counted: str, request: gr.Request) -> Iterator[Updates]:
        """The page was opened: an address with a session leads there, a remembered session is offered."""
        session = request.query_params.get("session") if request else None
        if session:
            yield from self.come_back(session, counted)
        else:  # the set-up is there already; whoever was quick has started, and must not be brought back to it
            yield self._offer(remembered)

    def set_up(self, last: Any, request: gr.Request) -> list[Any]:
        """The set-up as it was last time, with the question that the address names."""
        return restored(self.service.content, last, request.query_params if request else {})

    def _offer(self, remembered: str | None) -> Updates:
        try:
            state = self.service.view(remembered) if remembered else None
        except Exception:  # a remembered session that is gone is simply not offered
            state = None
        if state is None:
            return {self.form.proceed: gr.update(visible=False)}
        title, thing = self.service.content.questions[state.setup.question].title, "interview"
        if state.setup.drill:
            title, thing = criterion_of(state.setup, self.service.content), "drill"
        verb = "Read the report of" if state.report else "Continue"
        return {self.form.proceed: gr.update(visible=True, value=f"{verb} your last {thing}: {title}")}

    def _take(self, session: str, taken: CandidateInput, draft: str = "", edit: bool = False) -> Iterator[Updates]:
        """One turn: shown at once, streamed, then the page as it now stands. It runs on when the page is closed."""
        room = self.room
        try:
            state = self.service.view(session)
            turn = self._corrected(session, taken) if edit else self._turn(session, taken)
            ready = self.service.ready(state.setup)
            spoken = self._background.run(session, turn)
            before = [*messages(_before_answer(state) if edit else state), *given(taken, state)]
            yield {room.chat: before, room.notice: notice("" if ready else GETTING_READY)} | inputs(room, draft, True)
            for chat in _growing(before, spoken):
                yield {room.chat: chat}
            view = room_view(self.service, room, session, self.service.view(session), draft)
            yield view | ({room.notice: notice(EDITED), room.set_aside: ""} if edit else {})
        except NothingSaid:
            view = room_view(self.service, room, session, state)
            yield view | (editing(room, True) if edit else {}) | {room.notice: notice(EMPTY)}
        except NothingToEdit as error:
            yield room_view(self.service, room, session, state, taken.text) | {room.notice: notice(str(error))}
        except UnknownSession:
            yield {room.notice: notice(GONE)} | inputs(room, taken.text or draft)
        except Exception as error:
            log.exception("turn failed")
            yield self._failed(session, taken.text or draft, error)

    def _corrected(self, session: str, taken: CandidateInput) -> Iterator[Token]:
        if not taken.text:
            raise NothingSaid
        yield from self.service.edit(session, taken.text, board=taken.board)

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

    def _return(self, session: str, counted: str) -> Iterator[Updates]:
        room = self.room
        opened = self._opened(session, self._look(session, counted)) | written(room.aside, self.service.notes(session))
        yield opened | inputs(room, "", rest=True)
        self._background.wait(session)
        state = self.service.view(session)
        for chat in _growing(messages(state), self._background.run(session, self.service.resume(session))):
            yield {room.chat: chat}
        yield self._opened(session, self._look(session, counted))

    def _look(self, session: str, counted: str) -> Interview:
        """`counted`: how many turns there were when the page was left, and the seconds it had counted for the next.

        They go on counting where it is still the same answer that is being given.
        """
        turns, _, seconds = counted.partition(" ")
        same = turns == str(len(self.service.view(session).turns))
        return self.service.look(session, float(seconds) if same and seconds.isdecimal() else 0.0)

    def _opened(self, session: str, state: Interview) -> Updates:
        view = room_view(self.service, self.room, session, state)
        view |= board.opened_with(self.room.board, self.service.board(session), over=state.report is not None)
        return view | {self.form.column: gr.update(visible=False), self.session: session, self.remembered: session}

    def at_setup(self, message: str) -> Updates:
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
            said = notice(explained(error, SAVED, GO_ON))
            updates |= editing(self.room, False) | {self.room.notice: said} | inputs(self.room, "")
        return updates


def kept_short(drawn: str | None) -> str:
    """The whiteboard, or nothing of one that is too long to be sent: a button must not fail over it."""
    return "" if size_problem(drawn or "") else drawn or ""


def _said_last(state: Interview) -> str:
    return next((t.text for t in reversed(state.turns) if t.speaker == "candidate"), "")


def _before_answer(state: Interview) -> Interview:
    """The conversation as it was before the last answer in words."""
    spoken = [t.id for t in state.turns if t.speaker == "candidate" and t.action == "say"]
    return state.model_copy(update={"turns": state.turns[: spoken[-1]] if spoken else state.turns})


def _growing(before: list[Message], tokens: Iterator[Token]) -> Iterator[list[Message]]:
    """The chat as the interviewer speaks, redrawn a few times a second."""
    said: dict[int, str] = {}
    drawn = 0.0
    for token in tokens:
        said[token.turn] = said.get(token.turn, "") + token.text
        if time.monotonic() - drawn > REDRAW_SECONDS:
            drawn = time.monotonic()
            yield [*before, *({"role": "assistant", "content": in_chat(words)} for words in said.values())]
