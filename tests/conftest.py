"""Fixtures shared by all tests: one home folder with the index and vectors built once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import pytest
from filelock import FileLock

from agent.content import DEFAULT_QUESTION, DEFAULT_TEMPLATE, load_content
from agent.service import InterviewService
from agent.storage import open_storage
from evals.scripted_model.behaviours import reply
from evals.scripted_model.server import ModelServer

KEPT_HOME = Path(kept) if (kept := os.environ.get("GREENROOM_TEST_HOME")) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow folders first, so that no process is left alone with one at the end."""
    slow = ("evals", "e2e")
    items.sort(key=lambda item: slow.index(item.path.parent.name) if item.path.parent.name in slow else len(slow))


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder whose index is built once for all test processes; GREENROOM_TEST_HOME keeps it between runs.

    Where all tests are run everything is built at once: servers that are started then have nothing to look through.
    """
    from agent.cli.index import prepare_once
    from agent.examiner.embedded.reader import build_reader
    from knowledge.index import open_guides

    side_by_side = bool(os.environ.get("PYTEST_XDIST_WORKER"))
    root = tmp_path_factory.getbasetemp()
    shared = (root.parent if side_by_side else root) / "greenroom-home"
    shared = KEPT_HOME or shared
    shared.mkdir(exist_ok=True)
    with FileLock(shared.parent / "home.lock"):
        if side_by_side:
            prepare_once(load_content(), shared)
        open_guides(shared)
        build_reader(load_content(), DEFAULT_QUESTION, DEFAULT_TEMPLATE, shared / "vectors")
    return shared


@pytest.fixture
def service(home: Path, tmp_path: Path) -> Iterator[InterviewService]:
    """A session service with an empty database of its own on the shared index."""
    storage = open_storage(tmp_path / "sessions.sqlite")
    yield InterviewService(storage, load_content(), home)
    storage.conn.close()


@pytest.fixture
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither the machine's keys and proxies nor a `.env` in the current folder, nor what is known of an old port."""
    from agent.examiner.llm.client import known_server

    known_server.cache_clear()
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "GREENROOM_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    """A scripted model server."""
    server = ModelServer(reply("Hello there."))
    yield server
    server.stop()
