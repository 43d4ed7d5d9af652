"""Interviews in which a model plays the candidate, the interviewer, or both: over HTTP, against a scripted server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from agent.content import load_content
from agent.policy import make_plan
from agent.settings import settings
from agent.state import Move, MoveKind, Setup
from evals import interviewing
from evals.candidate import Act, Said
from evals.candidate.adherence import table
from evals.cells import Cell, Examiner, Simulation
from evals.held import Held, HeldTurn
from evals.interviewing import hold
from evals.metrics import measure, steering
from evals.metrics.grading import group_truth, truth
from evals.naive import MINUTES, SYSTEM
from evals.scripted_model.behaviours import reply
from evals.scripted_model.server import KEY, Behaviour, Call, ModelServer

CELL = Cell(profile="average", question="card-fraud", template="six-steps")
ASKS, CLOSES = "Which offline metric would you choose, and why?", "That concludes our interview."
ANSWERS = "I'd take the area under the precision-recall curve, as only one payment in a thousand is fraud."
FEEDBACK = "Decision: no hire. You named a metric."
NEEDS_TRUTH = {"steering.false_challenge", "steering.challenged", "hints.wanted", "questions.aimed", "facts.unasked"}


def both_parts(closes_after: int) -> Behaviour:
    """A naive interviewer that asks so often, closes and decides; and a candidate who always says the same."""
    asked = iter([*[ASKS] * closes_after, CLOSES, FEEDBACK])

    def behave(call: Call) -> None:
        system = str(call.request_read.body["messages"][0]["content"])
        reply(next(asked) if system.startswith(SYSTEM[:40]) else ANSWERS)(call)

    return behave


@pytest.fixture(autouse=True)
def models(home: Path, model_server: ModelServer, no_settings_from_outside: None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            "OPENAI_BASE_URL": model_server.url, "OPENAI_API_KEY": KEY, "GREENROOM_HOME": str(home),
            "GREENROOM_INTERVIEWER_MODEL": "fake", "GREENROOM_CANDIDATE_MODEL": "fake-large",
        }.items():  # fmt: skip
            patch.setenv(name, value)
        settings.cache_clear()
        interviewing._service.cache_clear()
        yield
    settings.cache_clear()
    interviewing._service.cache_clear()


def test_a_model_plays_the_candidate_and_nothing_is_supposed_about_them(model_server: ModelServer) -> None:
    model_server.behave(reply(ANSWERS))
    held = hold(CELL.model_copy(update={"candidate": Simulation.LLM}))
    assert held.ended == "finished" and held.report is not None
    assert {r.body["model"] for r in model_server.requests} == {"fake-large"}
    assert {t.text for t in held.turns if t.speaker == "candidate"} == {ANSWERS}
    assert not held.known and truth(held) is None and group_truth(held) == {}
    found = {check.metric for check in measure(held).checks}
    assert "structure.ends" in found and not found & NEEDS_TRUTH
    assert "average" not in table([held])


def test_a_challenge_of_somebody_unknown_is_neither_right_nor_wrong() -> None:
    move = Move(kind=MoveKind.CHALLENGE, pitfall="accuracy-on-imbalance")
    turns = [
        HeldTurn(speaker="interviewer", text=ASKS, phase="metrics", at=0, move=Move(kind=MoveKind.PROBE)),
        HeldTurn(speaker="candidate", text="Accuracy.", phase="metrics", at=20),
        HeldTurn(speaker="interviewer", text="Is accuracy enough?", phase="metrics", at=25, move=move),
    ]
    plan = make_plan(load_content(), Setup(question=CELL.question, template=CELL.template))
    assert steering.checks(Held(cell=CELL, turns=turns), plan) == []
    turns[1].said = Said(text="Accuracy.", act=Act.ANSWERS)
    assert [c.hit for c in steering.checks(Held(cell=CELL, turns=turns), plan)] == [True]


@pytest.mark.parametrize("candidate", list(Simulation))
def test_the_naive_baseline_interviews(candidate: Simulation, model_server: ModelServer) -> None:
    model_server.behave(both_parts(closes_after=3))
    held = hold(CELL.model_copy(update={"examiner": Examiner.NAIVE, "candidate": candidate}))
    assert [t.text.strip() for t in held.turns if t.speaker == "interviewer"] == [*[ASKS] * 3, CLOSES]
    assert (held.ended, held.decision, held.feedback.strip()) == ("finished", "no_hire", FEEDBACK)
    assert held.known == (candidate == Simulation.EMBEDDED)
    assert held.cost.calls == 5 and held.cost.tokens_out
    assert {c.metric: c.hit for c in measure(held).checks}["structure.ends"]


def test_the_naive_baseline_ends_when_the_time_is_up(model_server: ModelServer) -> None:
    model_server.behave(both_parts(closes_after=1000))
    held = hold(CELL.model_copy(update={"examiner": Examiner.NAIVE, "candidate": Simulation.LLM}))
    assert held.ended == "" and held.turns[-1].at >= MINUTES * 60 > held.turns[-3].at


def test_what_the_candidate_takes_is_no_cost_of_the_interviewer(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SimpleNamespace(now=0.0)

    def slow(*_: object) -> Said:
        clock.now += 1000
        return Said(text=ANSWERS, act=Act.ANSWERS)

    monkeypatch.setattr(interviewing, "candidate_of", lambda *_: slow)
    monkeypatch.setattr(interviewing, "MOST_TURNS", 2)
    monkeypatch.setattr(interviewing, "time", SimpleNamespace(perf_counter=lambda: clock.now))
    assert hold(CELL).cost.seconds == 0
