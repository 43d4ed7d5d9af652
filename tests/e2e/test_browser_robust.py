"""What a server must stand: to be killed in the middle of a turn, two people at once, and every kind of transcript."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import docx
import pytest
from playwright.sync_api import Browser, Error, Page, expect

from agent.content import load_content
from agent.service import InterviewService
from agent.storage import open_storage
from evals.scripted_model.behaviours import reply
from evals.scripted_model.playing import model
from evals.scripted_model.server import ModelServer
from tests.e2e.servers import address_of, free_port, up
from ui.screenshots import press, ready, say

pytestmark = [pytest.mark.browser, pytest.mark.server]
ANSWER = "I predict the expected watch time of a video for a viewer, and I measure NDCG offline."
FIRST, SECOND = "That is a sensible start and I follow you so far.", "What would you measure online?"
REPLY = f"{FIRST} {SECOND}"
GRADED_MS = 180_000
TALK = [
    ("Interviewer", "Design a system that keeps spam out of people's inboxes."),
    ("Candidate", "How many messages a day are there, and how many of them are spam?"),
    ("Interviewer", "About three hundred million a day. How would you evaluate?"),
    ("Candidate", "Precision and recall at a fixed false positive rate, because a lost invoice costs more than spam."),
]


class Server(NamedTuple):
    address: str
    start: Callable[[], subprocess.Popen[bytes]]  # each time in the same home and on the same port


@pytest.fixture
def server(home: Path, tmp_path: Path, model_server: ModelServer) -> Iterator[Server]:
    own, port = tmp_path / "home", free_port()
    shutil.copytree(home, own)
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        process = up(own / "sessions.sqlite", own, port, OPENAI_BASE_URL=model_server.url, OPENAI_API_KEY="k")
        started.append(process)
        return process

    yield Server(address_of(port), start)
    for process in started:
        process.kill()
        process.wait()


def in_mid_turn(browser: Browser, server: Server) -> Page:
    """An interview whose first answer is being replied to: the reply's first sentence is there."""
    page = browser.new_page()
    page.goto(server.address)
    page.click("#start")
    ready(page)
    page.fill("#box textarea", ANSWER)
    page.press("#box textarea", "Enter")
    expect(page.locator("#chat .bot.message").last).to_contain_text(FIRST, timeout=120_000)
    return page


@pytest.mark.timeout(600)
def test_a_server_killed_in_the_middle_of_a_turn_finishes_it_when_it_is_back(
    browser: Browser, server: Server, model_server: ModelServer, tmp_path: Path
) -> None:
    slow = reply(REPLY, per_token_delay=0.5)
    model_server.behave(model(say=lambda note: slow))
    first = server.start()
    page = in_mid_turn(browser, server)
    first.kill()
    first.wait()
    assert SECOND not in page.locator("#chat .bot.message").last.inner_text()
    model_server.behave(model(say=lambda note: REPLY))
    server.start()
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


@pytest.mark.timeout(600)
def test_stop_ends_a_model_that_goes_on_and_on(browser: Browser, server: Server, model_server: ModelServer) -> None:
    endless = reply(" ".join([FIRST, *["Let me add that I see your point."] * 300]), per_token_delay=0.3)
    model_server.behave(model(say=lambda note: endless))
    server.start()
    page = in_mid_turn(browser, server)
    page.click("#stop")
    ready(page, after=2)
    expect(page.locator("#stop")).to_be_hidden()
    expect(page.locator("#chat .bot.message").last).to_contain_text("?")  # the turn has its question all the same
    page.close()


def test_back_leads_out_of_an_interview_and_forward_into_it(browser: Browser, address: str) -> None:
    page = browser.new_context().new_page()
    page.goto(address)
    page.click("#start")
    ready(page)
    page.go_back()
    expect(page.locator("#start")).to_be_visible()
    expect(page.get_by_role("button", name="Continue your last interview")).to_be_visible()
    page.go_forward()
    ready(page)
    page.context.close()


def test_a_turn_is_seen_in_another_tab_and_its_draft_is_kept(browser: Browser, address: str) -> None:
    context = browser.new_context()
    page, other = context.new_page(), context.new_page()
    page.goto(address)
    page.click("#start")
    ready(page)
    other.goto(page.url)
    ready(other)
    other.fill("#box textarea", "Half a thought")
    say(page, ANSWER)
    expect(other.locator("#chat")).to_contain_text(ANSWER, timeout=60_000)
    ready(other, after=2)
    expect(other.locator("#box textarea")).to_have_value("Half a thought")
    context.close()


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
