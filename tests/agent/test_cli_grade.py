"""`greenroom grade` as a user runs it: one file, a folder, broken files, again after an interruption."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

TRANSCRIPTS = Path(__file__).parents[2] / "evals" / "data" / "transcripts"
TALK = (TRANSCRIPTS / "t34.txt").read_text(encoding="utf-8")


@pytest.fixture
def folder(cli_home: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "talks"
    folder.mkdir()
    for name in ("t33", "t34"):
        shutil.copy(TRANSCRIPTS / f"{name}.txt", folder)
    (folder / "broken.txt").write_bytes(bytes(range(256)))
    return folder


def test_a_report_in_the_terminal(run, tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text(TALK)
    result = run("grade", "talk.txt")
    assert result.exit_code == 0
    assert "hire" in result.stdout.lower() and "turn" in result.stdout.lower()


@pytest.mark.parametrize("kind", ["md", "html", "json", "pdf"])
def test_a_report_as_a_file(run, tmp_path: Path, kind: str) -> None:
    (tmp_path / "talk.txt").write_text(TALK)
    assert run("grade", "talk.txt", "--format", kind, "-o", f"out.{kind}").exit_code == 0
    assert (tmp_path / f"out.{kind}").stat().st_size > 1000


def test_json_has_the_verdict(run, tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text(TALK)
    data = json.loads(run("grade", "talk.txt", "--format", "json", "--level", "staff").stdout)
    assert data["verdict"]["decision"] in {"strong_no_hire", "no_hire", "hire", "strong_hire", "incomplete"}
    assert data["level"] == "staff" and data["candidate"] == "Candidate"


def test_a_folder_goes_on_past_a_broken_file_and_resumes(run, folder: Path, tmp_path: Path) -> None:
    first = run("grade", folder, "-o", "reports", "--format", "json")
    assert first.exit_code == 2 and "broken.txt is a binary file" in first.stderr
    assert len(first.stdout.splitlines()) == 3
    written = {p: p.stat().st_mtime_ns for p in (tmp_path / "reports").glob("*.json")}
    assert len(written) == 2
    shutil.copy(TRANSCRIPTS / "t35.txt", folder)
    again = run("grade", folder, "-o", "reports", "--format", "json")
    assert len(again.stdout.splitlines()) == 4
    assert all(p.stat().st_mtime_ns == at for p, at in written.items())  # graded once


def test_side_by_side_gives_the_same(run, folder: Path) -> None:
    run("grade", folder, "-o", "one", "--format", "json")
    run("grade", folder, "-o", "two", "--format", "json", "--jobs", "2")
    names = sorted(path.name for path in Path("one").glob("*.json"))
    assert len(names) == 2
    assert all((Path("one") / name).read_text() == (Path("two") / name).read_text() for name in names)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["none.txt"], "none.txt: no such file or folder"),
        (["empty.txt"], "empty.txt is empty"),
        (["mono.txt"], "only one speaker"),
        (["talk.txt", "--question", "spam-detecton"], "spam-detection"),
        (["talk.txt", "--candidate", "Zoe"], "no speaker 'Zoe'"),
        (["nothing"], "there are no transcripts in this folder"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_exit_code_2(run, tmp_path: Path, arguments: list[str], says: str) -> None:
    (tmp_path / "talk.txt").write_text(TALK)
    (tmp_path / "empty.txt").touch()
    (tmp_path / "mono.txt").write_text("Bob: one\nBob: two\n")
    (tmp_path / "nothing").mkdir()
    result = run("grade", *arguments)
    assert result.exit_code == 2 and says in result.stderr and len(result.stderr.strip().splitlines()) == 1
