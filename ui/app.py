"""The web app: the page put together, and the server."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import socket
import tempfile
from typing import Any

import gradio as gr
from starlette.middleware import Middleware

from agent.service import InterviewService
from agent.settings import VoiceSettings
from ui import desk, room, setup, voice
from ui.feedback import Feedback
from ui.headers import PrivateHeaders
from ui.look import HEAD, STYLE, theme
from ui.turns import Turns

BRAND = """<div id="brand"><a href="./">Greenroom</a>
<span class="quiet">A mock interviewer for ML system design</span></div>"""
CONCURRENT = 16
GRADED_AT_ONCE = 4
LARGEST_UPLOAD = "64mb"  # a little more than a transcript may have: what is too big is said next to its name
LEFTOVER_SECONDS = 600  # after which an upload that no page took is deleted
SHOW_ADDRESS = "(id) => { window.greenroom.opened(id); }"
LOADED = "(id) => { window.greenroom.opened(id); window.greenroom.restoreDraft(id); }"
TAKEN = "(id) => { window.greenroom.keepDraft(id); window.greenroom.focus(); }"
FOCUS = """() => {
  window.greenroom.focus();
  const said = () => document.querySelector("#setup .notice [role=status]")?.scrollIntoView({ block: "center" });
  setTimeout(said, 60);
}"""
RESULTS = "() => { window.greenroom.results(); }"


class AddressError(OSError):
    """The address cannot be listened on; the message is ready to be shown."""


def build_app(service: InterviewService) -> Any:
    """The page, not yet served."""
    cleaning = (LEFTOVER_SECONDS, LEFTOVER_SECONDS)
    with gr.Blocks(title="Greenroom", analytics_enabled=False, delete_cache=cleaning) as app:
        gr.HTML(BRAND, elem_id="brand-row")
        session = gr.Textbox(visible="hidden", label="Session", elem_id="session")
        remembered = gr.BrowserState("", storage_key="greenroom", secret="greenroom")
        with gr.Tabs(elem_id="pages"):
            with gr.Tab("Interview"):
                form = setup.lay_out(service.content)
                place = room.lay_out()
                with place.tools:
                    voice.lay_out(service, VoiceSettings())
            with gr.Tab("Feedback"):
                table = desk.lay_out(service.content)
        _wire(app, Turns(service, form, place, session, remembered))
        _wire_feedback(Feedback(service, table))
    return app


def _wire(app: Any, turns: Turns) -> None:
    form, place, session, remembered = turns.form, turns.room, turns.session, turns.remembered
    page = [*place.shown, session, remembered, form.column, form.notice, form.proceed, form.start]
    quiet: dict[str, Any] = {"show_progress": "hidden"}
    session.change(None, session, None, js=SHOW_ADDRESS, api_name=False)
    app.load(turns.load, remembered, page, api_name=False, **quiet).then(None, session, None, js=LOADED, api_name=False)
    started = form.start.click(turns.start, form.fields, page, api_name="start", **quiet)
    reopened = form.proceed.click(turns.come_back, remembered, page, api_name="come_back", **quiet)
    for event in (started, reopened):
        event.then(None, None, None, js=FOCUS, api_name=False)

    def takes_turn(trigger: Any, event: Any, name: str) -> None:
        trigger(
            event, [session, place.box], place.shown, api_name=name, show_progress="minimal",
            show_progress_on=place.chat, trigger_mode="once",
        ).then(None, session, None, js=TAKEN, api_name=False)  # fmt: skip

    for trigger in (place.box.submit, place.send.click):
        takes_turn(trigger, turns.answer, "answer")
    takes_turn(place.hint.click, turns.hint, "hint")
    takes_turn(place.onward.click, turns.move_on, "next_phase")
    takes_turn(place.really.click, turns.end, "end")


def _wire_feedback(page: Feedback) -> None:
    table = page.desk
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_name": False}
    files = [table.sources, table.dropped, table.listed, table.forget]
    table.dropped.upload(page.take, [table.dropped, table.sources], [*files, table.status], **quiet)
    table.forget.click(page.forget, None, files, **quiet)
    grading: dict[str, Any] = {"concurrency_id": "grading", "concurrency_limit": GRADED_AT_ONCE}
    given = table.give.click(page.give, table.fields, table.results, **quiet, **grading)
    given.then(None, None, None, js=RESULTS, api_name=False)
    table.pick.input(page.show, [table.pick, table.outcomes], table.report, **quiet)
    gr.api(page.grade, api_name="grade", **grading)


def serve(
    service: InterviewService,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    block: bool = True,
) -> str:
    """Serves the app until it is stopped; with `block=False` returns its address at once. Raises AddressError."""
    port = _free(host, port)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    _private_uploads()
    app = build_app(service).queue(default_concurrency_limit=CONCURRENT)
    try:
        _, address, _ = app.launch(
            server_name=host, server_port=port, inbrowser=open_browser, prevent_thread_lock=True, quiet=True,
            run_history=False,  # it would keep transcripts and keys in the browser
            share=False, ssr_mode=False, show_error=False, enable_monitoring=False, footer_links=[],
            max_file_size=LARGEST_UPLOAD,
            theme=theme(), css=STYLE, head=HEAD,
            app_kwargs={
                "middleware": [Middleware(PrivateHeaders, microphone=VoiceSettings().hears)],
                "docs_url": None, "redoc_url": None,
            },
        )  # fmt: skip
    except OSError as error:
        raise _taken(host, port, error) from error
    if block:
        print(f"Greenroom is at {address} (Ctrl+C stops it)", flush=True)
        app.block_thread()
    return str(address)


def _private_uploads() -> None:
    """Uploads pass through a folder that only this user may read and that goes with the process."""
    if "GRADIO_TEMP_DIR" not in os.environ:
        os.environ["GRADIO_TEMP_DIR"] = folder = tempfile.mkdtemp(prefix="greenroom-uploads-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


def _free(host: str, port: int) -> int:
    """The port, checked to be free; a free one for 0."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise _taken(host, port, error) from error
        return int(probe.getsockname()[1])


def _taken(host: str, port: int, error: OSError) -> AddressError:
    why = (error.strerror or str(error)).lower()
    return AddressError(f"Cannot listen on {host}:{port} ({why}); choose another port with --port.")
