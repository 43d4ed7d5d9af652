"""`python -m ui.screenshots OUT_DIR` makes the pictures of the README. Needs Playwright and Chromium."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from agent.content import load_content
from agent.service import InterviewService
from agent.storage import open_storage
from ui.app import serve

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE = (1280, 800)
NARROW = (390, 844)
TURN_MS = 180_000  # the first turn of a new home embeds the question
ANSWERS = [
    "So we rank videos for the home page. What is the business goal, how many users are there, and what is the latency "
    "budget?",
    "I'd put it as ranking: given a viewer and a context, predict the expected satisfied watch time of each candidate "
    "video, because clicks alone reward clickbait. Offline I'd look at NDCG on a later day, online at satisfied watch "
    "time per viewer.",
    "The training data are impressions with their position, plays and dismissals. I split by time, because a random "
    "split would leak the future, and I log features at serving time so that training sees the same values.",
    "As a baseline I'd show the most popular videos of the viewer's region. Then two stages: a two-tower model retrieves "
    "about a thousand of 500 million videos, and a multi-task ranker orders them within 100 ms.",
]


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(ignore_cleanup_errors=True) as home, opened() as browser:
        service = InterviewService(open_storage(Path(home) / "sessions.sqlite"), load_content(), Path(home))
        take(browser, serve(service, port=0, block=False), folder)


@contextmanager
def opened() -> Iterator[Browser]:
    """A headless Chromium: the system's where there is one, else Playwright's own."""
    with sync_playwright() as playwright:
        path = CHROMIUM if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        try:
            yield browser
        finally:
            browser.close()


def take(browser: Browser, address: str, folder: Path) -> None:
    page = _page(browser, address, WIDE)
    page.screenshot(path=folder / "setup.png")
    page.click("#start")
    ready(page)
    for answer in ANSWERS:
        say(page, answer)
    press(page, "#hint")
    page.screenshot(path=folder / "interview.png")
    session = page.url
    for name, size, scheme in (("interview-dark", WIDE, "dark"), ("interview-narrow", NARROW, "light")):
        other = _page(browser, session, size, scheme)
        ready(other)
        other.wait_for_timeout(800)
        other.screenshot(path=folder / f"{name}.png", full_page=size == NARROW)
    end(page)
    for name, size, scheme in (("report", WIDE, "light"), ("report-dark", WIDE, "dark"), ("report-narrow", NARROW, "light")):
        other = _page(browser, session, size, scheme)
        other.wait_for_selector("#report h2")
        other.wait_for_timeout(800)
        other.screenshot(path=folder / f"{name}.png")


def _page(browser: Browser, address: str, size: tuple[int, int], scheme: str = "light") -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#start, #box textarea, #report h2")
    page.wait_for_timeout(800)
    return page


def ready(page: Page) -> None:
    """Waits until the interviewer has spoken and the box is open."""
    page.wait_for_selector("#box textarea:not([disabled])", timeout=TURN_MS)


def say(page: Page, text: str) -> None:
    page.fill("#box textarea", text)
    _awaiting_reply(page, lambda: page.press("#box textarea", "Enter"))


def press(page: Page, button: str) -> None:
    _awaiting_reply(page, lambda: page.click(button))


def _awaiting_reply(page: Page, act: object) -> None:
    spoken = page.locator("#chat .bot.message").count()
    assert callable(act)
    act()
    page.wait_for_function(
        "n => document.querySelectorAll('#chat .bot.message').length > n", arg=spoken, timeout=TURN_MS
    )
    ready(page)
    page.wait_for_timeout(300)


def end(page: Page) -> None:
    page.click("#end")
    page.click("#really")
    page.wait_for_selector("#report h2", timeout=TURN_MS)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots"))
