"""The commands that list, show and check."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest

from agent.cli.app import app
from agent.cli.index import prepare_once
from agent.content import load_content

HEAVY = ("gradio", "chromadb", "onnxruntime", "langgraph", "openai")


def test_version_and_help(run) -> None:
    assert run("--version").stdout.strip() == f"greenroom {version('greenroom')}"
    text = run("--help").stdout
    commands = {info.name or info.callback.__name__ for info in app.registered_commands if info.callback}
    assert {"chat", "grade", "report", "eval"} <= commands
    for name in commands:
        assert name in text and run(name, "--help").exit_code == 0


def test_slow_libraries_are_loaded_only_where_they_are_needed() -> None:
    code = f"import sys, agent.cli.app; print([m for m in {HEAVY!r} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"


def test_libraries_are_quiet_before_they_are_loaded() -> None:
    code = "import agent.cli, os; print(os.environ['ANONYMIZED_TELEMETRY'], os.environ['GRADIO_ANALYTICS_ENABLED'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={"PATH": "/usr/bin"})
    assert done.stdout.split() == ["False", "False"]


def test_questions_are_plain_lines_in_a_pipe(run) -> None:
    lines = [line.split("\t") for line in run("questions").stdout.splitlines()]
    content = load_content()
    assert {line[0] for line in lines} == set(content.questions) and {len(line) for line in lines} == {4}
    risk = run("questions", "--family", "risk").stdout.splitlines()
    assert risk and all(line.split("\t")[1] == "risk" for line in risk)
    assert run("questions", "--family", "nonsense").exit_code == 2


def test_templates_and_sessions(run) -> None:
    assert len(run("templates").stdout.splitlines()) == len(load_content().templates)
    empty = run("sessions")
    assert empty.exit_code == 0 and empty.stdout == "" and "greenroom chat" in empty.stderr


def test_a_question_is_shown_without_its_answers(run) -> None:
    question = load_content().questions["card-fraud"]
    secrets = [f.answer for f in question.facts] + [k.point for k in question.key_points] + question.numbers
    shown = run("show", "question", "card-fraud").stdout
    assert question.prompt in shown
    assert not [s for s in secrets if s in shown] and question.reference.data[:60] not in shown
    full = run("show", "question", "card-fraud", "--answers").stdout
    assert all(s in full for s in secrets) and question.reference.data[:60] in full


@pytest.mark.parametrize("kind", ["template", "criterion", "pitfall"])
def test_everything_can_be_shown(run, kind: str) -> None:
    content = load_content()
    known = {"template": content.templates, "criterion": content.criteria, "pitfall": content.pitfalls}[kind]
    for key in list(known)[:5]:
        result = run("show", kind, key)
        assert result.exit_code == 0 and result.stdout.startswith("# ")


def test_a_criterion_shows_what_it_is_graded_by(run) -> None:
    criterion = load_content().criteria["split-strategy"]
    shown = run("show", "criterion", "split-strategy").stdout
    for text in (criterion.expects, criterion.anchors.level_4, *criterion.probes, *criterion.hints, *criterion.sources):
        assert text in shown


@pytest.mark.parametrize("kind", ["question", "template", "criterion", "pitfall"])
def test_an_unknown_id_gets_the_nearest(run, kind: str) -> None:
    result = run("show", kind, "split-strategie")
    assert result.exit_code == 2 and result.stderr.startswith(f"greenroom: no {kind} 'split-strategie'")
    assert kind != "criterion" or "'split-strategy'" in result.stderr


def test_doctor_finds_all_well(run) -> None:
    result = run("doctor")
    assert result.exit_code == 0, result.output
    states = {line.split("\t")[0]: line.split("\t")[1] for line in result.stdout.splitlines()}
    assert set(states.values()) == {"ok"} and {"Python", "embedding model", "content", "home", "index"} <= set(states)


def test_doctor_says_what_is_broken(run, tmp_path: Path, cli_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (cli_home / "sessions.sqlite").write_bytes(b"not a database, but long enough to look like one" * 50)
    (cli_home / "index").unlink()
    result = run("doctor", "--content", tmp_path / "nowhere")
    lines = dict(line.split("\t", 1) for line in result.stdout.splitlines())
    assert result.exit_code == 1
    assert lines["content"].startswith("broken") and "nowhere" in lines["content"]
    assert lines["sessions"].startswith("broken") and lines["embedding model"].startswith("ok")
    assert "note\tnot built yet" in run("doctor").stdout
    from knowledge import embedder

    embedder.shared_embedder.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(embedder, "MODEL_SHA256", "0" * 64)
        result = run("doctor")
    assert result.exit_code == 1 and "pinned model" in result.stdout
    assert result.stdout.count("broken") == 2


def test_a_damaged_database_is_one_sentence(run, cli_home: Path) -> None:
    (cli_home / "sessions.sqlite").write_bytes(b"not a database, but long enough to look like one" * 50)
    result = run("sessions")
    assert result.exit_code == 2 and len(result.stderr.strip().splitlines()) == 1


def test_wrong_settings_are_one_sentence(run, monkeypatch: pytest.MonkeyPatch) -> None:
    from agent.settings import settings

    settings.cache_clear()
    monkeypatch.setenv("GREENROOM_PORT", "eighty")
    result = run("sessions")
    assert result.exit_code == 2 and "GREENROOM_PORT" in result.stderr and "Traceback" not in result.output


def test_a_taken_port_is_one_sentence(run, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr("agent.cli.index.prepare_once", lambda content, home: None)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("serve", "--port", taken.getsockname()[1])
    assert result.exit_code == 2 and "--port" in result.stderr and len(result.stderr.strip().splitlines()) == 1


def test_a_real_process(cli_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "agent.cli", "show", "question", "nope"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "") and done.stderr.startswith("greenroom: no question 'nope'")


def test_what_was_prepared_is_not_looked_through_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[Path] = []

    def build(*arguments: object) -> None:
        built.append(folder := tmp_path / "vectors")
        folder.mkdir(exist_ok=True)

    monkeypatch.setattr("knowledge.index.open_guides", lambda *_: None)
    monkeypatch.setattr("agent.examiner.embedded.reader.build_reader", build)
    content = load_content()
    prepare_once(content, tmp_path)
    once = len(built)
    prepare_once(content, tmp_path)
    assert len(built) == once >= len(content.questions)
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "notes.yaml").write_text("a: b")
    prepare_once(replace(content, folders=(mine,)), tmp_path)
    assert len(built) == 2 * once
