"""`python -m ui.screenshots OUT_DIR` makes the pictures of the README. Needs Playwright and Chromium."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from agent.content import load_content
from agent.service import InterviewService
from agent.settings import settings
from agent.storage import open_storage
from ui.scenes import SCENES, Scene, Stage, prepare, show
from ui.serve import serve

CHROMIUMS = Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")  # the first takes half the processor
CHROMIUM = next((path for path in CHROMIUMS if path.exists()), CHROMIUMS[-1])
CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 390, "height": 844}
LONGEST = 2400  # pixels
COLOURS = 96
TURN_MS = 180_000  # the first turn of a new home embeds the question
READY = """n => document.querySelector("nav.phases")?.dataset.turns > n
  && document.querySelector("#box textarea:not([disabled])")"""


@dataclass(frozen=True)
class Look:
    suffix: str
    size: ViewportSize
    scheme: Literal["light", "dark"]


LOOKS = [Look("", WIDE, "light"), Look("-dark", WIDE, "dark"), Look("-narrow", NARROW, "light")]


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with staged() as (browser, stage):
        for scene in SCENES:
            for look in LOOKS:
                take(browser, stage, scene, look, folder)


@contextmanager
def staged() -> Iterator[tuple[Browser, Stage]]:
    """A browser and a served app on the index that is there; its interviews are not kept."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder, opened() as browser:
        storage = open_storage(Path(folder) / "sessions.sqlite")
        service = InterviewService(storage, load_content(), settings().home)
        yield browser, prepare(service, serve(service, port=0, block=False))


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


def take(browser: Browser, stage: Stage, scene: Scene, look: Look, folder: Path) -> None:
    """`NAME.png`, `NAME-dark.png` and `NAME-narrow.png`: what is in view, the narrow one as far as it goes down."""
    page = browser.new_page(viewport=look.size, color_scheme=look.scheme)
    show(page, stage, scene)
    data = page.screenshot(full_page=look.size is NARROW)
    page.close()
    save(Image.open(BytesIO(data)), folder / f"{scene.name}{look.suffix}.png")


def save(picture: Image.Image, path: Path) -> None:
    """With few colours, which a page has; the narrow ones no longer than somebody looks."""
    picture = picture.convert("RGB").crop((0, 0, picture.width, min(picture.height, LONGEST)))
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


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
