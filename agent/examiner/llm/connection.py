"""The way to a model server: bounded in time, its key and password out of every error and log."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from typing import Any, cast
from urllib.request import getproxies

import httpx2
import openai
from openai import OpenAI

from agent.examiner.llm.trouble import Kind, Trouble
from agent.settings import ModelSettings


def connection(settings: ModelSettings, clock: Callable[[], float], silence: float, whole: float) -> OpenAI:
    """`silence` is the longest wait for the next bytes, `whole` the longest reply, both in seconds."""
    key = settings.api_key.get_secret_value().strip() if settings.api_key else ""
    legal = key.isascii() and key.isprintable()
    url, login = _without_login(settings.base_url)

    def start(request: httpx2.Request) -> None:
        if not legal:
            raise Trouble(Kind.KEY)  # the HTTP library's complaint would quote it
        _resolve(request.url.host, settings.connect_seconds)
        request.extensions["deadline"] = clock() + whole

    def bound(response: httpx2.Response) -> None:
        stream = cast(httpx2.SyncByteStream, response.stream)
        response.stream = _InTime(stream, clock, response.request.extensions["deadline"])

    wait = httpx2.Timeout(silence, connect=settings.connect_seconds)
    hooks: dict[str, list[Callable[..., Any]]] = {"request": [start], "response": [bound]}
    http = openai.DefaultHttpxClient(auth=login, event_hooks=hooks, verify=_certificates())
    return OpenAI(api_key=key if key and legal else "none", base_url=url, timeout=wait, max_retries=0, http_client=http)


class _InTime(httpx2.SyncByteStream):
    """A reply's bytes while there is time; without it comments that keep a line alive would hold us for ever."""

    def __init__(self, stream: httpx2.SyncByteStream, clock: Callable[[], float], deadline: float) -> None:
        self._stream, self._clock, self._deadline = stream, clock, deadline

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            if self._clock() > self._deadline:
                raise httpx2.ReadTimeout("the time for the whole reply is up")
            yield piece

    def close(self) -> None:
        self._stream.close()


def _resolve(host: str, seconds: float) -> None:
    """Looks the name up, as the HTTP library will in a moment, but not for longer than this. Raises ConnectTimeout."""
    if getproxies():
        return  # they do the look-up
    done = threading.Event()

    def look_up() -> None:
        with suppress(OSError, UnicodeError):
            socket.getaddrinfo(host, None)
        done.set()

    threading.Thread(target=look_up, daemon=True).start()
    if not done.wait(seconds):
        raise httpx2.ConnectTimeout("the name could not be looked up in time")


@cache
def _certificates() -> ssl.SSLContext:
    return httpx2.create_ssl_context()  # slow, and each connection would make its own


def _without_login(address: str | None) -> tuple[httpx2.URL | None, tuple[str, str] | None]:
    """The address and the name and password in it, apart, because the HTTP library logs addresses."""
    try:
        url = httpx2.URL(address) if address else None
    except httpx2.InvalidURL:
        url = httpx2.URL("http://invalid.invalid")  # not reachable either; the error would quote the password
    if url is None or not url.userinfo:
        return url, None
    return url.copy_with(userinfo=b""), (url.username, url.password)
