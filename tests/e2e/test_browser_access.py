"""Every page for everybody: by the rules of axe-core, by keyboard alone, on any screen, enlarged, at rest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from agent.service import InterviewService
from tests.e2e import axe
from ui.scenes import ANSWERS, SCENES, Scene, Stage, prepare, show
from ui.screenshots import ready, turns

pytestmark = pytest.mark.browser
SIZES = (360, 768, 1280, 2560)
SCANNED = {"light": 1280, "dark": 360}  # one scan a scheme: colours do not depend on the width, nor layout on colours
WITHIN = {"setup", "interview", "feedback"}  # all of it is in other scenes, with more opened
HEIGHT = 800
MOST_TABS = 40
CUT_OFF = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  const found = wide > 0 ? [`the page is ${wide} px too wide`] : [];
  for (const element of document.querySelectorAll("main *, .gradio-container *")) {
    const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    const style = getComputedStyle(element);
    const hidden = !element.checkVisibility({ visibilityProperty: true }) || style.clipPath !== "none";
    if (!words || hidden || element.clientWidth < 3 || !/hidden|clip/.test(style.overflowX)) continue;
    if (element.scrollWidth > element.clientWidth + 1) found.push(`cut off: ${element.outerHTML.slice(0, 120)}`);
  }
  return found;
}"""
OUTLINED = """() => {
  const at = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(at);
  const seen = at === document.body || (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
  return seen ? "" : at.outerHTML.slice(0, 120);
}"""
MOVING = """() => [...document.querySelectorAll("*")].filter((element) => {
  const { animationName, animationDuration, transitionDuration } = getComputedStyle(element);
  const moves = animationName !== "none" && parseFloat(animationDuration) > .01;
  return moves || transitionDuration.split(",").some((time) => parseFloat(time) > .01);
}).map((element) => element.outerHTML.slice(0, 120)).slice(0, 5)"""


@pytest.fixture(scope="module")
def stage(service: InterviewService, address: str) -> Stage:
    return prepare(service, address)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": HEIGHT})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("scene", [s for s in SCENES if s.name not in WITHIN], ids=lambda scene: scene.name)
def test_no_page_breaks_a_rule_in_light_or_dark_on_any_screen(page: Page, stage: Stage, scene: Scene) -> None:
    axe.script()
    found: list[str] = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": 1280, "height": HEIGHT})
        show(page, stage, scene)
        assert page.evaluate("document.body.classList.contains('dark')") is (scheme == "dark")
        for width in SIZES if scheme == "light" else [SCANNED[scheme]]:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.wait_for_timeout(150)
            wrong = page.evaluate(CUT_OFF) + (axe.violations(page) if width == SCANNED[scheme] else [])
            found += [f"{scheme}, {width} px: {line}" for line in wrong]
        if scheme == "light":
            found += _enlarged(page)
    assert found == []


def _enlarged(page: Page) -> list[str]:
    """Twice the size: the whole page, which halves what fits, and then the letters alone."""
    page.set_viewport_size({"width": 640, "height": HEIGHT // 2})
    found = [f"zoomed: {line}" for line in page.evaluate(CUT_OFF)]
    page.set_viewport_size({"width": 1280, "height": HEIGHT})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    return found + [f"large letters: {line}" for line in page.evaluate(CUT_OFF)]


def test_an_interview_by_keyboard_alone(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector("#start")
    page.wait_for_timeout(500)
    unseen: list[str] = []

    def tab_to(selector: str, back: bool = False) -> None:
        for _ in range(MOST_TABS):
            page.keyboard.press("Shift+Tab" if back else "Tab")
            unseen.append(page.evaluate(OUTLINED))
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        pytest.fail(f"Tab does not lead to {selector}")

    tab_to("#start")
    page.keyboard.press("Enter")
    ready(page)
    expect(page.locator("#box textarea")).to_be_focused()
    for answer in ANSWERS[:2]:
        before = turns(page)
        page.keyboard.type(answer[:40])
        page.keyboard.press("Shift+Enter")
        page.keyboard.type(answer[40:])
        page.keyboard.press("Enter")
        ready(page, before)
        expect(page.locator("#box textarea")).to_be_focused()
    tab_to("[role=log]", back=True)
    page.keyboard.press("Home")
    expect(page.locator("#chat .message").first).to_be_in_viewport()
    before = turns(page)
    tab_to("#hint")
    page.keyboard.press("Enter")
    ready(page, before)
    expect(page.locator("#chat")).to_contain_text("Hint 1 of 3")
    expect(page.locator("#box textarea")).to_be_focused()
    tab_to("#end")
    page.keyboard.press("Enter")
    expect(page.locator("#confirm button").first).to_be_focused()
    tab_to("#keep")
    page.keyboard.press("Enter")
    expect(page.locator("#buttons button:focus")).to_have_count(1)
    tab_to("#end")
    page.keyboard.press("Enter")
    expect(page.locator("#really")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_selector("#report iframe", timeout=60_000)
    expect(page.locator("#report iframe")).to_be_focused()
    assert [element for element in unseen if element] == []


def test_nothing_moves_where_that_is_asked_for(page: Page, stage: Stage) -> None:
    page.emulate_media(reduced_motion="reduce")
    show(page, stage, next(scene for scene in SCENES if scene.name == "interview"))
    assert page.evaluate(MOVING) == []
