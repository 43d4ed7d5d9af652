"""The headers of every answer: which scripts the browser may run, and who may show the app in a frame."""

from __future__ import annotations

import asyncio
import re

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from ui.headers import PrivateHeaders, policy


def page(_: object) -> HTMLResponse:
    return HTMLResponse("<html><script>first()</script><script src='x.js'></script></html>")


def upload(_: object) -> HTMLResponse:
    return HTMLResponse("<script>run()</script>")


def events(_: object) -> StreamingResponse:
    async def lines() -> object:
        for n in range(3):
            await asyncio.sleep(0)
            yield f"data: <script {n}\n\n"

    return StreamingResponse(lines(), media_type="text/event-stream")


@pytest.fixture
def client() -> TestClient:
    routes = [Route("/", page), Route("/gradio_api/file=a.html", upload), Route("/events", events)]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(PrivateHeaders)]))


def test_the_scripts_of_the_page_carry_the_nonce_of_its_answer_and_no_other(client: TestClient) -> None:
    first, second = client.get("/"), client.get("/")
    nonces = [re.findall(r"'nonce-([^']+)'", a.headers["content-security-policy"])[0] for a in (first, second)]
    assert re.findall(r'<script nonce="([^"]+)"', first.text) == [nonces[0]] * 2
    assert nonces[0] != nonces[1]
    assert int(first.headers["content-length"]) == len(first.content)


def test_a_file_of_others_gets_no_nonce(client: TestClient) -> None:
    assert client.get("/gradio_api/file=a.html").text == "<script>run()</script>"


def test_a_stream_passes_unchanged(client: TestClient) -> None:
    answer = client.get("/events")
    assert answer.text.count("data: <script ") == 3
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_scripts_in_text_and_addresses_elsewhere_are_not_allowed() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in policy("n").split(";"))
    assert "'unsafe-inline'" not in rules["script-src"]
    assert not [rule for rule in rules.values() if "http" in rule or "*" in rule]
    assert rules["object-src"] == "'none'"


def test_only_a_space_of_hugging_face_may_be_shown_in_a_frame_of_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SPACE_ID", raising=False)
    assert policy("n").endswith("frame-ancestors 'self'")
    monkeypatch.setenv("SPACE_ID", "someone/greenroom")
    assert policy("n").endswith("frame-ancestors 'self' https://huggingface.co")
