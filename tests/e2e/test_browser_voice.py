"""Voice in a real browser with a pretended microphone: a recording reaches the server, and its text the box."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from agent.service import InterviewService
from evals.scripted_model.behaviours import speech, status, transcript
from evals.scripted_model.server import ModelServer
from ui.screenshots import CHROMIUM, CHROMIUM_ARGS, ready
from ui.serve import serve
from ui.voice import SAID

pytestmark = pytest.mark.browser
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
SERVED_MS = 30_000  # the first call loads the client
HEARD = "How many users are there?"
WEBM = b"\x1aE\xdf\xa3"


@pytest.fixture(scope="module")
def ear() -> Iterator[ModelServer]:
    server = ModelServer(transcript(HEARD))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def voiced(service: InterviewService, ear: ModelServer) -> Iterator[str]:
    """The address of an app with voice."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GREENROOM_VOICE_BASE_URL", ear.url)
        patch.setenv("GREENROOM_TRANSCRIBE_MODEL", "whisper-1")
        patch.setenv("GREENROOM_SPEECH_MODEL", "tts-1")
        yield serve(service, port=0, block=False)


@pytest.fixture(scope="module")
def speaker(browser: Browser) -> Iterator[Browser]:
    """A browser with a microphone that beeps."""
    found = browser.browser_type.launch(executable_path=CHROMIUM, args=[*CHROMIUM_ARGS, *MICROPHONE])
    yield found
    found.close()


@pytest.fixture
def page(speaker: Browser, voiced: str, ear: ModelServer) -> Iterator[Page]:
    ear.requests.clear()
    ear.behave(transcript(HEARD))
    context = speaker.new_context(viewport={"width": 360, "height": 740}, color_scheme="dark")
    found = context.new_page()
    started(found, voiced)
    yield found
    context.close()


def started(page: Page, address: str) -> None:
    page.goto(address)
    page.click("#start")
    ready(page)


def test_what_is_spoken_is_written_into_the_box_and_not_sent(page: Page, ear: ModelServer) -> None:
    page.fill("#box textarea", "First of all:")
    talk, status_line = page.locator("#voice .talk"), page.locator("#voice [role=status]")
    talk.press("Enter")
    expect(status_line).to_have_text(SAID["recording"])
    expect(talk).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(800)
    talk.press("Enter")
    expect(page.locator("#box textarea")).to_have_value(f"First of all: {HEARD}", timeout=SERVED_MS)
    expect(status_line).to_have_text(SAID["heard"])
    expect(page.locator("#box textarea")).to_be_focused()
    (request,) = ear.requests
    assert request.files["file"][1].startswith(WEBM)
    assert page.locator("nav.phases").get_attribute("data-turns") == "1"
    uploads = Path(os.environ["GRADIO_TEMP_DIR"])
    assert [p for p in uploads.rglob("*") if p.is_file() and WEBM in p.read_bytes()] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.press("#box textarea", "Enter")
    ready(page, 1)
    expect(page.locator("#chat .user.message").last).to_contain_text(f"First of all: {HEARD}")


def test_holding_the_button_is_push_to_talk_and_escape_discards(page: Page, ear: ModelServer) -> None:
    talk = page.locator("#voice .talk")
    talk.hover()
    page.mouse.down()
    expect(talk).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(900)
    page.mouse.up()
    expect(page.locator("#box textarea")).to_have_value(HEARD, timeout=SERVED_MS)
    talk.click()
    expect(talk).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(500)
    page.keyboard.press("Escape")
    expect(page.locator("#voice [role=status]")).to_have_text(SAID["discarded"])
    expect(page.locator("#box textarea")).to_have_value(HEARD)
    assert len(ear.requests) == 1


def test_a_server_that_fails_is_said_and_the_text_stays(page: Page, ear: ModelServer) -> None:
    ear.behave(status(500))
    page.fill("#box textarea", "My own words")
    talk = page.locator("#voice .talk")
    talk.click()
    page.wait_for_timeout(800)
    talk.click()
    expect(page.locator("#voice [role=status]")).to_contain_text("failed. Your text is as it was", timeout=SERVED_MS)
    expect(page.locator("#box textarea")).to_have_value("My own words")
    expect(talk).to_be_enabled()


def test_a_microphone_that_is_refused_is_one_sentence(browser: Browser, voiced: str) -> None:
    context = browser.new_context()  # without the switch that allows it
    page = context.new_page()
    started(page, voiced)
    page.click("#voice .talk")
    found = page.locator("#voice [role=status]")
    expect(found).to_contain_text("Your text is as it was")
    assert found.inner_text() in SAID.values() and found.inner_text() != SAID["other"]
    expect(page.locator("#voice .talk")).to_have_attribute("aria-pressed", "false")
    context.close()


def test_the_last_turn_is_read_aloud(page: Page, ear: ModelServer) -> None:
    ear.behave(speech(wave(seconds=2), "audio/wav"))
    listen = page.locator("#voice .listen")
    listen.press("Enter")
    expect(listen).to_have_text("Stop reading")
    expect(page.locator("#voice [role=status]")).to_have_text("", timeout=SERVED_MS)
    expect(listen).to_have_text("Read aloud", timeout=15_000)
    ear.behave(speech(b"no sound", "audio/wav"))
    listen.press("Enter")
    expect(page.locator("#voice [role=status]")).to_have_text(SAID["unplayable"], timeout=SERVED_MS)
    assert ear.requests[0].body["input"].count("recommends videos") == 1


def wave(seconds: int) -> bytes:
    """Silence."""
    rate = 8000
    size = rate * seconds
    head = b"WAVEfmt " + b"".join(n.to_bytes(w, "little") for n, w in ((16, 4), (1, 2), (1, 2), (rate, 4), (rate, 4)))
    head += (1).to_bytes(2, "little") + (8).to_bytes(2, "little") + b"data" + size.to_bytes(4, "little")
    return b"RIFF" + (len(head) + size).to_bytes(4, "little") + head + b"\x80" * size
