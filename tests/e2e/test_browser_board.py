"""The whiteboard in a real browser: drawn, sent, brought back by a reload, in the report; and nothing on it can act."""
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from agent.service import InterviewService
from ui.screenshots import end, ready, say

pytestmark = pytest.mark.browser
LOCAL = ("http://127.0.0.1:", "data:", "blob:")
BOARD = """flowchart LR
  V((Viewer)) --> GW[API gateway] --> R[Video ranker] --> GW --> V
  FS[(Watch history store)] --> R"""
OUT = "https://x.example"
ATTACKS = [
    f"%%{{init: {{'securityLevel': 'loose', 'themeCSS': '@import url({OUT}/a.css); * {{background: url({OUT}/b.png)}}'}}}}%%"
    '\nflowchart LR\n A["<img src=x onerror=window.pwned=1>"] --> B["<script>window.pwned=1</script>"]',
    f'flowchart LR\n A["<a href=\'{OUT}\'>x</a><iframe src={OUT}></iframe>"] -->|"<svg onload=window.pwned=1>"| B'
    f'\n click A "javascript:window.pwned=1"\n click B href "{OUT}"\n style A fill:url({OUT}/c.png)',
    f'flowchart LR\n A@{{ img: "{OUT}/d.png", label: "picture" }} --> B["![p]({OUT}/e.png)"]',
    'flowchart LR\n A["#lt;img src=x onerror=window.pwned=1#gt;"] --> B["`**[x](javascript:window.pwned=1)**`"]',
    f"sequenceDiagram\n actor A as <img src={OUT}/f.png>\n A->>A: <img src=x onerror=window.pwned=1>\n link A: x @ {OUT}",
]
WAYS_INTO_CHAT = "```mermaid\n{}\n```", "- ```mermaid\n  {}", "> ```mermaid\n> {}", "```x\n```mermaid\n{}\n```\n```"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test when anything outside this machine is asked for or a dialog opens."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    found, elsewhere = context.new_page(), list[str]()
    found.on("request", lambda request: None if request.url.startswith(LOCAL) else elsewhere.append(request.url))
    found.on("dialog", lambda dialog: elsewhere.append(dialog.message))
    yield found
    context.close()
    assert elsewhere == []


def drawing(page: Page, text: str, place: str = "#board-drawn") -> None:
    expect(page.locator(f"{place} svg")).to_contain_text(text, timeout=30_000)


def test_a_board_from_the_first_box_to_the_report(page: Page, address: str, service: InterviewService) -> None:
    page.goto(address)
    page.click("#start")
    ready(page)
    page.click("#whiteboard")
    expect(page.locator("#board-source textarea")).to_be_focused()
    page.click("#starters button >> nth=0")
    drawing(page, "Model")
    page.fill("#board-source textarea", BOARD)
    drawing(page, "Watch history store")
    page.press("#board-source textarea", "Control+End")
    page.keyboard.type(" -> ")
    expect(page.locator("#board-said")).to_contain_text("Line 3: expected a box after")
    drawing(page, "Watch history store")  # the last one stays
    page.fill("#board-source textarea", BOARD)
    expect(page.locator("#board-said")).to_contain_text("4 boxes, 5 arrows")
    page.click("#starters button >> nth=1")
    drawing(page, "Second stage")
    page.click("#undo-board")
    expect(page.locator("#board-source textarea")).to_have_value(BOARD)
    expect(page.locator("#undo-board")).to_be_hidden()
    drawing(page, "Watch history store")
    narrow = page.locator("#board-drawn").bounding_box()
    page.click("#wide-board")
    expect(page.locator("#wide-board")).to_have_text("Smaller")
    wide = page.locator("#board-drawn").bounding_box()
    assert narrow and wide and wide["width"] > narrow["width"] * 1.5
    page.click("#wide-board")
    session = page.url.split("session=")[1]
    assert service.board(session) == BOARD and len(service.view(session).turns) == 1
    page.reload()
    ready(page)
    expect(page.locator("#board-source textarea")).to_have_value(BOARD)
    drawing(page, "Watch history store")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    say(page, "Here is my board. What is the latency budget?")
    drawing(page, "Video ranker", "#chat .user.message")
    assert service.view(session).turns[1].board == BOARD
    end(page)
    drawing(page, "Video ranker", "#report-drawn")
    expect(page.locator("#report-board")).to_contain_text("On the board: user, API or service, model, store")
    expect(page.locator("#board")).to_be_hidden()
    page.reload()
    drawing(page, "Video ranker", "#report-drawn")


def test_nothing_on_a_board_acts_or_loads(page: Page, address: str) -> None:
    page.goto(address)
    page.click("#start")
    ready(page)
    page.click("#whiteboard")
    for attack in ATTACKS:
        page.fill("#board-source textarea", attack)
        page.wait_for_timeout(1500)
        harmless(page)
    chat = "\n\n".join(way.format(attack) for way, attack in zip(WAYS_INTO_CHAT, ATTACKS, strict=False))
    say(page, f"What is the goal?\n\n{chat}")
    page.wait_for_timeout(2000)
    harmless(page)
    end(page)
    page.wait_for_timeout(1500)
    harmless(page)


def harmless(page: Page) -> None:
    assert page.evaluate("window.pwned") is None
    for place in ("#board", "#chat", "#report-board"):
        inside = page.locator(place)
        assert inside.locator("img[src], iframe, script, a[href], image, [onerror], [onload]").count() == 0, place
        assert inside.locator("[style*='x.example']").count() == 0
