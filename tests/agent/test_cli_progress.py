"""`greenroom progress`, `greenroom drill`, and `greenroom serve --auth` with a bad file."""

from __future__ import annotations

import json
from pathlib import Path

from agent.cli.opening import open_service
from agent.state import CandidateInput, Setup

GOOD = (
    "I split by time with ten months for training, a gap of sixty days and two months for testing, because a random "
    "split would leak the future of the same user and overstate the score."
)


def held(owner: str = "local") -> str:
    service = open_service()
    session = service.start(Setup(question="card-fraud", template="six-steps"), owner=owner)
    list(service.answer(session, CandidateInput(text="I would use accuracy on a random split."), seconds=60))
    list(service.answer(session, CandidateInput(action="end"), seconds=1))
    return session


def test_without_an_interview_it_says_how_to_begin(run) -> None:
    result = run("progress")
    assert result.exit_code == 0 and "greenroom chat" in result.stderr
    result = run("drill")
    assert result.exit_code == 2 and "no drill is due" in result.stderr
    assert "No drills yet" in run("drill", "--list").stderr


def test_progress_export_and_deletion(run, tmp_path: Path) -> None:
    held()
    held("browser:somebody")
    shown = run("progress")
    assert "card-fraud" in shown.stdout and "Common mistakes" in shown.stdout and "--owner all" in shown.stderr
    assert "split-strategy" in run("drill", "--list").stdout
    out = tmp_path / "all.json"
    assert run("progress", "--export", out).exit_code == 0
    assert len(json.loads(out.read_text(encoding="utf-8"))["interviews"]) == 1
    assert run("progress", "--delete-all", input="n\n").exit_code == 1
    assert run("progress", "--delete-all", "--yes").exit_code == 0
    assert "No interviews yet" in run("progress").stderr
    assert "card-fraud" in run("progress", "--owner", "all").stdout


def test_a_drill_in_the_terminal(run) -> None:
    shown = run("drill", "split-strategy", input=f"{GOOD}\n")
    assert shown.exit_code == 0 and "Drill: Split strategy" in shown.stdout
    result = run("drill", "split-strategie")
    assert result.exit_code == 2 and "did you mean 'split-strategy'" in result.stderr


def test_a_bad_file_of_names_is_one_sentence(run, tmp_path: Path) -> None:
    people = tmp_path / "people"
    people.write_text("ann\n", encoding="utf-8")
    result = run("serve", "--auth", people)
    assert result.exit_code == 2 and result.stderr.strip() == f"greenroom: {people}: line 1: expected name:password"
