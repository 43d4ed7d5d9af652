"""The session service: starts, continues and restores interviews. The web app and the terminal are its clients."""

from __future__ import annotations

import glob
import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Command, StateSnapshot

from agent.board import BadBoard, size_problem
from agent.clocks import Clocks
from agent.content import Content, nearest
from agent.examiner.base import Done, Used
from agent.examiner.embedded.examiner import EmbeddedExaminer
from agent.fork import before_last_answer
from agent.graph import build_graph
from agent.history import LOCAL, Entry, History, utc_now
from agent.margin import Margin, Margins
from agent.nodes import Context, taken_in
from agent.policy import Plan
from agent.record import entry_of, rotation_after
from agent.regrade import regraded
from agent.session_models import SessionModels, used_by
from agent.settings import ModelSettings
from agent.sources import Retriever
from agent.state import CandidateInput, ExaminerName, Interview, Setup
from agent.storage import file_of, thread_ids, times_of
from rubrics.report import Regrade

RESUME = "__resume__"  # LangGraph's channel for what an interrupt was answered with
LOG = logging.getLogger("greenroom")
SHOWING = 0.5  # seconds until the opening is on the screen, and the processor free


class UnknownSession(KeyError):
    """No session with this id."""

    def __str__(self) -> str:
        return f"no session {self.args[0]!r}; `greenroom sessions` lists them"


class BadSetup(ValueError):
    """A setup that names something which does not exist."""


class Token(NamedTuple):
    """A piece of the interviewer's reply as it is being said."""

    turn: int
    text: str


class InterviewService:
    """All interviews of one home folder. Thread-safe; one turn at a time per session."""

    def __init__(
        self,
        checkpointer: SqliteSaver,
        content: Content,
        home: Path,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.content = content
        self.home = home
        self.retriever = Retriever(home, content)
        self.now = now
        self.history = History(file_of(checkpointer) or ":memory:")
        self._embedded = EmbeddedExaminer(content, home / "vectors")
        self._context = Context(content=content, examiner=self._embedded, retrieve=self.retriever)
        self._models = SessionModels(self._embedded)
        self._checkpointer = checkpointer
        self._graph = build_graph(checkpointer)
        self._locks: dict[str, threading.Lock] = {}
        self._margins = Margins(checkpointer)
        self._clocks = Clocks(clock, self._margins)

    def plan(self, setup: Setup) -> Plan:
        return self._context.plan(setup)

    def start(self, setup: Setup, model: ModelSettings | None = None, owner: str = LOCAL) -> str:
        """A new session with its opening turn said. Raises BadSetup, UnknownCollection.

        `model`: a server for this session alone, in place of the one in the environment. `owner`: whose list it is in.
        """
        self._check(setup)
        session = secrets.token_urlsafe(16)
        if model is not None:
            self._models.bring(session, model)
            setup = setup.model_copy(update={"own_model": True})
        for _ in self._run(session, Interview(setup=setup, owner=owner)):
            pass
        loading = threading.Timer(SHOWING, self._prepare, [setup])
        loading.daemon = True
        loading.start()
        return session

    def _prepare(self, setup: Setup) -> None:
        """Loads models and indexes while the candidate is still reading the question."""
        self._context.examiner.prepare(self.plan(setup))
        self.retriever.searcher()

    def answer(self, session: str, given: CandidateInput, seconds: float | None = None) -> Iterator[Token]:
        """Takes the candidate's turn and streams the interviewer's. `seconds` overrides the clock.

        Raises UnknownSession. A turn that was cut off before (a crash) is finished first.
        """
        yield from self.resume(session)
        with self._lock(session):
            over = not self._snapshot(session).next
        if over:
            return
        if seconds is None:
            seconds = self.waited(session)
        command: Command[Any] = Command(resume=given.model_copy(update={"seconds": seconds}).model_dump())
        yield from self._run(session, command)

    def edit(self, session: str, text: str, seconds: float | None = None, board: str = "") -> Iterator[Token]:
        """Takes back the last answer and all that followed from it, and gives another one in its place.

        A fork of the history: the interview goes on from the state that had waited for that answer, and nothing of
        what came after is in it. It is written at once, so whoever is killed here is before it or after it. The time
        of the answer taken back and of its correction counts, unless `seconds` says what does.
        Raises UnknownSession, NothingToEdit.
        """
        yield from self.resume(session)
        with self._lock(session):
            before, took = before_last_answer(self._graph, self._snapshot(session))
            seconds = took + self.waited(session) if seconds is None else seconds
            given = CandidateInput(text=text, seconds=seconds, board=board)
            state = Interview.model_validate(dict(before.values))
            self._graph.update_state(before.config, taken_in(state, given), as_node="await_candidate")
        yield from self._run(session, None)

    def ready(self, setup: Setup) -> bool:
        """Whether what the next turn needs is loaded; where it is not, the turn loads it."""
        return self._embedded.ready(self.plan(setup))

    def hurry(self, session: str) -> None:
        """Lets the interviewer come to the end of the turn it is speaking."""
        self._models.hurry(session)

    def resume(self, session: str) -> Iterator[Token]:
        """Finishes a turn that was cut off; nothing where none was."""
        with self._lock(session):  # while a turn is being taken, the last checkpoint may look like an end
            cut_off = self._cut_off(session, self._snapshot(session))
        if cut_off:
            yield from self._run(session, None)

    def look(self, session: str, waited: float = 0.0) -> Interview:
        """The state, with the clock started anew unless it stands: time away from the interview does not count, and
        `waited`, the seconds that counted before, does."""
        state = self.view(session)
        self._clocks.come_back(session, waited)
        if state.report:  # written already, unless the process was killed in between
            self._note(session, state, self.now(), self.now())
        return state

    def waited(self, session: str) -> float:
        """The seconds that count for the answer being given."""
        return self._clocks.waited(session)

    def paused(self, session: str) -> bool:
        return self._clocks.paused(session)

    def pause(self, session: str, stand: bool = True) -> None:
        """Stops the clock, or lets it go on. The next turn lets it go on, too. Raises UnknownSession."""
        self._snapshot(session)
        self._clocks.pause(session, stand)

    def notes(self, session: str) -> Margin:
        """The candidate's own notes; the interviewer never sees them."""
        return self._margins.of(session)

    def keep_notes(self, session: str, text: str, in_report: bool) -> None:
        """Raises UnknownSession."""
        self._snapshot(session)
        self._margins.change(session, notes=text, in_report=in_report)

    def view(self, session: str) -> Interview:
        """The state as it was last saved. Raises UnknownSession."""
        return Interview.model_validate(dict(self._snapshot(session).values))

    def keep_board(self, session: str, source: str) -> None:
        """Keeps the whiteboard as it is being drawn. Raises UnknownSession, BadBoard where it is too long."""
        self._snapshot(session)
        if problem := size_problem(source):
            raise BadBoard(problem)
        self._margins.change(session, board=source)

    def board(self, session: str) -> str:
        """The whiteboard as the candidate left it, sent or not."""
        kept = self._margins.of(session).board
        return self.view(session).board if kept is None else kept

    def delete(self, session: str) -> None:
        """Deletes a session with everything said in it. Raises UnknownSession."""
        with self._lock(session):  # a turn that is being taken ends first
            self._snapshot(session)
            self._checkpointer.delete_thread(session)
            self.history.forget(session)
            self._margins.forget(session)
            for kept in (self.home / "reports").glob(f"*-{glob.escape(session[:8])}.md"):
                kept.unlink(missing_ok=True)
            self._clocks.forget(session)
            self._models.forget(session)

    def catch_up(self) -> None:
        """Takes sessions into the history that are not in it: older ones, and all where it was lost."""
        missing = thread_ids(self._checkpointer) - self.history.sessions()
        times = {session: times_of(self._checkpointer, session) for session in missing}
        for session, (started, used) in sorted(times.items(), key=lambda item: item[1][1]):
            try:
                self._note(session, self.view(session), started, used)
            except ValueError:  # of a version whose interviews cannot be read any more
                LOG.warning("session %s cannot be read and is in no list", session[:6])

    def sessions(self) -> list[Entry]:
        """All interviews and drills, the one used last first."""
        self.catch_up()
        return self.history.entries(self.history.owners())

    def regrade(self, session: str, done: Done = lambda *_: None) -> Regrade:
        """The other examiner's grade of a finished interview, kept beside its report.

        The language model is that of the environment. Raises UnknownSession, NoModel, CannotRegrade.
        """
        with self._lock(session):
            state = self.view(session)
            plan = self.plan(state.setup)
            found = regraded(state, plan, self._embedded, ModelSettings(), done)
            self._graph.update_state(_config(session), {"regrade": found}, as_node="debrief")
        return found

    def used(self, session: str) -> Used:
        """What a session has asked of its model."""
        return self._models.used(session) or used_by(self.view(session).turns)

    def _context_of(self, session: str, setup: Setup) -> Context:
        if setup.examiner == ExaminerName.EMBEDDED:
            return self._context
        return replace(self._context, examiner=self._models.examiner(session, setup))

    def _check(self, setup: Setup) -> None:
        known: list[tuple[str, str, Collection[str]]] = [
            ("question", setup.question, self.content.questions),
            ("template", setup.template, self.content.templates),
        ]
        if setup.drill:
            known.append(("criterion", setup.drill, self.content.criteria))
        for kind, key, items in known:
            if key not in items:
                raise BadSetup(nearest(key, items, kind))
        if setup.collection:
            self.retriever.searcher(setup.collection)  # raises UnknownCollection

    def _snapshot(self, session: str) -> StateSnapshot:
        snapshot = self._graph.get_state(_config(session))
        if not snapshot.created_at:
            raise UnknownSession(session)
        return snapshot

    def _lock(self, session: str) -> threading.Lock:
        return self._locks.setdefault(session, threading.Lock())

    def _cut_off(self, session: str, snapshot: StateSnapshot) -> bool:
        """Whether the last turn was taken in but not answered to the end."""
        if not snapshot.next:
            return False
        saved = self._checkpointer.get_tuple(_config(session))
        taken_in = any(channel == RESUME for _, channel, _ in (saved.pending_writes or [] if saved else []))
        return taken_in or not any(task.interrupts for task in snapshot.tasks)

    def _run(self, session: str, graph_input: Interview | Command[Any] | None) -> Iterator[Token]:
        with self._lock(session):
            given = graph_input if isinstance(graph_input, Interview) else None
            setup = given.setup if given else Setup.model_validate(self._snapshot(session).values["setup"])
            context = self._context_of(session, setup)
            stream = self._graph.stream(
                graph_input, _config(session), context=context, stream_mode="custom", durability="sync"
            )
            for chunk in stream:
                yield Token(chunk["turn"], chunk["token"])
            self._clocks.restart(session)
            state = self.view(session)
            self._note(session, state, self.now(), self.now())
            if state.report:
                self._clocks.forget(session)
                self._models.let_go(session)

    def _note(self, session: str, state: Interview, started: datetime, used: datetime) -> None:
        """Into the history; an interview does not fail when that cannot be written, and is caught up with later."""
        try:
            entry = entry_of(session, state, started, used)
            self.history.keep(entry, rotation_after(state, self.content, used))
        except sqlite3.Error:
            LOG.exception("the history of session %s could not be written", session[:6])


def _config(session: str) -> RunnableConfig:
    return {"configurable": {"thread_id": session}}
