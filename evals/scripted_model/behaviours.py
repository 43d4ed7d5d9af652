"""What the scripted server can do with a request: good replies, and every fault that real servers show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from evals.scripted_model.server import STAMP, USAGE, Behaviour, Call

MODELS = ["fake", "fake-large"]


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


def transcript(text: str, delay: float = 0) -> Behaviour:
    """What was said in a recording."""

    def behave(call: Call) -> None:
        call.wait(delay)
        call.send_whole(200, json.dumps({"text": text}).encode())

    return behave


def speech(audio: bytes = b"ID3 spoken", kind: str = "audio/mpeg") -> Behaviour:
    return lambda call: call.send_whole(200, audio, kind)


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
        while not call.wait(delay):
            if call.streaming and delta:
                call.piece(delta)
            else:
                call.chunk(comment if call.streaming else b" ")

    return behave
