"""What is kept beside an interview: a clock that can stand still, and the candidate's notes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from agent.content import load_content
from agent.margin import Margin
from agent.service import InterviewService, UnknownSession
from agent.state import CandidateInput, Setup
from agent.storage import open_storage

Now = list[float]


@pytest.fixture
def now() -> Now:
    return [1000.0]


@pytest.fixture
def restarted(home: Path, tmp_path: Path, now: Now) -> Callable[[], InterviewService]:
    """Each call is the service of a new process on the same database."""
    return lambda: InterviewService(open_storage(tmp_path / "s.sqlite"), load_content(), home, clock=lambda: now[0])


def start(service: InterviewService) -> str:
    return service.start(Setup(question="card-fraud", template="six-steps"))


def seconds_of_last_answer(service: InterviewService, session: str) -> float:
    given = service.view(session).input
    assert given
    return given.seconds


def test_a_pause_does_not_count(restarted: Callable[[], InterviewService], now: Now) -> None:
    service = restarted()
    session = start(service)
    now[0] += 20
    service.pause(session)
    service.pause(session)
    now[0] += 500
    assert service.paused(session) and service.waited(session) == 20
    service.pause(session, stand=False)
    now[0] += 7
    list(service.answer(session, CandidateInput(text="How many payments are there?")))
    assert seconds_of_last_answer(service, session) == 27


def test_a_pause_survives_a_reload_and_a_new_process(restarted: Callable[[], InterviewService], now: Now) -> None:
    service = restarted()
    session = start(service)
    now[0] += 20
    service.pause(session)
    now[0] += 500
    service.look(session)
    assert service.paused(session) and service.waited(session) == 20
    fresh = restarted()
    fresh.look(session)
    assert fresh.paused(session) and fresh.waited(session) == 20


def test_what_was_waited_before_a_reload_goes_on_counting(restarted: Callable[[], InterviewService], now: Now) -> None:
    service = restarted()
    session = start(service)
    now[0] += 500
    service.look(session, waited=20)
    now[0] += 7
    list(service.answer(session, CandidateInput(text="How many payments are there?")))
    assert seconds_of_last_answer(service, session) == 27


def test_an_answer_ends_a_pause(restarted: Callable[[], InterviewService], now: Now) -> None:
    service = restarted()
    session = start(service)
    now[0] += 20
    service.pause(session)
    now[0] += 500
    list(service.answer(session, CandidateInput(text="How many payments are there?")))
    assert seconds_of_last_answer(service, session) == 20
    assert not service.paused(session) and not restarted().paused(session)


def test_notes_are_kept_and_no_part_of_the_interview(restarted: Callable[[], InterviewService]) -> None:
    service = restarted()
    session = start(service)
    before = service.view(session)
    service.keep_notes(session, "5,000 payments/s × 100 features", in_report=True)
    service.pause(session)
    assert service.view(session) == before
    kept = restarted().notes(session)
    assert kept.notes == "5,000 payments/s × 100 features" and kept.in_report and kept.stopped_at is not None
    assert restarted().notes(start(service)).notes == ""


def test_what_is_kept_can_be_forgotten(restarted: Callable[[], InterviewService]) -> None:
    service = restarted()
    session, other = start(service), start(service)
    for each in (session, other):
        service.keep_notes(each, "mine", in_report=True)
    service._margins.forget(session)
    assert service.notes(session) == Margin() and service.notes(other).notes == "mine"


def test_nothing_is_kept_for_an_unknown_session(restarted: Callable[[], InterviewService]) -> None:
    service = restarted()
    with pytest.raises(UnknownSession):
        service.keep_notes("nobody", "x", in_report=False)
    with pytest.raises(UnknownSession):
        service.pause("nobody")
