"""What a server must stand: to be killed in the middle of a turn, two people at once, and every kind of transcript."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import docx
import pytest
from playwright.sync_api import Browser, Error, Page, expect

from agent.content import load_content
from agent.service import InterviewService
from agent.storage import open_storage
from evals.scripted_model.behaviours import reply
from evals.scripted_model.playing import model
from evals.scripted_model.server import ModelServer
from ui.screenshots import press, ready, say

pytestmark = [pytest.mark.browser, pytest.mark.server]
ANSWER = "I predict the expected watch time of a video for a viewer, and I measure NDCG offline."
FIRST, SECOND = "That is a sensible start and I follow you so far.", "What would you measure online?"
REPLY = f"{FIRST} {SECOND}"
UP_SECONDS = 180
GRADED_MS = 180_000
SERVER = """
import sys
from pathlib import Path
from agent.content import load_content
from agent.service import InterviewService
from agent.storage import open_storage
from ui.app import serve
home = Path(sys.argv[1])
serve(InterviewService(open_storage(home / "sessions.sqlite"), load_content(), home), port=int(sys.argv[2]))
"""  # `greenroom serve` without preparing all questions first, which takes a new home a minute
TALK = [
    ("Interviewer", "Design a system that keeps spam out of people's inboxes."),
    ("Candidate", "How many messages a day are there, and how many of them are spam?"),
    ("Interviewer", "About three hundred million a day. How would you evaluate?"),
    ("Candidate", "Precision and recall at a fixed false positive rate, because a lost invoice costs more than spam."),
]


@pytest.fixture
def server(home: Path, tmp_path: Path, model_server: ModelServer) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts a server process, each time in the same home and on the same port."""
    shutil.copytree(home, tmp_path / "home")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = os.environ | {"OPENAI_BASE_URL": model_server.url, "OPENAI_API_KEY": "k", "PYTHONPATH": str(Path.cwd())}
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", SERVER, str(tmp_path / "home"), str(port)]
        process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        started.append(process)
        process.args = f"http://127.0.0.1:{port}/"
        _wait_until_up(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def _wait_until_up(process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + UP_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended"
        try:
            urlopen(str(process.args), timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not come up")


@pytest.mark.timeout(600)
def test_a_server_killed_in_the_middle_of_a_turn_finishes_it_when_it_is_back(
    browser: Browser, server: Callable[[], subprocess.Popen[bytes]], model_server: ModelServer, tmp_path: Path
) -> None:
    slow = reply(REPLY, per_token_delay=0.5)
    model_server.behave(model(say=lambda note: slow))
    first = server()
    page = browser.new_page()
    page.goto(str(first.args))
    page.click("#start")
    ready(page)
    page.fill("#box textarea", ANSWER)
    page.press("#box textarea", "Enter")
    expect(page.locator("#chat .bot.message").last).to_contain_text(FIRST, timeout=120_000)
    first.kill()
    first.wait()
    assert SECOND not in page.locator("#chat .bot.message").last.inner_text()
    model_server.behave(model(say=lambda note: REPLY))
    server()
    with suppress(Error):  # the page may be opening itself again already
        page.reload()
    ready(page, after=2)
    shown = page.locator("#chat .message").all_inner_texts()
    assert len(shown) == 3 and sum(ANSWER in text for text in shown) == 1
    assert shown[-1].count(FIRST) == shown[-1].count(SECOND) == 1
    session = page.url.split("session=")[1]
    say(page, "Online I would measure the watch time of a viewer per day.")
    page.close()
    storage = open_storage(tmp_path / "home" / "sessions.sqlite")
    kept = InterviewService(storage, load_content(), tmp_path / "home").view(session)
    storage.conn.close()
    assert [turn.speaker for turn in kept.turns] == ["interviewer", "candidate"] * 2 + ["interviewer"]


def test_two_people_at_once_see_their_own_interview_only(browser: Browser, address: str) -> None:
    people = ("I am Ada and I predict watch time.", "I am Grace and I predict clicks.")
    pages: list[Page] = []
    for _ in people:
        page = browser.new_context().new_page()
        page.goto(address)
        page.click("#start")
        pages.append(page)
    for page in pages:
        ready(page)
    for text in ("How many users are there?", "I split by time, because a random split leaks the future."):
        for page, who in zip(pages, people, strict=True):
            page.fill("#box textarea", f"{who} {text}")
        for page in pages:
            page.press("#box textarea", "Enter")
        for page in pages:
            ready(page, after=2)
    press(pages[0], "#hint")
    press(pages[1], "#next")
    for page, own, other in ((pages[0], *people), (pages[1], *people[::-1])):
        page.reload()
        ready(page)
        chat = page.locator("#chat").inner_text()
        assert chat.count(own) == 2 and other not in chat
    assert pages[0].url != pages[1].url
    assert "Hint 1 of 3" in pages[0].inner_text("#chat") and "Hint 1 of 3" not in pages[1].inner_text("#chat")
    for page in pages:
        page.context.close()


def test_every_format_of_a_transcript_is_taken(browser: Browser, address: str, tmp_path: Path) -> None:
    files = _transcripts(tmp_path)
    page = browser.new_context().new_page()
    page.goto(address)
    page.get_by_role("tab", name="Feedback").click()
    page.set_input_files("#drop input[type=file]", files)
    expect(page.locator("#listed li")).to_have_count(len(files))
    page.click("#give")
    expect(page.locator("#summary h2")).to_have_text("6 of 6 graded", timeout=GRADED_MS)
    rows = page.locator("#summary tbody tr")
    scores = {row.locator("[data-name=Score]").inner_text() for row in rows.all()}
    candidates = {row.locator("[data-name=Candidate]").inner_text().lower() for row in rows.all()}
    assert len(scores) == 1 and len(candidates) == 1  # the same talk, whatever it came in
    page.context.close()


def _transcripts(folder: Path) -> list[Path]:
    def cues(head: str, stamp: str) -> str:
        times = [(f"00:00:{10 * n:02d}{stamp}000", f"00:00:{10 * n + 9:02d}{stamp}000") for n in range(len(TALK))]
        return head + "\n\n".join(
            f"{n}\n{start} --> {end}\n{who}: {text}"
            for n, ((start, end), (who, text)) in enumerate(zip(times, TALK, strict=True), 1)
        )

    texts = {
        "talk.vtt": cues("WEBVTT\n\n", "."),
        "talk.srt": cues("", ","),
        "talk.json": json.dumps([{"role": who.lower(), "content": text} for who, text in TALK]),
        "talk.md": "\n\n".join(f"**{who}:** {text}" for who, text in TALK),
        "talk.txt": "\n".join(f"{who}: {text}" for who, text in TALK),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    document = docx.Document()
    for who, text in TALK:
        document.add_paragraph(f"{who}: {text}")
    document.save(str(folder / "talk.docx"))
    return [folder / name for name in (*texts, "talk.docx")]
