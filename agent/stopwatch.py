"""The time a candidate takes for an answer; it stands still during a pause."""

from __future__ import annotations

from collections.abc import Callable


class Stopwatch:
    """Runs from the moment it is made, unless told otherwise."""

    def __init__(self, clock: Callable[[], float], counted: float = 0.0, running: bool = True) -> None:
        self._clock = clock
        self._counted = counted
        self._since = clock() if running else None

    @property
    def running(self) -> bool:
        return self._since is not None

    @property
    def seconds(self) -> float:
        return self._counted + (max(0.0, self._clock() - self._since) if self._since is not None else 0.0)

    def stop(self) -> None:
        self._counted, self._since = self.seconds, None

    def go_on(self) -> None:
        self._counted, self._since = self.seconds, self._clock()
