"""A circuit breaker: after failures in a row the server is left alone for a while, then tried again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from agent.examiner.llm.trouble import LASTING, Kind, Trouble

FAILURES = 2  # in a row, before it opens
REST = 20.0  # seconds, doubled with every failed trial
LONGEST_REST = 300.0


class Breaker:
    """One for each server. Thread-safe; `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._rest = REST
        self._until = 0.0
        self._why = Kind.OPEN  # what callers are told meanwhile

    def check(self) -> None:
        """Raises Trouble while the server rests; one caller a time is let through as a trial after that."""
        with self._lock:
            if self._clock() < self._until:
                raise Trouble(self._why)
            if self._until:
                self._until = self._clock() + self._rest  # the others wait for this trial

    def succeeded(self) -> None:
        with self._lock:
            self._failures, self._rest, self._until = 0, REST, 0.0

    def failed(self, trouble: Trouble) -> None:
        if trouble.kind in (Kind.BUDGET, Kind.OPEN, Kind.NONE):
            return
        if trouble.kind in (Kind.CONTENT, Kind.LENGTH, Kind.OVERFLOW):
            return self.succeeded()  # the server works; the reply did not
        with self._lock:
            self._failures += 1
            if self._failures < FAILURES and trouble.kind not in LASTING and trouble.retry_after is None:
                return
            self._why = trouble.kind if trouble.kind in LASTING else Kind.OPEN
            rest = trouble.retry_after if trouble.retry_after is not None else self._rest
            self._until = self._clock() + rest
            self._rest = min(LONGEST_REST, self._rest * 2)
