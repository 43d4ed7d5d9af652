"""A process killed in the middle of a turn loses nothing and doubles nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from talk import killed

from agent.content import load_content
from agent.service import InterviewService, UnknownSession
from agent.state import CandidateInput, Setup
from agent.storage import open_storage

SAID = "What is the goal, and how many users are there?"


@pytest.mark.parametrize("where", ["assess", "speak"])
def test_killed_in_the_middle_of_a_turn(home: Path, tmp_path: Path, where: str) -> None:
    database = tmp_path / "sessions.sqlite"

    def service() -> InterviewService:
        return InterviewService(open_storage(database), load_content(), home)

    setup = Setup(question="youtube-recommendations", template="six-steps", seed=3)
    session = service().start(setup)
    killed(where, f"service.answer({session!r}, CandidateInput(text={SAID!r}), seconds=30)", home, database)

    fresh = service()
    said = list(fresh.resume(session))
    state = fresh.view(session)
    assert [t.speaker for t in state.turns] == ["interviewer", "candidate", "interviewer"]
    assert state.turns[1].text == SAID
    assert "".join(token.text for token in said).strip() == state.turns[2].text
    assert state.elapsed > 30
    assert list(fresh.resume(session)) == []

    list(fresh.answer(session, CandidateInput(text="I would frame it as a ranking problem."), seconds=10))
    assert len(fresh.view(session).turns) == 5


def test_unknown_session(service: InterviewService) -> None:
    with pytest.raises(UnknownSession, match="greenroom sessions"):
        list(service.resume("nobody"))
    with pytest.raises(UnknownSession):
        service.view("nobody")


def test_ids_are_unguessable_and_sessions_are_listed(service: InterviewService) -> None:
    setup = Setup(question="card-fraud", template="six-steps")
    first, second = service.start(setup), service.start(setup)
    assert first != second and len(first) >= 20
    listed = {info.session: info for info in service.sessions()}
    assert {first, second} <= set(listed)
    assert listed[first].question == "card-fraud" and not listed[first].finished
