"""Headers for every answer of the server: nothing is loaded from elsewhere, only the page's own scripts run, and
addresses of sessions go nowhere."""

from __future__ import annotations

import os
import secrets
from base64 import b64encode
from hashlib import sha256

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.look import SCRIPT

# Gradio inserts the page's script as text (hence the hash), compiles its event handlers (eval) and styles elements one
# by one. Handlers in attributes, `javascript:` addresses and scripts in a candidate's or a model's text have no nonce.
OWN_SCRIPT = b64encode(sha256(SCRIPT.encode()).digest()).decode()
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval' 'sha256-{own}' 'nonce-{nonce}'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
    "frame-src 'self' blob:; object-src 'none'; base-uri 'self' about:; form-action 'self'; frame-ancestors {frames}"
)
PERMISSIONS = "camera=(), geolocation=(), microphone=({})"  # the microphone where there is voice, and only for us
FILES = "/gradio_api/"  # what lies below it may be of others, and gets no nonce
HEADERS = {"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}


def policy(nonce: str) -> str:
    """A Hugging Face Space shows the app in a frame of huggingface.co; nobody else may."""
    frames = "'self' https://huggingface.co" if os.environ.get("SPACE_ID") else "'self'"
    return POLICY.format(own=OWN_SCRIPT, nonce=nonce, frames=frames)


class PrivateHeaders:
    """ASGI middleware. The scripts of the page itself get the nonce of their answer."""

    def __init__(self, app: ASGIApp, microphone: bool = False) -> None:
        self.app = app
        self.headers = HEADERS | {"Permissions-Policy": PERMISSIONS.format("self" if microphone else "")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        held: list[Message] = []  # the start of a page, until its length is known

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", policy(nonce))
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                if headers.get("content-type", "").startswith("text/html") and FILES not in scope["path"]:
                    held.append(message)
                    return
            elif held:
                held.append(message)
                if message.get("more_body"):
                    return
                message = _with_nonce(held, nonce)
                await send(held[0])
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _with_nonce(page: list[Message], nonce: str) -> Message:
    """The whole body in one message. What Gradio writes into the page has its `<` escaped: a script tag is its own."""
    body = b"".join(m.get("body", b"") for m in page[1:]).replace(b"<script", b'<script nonce="%s"' % nonce.encode())
    headers = MutableHeaders(scope=page[0])
    headers["content-length"] = str(len(body))
    return {"type": "http.response.body", "body": body}
