"""What an interview is measured by: a module a subject, each a function from an interview to checks."""

from agent.content import load_content
from agent.policy import make_plan
from agent.state import Setup
from evals.held import Held
from evals.metrics import facts, grading, hints, questions, steering, structure
from evals.metrics.check import Check, Measured

SUBJECTS = {
    "structure": structure.checks,
    "questions": questions.checks,
    "facts": facts.checks,
    "hints": hints.checks,
    "steering": steering.checks,
    "grading": grading.checks,
}


def measure(held: Held) -> Measured:
    """Everything that is measured of one interview."""
    plan = make_plan(load_content(), Setup(question=held.cell.question, template=held.cell.template))
    found = [check for subject in SUBJECTS.values() for check in subject(held, plan)]
    return Measured(cell=held.cell, checks=found, figures=_figures(held))


def _figures(held: Held) -> dict[str, float]:
    """Numbers of a whole interview that are neither right nor wrong."""
    asked = [t for t in held.turns if t.speaker == "interviewer"]
    words = [len(t.text.split()) for t in asked]
    candidate = sum(len(t.text.split()) for t in held.turns if t.speaker == "candidate")
    figures = {
        "words a turn": sum(words) / max(1, len(words)),
        "candidate's share of words": candidate / max(1, candidate + sum(words)),
        "minutes": held.turns[-1].at / 60,
        "calls": float(held.cost.calls),
        "tokens": float(held.cost.tokens_in + held.cost.tokens_out),
        "seconds a turn": held.cost.seconds / max(1, len(asked)),
    }
    return figures | ({"score": held.score} if held.score is not None else {})


__all__ = ["SUBJECTS", "Check", "Measured", "measure"]
