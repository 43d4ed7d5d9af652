"""The session service: starts, continues and restores interviews. The web app and the terminal are its clients."""

from __future__ import annotations

import glob
import logging
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Command, StateSnapshot

from agent.content import Content, nearest
from agent.examiner.base import Used
from agent.examiner.embedded.examiner import EmbeddedExaminer
from agent.graph import build_graph
from agent.history import LOCAL, History, utc_now
from agent.nodes import Context
from agent.policy import Plan
from agent.recent import Recent
from agent.record import entry_of, rotation_after
from agent.settings import ModelSettings
from agent.sources import Retriever
from agent.state import CandidateInput, ExaminerName, Interview, Setup
from agent.storage import file_of, session_ids, thread_ids, times_of

if TYPE_CHECKING:
    from agent.examiner.llm.examiner import LLMExaminer

NO_MODEL: dict[str, Any] = {"api_key": None, "base_url": None, "preset": None}
RESUME = "__resume__"  # LangGraph's channel for what an interrupt was answered with
MOST_MODELS = 200  # sessions whose model server is remembered; one idle for longer goes on with the embedded examiner
LOG = logging.getLogger("greenroom")


class UnknownSession(KeyError):
    """No session with this id."""

    def __str__(self) -> str:
        return f"no session {self.args[0]!r}; `greenroom sessions` lists them"


class BadSetup(ValueError):
    """A setup that names something which does not exist."""


class SessionInfo(NamedTuple):
    id: str
    question: str
    template: str
    level: str
    mode: str
    started: str
    turns: int
    phase: str
    finished: bool


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
        self._clock = clock
        self.now = now
        self.history = History(file_of(checkpointer) or ":memory:")
        self._embedded = EmbeddedExaminer(content, home / "vectors")
        self._context = Context(content=content, examiner=self._embedded, retrieve=self.retriever)
        self._models: Recent[str, ModelSettings] = Recent(MOST_MODELS)  # brought by sessions; never written anywhere
        self._with_model: Recent[str, LLMExaminer] = Recent(MOST_MODELS)
        self._used: Recent[str, Used] = Recent(MOST_MODELS)  # by interviews that are over
        self._checkpointer = checkpointer
        self._graph = build_graph(checkpointer)
        self._locks: dict[str, threading.Lock] = {}
        self._spoke_at: dict[str, float] = {}

    def plan(self, setup: Setup) -> Plan:
        return self._context.plan(setup)

    def start(self, setup: Setup, model: ModelSettings | None = None, owner: str = LOCAL) -> str:
        """A new session with its opening turn said. Raises BadSetup, UnknownCollection.

        `model`: a server for this session alone, in place of the one in the environment. `owner`: whose list it is in.
        """
        self._check(setup)
        session = secrets.token_urlsafe(16)
        if model is not None:
            self._models[session] = model
            setup = setup.model_copy(update={"own_model": True})
        for _ in self._run(session, Interview(setup=setup, owner=owner)):
            pass
        threading.Thread(target=self._prepare, args=[setup], daemon=True).start()
        return session

    def _prepare(self, setup: Setup) -> None:
        """Loads models and indexes while the candidate is still reading the question."""
        self._context.examiner.prepare(self.plan(setup))
        self.retriever.searcher()

    def answer(self, session: str, given: CandidateInput, seconds: float | None = None) -> Iterator[Token]:
        """Takes the candidate's turn and streams the interviewer's. `seconds` overrides the clock.

        Raises UnknownSession. A turn that was cut off before (a crash) is finished first.
        """
        snapshot = self._snapshot(session)
        if self._cut_off(session, snapshot):
            yield from self._run(session, None)
            snapshot = self._snapshot(session)
        if not snapshot.next:  # the interview is over
            return
        if seconds is None:
            seconds = max(0.0, self._clock() - self._spoke_at.get(session, self._clock()))
        command: Command[Any] = Command(resume=given.model_copy(update={"seconds": seconds}).model_dump())
        yield from self._run(session, command)

    def resume(self, session: str) -> Iterator[Token]:
        """Finishes a turn that was cut off; nothing where none was."""
        if self._cut_off(session, self._snapshot(session)):
            yield from self._run(session, None)

    def look(self, session: str) -> Interview:
        """The state, with the clock started anew: time away from the interview does not count."""
        self._spoke_at[session] = self._clock()
        state = self.view(session)
        if state.report:  # written already, unless the process was killed in between
            self._note(session, state, self.now(), self.now())
        return state

    def view(self, session: str) -> Interview:
        """The state as it was last saved. Raises UnknownSession."""
        return Interview.model_validate(dict(self._snapshot(session).values))

    def delete(self, session: str) -> None:
        """Deletes a session with everything said in it. Raises UnknownSession."""
        with self._locks.setdefault(session, threading.Lock()):  # a turn that is being taken ends first
            self._snapshot(session)
            self._checkpointer.delete_thread(session)
            self.history.forget(session)
            for kept in (self.home / "reports").glob(f"*-{glob.escape(session[:8])}.md"):
                kept.unlink(missing_ok=True)
            self._let_go(session)
            self._used.pop(session, None)

    def catch_up(self) -> None:
        """Takes sessions into the history that are not in it: older ones, and all where it was lost."""
        missing = thread_ids(self._checkpointer) - self.history.sessions()
        times = {session: times_of(self._checkpointer, session) for session in missing}
        for session, (started, used) in sorted(times.items(), key=lambda item: item[1][1]):
            try:
                self._note(session, self.view(session), started, used)
            except ValueError:  # of a version whose interviews cannot be read any more
                LOG.warning("session %s cannot be read and is in no list", session[:6])

    def sessions(self) -> list[SessionInfo]:
        """All sessions, the one used last first."""
        return [self._info(session, started) for session, started in session_ids(self._checkpointer)]

    def _info(self, session: str, started: str) -> SessionInfo:
        state = self.view(session)
        return SessionInfo(
            id=session,
            question=state.setup.question,
            template=state.setup.template,
            level=state.setup.level,
            mode=state.setup.mode,
            started=started,
            turns=len(state.turns),
            phase=state.current.id if state.phases else "",
            finished=state.report is not None,
        )

    def used(self, session: str) -> Used:
        """What a session has asked of its model."""
        examiner = self._with_model.get(session)
        if examiner is not None or session in self._used:
            return examiner.used if examiner else self._used[session]
        calls = [t.call for t in self.view(session).turns if t.call]
        return Used(sum(c.tokens_in for c in calls), sum(c.tokens_out for c in calls), None)

    def _context_of(self, session: str, setup: Setup) -> Context:
        if setup.examiner == ExaminerName.EMBEDDED:
            return self._context
        if session not in self._with_model:
            from agent.examiner.llm.examiner import LLMExaminer  # the client is slow to import

            elsewhere = NO_MODEL if setup.own_model else {}  # after a restart it must not go to another server
            model = self._models.pop(session, None) or ModelSettings(**elsewhere)
            self._with_model[session] = LLMExaminer.on(model, self._embedded)
        return replace(self._context, examiner=self._with_model[session])

    def _check(self, setup: Setup) -> None:
        known: list[tuple[str, str, dict[str, Any]]] = [
            ("question", setup.question, dict(self.content.questions)),
            ("template", setup.template, dict(self.content.templates)),
        ]
        if setup.drill:
            known.append(("criterion", setup.drill, dict(self.content.criteria)))
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

    def _cut_off(self, session: str, snapshot: StateSnapshot) -> bool:
        """Whether the last turn was taken in but not answered to the end."""
        if not snapshot.next:
            return False
        saved = self._checkpointer.get_tuple(_config(session))
        taken_in = any(channel == RESUME for _, channel, _ in (saved.pending_writes or [] if saved else []))
        return taken_in or not any(task.interrupts for task in snapshot.tasks)

    def _run(self, session: str, graph_input: Interview | Command[Any] | None) -> Iterator[Token]:
        lock = self._locks.setdefault(session, threading.Lock())
        with lock:
            setup = graph_input.setup if isinstance(graph_input, Interview) else self.view(session).setup
            context = self._context_of(session, setup)
            stream = self._graph.stream(
                graph_input, _config(session), context=context, stream_mode="custom", durability="sync"
            )
            for chunk in stream:
                yield Token(chunk["turn"], chunk["token"])
            self._spoke_at[session] = self._clock()
            state = self.view(session)
            self._note(session, state, self.now(), self.now())
            if state.report:
                self._let_go(session)

    def _note(self, session: str, state: Interview, started: datetime, used: datetime) -> None:
        """Into the history; an interview does not fail when that cannot be written, and is caught up with later."""
        try:
            entry = entry_of(session, state, started, used)
            self.history.keep(entry, rotation_after(state, self.content, used))
        except sqlite3.Error:
            LOG.exception("the history of session %s could not be written", session[:6])

    def _let_go(self, session: str) -> None:
        """Of a session that is over: its model's connection and key."""
        examiner = self._with_model.pop(session, None)
        self._models.pop(session, None)
        self._spoke_at.pop(session, None)
        if examiner is not None:
            self._used[session] = examiner.used


def _config(session: str) -> RunnableConfig:
    return {"configurable": {"thread_id": session}}
