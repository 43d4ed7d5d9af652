"""The server: an address, the page behind it, and what must not stand between them."""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import socket
import tempfile
from collections.abc import Callable

from starlette.middleware import Middleware

from agent.accounts import Accounts
from agent.service import InterviewService
from agent.settings import VoiceSettings
from ui.app import build_app
from ui.headers import PrivateHeaders
from ui.look import HEAD, STYLE, theme

CONCURRENT = 16
LARGEST_UPLOAD = "64mb"  # a little more than a transcript may have: what is too big is said next to its name
log = logging.getLogger("greenroom.ui")


class AddressError(OSError):
    """The address cannot be listened on; the message is ready to be shown."""


def serve(
    service: InterviewService,
    host: str = "127.0.0.1",
    port: int = 7860,
    open_browser: bool = False,
    block: bool = True,
    accounts: Accounts | None = None,
    once_up: Callable[[], None] = lambda: None,
) -> str:
    """Serves the app until it is stopped; with `block=False` returns its address at once. Raises AddressError.

    With `accounts` nothing is served without a log-in but the form for it. `once_up` is done while the page is already
    there; a turn that needs what it loads waits for it.
    """
    port = _free(host, port)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    _private_uploads()
    _past_proxies(host)
    app = build_app(service, host, log_in=accounts is not None).queue(default_concurrency_limit=CONCURRENT)
    try:
        _, address, _ = app.launch(
            server_name=host, server_port=port, inbrowser=open_browser, prevent_thread_lock=True, quiet=True,
            run_history=False,  # it would keep transcripts and keys in the browser
            share=False, ssr_mode=False, show_error=False, enable_monitoring=False, footer_links=[],
            max_file_size=LARGEST_UPLOAD, auth=accounts,
            _frontend=False,  # or it gives up where its page takes three seconds, though it has answered before
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
        try:
            once_up()
        except Exception:  # whoever comes is told what is wrong when it matters; `greenroom doctor` says all
            log.exception("not everything could be prepared; `greenroom doctor` says what to do")
        app.block_thread()
    return str(address)


def _private_uploads() -> None:
    """Uploads pass through a folder that only this user may read and that goes with the process."""
    if "GRADIO_TEMP_DIR" not in os.environ:
        os.environ["GRADIO_TEMP_DIR"] = folder = tempfile.mkdtemp(prefix="greenroom-uploads-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


def _past_proxies(host: str) -> None:
    """Gradio asks its own server whether it is up; a proxy of the environment does not know this machine."""
    for name in ("no_proxy", "NO_PROXY"):
        known = os.environ.get(name, "").split(",")
        os.environ[name] = ",".join(dict.fromkeys([*filter(None, known), "localhost", "127.0.0.1", "::1", host]))


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
