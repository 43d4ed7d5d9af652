"""`python -m ui.walkthrough OUT.webp` makes the animated walk-through: an interview from the set-up to its report,
played in the browser and photographed on the way. Needs Playwright and Chromium."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from ui.scenes import ANSWERS, SCENES, Stage, show
from ui.screenshots import WIDE, press, ready, staged, turns

SCALE = 0.75
QUALITY = 70
TYPED = 60  # characters between two pictures


class Film:
    """Pictures of a page, each with the milliseconds for which it stands."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pictures: list[Image.Image] = []
        self.lasts: list[int] = []

    def shoot(self, milliseconds: int) -> None:
        picture = Image.open(BytesIO(self.page.screenshot())).convert("RGB")
        size = (round(picture.width * SCALE), round(picture.height * SCALE))
        self.pictures.append(picture.resize(size, Image.Resampling.LANCZOS))
        self.lasts.append(milliseconds)

    def save(self, path: Path) -> None:
        first, *others = self.pictures
        first.save(
            path, save_all=True, append_images=others, duration=self.lasts, loop=0, quality=QUALITY, method=4,
            minimize_size=True,
        )  # fmt: skip


def main(path: Path) -> None:
    with staged() as (browser, stage):
        page = browser.new_page(viewport=WIDE)
        page.goto(stage.address)
        page.wait_for_selector("#start")
        page.wait_for_timeout(800)
        film = Film(page)
        play(film, stage)
        path.parent.mkdir(parents=True, exist_ok=True)
        film.save(path)
    print(f"{path}: {sum(film.lasts) / 1000:.0f} s, {len(film.lasts)} pictures, {path.stat().st_size / 1e6:.1f} MB")


def play(film: Film, stage: Stage) -> None:
    page = film.page
    film.shoot(2500)
    page.click("#start")
    ready(page)
    film.shoot(2500)
    for answer in ANSWERS[:3]:
        before = turns(page)
        for stop in range(TYPED, len(answer) + TYPED, TYPED):
            page.fill("#box textarea", answer[:stop])
            film.shoot(250)
        page.press("#box textarea", "Enter")
        ready(page, before)
        film.shoot(2200)
    press(page, "#hint")
    film.shoot(2200)
    page.locator("#sources summary").first.click()
    page.wait_for_timeout(300)
    film.shoot(2200)
    page.click("#end")
    page.wait_for_timeout(300)
    film.shoot(1000)
    show(
        page, stage, next(scene for scene in SCENES if scene.name == "report")
    )  # of the same interview, held to its end
    film.shoot(3000)
    for _ in range(4):
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(400)
        film.shoot(1300)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots/walkthrough.webp"))
