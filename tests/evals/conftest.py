"""The home folder of the tests, for evals that read it from the settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.settings import settings


@pytest.fixture(scope="package", autouse=True)
def shared_home(home: Path) -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setenv("GREENROOM_HOME", str(home))
    patch.setattr("knowledge.embedder.REMEMBERED", 100_000)
    settings.cache_clear()
    yield
    patch.undo()
    settings.cache_clear()
