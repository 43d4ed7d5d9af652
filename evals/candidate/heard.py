"""What the candidate was asked. People understand a question; the simulation is told, or goes by the words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.policy.plan import Plan
from agent.state import MoveKind, Turn
from knowledge.embedder import shared_embedder

ENOUGH = 0.35  # cosine from which a question is taken to be about a criterion
CLOSING = re.compile(
    r"\b(?:sum(?:mari[sz]e| up)|recap|wrap (?:this |it |things )?up|before we (?:finish|end|close)|in closing)\b", re.I
)
OVER = re.compile(
    r"\b(?:concludes (?:our|the|this)|(?:interview|session) is over|end of (?:our|the) (?:interview|time)|"
    r"that's all the time|thank you for your time)\b",
    re.I,
)
HINTING = re.compile(r"\b(?:hint|nudge|think about|consider what|what if)\b", re.I)


@dataclass(frozen=True)
class Heard:
    kind: MoveKind
    criterion: str | None = None
    key_point: str | None = None
    pitfall: str | None = None
    rung: int = 0
    phase: int | None = None  # the phase that is opened
    over: bool = False


def told(turn: Turn) -> Heard:
    """From the move behind the words, as a person would understand them."""
    move = turn.move
    assert move is not None
    return Heard(
        kind=move.kind,
        criterion=move.criterion,
        key_point=move.key_point,
        pitfall=move.pitfall,
        rung=move.rung,
        phase=move.phase if move.kind == MoveKind.TRANSITION else None,
        over=move.kind == MoveKind.CLOSE,
    )


def by_words(text: str, plan: Plan, first: bool = False) -> Heard:
    """From the words alone, for an interviewer that says nothing about its moves."""
    if first:
        return Heard(MoveKind.OPEN)
    if OVER.search(text):
        return Heard(MoveKind.CLOSE, over=True)
    if CLOSING.search(text):
        return Heard(MoveKind.WRAP_UP)
    questions = re.findall(r"[^.?!\n]+\?", text)
    if not questions:
        return Heard(MoveKind.ACKNOWLEDGE)
    criterion = nearest_criterion(questions[-1], plan)
    return Heard(
        MoveKind.HINT if HINTING.search(text) else MoveKind.PROBE, criterion, rung=int(bool(HINTING.search(text)))
    )


def nearest_criterion(question: str, plan: Plan) -> str | None:
    """The criterion whose questions are most like this one; none where nothing is near."""
    keys = [(key, probe) for key, c in plan.criteria.items() if not c.observed for probe in (*c.probes, c.expects)]
    embedder = shared_embedder()
    scores = embedder.embed([text for _, text in keys]) @ embedder.embed([question])[0]
    best = int(scores.argmax())
    return keys[best][0] if scores[best] >= ENOUGH else None
