"""Clients of the scripted model server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from agent.examiner.llm.client import ModelClient
from agent.settings import ModelSettings
from evals.scripted_model.server import KEY, ModelServer

NewClient = Callable[..., ModelClient]


@pytest.fixture(autouse=True)
def alone(no_settings_from_outside: None) -> None:
    """All tests here."""


@pytest.fixture
def client(model_server: ModelServer) -> NewClient:
    """`client(clock=…, base_url=…, token_budget=…)` → a client of the scripted server."""

    def new(clock: Callable[[], float] | None = None, **settings: Any) -> ModelClient:
        patience = {"connect_seconds": 10, "stall_seconds": 10, "reply_seconds": 20, "grade_seconds": 10}
        given = ModelSettings(**{"base_url": model_server.url, "api_key": KEY, **patience, **settings})
        return ModelClient(given, clock) if clock else ModelClient(given)

    return new
