"""The embedded examiner: no key, no network, no download."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from agent.content import Content
from agent.examiner.base import Utterance
from agent.examiner.embedded.assess import assess
from agent.examiner.embedded.reader import Reader, build_reader
from agent.examiner.embedded.speak import word_move
from agent.policy.plan import Plan
from agent.state import Assessment, Interview, Move, Source


class EmbeddedExaminer:
    name = "embedded"

    def __init__(self, content: Content, cache: Path) -> None:
        self._content = content
        self._cache = cache
        self._readers: dict[tuple[str, str], Reader] = {}
        self._lock = threading.Lock()

    def assess(self, state: Interview, plan: Plan) -> Assessment:
        return assess(state, self._reader(plan))

    def speak(self, state: Interview, plan: Plan, move: Move, sources: Sequence[Source]) -> Utterance:
        return Utterance(*word_move(state, plan, move, sources))

    def prepare(self, plan: Plan) -> None:
        self._reader(plan)

    def _reader(self, plan: Plan) -> Reader:
        key = (plan.question.id, plan.template.id)
        with self._lock:
            if key not in self._readers:
                self._readers[key] = build_reader(self._content, *key, self._cache)
            return self._readers[key]
