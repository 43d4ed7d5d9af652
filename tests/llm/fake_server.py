"""A scripted OpenAI-compatible server: one behaviour for each request, the last one repeats."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

USAGE = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
STAMP = {"id": "reply-1", "created": 1, "model": "fake"}
MODELS = ["fake", "fake-large"]
KEY = "sk-secret-123"  # must not turn up in an error or a log


@dataclass(frozen=True)
class Request:
    """What the server was sent."""

    method: str
    path: str
    headers: Message
    body: dict[str, Any]

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
        self.request_read = Request(self.command, self.path, self.headers, json.loads(sent or b"{}"))
        cast(_Http, self.server).scripted.next_behaviour(self.request_read)(self)

    @property
    def streaming(self) -> bool:
        return bool(self.request_read.body.get("stream"))

    def wait(self, seconds: float) -> None:
        cast(_Http, self.server).scripted.stopping.wait(seconds)

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


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    scripted: ModelServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):  # a client that went away is part of the tests
            super().handle_error(request, client_address)


class ModelServer:
    """`url` is what goes into `base_url`; `requests` is all that came in, in order."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        self._behaviours: list[Behaviour] = [reply("Hello there.")]
        self._lock = threading.Lock()
        self._http = _Http(("127.0.0.1", 0), Call)
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


def _message(call: Call, message: Mapping[str, Any], finish: str = "stop") -> None:
    """A whole reply that is no stream."""
    choice = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish}
    call.send_whole(
        200, json.dumps({**STAMP, "object": "chat.completion", "choices": [choice], "usage": USAGE}).encode()
    )


def _said(message: Mapping[str, Any], finish: str) -> Behaviour:
    """One message, streamed in one piece where a stream is asked for."""

    def behave(call: Call) -> None:
        if not call.streaming:
            return _message(call, message, finish)
        call.start_chunks()
        call.piece(message)
        call.piece({}, finish)
        call.end_stream()

    return behave


def reply(text: str, first_token_delay: float = 0, per_token_delay: float = 0, finish: str = "stop") -> Behaviour:
    """The text, streamed word by word where a stream is asked for; the list of models where that is asked for."""

    def behave(call: Call) -> None:
        call.wait(first_token_delay)
        if call.path == "/v1/models":
            models = [{"id": m, "object": "model", "created": 1, "owned_by": "test"} for m in MODELS]
            return call.send_whole(200, json.dumps({"object": "list", "data": models}).encode())
        if not call.streaming:
            return _message(call, {"content": text}, finish)
        call.start_chunks()
        for word in text.split(" "):
            call.piece({"content": f"{word} "})
            call.wait(per_token_delay)
        call.piece({}, finish)
        call.end_stream()

    return behave


def json_reply(value: object) -> Behaviour:
    return reply(json.dumps(value))


def status(code: int, body: object = None, headers: Mapping[str, str] | None = None) -> Behaviour:
    content = json.dumps(body if body is not None else {"error": {"message": f"status {code}"}}).encode()
    return lambda call: call.send_whole(code, content, headers=headers)


def context_overflow() -> Behaviour:
    return status(400, {"error": {"message": "This model's maximum context length is 8192 tokens."}})


def html_error(code: int) -> Behaviour:
    page = b"<html><body><h1>Bad gateway</h1></body></html>"
    return lambda call: call.send_whole(code, page, "text/html")


def slow_first_token(seconds: float) -> Behaviour:
    return reply("Too late.", first_token_delay=seconds)


def stall(after_tokens: int) -> Behaviour:
    """Some words, or the opening of the JSON, and then silence on an open line."""

    def behave(call: Call) -> None:
        call.start_chunks("text/event-stream" if call.streaming else "application/json")
        if not call.streaming:
            call.chunk(b'{"id": ')
        for _ in range(after_tokens if call.streaming else 0):
            call.piece({"content": "word "})
        call.wait(20)

    return behave


def break_off(after_text: str) -> Behaviour:
    """The connection closes in the middle of a sentence."""

    def behave(call: Call) -> None:
        call.start_chunks("text/event-stream" if call.streaming else "application/json")
        if call.streaming:
            call.piece({"content": after_text})
        else:
            call.chunk(b'{"id": ')
        call.hang_up()

    return behave


def hang_up_at_once() -> Behaviour:
    return lambda call: call.hang_up()


def invalid_json_body() -> Behaviour:
    return raw_body(b'{"choices": [')


def wrong_shape(value: object = None) -> Behaviour:
    return raw_body(json.dumps({"hello": "world"} if value is None else value).encode())


def raw_body(content: bytes) -> Behaviour:
    """The bytes as the one event of a stream, or as the whole body."""

    def behave(call: Call) -> None:
        if not call.streaming:
            return call.send_whole(200, content)
        call.start_chunks()
        call.chunk(b"data: " + content + b"\n\n")
        call.end_stream()

    return behave


def empty_content() -> Behaviour:
    return _said({"content": ""}, "stop")


def refusal() -> Behaviour:
    return _said({"content": None, "refusal": "I cannot help with that."}, "stop")


def length(text: str) -> Behaviour:
    return reply(text, finish="length")


def ignores_schema(text: str = "I would rather chat.") -> Behaviour:
    return reply(text)


def slow_trickle(delay: float) -> Behaviour:
    """A word, or a blank of a JSON body, every `delay` seconds, and no end."""
    return _without_end(delay, b"", {"content": "word "})


def keeps_the_line_alive(delay: float) -> Behaviour:
    """Comments of a stream, or blanks of a JSON body, and no reply."""
    return _without_end(delay, b": still working\n\n", None)


def _without_end(delay: float, comment: bytes, delta: Mapping[str, Any] | None) -> Behaviour:
    def behave(call: Call) -> None:
        call.start_chunks("text/event-stream" if call.streaming else "application/json")
        while not cast(_Http, call.server).scripted.stopping.wait(delay):
            if call.streaming and delta:
                call.piece(delta)
            else:
                call.chunk(comment if call.streaming else b" ")

    return behave
