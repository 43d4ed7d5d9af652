"""How fast the page is there: from a server that has just come up to the interviewer's first word, in a browser.

python -m evals.bench_web          (needs Playwright and Chromium)
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, sync_playwright

from agent.settings import settings

REPEATS = 3
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
PATIENCE = 120_000  # milliseconds
LOOKING = 1.0  # seconds that a person takes to find the button
WATCH = """() => {
  let clicked = 0;
  document.querySelector("#start").addEventListener("click", () => { clicked = performance.now(); }, true);
  const look = () => {
    if (!document.querySelector("#chat .message")?.checkVisibility()) return requestAnimationFrame(look);
    window.firstWord = performance.now() - clicked;
  };
  look();
}"""


class Times(NamedTuple):
    up: float
    interactive: float
    at_once: float
    later: float


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        found = [_once(browser) for _ in range(REPEATS)]
        browser.close()
    up, interactive, at_once, later = (statistics.median(values) for values in zip(*found, strict=True))
    print(f"| {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, median of {REPEATS} | measured | goal |")
    print("| --- | --- | --- |")
    print(f"| process start to the page answering | {up:.1f} s | |")
    print(f"| page answering to interactive in the browser | {interactive:.1f} s | 2 s |")
    print(f"| click on start to the interviewer's first word, a second later | {later * 1000:.0f} ms | 300 ms |")
    print(f"| the same for a click as soon as the button is there | {at_once * 1000:.0f} ms | |")


def _once(browser: Browser) -> Times:
    """Each time a server that has never been asked for anything, and a browser that has never seen it."""
    up, interactive, at_once = _started(browser, 0)
    return Times(up, interactive, at_once, _started(browser, LOOKING)[-1])


def _started(browser: Browser, looking: float) -> tuple[float, float, float]:
    """Seconds to the page, to its button, and from the click to the frame with the first word."""
    with tempfile.TemporaryDirectory() as folder, _server(Path(folder)) as (address, up):
        page = browser.new_context().new_page()
        begin = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("#start:not([disabled])", timeout=PATIENCE)
        interactive = time.perf_counter() - begin
        page.evaluate(WATCH)
        page.wait_for_timeout(looking * 1000)
        page.click("#start")
        page.wait_for_function("window.firstWord", timeout=PATIENCE)
        first_word = page.evaluate("window.firstWord") / 1000
        page.context.close()
    return up, interactive, first_word


@contextmanager
def _server(home: Path) -> Iterator[tuple[str, float]]:
    """A server process on the index that is there already, with no sessions; its address, and the seconds it took."""
    for shared in ("index", "vectors"):
        (home / shared).symlink_to(settings().home / shared)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    command = [sys.executable, "-m", "agent.cli", "serve", "--port", str(port)]
    begin = time.perf_counter()
    with subprocess.Popen(
        command, env=os.environ | {"GREENROOM_HOME": str(home)}, stdout=subprocess.DEVNULL
    ) as process:
        try:
            _wait_for(address)
            yield address, time.perf_counter() - begin
        finally:
            process.kill()


def _wait_for(address: str) -> None:
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)


if __name__ == "__main__":
    main()
