"""A scripted model server, and clients for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_server import KEY, ModelServer

from agent.examiner.llm.client import ModelClient, known_server
from agent.settings import ModelSettings

FROM_OUTSIDE = ("OPENAI_", "GREENROOM_")
NewClient = Callable[..., ModelClient]


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the machine's keys and proxies nor a `.env` in the current folder, nor what is known of an old port."""
    known_server.cache_clear()
    for name in list(os.environ):
        if name.startswith(FROM_OUTSIDE) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    server = ModelServer()
    yield server
    server.stop()


@pytest.fixture
def client(model_server: ModelServer) -> NewClient:
    """`client(clock=…, base_url=…, token_budget=…)` → a client of the scripted server."""

    def new(clock: Callable[[], float] | None = None, **settings: Any) -> ModelClient:
        patience = {"connect_seconds": 10, "stall_seconds": 10, "reply_seconds": 20, "grade_seconds": 10}
        given = ModelSettings(**{"base_url": model_server.url, "api_key": KEY, **patience, **settings})
        return ModelClient(given, clock) if clock else ModelClient(given)

    return new
