"""The same work in processes and on Ray."""

from __future__ import annotations

import os
from concurrent.futures.process import BrokenProcessPool

import pytest

from agent.problem import Problem
from agent.workers import Engine, pool


@pytest.mark.parametrize("engine", list(Engine))
def test_work_is_done_elsewhere_and_comes_back(engine: Engine) -> None:
    with pool(engine, 1) as team:
        assert [future.result(60) for future in [team.submit(abs, -n) for n in range(3)]] == [0, 1, 2]
        assert team.room == 1


def test_ray_does_as_much_side_by_side_as_there_are_processors() -> None:
    import ray

    with pool(Engine.RAY) as team:
        assert team.room == ray.cluster_resources()["CPU"] == os.cpu_count()
    assert not ray.is_initialized()
    with pool() as team:
        assert team.room == 1


def test_a_worker_that_was_killed_breaks_no_later_work() -> None:
    with pool() as team, pytest.raises(BrokenProcessPool):
        team.submit(os._exit, 1).result(60)
    with pool() as team:
        assert team.submit(abs, -1).result(60) == 1


def test_a_cluster_that_does_not_answer_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    import ray

    def nobody(**_: object) -> None:
        raise ConnectionError("refused")

    monkeypatch.setattr(ray, "is_initialized", lambda: False)
    monkeypatch.setattr(ray, "init", nobody)
    with (
        pytest.raises(Problem, match="no Ray cluster answers at ray:"),
        pool(Engine.RAY, 1, "ray://10.0.0.9:10001"),
    ):
        pass
