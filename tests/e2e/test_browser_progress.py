"""One's own interviews, the progress page, and a drill that comes back, with a clock of the test's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from agent.accounts import Accounts
from agent.content import load_content
from agent.drills import free_drill
from agent.service import InterviewService
from agent.storage import open_storage
from ui.screenshots import end, ready, say
from ui.serve import serve

pytestmark = pytest.mark.browser
LOCAL = ("http://127.0.0.1:", "data:", "blob:")
ANSWER = "We split by time: ten months for training, sixty days of gap, two for the test, because labels come late."
GOOD = (
    "I split by time with ten months for training, a gap of sixty days and two months for testing, because a random "
    "split would leak the future of the same user and overstate the score compared with production."
)


class Clock:
    now = datetime(2026, 1, 5, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def service(home: Path, tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[InterviewService]:
    storage = open_storage(tmp_path_factory.mktemp("progress") / "sessions.sqlite")
    yield InterviewService(storage, load_content(), home, now=clock)
    storage.conn.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    elsewhere: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    found = context.new_page()
    found.on("request", lambda request: None if request.url.startswith(LOCAL) else elsewhere.append(request.url))
    yield found
    context.close()
    assert elsewhere == []


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#start")


def on_progress(page: Page, address: str) -> None:
    opened(page, address)
    page.get_by_role("tab", name="Progress").click()


def test_the_interviews_of_a_browser_are_listed_in_it_alone(browser: Browser, page: Page, address: str) -> None:
    opened(page, address)
    page.click("#start")
    ready(page)
    say(page, ANSWER)
    session = page.url
    opened(page, address)
    page.get_by_role("radio", name="to be continued").check()
    page.click("#open-session")
    ready(page)
    assert page.url == session
    end(page)
    opened(page, address)
    page.get_by_role("radio", name="incomplete").check()
    other = browser.new_context().new_page()
    opened(other, address)
    other.wait_for_timeout(800)
    assert not other.locator("#mine").is_visible()
    other.context.close()
    page.click("#delete-session")
    page.click("#really-delete")
    expect(page.locator("#setup")).to_contain_text("are deleted")
    page.goto(session)
    expect(page.locator("#setup .notice [role=status]").first).to_contain_text("not found")


def test_a_drill_comes_back_after_a_day_and_then_after_three(
    page: Page, address: str, service: InterviewService, clock: Clock
) -> None:
    on_progress(page, address)
    expect(page.locator("#overview")).to_contain_text("Nothing here yet")
    page.get_by_role("tab", name="Interview").click()
    page.click("#start")
    ready(page)
    say(page, "I would use accuracy on a random split.")
    end(page)
    on_progress(page, address)
    expect(page.locator("#overview")).to_contain_text("1 finished interview")
    expect(page.locator("#drills")).to_contain_text("tomorrow")
    owner = next(o for o in service.history.owners() if service.history.drills([o]))
    rotation = {d.criterion for d in service.history.drills([owner])}
    split = free_drill(service.content, "split-strategy", owner, clock.now.date() + timedelta(days=1))
    service.history.set_drills(owner, [split])
    assert rotation

    clock.now += timedelta(days=1)
    on_progress(page, address)
    expect(page.locator("#drills")).to_contain_text("Split strategy · due today")
    page.click("#start-drill")
    ready(page)
    expect(page.locator("#heading")).to_contain_text("drill on Split strategy")
    page.fill("#box textarea", GOOD)
    page.press("#box textarea", "Enter")
    expect(page.locator("#report h2").first).to_contain_text("of 4")
    expect(page.locator("#report")).not_to_contain_text("hire")

    [drill] = service.history.drills([owner])
    assert (drill.step, drill.due) == (1, (clock.now + timedelta(days=3)).date())
    on_progress(page, address)
    expect(page.locator("#drills")).to_contain_text("Split strategy · due in 3 days; you can do it now")
    clock.now += timedelta(days=3)
    on_progress(page, address)
    expect(page.locator("#drills")).to_contain_text("due today")


def test_from_a_report_to_a_drill_on_what_it_says_to_work_on(
    page: Page, address: str, service: InterviewService
) -> None:
    opened(page, address)
    page.click("#start")
    ready(page)
    say(page, "I would use accuracy on a random split.")
    end(page)
    link = page.frame_locator("#report iframe").locator("a[data-drill]").first
    wanted = (link.get_attribute("data-drill") or "").split("=")[1].split("&")[0]
    link.click()
    expect(page.locator("#heading")).to_contain_text("drill on")
    ready(page)
    setup = service.view(page.url.split("session=")[1]).setup
    assert (setup.drill, setup.question) == (wanted, "youtube-recommendations") and "drill=" not in page.url
    end_the_drill(page)
    page.locator("#report .onward-links a", has_text="Once more").click()
    expect(page.locator("#heading")).to_contain_text("drill on")
    page.goto(f"{address}?drill=no-such-criterion")
    expect(page.locator("#setup .notice [role=status]").first).to_contain_text("No criterion 'no-such-criterion'")


def end_the_drill(page: Page) -> None:
    page.click("#end")
    page.click("#really")


def test_everything_is_taken_away_and_deleted(page: Page, address: str, service: InterviewService) -> None:
    opened(page, address)
    page.click("#start")
    ready(page)
    say(page, "My <b>quokka</b> answer & more")
    end(page)
    session = page.url.split("session=")[1]
    on_progress(page, address)
    page.get_by_text("Checklist to tick off").click()
    page.get_by_label("Trade-offs said aloud").check()
    owner = service.history.owner(session) or ""
    while not service.history.ticks([owner]):  # the suite's limit of time ends this, too
        page.wait_for_timeout(50)
    with page.expect_download() as download:
        page.click("#export")
    kept = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert "<b>quokka</b>" in json.dumps(kept["interviews"]) and kept["ticked"] == ["trade-offs"]
    page.evaluate("for (const kind of ['draft', 'edit']) localStorage.setItem(`greenroom-${kind}-x`, 'quokka')")
    page.click("#delete-all")
    page.click("#really-delete-all")
    expect(page.locator("#data-notice")).to_contain_text("Deleted: 1 interview")
    assert not page.evaluate("Object.values(localStorage).some((text) => text.includes('quokka'))")
    assert session not in service.history.sessions()
    opened(page, address)
    page.wait_for_timeout(500)
    assert not page.locator("#mine").is_visible() and not page.locator("#continue").is_visible()


@pytest.mark.parametrize("width", [360, 1920])
def test_nothing_sticks_out_of_the_progress_page(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    on_progress(page, address)
    expect(page.locator("#mistakes")).to_contain_text("Designing before asking")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_log_in_leads_to_ones_own_page_and_out_again(page: Page, service: InterviewService) -> None:
    address = serve(service, port=0, block=False, accounts=Accounts({"ann": "a secret"}))
    page.goto(address)
    page.get_by_label("username").fill("ann")
    page.get_by_label("password").fill("a secret")
    page.get_by_role("button", name="Login").click()
    expect(page.locator("#who")).to_contain_text("Logged in as ann")
    page.click("#start")
    ready(page)
    say(page, ANSWER)
    page.click("#who a")
    expect(page.get_by_label("username")).to_be_visible()
