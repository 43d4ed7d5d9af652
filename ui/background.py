"""Turns run to their end whether or not the page that asked for them is still open."""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import copy_context
from queue import SimpleQueue
from threading import Thread, current_thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Background(Generic[T]):
    """One piece of work at a time per key, each in a thread of its own."""

    def __init__(self) -> None:
        self._running: dict[str, Thread] = {}

    def run(self, key: str, work: Iterator[T]) -> Iterator[T]:
        """Starts the work at once and passes on what it yields and raises."""
        out: SimpleQueue[tuple[T | None, BaseException | None, bool]] = SimpleQueue()

        def drain() -> None:
            try:
                for item in work:
                    out.put((item, None, False))
                out.put((None, None, True))
            except BaseException as error:
                out.put((None, error, True))
            finally:
                if self._running.get(key) is current_thread():
                    del self._running[key]

        context = copy_context()  # with the log-in of the event, by which sessions are guarded
        thread = Thread(target=context.run, args=[drain], name=f"turn-{key[:6]}", daemon=True)
        self._running[key] = thread
        thread.start()
        return _passed_on(out)

    def wait(self, key: str, seconds: float = 120) -> None:
        """Returns when nothing runs for the key any more."""
        thread = self._running.get(key)
        if thread:
            thread.join(seconds)


def _passed_on(out: SimpleQueue[tuple[T | None, BaseException | None, bool]]) -> Iterator[T]:
    while True:
        item, error, last = out.get()
        if error:
            raise error
        if last:
            return
        if item is not None:
            yield item
