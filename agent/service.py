"""The session service: starts, continues and restores interviews. The web app and the terminal are its clients."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.types import Command, StateSnapshot

from agent.board import BadBoard, size_problem
from agent.content import Content, nearest
from agent.drafts import Drafts
from agent.examiner.base import Used
from agent.examiner.embedded.examiner import EmbeddedExaminer
from agent.graph import build_graph
from agent.nodes import Context
from agent.policy import Plan
from agent.settings import ModelSettings
from agent.sources import Retriever
from agent.state import CandidateInput, ExaminerName, Interview, Setup
from agent.storage import session_ids

if TYPE_CHECKING:
    from agent.examiner.llm.examiner import LLMExaminer

NO_MODEL: dict[str, Any] = {"api_key": None, "base_url": None, "preset": None}
RESUME = "__resume__"  # LangGraph's channel for what an interrupt was answered with


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
    ) -> None:
        self.content = content
        self.home = home
        self.retriever = Retriever(home, content)
        self._clock = clock
        self._embedded = EmbeddedExaminer(content, home / "vectors")
        self._context = Context(content=content, examiner=self._embedded, retrieve=self.retriever)
        self._models: dict[str, ModelSettings] = {}  # of sessions that brought their own; never written anywhere
        self._with_model: dict[str, LLMExaminer] = {}
        self._checkpointer = checkpointer
        self._graph = build_graph(checkpointer)
        self._locks: dict[str, threading.Lock] = {}
        self._spoke_at: dict[str, float] = {}

    def plan(self, setup: Setup) -> Plan:
        return self._context.plan(setup)

    def start(self, setup: Setup, model: ModelSettings | None = None) -> str:
        """A new session with its opening turn said. Raises BadSetup, UnknownCollection.

        `model`: a server for this session alone, in place of the one in the environment.
        """
        self._check(setup)
        session = secrets.token_urlsafe(16)
        if model is not None:
            self._models[session] = model
            setup = setup.model_copy(update={"own_model": True})
        for _ in self._run(session, Interview(setup=setup)):
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
        return self.view(session)

    def view(self, session: str) -> Interview:
        """The state as it was last saved. Raises UnknownSession."""
        return Interview.model_validate(dict(self._snapshot(session).values))

    @cached_property
    def drafts(self) -> Drafts:
        return Drafts(self._checkpointer)

    def keep_board(self, session: str, source: str) -> None:
        """Keeps the whiteboard as it is being drawn. Raises UnknownSession, BadBoard where it is too long."""
        self._snapshot(session)
        if problem := size_problem(source):
            raise BadBoard(problem)
        self.drafts.keep(session, "board", source)

    def board(self, session: str) -> str:
        """The whiteboard as the candidate left it, sent or not."""
        kept = self.drafts.kept(session, "board")
        return self.view(session).board if kept is None else kept

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
        if examiner is not None:
            return examiner.used
        calls = [t.call for t in self.view(session).turns if t.call]
        return Used(sum(c.tokens_in for c in calls), sum(c.tokens_out for c in calls), None)

    def _context_of(self, session: str, setup: Setup) -> Context:
        if setup.examiner == ExaminerName.EMBEDDED:
            return self._context
        if session not in self._with_model:
            from agent.examiner.llm.examiner import LLMExaminer  # the client is slow to import

            elsewhere = NO_MODEL if setup.own_model else {}  # after a restart it must not go to another server
            model = self._models.get(session) or ModelSettings(**elsewhere)
            self._with_model[session] = LLMExaminer.on(model, self._embedded)
        return replace(self._context, examiner=self._with_model[session])

    def _check(self, setup: Setup) -> None:
        known: list[tuple[str, str, dict[str, Any]]] = [
            ("question", setup.question, dict(self.content.questions)),
            ("template", setup.template, dict(self.content.templates)),
        ]
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


def _config(session: str) -> RunnableConfig:
    return {"configurable": {"thread_id": session}}
