"""What an interviewer of flesh and blood did: naming a subject in a question is no hint, a way to go is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.content import load_content
from agent.grading.moves import read_interviewer, subject_bank
from agent.policy import make_plan
from agent.state import MoveKind, Setup
from evals.single import reader_of


@pytest.mark.parametrize(
    ("said", "kind", "rung"),
    [
        ("What about position bias?", MoveKind.PROBE, 1),
        ("What about using inverse propensity weights against position bias?", MoveKind.HINT, 2),
        ("Have you thought about position bias?", MoveKind.HINT, 2),
    ],
)
def test_a_subject_that_is_named_is_no_hint(home: Path, said: str, kind: MoveKind, rung: int) -> None:
    question = "youtube-recommendations"
    plan = make_plan(load_content(), Setup(question=question, template="six-steps"))
    found = read_interviewer(said, reader_of(question), subject_bank(plan, home / "vectors"))
    assert found.move.kind == kind
    assert max(found.told.values()) == rung
