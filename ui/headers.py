"""Headers for every answer of the server: nothing is loaded from elsewhere, and addresses of sessions go nowhere."""

from __future__ import annotations

import os

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# A Hugging Face Space, which has this variable, is shown in a frame of huggingface.co.
FRAMES = "'self' https://huggingface.co" if os.environ.get("SPACE_ID") else "'self'"
HEADERS = {
    "Content-Security-Policy": "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    f"frame-ancestors {FRAMES}",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PERMISSIONS = "camera=(), geolocation=(), microphone=({})"  # the microphone where there is voice, and only for us


class PrivateHeaders:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, microphone: bool = False) -> None:
        self.app = app
        self.headers = HEADERS | {"Permissions-Policy": PERMISSIONS.format("self" if microphone else "")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)
