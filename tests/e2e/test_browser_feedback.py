"""Feedback in a real browser: paste, read, download; many files at once; and a transcript that tries to run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
GRADED_MS = 120_000
TALK = """Interviewer: Let's talk about spam. Design a system that keeps spam out of people's inboxes.
Candidate: How many messages a day are there? <script>alert(1)</script><img src=x onerror=alert(2)> ${1+1} {{3}}
Interviewer: About three hundred million a day. How would you evaluate?
Candidate: Spam is rare, so I would use precision and recall at a fixed false positive rate, because a lost invoice
costs far more than one spam mail. I split by time, because spammers change their wording every week.
"""


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme="dark")
    found = context.new_page()
    ran: list[str] = []

    def noted(dialog: object) -> None:
        ran.append(str(dialog))

    found.on("dialog", noted)
    found.goto(address)
    found.get_by_role("tab", name="Feedback").click()
    yield found
    context.close()
    assert ran == []


def test_a_pasted_transcript_to_its_report(page: Page) -> None:
    page.fill("#pasted textarea", TALK)
    page.click("#give")
    report = page.frame_locator("#grade iframe")
    expect(report.locator(".verdict")).to_contain_text("senior level", timeout=GRADED_MS)
    text = report.locator(".turn.candidate").first
    expect(text).to_contain_text("<script>alert(1)</script><img src=x onerror=alert(2)> ${1+1} {{3}}")
    assert report.locator("script, img").count() == 0
    report.locator("a[href^='#turn-']").first.click()
    expect(report.locator(".turn:target")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with page.expect_download() as download:
        page.locator("#results").get_by_role("button", name="Markdown").click()
    assert download.value.suggested_filename == "feedback-pasted-text.md"
    assert "# Interview report" in Path(download.value.path()).read_text(encoding="utf-8")


def test_several_files_one_of_them_broken(page: Page, tmp_path: Path) -> None:
    files = {"first.txt": TALK, "broken.pdf": "%PDF-1.7", "second.txt": TALK.replace("spam", "junk")}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    page.set_input_files("#drop input[type=file]", [tmp_path / name for name in files])
    expect(page.locator("#listed li")).to_have_count(3)
    uploads = Path(os.environ["GRADIO_TEMP_DIR"])
    assert [p for p in uploads.rglob("*") if p.is_file() and p.stat().st_size] == []
    page.click("#give")
    expect(page.locator("#summary h2")).to_have_text("2 of 3 graded", timeout=GRADED_MS)
    expect(page.locator("#summary .error")).to_have_text("broken.pdf is a PDF; save its text as .txt or .docx first")
    report = page.frame_locator("#grade iframe")
    expect(report.locator("header")).to_contain_text("first.txt", timeout=GRADED_MS)
    page.click("#pick input")
    page.get_by_role("option", name="second.txt").click()
    expect(report.locator("header")).to_contain_text("second.txt", timeout=GRADED_MS)
    page.click("#forget")
    expect(page.locator("#listed")).to_be_hidden()
    page.get_by_role("tab", name="Interview").click()
    expect(page.locator("#start")).to_be_visible()
