"""Errors say what happened, what is safe and what to do; and after what caused them is gone, the interview goes on."""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from chromadb.errors import InternalError
from pydantic import ValidationError

from agent.examiner.llm.trouble import SENTENCES, Kind, Trouble
from agent.service import InterviewService
from agent.state import Interview
from evals.scripted_model.server import KEY
from knowledge.embedder import ModelMissing
from knowledge.retrieval import Searcher
from tests.ui.calls import CHOICES, SAID
from ui import desk, errors, turns
from ui.errors import advice, cause_of, explained
from ui.feedback import HERE, MOST, Feedback, Source
from ui.turns import Turns

pytestmark = pytest.mark.usefixtures("no_settings_from_outside")


def invalid_state() -> ValidationError:
    with pytest.raises(ValidationError) as raised:
        Interview.model_validate({"setup": 1})
    return raised.value


CAUSES: list[tuple[Callable[[], Exception], errors.Cause]] = [
    (lambda: sqlite3.OperationalError("database or disk is full"), errors.FULL),
    (lambda: OSError(errno.ENOSPC, "No space left on device"), errors.FULL),
    (lambda: sqlite3.OperationalError("database is locked"), errors.LOCKED),
    (lambda: sqlite3.OperationalError("attempt to write a readonly database"), errors.UNWRITABLE),
    (lambda: PermissionError(errno.EACCES, "Permission denied"), errors.UNWRITABLE),
    (lambda: sqlite3.DatabaseError("database disk image is malformed"), errors.DAMAGED),
    (lambda: InternalError("hnsw segment reader: nothing found on disk"), errors.INDEX),
    (lambda: ModelMissing("model.onnx is missing"), errors.PARTS),
    (MemoryError, errors.MEMORY),
    (invalid_state, errors.OTHER_VERSION),
    (lambda: RuntimeError(f"something with {KEY}"), errors.OURS),
]


@pytest.mark.parametrize(("make", "cause"), CAUSES)
def test_every_cause_is_named_and_comes_with_what_is_safe_and_what_to_do(
    make: Callable[[], Exception], cause: errors.Cause
) -> None:
    assert cause_of(make()) == cause
    said = explained(make(), "Your answer is in the box.", "send it again")
    assert said.startswith(cause.happened) and "Your answer is in the box." in said
    assert said.endswith("send it again.")
    assert not str(make()) or str(make()) not in said


def test_the_cause_behind_a_cause_counts() -> None:
    error = RuntimeError("the turn failed")
    error.__cause__ = sqlite3.OperationalError("database or disk is full")
    assert cause_of(error) == errors.FULL


@pytest.mark.parametrize("kind", Kind)
def test_every_trouble_of_a_model_server_has_its_advice(kind: Kind) -> None:
    assert advice(SENTENCES[kind]).startswith("Nothing is lost")
    assert explained(Trouble(kind), "It is safe.", "try it").startswith(SENTENCES[kind])
    assert advice("a sentence of an older version").startswith("Nothing is lost")


# --- in an interview ---------------------------------------------------------------------------------------------


@pytest.fixture
def session(page: Turns) -> str:
    return str(list(page.start(*CHOICES))[-1][page.session])


def shown(page: Turns, updates: Iterator[dict[Any, Any]]) -> tuple[str, str]:
    """The notice and the text in the box, at last."""
    last = list(updates)[-1]
    return last[page.room.notice]["value"], last[page.room.box]["value"]


def answers(page: Turns, session: str) -> list[str]:
    return [t.text for t in page.service.view(session).turns if t.speaker == "candidate"]


def full_disk(connection: sqlite3.Connection) -> Callable[[], object]:
    """SQLite itself says that the disk is full; returns what makes room."""
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute(f"PRAGMA max_page_count={pages}")
    return lambda: connection.execute("PRAGMA max_page_count=1000000")


def locked(connection: sqlite3.Connection) -> Callable[[], object]:
    """Another program writes and does not let go."""
    connection.execute("PRAGMA busy_timeout=50")
    (_, _, path) = connection.execute("PRAGMA database_list").fetchone()
    other = sqlite3.connect(path, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    return other.close


@pytest.mark.parametrize(("happens", "said"), [(full_disk, "is full"), (locked, "Another program holds")])
def test_a_turn_that_cannot_be_saved_is_said_kept_and_counted_once(
    page: Turns, session: str, happens: Callable[[sqlite3.Connection], Callable[[], object]], said: str
) -> None:
    over = happens(page.service._checkpointer.conn)
    notice, box = shown(page, page.answer(session, SAID))
    assert said in notice and "Traceback" not in notice
    assert ("Your answer is in the box." in notice and box == SAID) or "Your answer is saved." in notice
    over()
    notice, box = shown(page, page.answer(session, box))
    assert not notice and not box and answers(page, session) == [SAID]


def test_a_start_that_cannot_be_saved_is_said_and_can_be_repeated(page: Turns) -> None:
    over = full_disk(page.service._checkpointer.conn)
    last = list(page.start(*CHOICES))[-1]
    assert (
        "is full" in last[page.form.notice]["value"] and "No interview was started." in last[page.form.notice]["value"]
    )
    assert last[page.form.start]["interactive"] is True
    over()
    assert list(page.start(*CHOICES))[-1][page.session]


def test_a_button_that_fails_leaves_the_interview_as_it_was(
    page: Turns, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("details of the code")

    before = page.service.view(session)
    with monkeypatch.context() as patch:
        patch.setattr(page.service, "answer", broken)
        notice, _ = shown(page, page.hint(session, ""))
    assert "on our side. The interview is as it was. Please try it again." in notice and "details" not in notice
    assert page.service.view(session) == before


def test_an_index_that_is_broken_does_not_stop_the_interview(
    page: Turns, session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def broken(*_: Any) -> Any:
        asked.append(1)
        raise InternalError("hnsw segment reader")

    monkeypatch.setattr(Searcher, "search", broken)
    notice, _ = shown(page, page.hint(session, ""))
    assert asked and not notice and page.service.view(session).turns[-1].speaker == "interviewer"


def test_a_session_of_another_version_is_said(page: Turns, session: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def other(_: str) -> Any:
        raise invalid_state()

    monkeypatch.setattr(page.service, "view", other)
    said = list(page.come_back(session))[-1][page.form.notice]["value"]
    assert "a version of Greenroom that this one cannot read" in said and "stays saved" in said and "reload" in said


def test_the_clock_goes_on_where_the_page_left_it_unless_a_turn_was_taken_since(page: Turns, session: str) -> None:
    count = len(page.service.view(session).turns)
    for counted, waited in ((f"{count} 90", 90), (f"{count + 2} 90", 0), (f"{count} -3", 0), ("nonsense", 0), ("", 0)):
        list(page.come_back(session, counted))
        assert int(page.service.waited(session)) == waited


def test_what_is_too_long_or_empty_or_gone_is_kept_in_the_box(page: Turns, session: str) -> None:
    long = "word " * (turns.LIMIT // 5 + 1)
    (last,) = page.answer(session, long)
    said = last[page.room.notice]["value"]
    assert "20,000 characters" in said and "20,005" in said and "still in the box" in said
    assert last[page.room.box] == long
    notice, _ = shown(page, page.answer(session, " "))
    assert "nothing was sent" in notice
    notice, box = shown(page, page.answer("no-such-session", SAID))
    assert "was not found" in notice and "still in the box" in notice and box == SAID


def test_the_longest_answer_is_taken(page: Turns, session: str) -> None:
    text = ("We rank videos by watch time. " * 1000)[: turns.LIMIT].strip()
    notice, _ = shown(page, page.answer(session, text))
    assert not notice and answers(page, session) == [text]


# --- on the feedback page ----------------------------------------------------------------------------------------


@pytest.fixture
def feedback(service: InterviewService) -> Feedback:
    with gr.Blocks():
        return Feedback(service, desk.lay_out(service.content))


def given(feedback: Feedback, source: Source) -> str:
    options = ("recognised", "six-steps", "senior", "")
    return str(list(feedback.give([source], "", *options))[-1][feedback.desk.status]["value"])


def test_a_transcript_that_cannot_be_read_says_what_is_safe(feedback: Feedback) -> None:
    said = given(feedback, Source("talk.txt", b""))
    assert "talk.txt is empty" in said and said.count(". ") == 1 and HERE in said


def test_grading_that_fails_says_why(feedback: Feedback, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("ui.feedback.grade", full)
    talk = b"Interviewer: Design a spam filter.\nCandidate: How many messages a day are there?\n"
    said = given(feedback, Source("talk.txt", talk))
    assert "is full" in said and said.count(HERE) == 1 and "try it again" in said
    with pytest.raises(gr.Error, match="is full"):
        feedback.grade(talk.decode())


def test_an_upload_that_cannot_be_taken_leaves_the_others(feedback: Feedback, tmp_path: Path) -> None:
    before = [Source("first.txt", b"text")]
    updates = feedback.take([str(tmp_path / "gone.txt")], before)
    assert updates[feedback.desk.sources] == before and "still here" in updates[feedback.desk.status]["value"]


def test_too_many_files_are_named(feedback: Feedback) -> None:
    sources = [Source(f"{n}.txt", b"text") for n in range(MOST + 1)]
    updates = feedback.take([], sources)
    assert (
        len(updates[feedback.desk.sources]) == MOST and "first 20 are listed" in updates[feedback.desk.status]["value"]
    )


def test_what_failed_is_in_the_log_for_who_runs_it(
    page: Turns, session: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("details of the code")

    monkeypatch.setattr(page.service, "answer", broken)
    with caplog.at_level(logging.ERROR):
        list(page.answer(session, SAID))
    assert "details of the code" in caplog.text
