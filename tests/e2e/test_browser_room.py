"""The interview page under a candidate's hands: keys, an edit, a pause, notes, the set-up's memory, and steadiness."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from agent.nodes import SPEAKING_SECONDS_PER_WORD
from agent.service import InterviewService
from agent.state import CandidateInput
from tests.e2e.servers import address_of, free_port, up
from ui.screenshots import ready, say, turns

pytestmark = pytest.mark.browser
ASKED = "How many users are there, and what is the latency budget?"
BAD = "I'd shuffle all the rows and take a random twenty per cent as the test set."
GOOD = "I would rank by expected watch time, with NDCG offline."
BOX = "#box textarea"
SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifted += shift.value;
  }).observe({ type: "layout-shift" });
}"""
HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def started(page: Page, address: str) -> str:
    page.goto(address)
    page.click("#start")
    ready(page)
    return page.url.split("session=")[1]


def candidate_turns(service: InterviewService, session: str) -> list[str]:
    return [t.text for t in service.view(session).turns if t.speaker == "candidate"]


def test_an_edit_by_keys_is_a_fork_of_the_interview(page: Page, address: str, service: InterviewService) -> None:
    session = started(page, address)
    say(page, ASKED)
    say(page, BAD)
    page.keyboard.press("F4")
    ready(page, after=6)
    assert service.view(session).pitfalls
    page.fill(BOX, "a draft")
    page.keyboard.press("F2")
    expect(page.locator(BOX)).to_have_value(BAD)
    expect(page.locator("#room-notice")).to_contain_text("editing your last answer")  # else nobody presses Escape
    page.keyboard.press("Escape")
    expect(page.locator(BOX)).to_have_value("a draft")
    page.keyboard.press("F2")
    expect(page.locator(BOX)).to_have_value(BAD)
    expect(page.locator(BOX)).to_be_focused()
    expect(page.locator("#hint")).to_be_disabled()
    page.fill(BOX, GOOD)
    page.reload()  # the edit comes back as an edit
    ready(page, after=6)
    expect(page.locator("#room-notice")).to_contain_text("editing your last answer")
    expect(page.locator(BOX)).to_have_value(GOOD)
    page.press(BOX, "Enter")
    expect(page.locator("#room-notice")).to_contain_text("was replaced")
    expect(page.locator(BOX)).to_be_focused()
    assert turns(page) == 5 and candidate_turns(service, session) == [ASKED, GOOD]
    assert not service.view(session).pitfalls
    expect(page.locator("#chat")).not_to_contain_text("random split")
    expect(page.locator("#edit")).to_have_attribute("aria-keyshortcuts", "F2")


def test_a_pause_stands_still_survives_a_reload_and_ends_with_writing(page: Page, address: str) -> None:
    started(page, address)
    page.keyboard.press("F9")
    expect(page.locator("nav.phases .total")).to_contain_text("paused")
    page.reload()
    ready(page)
    expect(page.locator("#pause")).to_have_text("Go on")
    clock = page.locator("nav.phases .total .time").inner_text()
    page.wait_for_timeout(1500)
    assert page.locator("nav.phases .total .time").inner_text() == clock
    page.focus(BOX)
    page.keyboard.type("Let me see")
    expect(page.locator("#pause")).to_have_text("Pause")
    expect(page.locator(BOX)).to_have_value("Let me see")


def test_a_reload_does_not_turn_the_clock_back(page: Page, address: str) -> None:
    started(page, address)
    shown = page.locator("nav.phases .total .time")
    page.wait_for_timeout(4500)
    before = clock_seconds(shown.inner_text())
    page.reload()
    ready(page)
    assert before - 6 <= clock_seconds(shown.inner_text()) <= before
    say(page, ASKED)
    before = clock_seconds(shown.inner_text())
    page.reload()
    ready(page, after=2)
    assert before - 6 <= clock_seconds(shown.inner_text()) <= before


def test_time_cues_come_and_the_clock_stands_while_the_tab_is_hidden_where_that_is_wanted(
    page: Page, address: str, service: InterviewService
) -> None:
    session = started(page, address)
    expect(page.locator("#cue [role=status]")).to_have_text("")
    seconds = 250 - service.view(session).elapsed
    list(service.answer(session, CandidateInput(text=ASKED), seconds=seconds))
    page.reload()
    ready(page, after=2)
    expect(page.locator("#cue [role=status]")).to_have_text("Less than two minutes left in this phase.")
    page.evaluate(HIDE, True)
    page.wait_for_timeout(1300)
    expect(page.locator("#pause")).to_have_text("Pause")
    page.evaluate(HIDE, False)
    page.check("#pause-away input")
    page.evaluate(HIDE, True)
    expect(page.locator("#pause")).to_have_text("Go on")
    page.evaluate(HIDE, False)
    expect(page.locator("#pause")).to_have_text("Pause")


def clock_seconds(text: str) -> int:
    minutes, seconds = text.split(" ")[0].split(":")
    return 60 * int(minutes) + int(seconds)


def left_in_all(page: Page) -> int:
    """The seconds left, as the page shows them."""
    page.wait_for_timeout(1100)  # the page counts once a second
    return clock_seconds(page.locator("nav.phases .total .time").inner_text())


def test_the_clock_loses_no_more_than_the_time_that_passed_and_the_interviewers_words(
    page: Page, address: str, service: InterviewService
) -> None:
    session = started(page, address)
    page.wait_for_timeout(4000)  # time that would be subtracted again with each turn
    shown, looked = left_in_all(page), time.monotonic()
    for answer in (ASKED, GOOD):
        say(page, answer)
        page.wait_for_timeout(2000)
        now, passed = left_in_all(page), time.monotonic() - looked
        spoken = len(service.view(session).turns[-1].text.split()) * SPEAKING_SECONDS_PER_WORD
        assert -1 <= shown - now <= passed + spoken + 2
        shown, looked = now, time.monotonic()
    page.keyboard.press("F9")
    expect(page.locator("#pause")).to_have_text("Go on")
    page.wait_for_timeout(5000)
    page.keyboard.press("F9")
    expect(page.locator("#pause")).to_have_text("Pause")
    assert shown - left_in_all(page) <= 4  # the five seconds of the pause are not made up for


def test_a_drill_begun_after_an_interview_in_one_page_has_its_own_clock_cues_and_end(page: Page, address: str) -> None:
    started(page, address)
    page.wait_for_timeout(4000)
    page.get_by_role("tab", name="Progress").click()
    page.get_by_text("Another criterion").click()
    page.click("#other-criterion input")
    page.get_by_role("option", name="Split strategy").click()
    page.click("#start-other")
    expect(page.locator("#heading")).to_contain_text("drill on Split strategy")
    ready(page)
    expect(page.locator("#cue [role=status]")).to_have_text("")  # five minutes are all it has
    phase, whole = (clock_seconds(text) for text in page.locator("nav.phases .time").all_inner_texts())
    assert abs(phase - whole) <= 1 and 240 <= whole <= 300
    expect(page.locator("#next")).to_be_hidden()
    expect(page.locator("#end")).to_have_text("End the drill")
    page.click("#end")
    expect(page.locator("#confirm")).to_contain_text("End the drill now")
    page.set_viewport_size({"width": 390, "height": 844})
    page.click("#keep")
    expect(page.locator("#now p")).to_have_text(re.compile(r"^Split strategy · \d:\d\d left$"))
    page.goto(address)
    expect(page.locator("#continue")).to_have_text("Continue your last drill: Split strategy")


def kept_until(kept: Callable[[], bool]) -> None:
    for _ in range(200):
        if kept():
            return
        time.sleep(0.1)
    raise AssertionError("it was not kept")


def test_notes_stay_and_go_into_the_report_where_wanted(page: Page, address: str, service: InterviewService) -> None:
    session = started(page, address)
    page.click("#pad button")
    page.fill("#notes textarea", "116k requests/s")
    kept_until(lambda: service.notes(session).notes == "116k requests/s")
    page.reload()
    ready(page)
    expect(page.locator("#notes textarea")).to_have_value("116k requests/s")
    page.check("#notes-in input")
    kept_until(lambda: service.notes(session).in_report)
    page.click("#end")
    page.click("#really")
    page.wait_for_selector("#report iframe")
    expect(page.locator("#notes textarea")).to_be_visible()
    expect(page.locator("#phases")).to_be_hidden()
    with page.expect_download() as download:
        page.get_by_role("button", name="Markdown").click()
    assert "116k requests/s" in Path(download.value.path()).read_text(encoding="utf-8")


def test_the_setup_is_as_it_was_last_time(page: Page, address: str, service: InterviewService) -> None:
    page.goto(address)
    page.click("#family input")
    page.get_by_role("option", name="Risk and abuse").click()
    page.click("#question input")
    page.get_by_role("option", name="Surprise me, out of").click()
    page.get_by_label("Coach").check()
    page.click("#start")
    ready(page)
    setup = service.view(page.url.split("session=")[1]).setup
    assert service.content.questions[setup.question].family == "risk" and setup.mode == "coach"
    page.goto(address)
    expect(page.get_by_label("Coach")).to_be_checked()
    expect(page.locator("#family input")).to_have_value("Risk and abuse")
    expect(page.locator("#question input")).to_have_value(re.compile("Surprise me, out of"))
    page.goto(f"{address}?practise=youtube-recommendations")  # the address wins over what was remembered
    expect(page.locator("#question input")).to_have_value(re.compile("YouTube home page"))
    expect(page.locator("#family input")).to_have_value("Any family")
    expect(page.get_by_label("Coach")).to_be_checked()


def test_nothing_jumps_while_the_interviewer_speaks(page: Page, address: str) -> None:
    started(page, address)
    say(page, ASKED)
    page.wait_for_timeout(600)  # what comes right after a key press is not counted
    page.evaluate(SHIFTS)
    for answer in (BAD, GOOD):
        say(page, answer)
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifted") < 0.05
    assert page.evaluate("""() => {
      const log = document.querySelector("#chat [role=log]");
      return log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    }""")


def test_a_restarted_server_is_found_again(page: Page, home: Path, tmp_path: Path) -> None:
    """The server of this test is a process of its own, so that it can be killed."""
    database, port = tmp_path / "s.sqlite", free_port()
    process = up(database, home, port)
    try:
        started(page, address_of(port))
        say(page, ASKED)
        page.fill(BOX, "a draft of mine")
        page.wait_for_timeout(4500)  # the page has asked once
        process.kill()
        process.wait()
        expect(page.locator("#connection")).to_contain_text("The connection is lost", timeout=15_000)
        process = up(database, home, port)
        expect(page.locator("#connection")).to_have_count(0, timeout=30_000)  # opened anew, by itself
        ready(page)
        expect(page.locator(BOX)).to_have_value("a draft of mine")
        assert turns(page) == 3
        page.press(BOX, "Enter")
        ready(page, after=3)
        expect(page.locator("#chat")).to_contain_text("a draft of mine")
    finally:
        process.kill()
