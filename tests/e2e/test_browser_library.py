"""The Library in a real browser, on a small dark screen: links in and back, search by keyboard, a hostile document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from agent.content import load_content
from agent.service import InterviewService
from agent.storage import open_storage
from ui.serve import serve

pytestmark = pytest.mark.browser
DRAWN_MS = 60_000
HOSTILE = """# Notes <img src=x onerror=alert(1)><script>alert(2)</script>

[a link](javascript:alert(3)) ![picture](http://elsewhere.example/p.png) ![by name][p] <svg onload=alert(4)> ${alert(5)}
{{alert(6)}} <http://elsewhere.example/> <iframe src="http://elsewhere.example/"></iframe>

- a list with ```mermaid in it

~~~mermaid
graph TD; A["<img src=x onerror=alert(7)>"]-->B; click A "javascript:alert(8)"
~~~

$$\\href{javascript:alert(9)}{x}$$

[p]: http://elsewhere.example/q.png

Rests on: <b onmouseover=alert(10)>nothing</b>
"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme="dark")
    found = context.new_page()
    asked: list[str] = []
    ran: list[str] = []

    def noted(dialog: object) -> None:
        ran.append(str(dialog))

    found.on("dialog", noted)
    found.on("request", lambda request: asked.append(request.url))
    yield found
    context.close()
    assert (
        ran == []
        and [url for url in asked if "//127.0.0.1" not in url and not url.startswith(("data:", "blob:"))] == []
    )


def no_sideways_scrolling(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_reading_searching_and_practising(page: Page, address: str) -> None:
    page.goto(f"{address}?read=data-quality%23outliers")
    heading = page.locator("#article h3", has_text="Outliers")
    expect(heading).to_be_focused(timeout=DRAWN_MS)
    expect(heading).to_be_in_viewport()
    assert no_sideways_scrolling(page)
    page.locator("#query").get_by_label("Search the guides").fill("rare positives")
    page.keyboard.press("Enter")
    result = page.locator("#found a").first
    expect(result).to_be_visible(timeout=DRAWN_MS)
    assert no_sideways_scrolling(page)
    result.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#article h3", has_text="Class imbalance")).to_be_focused(timeout=DRAWN_MS)
    assert page.url.endswith("?read=data-quality%23class-imbalance")
    page.go_back()
    expect(heading).to_be_focused(timeout=DRAWN_MS)
    page.get_by_role("tab", name="Criteria").click()
    page.get_by_text("Monitoring", exact=True).click()
    expect(page.locator(".criterion").filter(visible=True).first).to_be_visible(timeout=DRAWN_MS)
    page.get_by_role("tab", name="Questions").click()
    page.get_by_role("link", name="Practise this: Card payment fraud detection").click(timeout=DRAWN_MS)
    expect(page.locator("#setup").get_by_label("Question")).to_have_value(
        "Risk and abuse · Card payment fraud detection · medium"
    )
    expect(page.locator("#start")).to_be_focused()


def test_a_hostile_document_is_only_text(page: Page, home: Path, tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "notes.md").write_text(HOSTILE)
    service = InterviewService(open_storage(tmp_path / "sessions.sqlite"), load_content(tmp_path), home)
    page.goto(f"{serve(service, port=0, block=False)}?read=sources/notes.md")
    article = page.locator("#article")
    expect(article).to_contain_text("<img src=x onerror=alert(1)><script>alert(2)</script>", timeout=DRAWN_MS)
    expect(article).to_contain_text("![picture]")
    expect(article).to_contain_text("${alert(5)} {{alert(6)}}")
    page.wait_for_timeout(500)
    assert (
        article.locator(
            "script, img, svg:not(button svg), iframe, [onerror], [onload], [onmouseover], a[href^='javascript']"
        ).count()
        == 0
    )
    contents = page.locator("#contents")
    expect(contents).to_contain_text("<script>alert(2)</script>")
    assert contents.locator("script, img").count() == 0
    assert no_sideways_scrolling(page)
