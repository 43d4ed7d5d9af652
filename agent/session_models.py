"""The model each session talks to: brought by it or configured, kept nowhere, let go when the session is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agent.examiner.base import Examiner, Used
from agent.recent import Recent
from agent.settings import ModelSettings
from agent.state import Setup, Turn

if TYPE_CHECKING:
    from agent.examiner.embedded.examiner import EmbeddedExaminer
    from agent.examiner.llm.examiner import LLMExaminer

NO_MODEL: dict[str, Any] = {"api_key": None, "base_url": None, "preset": None}
MOST_MODELS = 200  # sessions whose model server is remembered; one idle for longer goes on with the embedded examiner


class SessionModels:
    def __init__(self, embedded: EmbeddedExaminer) -> None:
        self._embedded = embedded
        self._brought: Recent[str, ModelSettings] = Recent(MOST_MODELS)
        self._examiners: Recent[str, LLMExaminer] = Recent(MOST_MODELS)
        self._used: Recent[str, Used] = Recent(MOST_MODELS)  # by interviews that are over

    def bring(self, session: str, model: ModelSettings) -> None:
        """A server for this session alone; its key is in memory until the session is over."""
        self._brought[session] = model

    def examiner(self, session: str, setup: Setup) -> Examiner:
        """The session's, with its connection; made at the first turn."""
        if session not in self._examiners:
            from agent.examiner.llm.examiner import LLMExaminer  # the client is slow to import

            elsewhere = NO_MODEL if setup.own_model else {}  # after a restart it must not go to another server
            model = self._brought.pop(session, None) or ModelSettings(**elsewhere)
            self._examiners[session] = LLMExaminer.on(model, self._embedded)
        return self._examiners[session]

    def hurry(self, session: str) -> None:
        """Lets the interviewer come to the end of the turn it is speaking."""
        if examiner := self._examiners.get(session):
            examiner.hurry()

    def used(self, session: str) -> Used | None:
        """What the session has asked of its model; None where that is known from its turns alone."""
        examiner = self._examiners.get(session)
        return examiner.used if examiner else self._used.get(session)

    def let_go(self, session: str) -> None:
        """Of a session that is over: its connection and its key."""
        examiner = self._examiners.pop(session, None)
        self._brought.pop(session, None)
        if examiner is not None:
            self._used[session] = examiner.used

    def forget(self, session: str) -> None:
        self.let_go(session)
        self._used.pop(session, None)


def used_by(turns: list[Turn]) -> Used:
    """As the turns recorded it."""
    calls = [t.call for t in turns if t.call]
    return Used(sum(c.tokens_in for c in calls), sum(c.tokens_out for c in calls), None)
