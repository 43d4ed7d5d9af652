"""The command line as a test runs it: a home of its own, on the shared index and vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.settings import settings

Run = Callable[..., object]


@pytest.fixture
def cli_home(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    own = tmp_path / "home"
    own.mkdir()
    for shared in ("index", "vectors"):
        (home / shared).mkdir(exist_ok=True)
        (own / shared).symlink_to(home / shared)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GREENROOM_HOME", str(own))
    settings.cache_clear()
    yield own
    settings.cache_clear()


@pytest.fixture
def run(cli_home: Path) -> Run:
    """`run("search", "drift", input=…)` → result with exit_code, stdout, stderr. An unexpected error fails the test."""
    from agent.cli.app import app

    def run(*arguments: object, input: str | None = None) -> object:
        result = CliRunner().invoke(app, [str(a) for a in arguments], input=input)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run
