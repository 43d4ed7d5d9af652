"""A scripted OpenAI-compatible server over real HTTP: one behaviour for each request, the last one repeats."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

USAGE = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
STAMP = {"id": "reply-1", "created": 1, "model": "fake"}
KEY = "sk-secret-123"  # must not turn up in an error or a log


@dataclass(frozen=True)
class Request:
    """What the server was sent."""

    method: str
    path: str
    headers: Message
    body: dict[str, Any]
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)  # field → name and content

    @classmethod
    def read(cls, method: str, path: str, headers: Message, sent: bytes) -> Request:
        """The fields of a form count as the body, its files apart."""
        if not headers.get("Content-Type", "").startswith("multipart/"):
            return cls(method, path, headers, json.loads(sent or b"{}"))
        form = message_from_bytes(f"Content-Type: {headers['Content-Type']}\r\n\r\n".encode() + sent)
        body: dict[str, Any] = {}
        files: dict[str, tuple[str, bytes]] = {}
        for part in cast(list[Message], form.get_payload()):
            name = str(part.get_param("name", header="content-disposition"))
            content = cast(bytes, part.get_payload(decode=True))
            if filename := part.get_filename():
                files[name] = (filename, content)
            else:
                body[name] = content.decode()
        return cls(method, path, headers, body, files)

    @property
    def asked_format(self) -> str:
        """`json_schema`, `json_object` or `text`."""
        return str(self.body.get("response_format", {}).get("type", "text"))


class Call(BaseHTTPRequestHandler):
    """One request as a behaviour sees it, with the means to answer it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    request_read: Request

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _answer(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.request_read = Request.read(self.command, self.path, self.headers, sent)
        cast(Http, self.server).scripted.next_behaviour(self.request_read)(self)

    @property
    def streaming(self) -> bool:
        return bool(self.request_read.body.get("stream"))

    def wait(self, seconds: float) -> bool:
        """Whether the server stopped meanwhile."""
        return cast(Http, self.server).scripted.stopping.wait(seconds)

    def send_whole(
        self, code: int, content: bytes, kind: str = "application/json", headers: Mapping[str, str] | None = None
    ) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def start_chunks(self, kind: str = "text/event-stream") -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def chunk(self, content: bytes) -> None:
        """An empty one is the last."""
        self.wfile.write(f"{len(content):x}\r\n".encode() + content + b"\r\n")

    def piece(self, delta: Mapping[str, Any], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        self.event(json.dumps({**STAMP, "object": "chat.completion.chunk", "choices": [choice]}))

    def event(self, data: str) -> None:
        self.chunk(f"data: {data}\n\n".encode())

    def end_stream(self) -> None:
        if self.request_read.body.get("stream_options", {}).get("include_usage"):
            self.event(json.dumps({**STAMP, "object": "chat.completion.chunk", "choices": [], "usage": USAGE}))
        self.event("[DONE]")
        self.chunk(b"")

    def hang_up(self) -> None:
        self.close_connection = True
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)


Behaviour = Callable[[Call], None]


class Http(ThreadingHTTPServer):
    daemon_threads = True
    scripted: ModelServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):  # a client that went away is part of the tests
            super().handle_error(request, client_address)


class ModelServer:
    """`url` is what goes into `base_url`; `requests` is all that came in, in order."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        self._behaviours: list[Behaviour] = [behaviour]
        self._lock = threading.Lock()
        self._http = Http(("127.0.0.1", 0), Call)
        self._http.scripted = self
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._http.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def behave(self, script: Behaviour | Sequence[Behaviour]) -> None:
        with self._lock:
            self._behaviours = [script] if callable(script) else list(script)

    def next_behaviour(self, request: Request) -> Behaviour:
        with self._lock:
            self.requests.append(request)
            return self._behaviours.pop(0) if len(self._behaviours) > 1 else self._behaviours[0]

    def stop(self) -> None:
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(5)
