"""The last answer taken back: the interview goes on as if it had never been given."""

from __future__ import annotations

from pathlib import Path

import pytest
from talk import answered, killed

from agent.content import load_content
from agent.fork import NothingToEdit
from agent.service import InterviewService, UnknownSession
from agent.state import CandidateInput, Interview, Setup
from agent.storage import open_storage

SETUP = Setup(question="youtube-recommendations", template="six-steps", seed=3)
ASKED = "How many users are there, and what is the latency budget?"
BAD = "I'd shuffle all the rows and take a random twenty per cent as the test set."
GOOD = "I would frame it as ranking by expected watch time, with NDCG offline and watch time per day online."


def held(service: InterviewService, *inputs: str | CandidateInput) -> str:
    session = service.start(SETUP)
    answered(service, session, *inputs)
    return session


def test_it_is_as_if_the_answer_had_never_been_given(service: InterviewService) -> None:
    edited = held(service, ASKED, BAD, CandidateInput(action="hint"), CandidateInput(action="next"))
    assert service.view(edited).pitfalls and any(e.hints for e in service.view(edited).ledger.values())
    said = list(service.edit(edited, GOOD, seconds=40))
    assert service.view(edited) == service.view(held(service, ASKED, GOOD))
    assert "".join(token.text for token in said).strip() == service.view(edited).turns[-1].text


def test_an_edited_answer_can_be_edited_again(service: InterviewService) -> None:
    edited = held(service, ASKED, BAD)
    for text in (GOOD, BAD, GOOD):
        list(service.edit(edited, text, seconds=40))
    list(service.answer(edited, CandidateInput(text=BAD), seconds=40))
    assert service.view(edited) == service.view(held(service, ASKED, GOOD, BAD))


def test_the_time_of_both_versions_counts(home: Path, tmp_path: Path) -> None:
    now = [0.0]
    service = InterviewService(open_storage(tmp_path / "s.sqlite"), load_content(), home, clock=lambda: now[0])
    session = held(service, ASKED, BAD)
    before = service.view(held(service, ASKED)).elapsed
    now[0] += 15
    list(service.edit(session, GOOD))
    given = service.view(session).input
    assert given and given.seconds == 55 and service.view(session).elapsed > before + 55


def test_there_must_be_an_answer_in_words_and_no_report(service: InterviewService) -> None:
    session = held(service, CandidateInput(action="hint"))
    with pytest.raises(NothingToEdit, match="no answer"):
        list(service.edit(session, GOOD))
    list(service.answer(session, CandidateInput(text=BAD), seconds=1))
    list(service.answer(session, CandidateInput(action="end"), seconds=1))
    before = service.view(session)
    with pytest.raises(NothingToEdit, match="over"):
        list(service.edit(session, GOOD))
    assert service.view(session) == before
    with pytest.raises(UnknownSession):
        list(service.edit("nobody", GOOD))


@pytest.mark.parametrize("where", ["assess", "speak"])
def test_killed_in_the_middle_there_is_one_branch(home: Path, tmp_path: Path, where: str) -> None:
    database = tmp_path / "sessions.sqlite"

    def service() -> InterviewService:
        return InterviewService(open_storage(database), load_content(), home)

    session = held(service(), ASKED, BAD)
    killed(where, f"service.edit({session!r}, {GOOD!r}, seconds=25)", home, database)
    fresh = service()
    list(fresh.resume(session))
    list(fresh.answer(session, CandidateInput(text=BAD), seconds=5))
    said = [t.text for t in fresh.view(session).turns if t.speaker == "candidate"]
    assert said == [ASKED, GOOD, BAD]
    assert [t.id for t in fresh.view(session).turns] == list(range(7))


def test_a_state_that_waits_is_left_alone_by_a_failing_fork(
    service: InterviewService, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = held(service, ASKED, BAD)
    before: Interview = service.view(session)

    def broken(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(service._graph, "update_state", broken)
    with pytest.raises(OSError, match="disk full"):
        list(service.edit(session, GOOD))
    assert service.view(session) == before and list(service.resume(session)) == []
