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
READY = """n => document.querySelector("nav.phases")?.dataset.turns > n
  && document.querySelector("#box textarea:not([disabled])")"""
ANSWERS = [
    "So we rank videos for the home page. What is the business goal, how many users are there, and what is the latency "
    "budget?",
    "I'd put it as ranking: given a viewer and a context, predict the expected satisfied watch time of each candidate "
    "video, because clicks alone reward clickbait. Offline I'd look at NDCG on a later day, online at satisfied watch "
    "time per viewer.",
    "The training data are impressions with their position, plays and dismissals. I split by time, because a random "
    "split would leak the future, and I log features at serving time so that training sees the same values.",
    "As a baseline I'd show the most popular videos of the viewer's region. Then two stages: a two-tower model "
    "retrieves about a thousand of 500 million videos, and a multi-task ranker orders them within 100 ms.",
]
MORE = [
    "Position bias matters: the position goes into training through its own small tower and is constant when serving.",
    "On to the architecture. Page loads reach a gateway; candidate sources answer in parallel within 100 ms, a feature "
    "store adds fresh watches from a stream, the ranker scores a thousand candidates on GPUs in one batch, and a "
    "re-ranking step diversifies. At 116,000 requests a second that is about 116 million scores a second. If the "
    "ranker fails, we serve a cached popular list.",
    "For evaluation I'd run an A/B test randomised by viewer, two weeks, 80 % power to detect 0.5 % of watch time, "
    "with guardrails on dismissals and latency. Before that a shadow run and a canary at 1 %.",
    "Then I monitor calibration, feature drift and null rates, and alert on-call. Retraining is daily, with a rollback "
    "to yesterday's model when the offline check fails.",
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
    for answer in MORE:
        say(page, answer)
    end(page)
    reports = (("report", WIDE, "light"), ("report-dark", WIDE, "dark"), ("report-narrow", NARROW, "light"))
    for name, size, scheme in reports:
        other = _page(browser, session, size, scheme)
        other.wait_for_selector("#report iframe")
        other.wait_for_timeout(800)
        other.screenshot(path=folder / f"{name}.png")


def _page(browser: Browser, address: str, size: tuple[int, int], scheme: str = "light") -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("#start, #box textarea, #report iframe")
    page.wait_for_timeout(800)
    return page


def ready(page: Page, after: int = 0) -> None:
    """Waits until there are more than `after` turns and it is the candidate's."""
    page.wait_for_function(READY, arg=after, timeout=TURN_MS)
    page.wait_for_timeout(300)


def turns(page: Page) -> int:
    return int(page.locator("nav.phases").get_attribute("data-turns") or 0)


def say(page: Page, text: str) -> None:
    before = turns(page)
    page.fill("#box textarea", text)
    page.press("#box textarea", "Enter")
    ready(page, before)


def press(page: Page, button: str) -> None:
    before = turns(page)
    page.click(button)
    ready(page, before)


def end(page: Page) -> None:
    page.click("#end")
    page.click("#really")
    page.wait_for_selector("#report iframe", timeout=TURN_MS)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots"))
