"""The feedback page: what its events do, and the endpoint `grade` as another program would use it."""

from __future__ import annotations

import html
import json
import os
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client

from agent.content import load_content
from agent.service import InterviewService
from agent.storage import open_storage
from agent.transcript.reading import LARGEST
from ui import grades
from ui.desk import RECOGNISED, lay_out
from ui.feedback import MOST, Feedback, Source
from ui.grades import Outcome
from ui.report import TYPES, _made, frame
from ui.serve import serve

SHOWN = """Interviewer: Let's talk about spam. Design a system that keeps spam out of people's inboxes.
Candidate: How many messages a day are there? <script>alert(1)</script> ${1+1} {{2}}
Interviewer: About three hundred million a day. How would you evaluate?
Candidate: Spam is rare, so I would use precision and recall at a fixed false positive rate, because a lost invoice
costs far more than one spam mail. I split by time, because spammers change their wording every week.
"""
OPTIONS = (RECOGNISED, "six-steps", "senior", "")
TALK = Source("talk.txt", SHOWN.encode())
BROKEN = Source("scan.pdf", b"%PDF-1.7 pages")


@pytest.fixture(scope="module")
def service(home: Path, tmp_path_factory: pytest.TempPathFactory) -> InterviewService:
    return InterviewService(open_storage(tmp_path_factory.mktemp("web") / "s.sqlite"), load_content(), home)


@pytest.fixture(scope="module")
def page(service: InterviewService) -> Feedback:
    import gradio as gr

    with gr.Blocks():
        return Feedback(service, lay_out(service.content))


@pytest.fixture(scope="module")
def client(service: InterviewService) -> Iterator[Client]:
    found = Client(serve(service, port=0, block=False), verbose=False)
    yield found
    found.close()


def given(page: Feedback, *sources: Source, text: str = "", options: tuple[str, ...] = OPTIONS) -> list[dict[Any, Any]]:
    return list(page.give(list(sources), text, *options))


def shown(update: Any) -> str:
    return str(update["value"]) if isinstance(update, dict) else str(update)


def test_one_transcript_becomes_its_report(page: Feedback) -> None:
    *before, last = given(page, TALK)
    assert "Reading talk.txt" in shown(before[-1][page.desk.status])
    report = shown(last[page.desk.report])
    assert "Interview report: " in report and 'sandbox="allow-same-origin"' in report
    assert not last[page.desk.summary]["visible"] and not last[page.desk.pick]["visible"]
    assert last[page.desk.give]["interactive"] is True


def test_nothing_of_a_transcript_is_markup(page: Feedback) -> None:
    report = shown(given(page, TALK)[-1][page.desk.report])
    assert "<script" not in report and "${" not in report and "{{" not in report
    srcdoc = html.unescape(report.split('srcdoc="')[1].split('"')[0])
    assert "<script" not in srcdoc and "&lt;script&gt;alert(1)" in srcdoc


def test_every_download_is_the_report(page: Feedback) -> None:
    outcomes = given(page, TALK)[-1][page.desk.outcomes]
    files = {}
    for suffix in TYPES:
        name, kind, data = _made(suffix, page.picked, page.service.content, 0, outcomes).split("\n")
        assert name == f"feedback-talk.{suffix}" and kind == TYPES[suffix]
        files[suffix] = b64decode(data)
    assert files["html"].startswith(b"<!doctype html>")
    assert b"# Interview report" in files["md"]
    assert json.loads(files["json"])["source"] == "talk.txt"
    assert files["pdf"].startswith(b"%PDF")
    assert _made("md", page.picked, page.service.content, None, []) == ""


def test_a_broken_file_is_one_sentence_and_the_others_go_on(page: Feedback) -> None:
    last = given(page, BROKEN, TALK, Source("<b>.txt", b"no speakers"), text=SHOWN)[-1]
    table = shown(last[page.desk.summary])
    assert "2 of 4 graded" in table and "scan.pdf is a PDF" in table and "&lt;b&gt;.txt: no speakers" in table
    assert last[page.desk.pick]["choices"] == [("talk.txt", 1), ("pasted text", 3)]
    outcomes = last[page.desk.outcomes]
    assert "pasted text" in shown(page.show(3, outcomes)[page.desk.report])
    for nothing in (0, 9):
        assert not any(u["visible"] for p, u in page.show(nothing, outcomes).items() if "visible" in u)


def test_a_broken_file_alone_is_said_where_the_progress_was(page: Feedback) -> None:
    last = given(page, BROKEN)[-1]
    assert "scan.pdf is a PDF" in shown(last[page.desk.status]) and not last[page.desk.report]["visible"]


def test_nothing_given_is_said(page: Feedback) -> None:
    assert "Drop a transcript or paste" in shown(given(page, text="  ")[-1][page.desk.status])


def test_too_big_is_said(page: Feedback) -> None:
    last = given(page, Source("film.txt", b"x" * (LARGEST + 1)))[-1]
    assert "film.txt has more than 20 MB" in shown(last[page.desk.status])


def test_a_mistake_of_ours_is_one_sentence(page: Feedback, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("ui.feedback.grade", broken)
    status = shown(given(page, TALK)[-1][page.desk.status])
    assert "Something went wrong on our side" in status and "secret" not in status


def test_uploads_leave_the_disk(page: Feedback, tmp_path: Path) -> None:
    paths = []
    for n in range(2):
        path = tmp_path / f"upload{n}" / "talk.txt"
        path.parent.mkdir()
        path.write_text(f"{SHOWN}{n}")
        paths.append(path)
    updates = page.take([str(p) for p in paths], [TALK])
    assert [s.name for s in updates[page.desk.sources]] == ["talk.txt"] * 3
    assert updates[page.desk.dropped] is None and updates[page.desk.forget]["visible"]
    assert list(tmp_path.iterdir()) == []
    assert page.forget()[page.desk.sources] == []


def test_no_more_files_than_can_be_kept(page: Feedback) -> None:
    many = [Source(f"{n}.txt", b"x") for n in range(MOST + 3)]
    updates = page.take([], many)
    assert len(updates[page.desk.sources]) == MOST and f"Up to {MOST} files" in shown(updates[page.desk.status])


def test_notes_name_what_the_page_has(page: Feedback) -> None:
    found = given(page, TALK, options=("unknown", "six-steps", "senior", ""))[-1][page.desk.outcomes][0]
    assert any("--question" in note for note in found.grade.report.notes)
    report = frame(grades.for_the_page(found.grade), page.service.content)
    assert "--question" not in report and "Choose one under Question" in report


def test_the_summary_is_escaped() -> None:
    table = grades.summary([Outcome("<img src=x>", error="${x} <b>")])
    assert "<img" not in table and "<b>" not in table and "${" not in table


def test_another_program_gets_a_grade(client: Client) -> None:
    found = json.loads(client.predict(SHOWN, "spam-detection", "six-steps", "staff", "Candidate", api_name="/grade"))
    assert (found["question"], found["level"], found["candidate"]) == ("spam-detection", "staff", "Candidate")
    assert found["verdict"]["decision"] and found["turns"]
    assert json.loads(client.predict(SHOWN, api_name="/grade"))["template"] == "six-steps"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("hello",), "no speakers found"),
        ((SHOWN, "no-such-question"), "no-such-question"),
        ((SHOWN, RECOGNISED, "no-such-template"), "no-such-template"),
        ((SHOWN, RECOGNISED, "six-steps", "boss"), "the levels are mid, senior, staff"),
        ((SHOWN, RECOGNISED, "six-steps", "senior", "Bob"), "the speakers are Interviewer, Candidate"),
    ],
)
def test_another_program_is_told_what_is_wrong(client: Client, arguments: tuple[str, ...], said: str) -> None:
    with pytest.raises(Exception, match=said) as error:
        client.predict(*arguments, api_name="/grade")
    assert "Traceback" not in str(error.value)


def test_uploads_go_through_a_private_folder(client: Client) -> None:
    folder = Path(os.environ["GRADIO_TEMP_DIR"])
    assert folder.stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_transcript_is_marked_as_soon_as_it_is_dropped(page: Feedback, tmp_path: Path) -> None:
    for source in (TALK, BROKEN):
        (tmp_path / source.name).write_bytes(source.data)
    shown = page.take([str(tmp_path / source.name) for source in (TALK, BROKEN)], [])
    good, bad = shown[page.desk.listed]["value"].split("</li>")[:2]
    assert "talk.txt <small>" in good and "<strong>" not in good
    assert "<strong>scan.pdf is a PDF" in bad
