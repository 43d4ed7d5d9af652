"""`greenroom report`: the report of a session, in the terminal and as every kind of file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.cli.opening import open_service
from agent.state import CandidateInput, Setup


@pytest.fixture
def sessions(cli_home: Path) -> tuple[str, str]:
    """A finished one and one that goes on."""
    service = open_service()
    setup = Setup(question="spam-detection", template="six-steps")
    done, going_on = service.start(setup), service.start(setup)
    for given in (
        CandidateInput(text="I split by time, because spam changes every week."),
        CandidateInput(action="end"),
    ):
        list(service.answer(done, given, seconds=30))
    return done, going_on


def test_in_the_terminal_and_in_every_format(run, sessions: tuple[str, str], tmp_path: Path) -> None:
    shown = run("report", "--", sessions[0])
    assert shown.exit_code == 0 and "Mock interview" in shown.stdout and "Missed, and never asked" in shown.stdout
    assert "worked answer" not in shown.stdout
    assert "A worked answer" in run("report", "--answers", "--", sessions[0]).stdout
    for suffix in ("md", "html", "json", "pdf"):
        result = run("report", "-o", f"out.{suffix}", "--", sessions[0])
        assert result.exit_code == 0 and f"out.{suffix}" in result.stderr
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "out.html").read_text().startswith("<!doctype html>")
    assert json.loads((tmp_path / "out.json").read_text())["format"] == "interview"
    assert json.loads(run("report", "--format", "json", "--", sessions[0]).stdout)["question"] == "spam-detection"


def test_what_is_wrong_is_one_sentence(run, sessions: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "GREENROOM_PRESET"):
        monkeypatch.delenv(name, raising=False)
    done, going_on = sessions
    for arguments, says in (
        (("--", "no-such-session"), "no session"),
        (("--", going_on), "not over yet"),
        (("-o", "out.doc", "--", done), "no format 'doc'"),
        (("-o", "no/such/out.md", "--", done), "does not exist"),
        (("--again", "--", done), "no model server is configured"),
    ):
        result = run("report", *arguments)
        assert result.exit_code == 2 and says in result.stderr and len(result.stderr.strip().splitlines()) == 1
