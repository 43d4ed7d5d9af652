"""Whose interviews a page shows: those of the log-in, or, without one, those of the browser.

Without a log-in a link is enough to open its interview, in any browser; lists show one's own only. Where only this
machine can reach the server, they show the interviews held in its terminal as well. With a log-in an interview opens
for its owner alone.
"""

from __future__ import annotations

import inspect
import re
import secrets
from collections.abc import Sequence
from typing import Any, cast

import gradio as gr
from gradio.context import LocalContext

from agent.history import LOCAL
from agent.service import InterviewService, UnknownSession
from ui.escape import in_html

TOKEN = re.compile(r"[0-9a-f]{32}")
NEW_TOKEN = """(kept) => {
  const bytes = Array.from(crypto.getRandomValues(new Uint8Array(16)));
  const token = kept || bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [token, token];
}"""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def lay_out() -> tuple[Any, Any, Any]:
    """The browser's id where it is kept, the same as events are given it, and the line that says who is logged in.

    A kept value has no default for callers of the endpoints; a text box has.
    """
    kept = gr.BrowserState("", storage_key="greenroom-owner", secret="greenroom")
    browser = gr.Textbox("", visible="hidden", label="Browser", elem_id="browser")
    return kept, browser, gr.HTML(visible=False, elem_id="who")


def user() -> str | None:
    """The log-in of the event that is being handled."""
    request = LocalContext.request.get(None)
    return request.username if request else None


def greeting() -> Any:
    name = user()
    line = f'Logged in as {in_html(name)}. <a href="./logout">Log out</a>' if name else ""
    return gr.update(value=f'<p class="quiet">{line}</p>' if name else "", visible=bool(name))


def own(kept: str | None) -> str:
    """The owner of a session that is started now. `kept`: what the browser keeps, which anyone can set to anything."""
    if name := user():
        return f"user:{name}"
    return f"browser:{kept if kept and TOKEN.fullmatch(kept) else secrets.token_hex(16)}"


class Owners:
    """`shared`: owners whose sessions are shown to all, where all are the user of this machine."""

    def __init__(self, host: str, log_in: bool) -> None:
        self._shared = (LOCAL,) if host in LOOPBACK and not log_in else ()

    def shown(self, kept: str | None) -> list[str]:
        """Whose interviews are listed; the first is the owner of what is started now."""
        return [own(kept), *self._shared]


# --- with a log-in -------------------------------------------------------------------------------------------------


class _Guarded:
    """A service whose sessions open for their owner alone. To anyone else they do not exist."""

    def __init__(self, service: InterviewService) -> None:
        self._service = service

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._service, name)
        if not inspect.ismethod(found) or next(iter(inspect.signature(found).parameters), "") != "session":
            return found

        def checked(session: str, *given: Any, **named: Any) -> Any:
            self._check(session)
            return found(session, *given, **named)

        return checked

    def _check(self, session: str) -> None:
        if self._service.history.owner(session) != f"user:{user()}":
            raise UnknownSession(session)


def guarded(service: InterviewService) -> InterviewService:
    return cast(InterviewService, _Guarded(service))


def belongs(service: InterviewService, session: str, owners: Sequence[str]) -> bool:
    return service.history.owner(session) in owners
