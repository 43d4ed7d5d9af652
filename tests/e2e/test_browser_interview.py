"""A candidate with a real browser against a real server: a whole interview, a reload, and no request elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from agent.service import InterviewService
from ui.screenshots import end, press, ready, say

pytestmark = pytest.mark.browser
LOCAL = ("http://127.0.0.1:", "data:", "blob:")
ANSWERS = [
    "What is the business goal, and how many users are there?",
    "We predict the expected watch time of a video for a viewer, with NDCG offline and watch time per day online.",
    "I split by time, because a random split leaks the future into the training data.",
]


@pytest.fixture
def elsewhere() -> list[str]:
    """Addresses outside this machine that the page asked for; must stay empty."""
    return []


@pytest.fixture
def page(browser: Browser, elsewhere: list[str]) -> Iterator[Page]:
    context: BrowserContext = browser.new_context(viewport={"width": 1280, "height": 800})
    found = context.new_page()
    found.on("request", lambda request: None if request.url.startswith(LOCAL) else elsewhere.append(request.url))
    yield found
    context.close()
    assert elsewhere == []


def started(page: Page, address: str) -> None:
    page.goto(address)
    page.click("#start")
    ready(page)


def said(page: Page) -> list[str]:
    return [text.strip() for text in page.locator("#chat .message").all_inner_texts()]


def test_a_whole_interview(page: Page, address: str) -> None:
    started(page, address)
    assert "?session=" in page.url
    for answer in ANSWERS:
        say(page, answer)
    expect(page.locator("#box textarea")).to_be_focused()
    press(page, "#hint")
    expect(page.locator("#chat")).to_contain_text("Hint 1 of 3")
    page.locator("#sources summary").first.click()
    expect(page.locator("#sources details[open]").first).to_contain_text("Rests on")
    press(page, "#next")
    page.click("#end")
    page.click("#keep")
    expect(page.locator("#report")).to_be_hidden()
    end(page)
    report = page.frame_locator("#report iframe")
    expect(report.locator(".verdict")).to_contain_text("at senior level")
    expect(report.locator("#verdict")).to_be_focused()
    expect(page.locator("#box")).to_be_hidden()
    report.locator("details.worked summary").click()
    expect(report.locator("details.worked")).to_contain_text("Monitoring")
    report.locator("blockquote a").first.click()
    expect(report.locator(".turn:target")).to_be_in_viewport()
    report.locator(".turn:target .back a").first.click()
    expect(report.locator(".criterion:target")).to_be_in_viewport()
    with page.expect_download() as download:
        page.get_by_role("button", name="Markdown").click()
    assert download.value.suggested_filename == "greenroom-youtube-recommendations.md"
    assert "# Interview report: YouTube" in Path(download.value.path()).read_text(encoding="utf-8")
    page.reload()
    expect(report.locator(".verdict")).to_contain_text("at senior level", timeout=30_000)


def test_a_reload_restores_the_interview(page: Page, address: str) -> None:
    started(page, address)
    say(page, ANSWERS[0])
    before, clock = said(page), page.inner_text("nav.phases li[aria-current] .title")
    page.reload()
    ready(page)
    assert said(page) == before and page.inner_text("nav.phases li[aria-current] .title") == clock
    session = page.url
    page.goto(address)
    page.click("#continue")
    ready(page)
    assert said(page) == before and page.url == session


def test_a_reload_in_the_middle_of_a_turn_shows_the_finished_turn(
    page: Page, address: str, service: InterviewService
) -> None:
    started(page, address)
    page.fill("#box textarea", ANSWERS[0])
    page.press("#box textarea", "Enter")
    page.wait_for_selector("#chat .user.message")
    page.reload()
    ready(page, after=2)
    session = page.url.split("session=")[1]
    assert [t.speaker for t in service.view(session).turns] == ["interviewer", "candidate", "interviewer"]
    assert len(said(page)) == 3


def test_a_draft_survives_a_reload(page: Page, address: str) -> None:
    started(page, address)
    page.fill("#box textarea", "First line\nsecond")
    page.reload()
    ready(page)
    expect(page.locator("#box textarea")).to_have_value("First line\nsecond")
    page.press("#box textarea", "Shift+Enter")
    assert page.input_value("#box textarea").endswith("\n")


def test_what_a_candidate_types_stays_text(page: Page, address: str) -> None:
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    started(page, address)
    say(
        page,
        "How many users? <img src=https://x.example/a.png onerror=alert(1)> ![b](https://x.example/b.png) <b>x</b>",
    )
    chat = page.locator("#chat .user.message").last
    expect(chat).to_contain_text("<b>x</b>")
    assert chat.locator("img").count() == 0


def test_an_unknown_session_leads_to_the_setup(page: Page, address: str) -> None:
    page.goto(f"{address}?session=no-such-session")
    expect(page.locator("#setup .notice [role=status]")).to_contain_text("not found")
    expect(page.locator("#start")).to_be_visible()
    expect(page).to_have_url(address)


def test_a_session_is_offered_to_its_own_browser_only(browser: Browser, page: Page, address: str) -> None:
    started(page, address)
    other = browser.new_context().new_page()
    other.goto(address)
    expect(other.locator("#start")).to_be_visible()
    other.wait_for_timeout(500)
    assert not other.locator("#continue").is_visible()
    other.context.close()


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_nothing_sticks_out_on_any_screen(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    started(page, address)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    end(page)
    expect(page.frame_locator("#report iframe").locator(".verdict")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("(d => d.scrollWidth <= d.clientWidth)(frames[0].document.documentElement)")
