"""Interviews in the terminal: from a script, by hand, and what goes wrong."""

from __future__ import annotations

import builtins
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from agent.export import InterviewFile

SCRIPT = """What is the business goal, and how many users are there?
---
I would predict the expected watch time of a video for a viewer, because clicks alone reward clickbait.
---
/hint
---
/next
---
I split by time, because a random split leaks the future into the training data.
"""
PLAY = ("chat", "--script")
REPORT = "The verdict in figures"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "turns.md"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


def one_sentence(result, code: int = 2) -> str:
    """The one line on stderr of a command that failed as it should."""
    assert result.exit_code == code, result.output
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1 and lines[0].startswith("greenroom: "), result.stderr
    assert "Traceback" not in result.output
    return lines[0]


def test_a_script_is_played_to_a_report(run, script: Path, tmp_path: Path, cli_home: Path) -> None:
    out = tmp_path / "out.json"
    result = run(*PLAY, script, "--json", out)
    assert result.exit_code == 0, result.output
    assert REPORT in result.stdout and result.stderr == ""
    text = out.read_text(encoding="utf-8")
    assert text.endswith("}\n") and "\r" not in text
    interview = InterviewFile.model_validate_json(text)
    assert interview.ended == "script ran out" and interview.report is not None
    assert interview.setup.seed == 0 and interview.setup.question == "youtube-recommendations"
    said = [t for t in interview.turns if t.speaker == "candidate"]
    assert len(said) == 5 and said[1].text.startswith("I would predict")
    assert any(t.move and t.move.kind == "hint" and t.move.rung == 1 and t.sources for t in interview.turns)
    assert interview.facts_revealed
    assert not (cli_home / "sessions.sqlite").exists(), "a script leaves no session behind"
    assert [p.name for p in tmp_path.iterdir() if "partial" in p.name] == []


def test_the_clock_is_the_speaking_rate(run, script: Path, tmp_path: Path) -> None:
    run(*PLAY, script, "--json", tmp_path / "out.json")
    turns = json.loads((tmp_path / "out.json").read_text())["turns"]
    opening, first = turns[0], turns[1]
    thinking, speaking = 15, len(first["text"].split()) / 2.2
    heard = len(opening["text"].split()) * 0.35
    assert first["at"] == pytest.approx(heard + thinking + speaking, abs=0.2)


def test_the_same_script_and_seed_give_the_same_bytes_in_any_process(
    script: Path, cli_home: Path, tmp_path: Path
) -> None:
    outputs = []
    for name, hash_seed in (("one", "1"), ("two", "77")):
        out = tmp_path / f"{name}.json"
        done = subprocess.run(
            [sys.executable, "-m", "agent.cli", *PLAY, str(script), "--json", str(out), "--seed", "5"],
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        outputs.append(out.read_bytes())
    assert outputs[0] == outputs[1]


def test_another_seed_may_word_things_differently_and_is_recorded(run, script: Path, tmp_path: Path) -> None:
    for seed in (1, 2):
        run(*PLAY, script, "--seed", seed, "--json", tmp_path / f"{seed}.json")
    first, second = (json.loads((tmp_path / f"{s}.json").read_text()) for s in (1, 2))
    assert (first["setup"]["seed"], second["setup"]["seed"]) == (1, 2)
    assert [t["text"] for t in first["turns"]] != [t["text"] for t in second["turns"]]


def test_line_ends_marks_and_blanks_change_nothing(run, script: Path, tmp_path: Path) -> None:
    messy = tmp_path / "messy.md"
    turns = SCRIPT.split("---\n")
    messy.write_bytes(
        b"\xef\xbb\xbf\r\n\r\n" + "\r\n---\r\n".join(t.strip() for t in turns).encode() + b"\r\n\r\n---\r\n\r\n"
    )
    run(*PLAY, script, "--json", tmp_path / "a.json")
    run(*PLAY, messy, "--json", tmp_path / "b.json")
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_what_is_left_of_a_script_is_said(run, script: Path, tmp_path: Path) -> None:
    script.write_text("How many users?\n---\n/end\n---\nMore\n---\nAnd more\n")
    result = run(*PLAY, script, "--json", tmp_path / "out.json")
    assert result.exit_code == 0
    assert "the last 2 turns were not played" in result.stderr
    assert json.loads((tmp_path / "out.json").read_text())["ended"] == "by candidate"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no turns"),
        (b" \r\n---\r\n \n", "no turns"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "UTF-8"),
        (b"text\x00\x01", "binary"),
        (None, "no such file"),
    ],
)
def test_a_script_that_cannot_be_played(run, tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "broken.md"
    if content is not None:
        path.write_bytes(content)
    assert says in one_sentence(run(*PLAY, path)).lower() or says in one_sentence(run(*PLAY, path))


def test_an_output_that_cannot_be_written_is_noticed_first(run, script: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("agent.script.play", lambda *a: pytest.fail("the interview was held"))
    assert "does not exist" in one_sentence(run(*PLAY, script, "--json", tmp_path / "no" / "out.json"))
    assert "folder" in one_sentence(run(*PLAY, script, "--json", tmp_path))
    full = Path("/proc/out.json")
    if full.parent.is_dir():
        one_sentence(run(*PLAY, script, "--json", full))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--question", "yutube-recommendations"), "youtube-recommendations"),
        (("--template", "six-step"), "six-steps"),
        (("--minutes", 2), "minutes"),
        (("--collection", "nowhere"), "nowhere"),
        (("--content", "no-such-folder"), "no-such-folder"),
    ],
)
def test_a_wrong_option_is_one_sentence(run, script: Path, arguments: tuple[object, ...], says: str) -> None:
    assert says in one_sentence(run(*PLAY, script, *arguments))


def test_a_broken_question_of_a_user_names_file_and_key(run, tmp_path: Path) -> None:
    (tmp_path / "mine" / "questions").mkdir(parents=True)
    (tmp_path / "mine" / "questions" / "q.yaml").write_text("id: q\ntitel: Typo\n")
    result = run("questions", "--content", tmp_path / "mine")
    assert result.exit_code == 2 and "q.yaml: title: this key is missing" in result.stderr


def test_by_hand_to_the_report(run, cli_home: Path, tmp_path: Path) -> None:
    answers = "How many users are there?\n/hint\n\n/what\nI would rank videos by \\\nexpected watch time.\n/end\n"
    result = run("chat", "--question", "card-fraud", "--seed", 1, "--json", tmp_path / "out.json", input=answers)
    assert result.exit_code == 0, result.output
    assert "min left" in result.stdout and REPORT in result.stdout
    (kept,) = (cli_home / "reports").iterdir()
    assert str(kept) in result.stdout.replace("\n", "")
    assert kept.read_text(encoding="utf-8").partition("\n\n")[2].startswith("# Interview report: Card payment")
    interview = InterviewFile.model_validate_json((tmp_path / "out.json").read_text())
    assert "rank videos by \nexpected watch time" in [t.text for t in interview.turns if t.speaker == "candidate"][-1]
    assert interview.ended == "by candidate"


def test_the_last_answer_is_edited_by_hand(run, tmp_path: Path) -> None:
    answers = "/edit\nMy first thought.\n/hint\n/edit\n\n/edit\nHow many users are there?\n/end\n"
    result = run("chat", "--question", "card-fraud", "--seed", 1, "--json", tmp_path / "out.json", input=answers)
    assert result.exit_code == 0, result.output
    assert "no answer to edit yet" in result.stdout
    interview = InterviewFile.model_validate_json((tmp_path / "out.json").read_text())
    assert [t.text for t in interview.turns if t.speaker == "candidate"] == ["How many users are there?"]


def test_leaving_and_coming_back(run) -> None:
    left = run("chat", "--question", "card-fraud", "--seed", 1, input="How many payments are there a day?\n/quit\n")
    found = re.search(r"greenroom resume (?:-- )?(\S+)", left.stdout)
    assert left.exit_code == 0 and found
    line = run("sessions").stdout.splitlines()[0].split("\t")
    assert line[0] == found[1] and line[1] == "card-fraud" and line[-1] == "open"
    back = run("resume", "--", found[1], input="/end\n")
    assert back.exit_code == 0 and "payments are there a day" in back.stdout and REPORT in back.stdout
    assert run("sessions").stdout.splitlines()[0].endswith("finished")
    again = run("resume", "--", found[1])
    assert again.exit_code == 0 and REPORT in again.stdout


@pytest.mark.parametrize("stop", [KeyboardInterrupt, EOFError])
def test_ctrl_c_and_end_of_input_leave_safely(run, monkeypatch, stop: type[BaseException]) -> None:
    def stopped(prompt: str = "") -> str:
        raise stop

    monkeypatch.setattr(builtins, "input", stopped)
    result = run("chat", "--question", "card-fraud")
    assert result.exit_code == 0 and "greenroom resume" in result.stdout


def test_an_unknown_session(run) -> None:
    assert "greenroom sessions" in one_sentence(run("resume", "nobody"))
