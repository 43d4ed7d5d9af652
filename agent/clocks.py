"""How long each candidate has been at the answer being given, pauses taken out, over restarts of the process."""

from __future__ import annotations

from collections.abc import Callable

from agent.margin import Margins
from agent.stopwatch import Stopwatch


class Clocks:
    """One stopwatch a session; where one was stopped is kept in the session's margin."""

    def __init__(self, clock: Callable[[], float], margins: Margins) -> None:
        self._clock, self._margins = clock, margins
        self._watches: dict[str, Stopwatch] = {}

    def waited(self, session: str) -> float:
        """The seconds that count for the answer being given."""
        return self._watch(session).seconds

    def paused(self, session: str) -> bool:
        return not self._watch(session).running

    def pause(self, session: str, stand: bool) -> None:
        watch = self._watch(session)
        if stand:
            watch.stop()
        else:
            watch.go_on()
        self._margins.change(session, stopped_at=watch.seconds if stand else None)

    def come_back(self, session: str, waited: float = 0.0) -> None:
        """Time away does not count, and a clock that stands goes on standing. `waited`: seconds before going away."""
        if self._watch(session).running:
            self._watches[session] = Stopwatch(self._clock, waited)

    def restart(self, session: str) -> None:
        """For the next answer."""
        stood = self.paused(session)
        self._watches[session] = Stopwatch(self._clock)
        if stood:
            self._margins.change(session, stopped_at=None)

    def forget(self, session: str) -> None:
        self._watches.pop(session, None)

    def _watch(self, session: str) -> Stopwatch:
        if session not in self._watches:
            stopped_at = self._margins.of(session).stopped_at
            self._watches[session] = Stopwatch(self._clock, stopped_at or 0.0, running=stopped_at is None)
        return self._watches[session]
