"""No network: an interview and a search, with every address but this machine's own out of reach."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from agent.content import load_content
from agent.service import InterviewService
from agent.sources import Retriever
from agent.state import CandidateInput, MoveKind, Setup

LOOPBACK = ("127.0.0.1", "::1", "localhost", None, "")


@pytest.fixture
def reached_out(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The addresses somebody tried to reach."""
    tried: list[object] = []
    connect, lookup = socket.socket.connect, socket.getaddrinfo

    def guard(call: Any) -> Any:
        def guarded(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in LOOPBACK:
                tried.append(address)
                raise OSError(f"the network is out of reach: {address}")
            return call(self, address)

        return guarded

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in LOOPBACK:
            tried.append(host)
            raise socket.gaierror(f"no name is resolved here: {host}")
        return lookup(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guard(connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guard(socket.socket.connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return tried


def test_the_guard_guards(reached_out: list[object]) -> None:
    with pytest.raises(OSError, match="out of reach"):
        socket.socket().connect(("192.0.2.1", 80))
    with pytest.raises(socket.gaierror):
        socket.create_connection(("example.com", 80), timeout=1)
    assert len(reached_out) == 2


def test_an_interview_without_a_network(service: InterviewService, reached_out: list[object]) -> None:
    session = service.start(Setup(question="youtube-recommendations", template="six-steps", minutes=15, seed=2))
    said = ["How many users are there?", "I'd rank by expected watch time, because clicks mislead.", "I don't know."]
    for text in said * 3:
        list(service.answer(session, CandidateInput(text=text), seconds=40))
    list(service.answer(session, CandidateInput(action="hint"), seconds=5))
    list(service.answer(session, CandidateInput(action="end"), seconds=5))
    state = service.view(session)
    assert state.report
    assert any(t.sources for t in state.turns if t.move and t.move.kind in (MoveKind.PROBE, MoveKind.HINT))
    assert reached_out == []


def test_a_search_without_a_network(home: Path, reached_out: list[object]) -> None:
    hits = Retriever(home, load_content()).searcher().search("how to split data that is ordered in time", 3)
    assert hits and hits[0].passage.text
    assert reached_out == []
