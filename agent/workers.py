"""Where much work is done side by side: in processes of this machine, or on Ray. The same functions run in both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from enum import StrEnum
from multiprocessing import get_context
from typing import Any, ParamSpec, Protocol, TypeVar

from agent.problem import Problem

P = ParamSpec("P")
R = TypeVar("R")


class Engine(StrEnum):
    LOCAL = "local"
    RAY = "ray"


class Pool(Protocol):
    room: int  # how much is done at a time

    def submit(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]: ...


class _Processes(ProcessPoolExecutor):
    def __init__(self, jobs: int) -> None:
        super().__init__(jobs, mp_context=get_context("spawn"))
        self.room = jobs

    def close(self) -> None:
        self.shutdown(cancel_futures=True)


class _Ray:
    def __init__(self, jobs: int | None, address: str) -> None:
        try:
            import ray
        except ImportError as error:
            raise Problem("--engine ray needs Ray: pip install 'greenroom[evals]'") from error
        self._ours = not ray.is_initialized()
        if self._ours:
            try:
                if address:
                    ray.init(address=address, log_to_driver=False)
                else:
                    ray.init(num_cpus=jobs, include_dashboard=False, log_to_driver=False)
            except ConnectionError as error:
                raise Problem(f"no Ray cluster answers at {address}; `ray status` on it says why") from error
        self.room = jobs or max(1, int(ray.cluster_resources().get("CPU", 1)))  # type: ignore[no-untyped-call]
        self._remote: Any = ray.remote(_done)

    def submit(self, work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        future: Future[R] = self._remote.remote(work, *args, **kwargs).future()
        return future

    def close(self) -> None:
        import ray

        if self._ours:
            ray.shutdown()


def _done(work: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
    """One task for all work: Ray takes functions alone, and would register each of them again at every call."""
    return work(*args, **kwargs)


@contextmanager
def pool(engine: Engine = Engine.LOCAL, jobs: int | None = None, address: str = "") -> Iterator[Pool]:
    """`jobs` at a time; without, one in processes, and on Ray as many as it has processors.

    What a worker has loaded serves all its work; what still waits when the pool is left is not done. Raises Problem
    where there is no Ray.
    """
    team = _Ray(jobs, address) if engine == Engine.RAY else _Processes(jobs or 1)
    try:
        yield team
    finally:
        team.close()
