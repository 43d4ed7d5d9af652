"""OUT.json: complete, the same for the same script and seed, valid by its schema, and never half-written."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest
from pydantic import BaseModel

from agent import docs
from agent.export import InterviewFile, as_json, check_writable, interview_file, write_whole
from agent.script import play
from agent.service import InterviewService
from agent.state import Interview, Setup

SCRIPT = [
    "What is the goal of the system, and how many people use it?",
    "I would frame it as ranking: retrieve a few hundred candidates, then rank them by expected watch time.",
    "/hint",
    "/next",
    "I would use accuracy as the offline metric.",
]
SETUP = Setup(question="youtube-recommendations", template="six-steps", seed=5)


@pytest.fixture
def played(service: InterviewService) -> Interview:
    return play(service, SETUP, SCRIPT)


def test_the_file_holds_the_whole_interview(played: Interview) -> None:
    file = interview_file(played)
    assert [t.text for t in file.turns] == [t.text for t in played.turns]
    assert {row.criterion: row.level for row in file.ledger} == {k: e.level for k, e in played.ledger.items()}
    assert file.ended == "script ran out" and file.report == played.report
    assert file.facts_revealed == [f for t in file.turns if t.move for f in t.move.facts] != []
    assert file.setup == SETUP
    hint = next(t for t in file.turns if t.move and t.move.kind == "hint")
    assert hint.rung >= 1 and hint.move and hint.criterion == hint.move.criterion
    assert any(t.sources for t in file.turns)
    assert all(t.rung == 0 and t.move is None for t in file.turns if t.speaker == "candidate")


def test_the_text_reads_back_and_says_nothing_of_the_session(played: Interview, service: InterviewService) -> None:
    text = as_json(played)
    assert text.endswith("}\n")
    assert InterviewFile.model_validate_json(text) == interview_file(played)
    session = service.sessions()[0]
    assert session.session not in text and f"{session.started:%Y-%m-%d}" not in text
    assert str(service.home) not in text


def test_the_same_script_and_seed_give_the_same_bytes(played: Interview, service: InterviewService) -> None:
    assert as_json(play(service, SETUP, SCRIPT)) == as_json(played)


def test_an_interview_that_is_going_on_has_no_report(service: InterviewService) -> None:
    file = interview_file(service.view(service.start(SETUP)))
    assert file.report is None and file.ended == "" and len(file.turns) == 1


# --- writing -----------------------------------------------------------------------------------------------------


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    check_writable(target)
    assert target.read_text() == "old"
    write_whole(target, "new ä\n")
    assert target.read_bytes() == "new ä\n".encode()
    assert list(tmp_path.iterdir()) == [target]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "no space left")))
    with pytest.raises(OSError, match="no space"):
        write_whole(target, "new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.json", tmp_path / "link.json"
    real.write_text("old")
    link.symlink_to(real)
    write_whole(link, "new")
    assert link.is_symlink() and real.read_text() == "new"


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    write_whole(target, "new")
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(target.stat().st_mode) == 0o666 & ~mask


@pytest.mark.parametrize(("name", "complaint"), [("", "this is a folder"), ("no/where/out.json", "does not exist")])
def test_what_cannot_be_written_is_found_before(tmp_path: Path, name: str, complaint: str) -> None:
    with pytest.raises(OSError, match=complaint):
        check_writable(tmp_path / name)


def test_a_read_only_folder_is_found_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(dir: Path) -> None:  # root may write anywhere
        raise PermissionError(13, "Permission denied", str(dir))

    monkeypatch.setattr("agent.export.tempfile.TemporaryFile", refuse)
    with pytest.raises(OSError, match="cannot be written to \\(permission denied\\)"):
        check_writable(tmp_path / "out.json")


def test_standard_output_is_written_to_and_not_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    check_writable(Path("-"))
    write_whole(Path("-"), "text\n")
    assert capsys.readouterr().out == "text\n"
    assert not Path("-").exists()
    check_writable(Path(os.devnull))
    write_whole(Path(os.devnull), "text")
    assert not Path(os.devnull).is_file()


# --- what is generated -------------------------------------------------------------------------------------------


def test_schemas_and_graph_are_up_to_date() -> None:
    stale = [n for n, text in docs.generated().items() if (docs.ROOT / n).read_text(encoding="utf-8") != text]
    assert not stale, "run `make docs`"


def test_docs_are_written_once(tmp_path: Path) -> None:
    assert set(docs.write_docs(tmp_path)) == set(docs.generated())
    assert docs.write_docs(tmp_path) == []


@pytest.mark.parametrize("name", docs.SCHEMAS)
def test_every_model_has_its_schema(name: str) -> None:
    schema = json.loads(docs.generated()[f"schemas/{name}.schema.json"])
    model: type[BaseModel] = docs.SCHEMAS[name]
    assert set(schema["properties"]) == set(model.model_fields)
