"""A headless Chromium and a server of the test file's own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from agent.content import load_content
from agent.service import InterviewService
from agent.storage import open_storage
from ui.screenshots import CHROMIUM, opened
from ui.serve import serve

expect.set_options(timeout=30_000)  # of a busy machine


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Without a browser a developer's run skips these tests; continuous integration fails."""
    if not CHROMIUM.exists():
        message = f"no browser at {CHROMIUM}; install it with: apt-get install chromium-headless-shell"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with opened() as found:
        yield found


@pytest.fixture(scope="module")
def service(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[InterviewService]:
    storage = open_storage(tmp_path_factory.mktemp("e2e") / "sessions.sqlite")
    yield InterviewService(storage, load_content(), home)
    storage.conn.close()


@pytest.fixture(scope="module")
def address(service: InterviewService) -> str:
    return serve(service, port=0, block=False)
