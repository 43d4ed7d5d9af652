"""Fixtures shared by all tests: one home folder with the index and vectors built once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import pytest
from filelock import FileLock

from agent.content import load_content
from agent.service import InterviewService
from agent.storage import open_storage


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder whose index is built once for all test processes."""
    from knowledge.index import open_guides

    root = tmp_path_factory.getbasetemp()
    shared = (root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root) / "greenroom-home"
    shared.mkdir(exist_ok=True)
    with FileLock(shared.parent / "home.lock"):
        open_guides(shared)
    return shared


@pytest.fixture
def service(home: Path, tmp_path: Path) -> Iterator[InterviewService]:
    """A session service with an empty database of its own on the shared index."""
    storage = open_storage(tmp_path / "sessions.sqlite")
    yield InterviewService(storage, load_content(), home)
    storage.conn.close()
