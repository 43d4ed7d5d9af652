"""Asking about the whiteboard: what it contradicts, then what it lacks, each once, with the criterion's own probes."""

from __future__ import annotations

from collections.abc import Iterable

from agent.board import questions
from agent.policy.plan import Plan
from agent.policy.target import is_shown
from agent.state import Interview, Move, MoveKind

PREFACE = "board-"  # how the preface of these questions begins
MOST = 4  # questions about the board in one interview


def board_question(state: Interview, plan: Plan, ids: Iterable[str]) -> Move | None:
    """The first of what the reading found that fits this phase and was not asked yet."""
    asked = {t.move.preface for t in state.turns if t.move and (t.move.preface or "").startswith(PREFACE)}
    said = " ".join(t.text for t in state.turns if t.speaker == "interviewer")
    here = {c.id for c in plan.phase_criteria(state.phase)}
    for key in ids if len(asked) < MOST else ():
        item = questions().all[key]
        known = key in questions().gaps and is_shown(state, plan, item.criterion)
        if item.criterion not in here or known or f"{PREFACE}{key}" in asked or item.probe in said:
            continue
        probes = plan.criteria[item.criterion].probes
        if item.probe in probes:
            wording = probes.index(item.probe)
            return Move(
                kind=MoveKind.PROBE, criterion=item.criterion, wording=wording, preface=f"{PREFACE}{key}",
                reason=f"on the whiteboard: {item.short}",
            )  # fmt: skip
    return None


def contradictions(state: Interview) -> list[str]:
    found = state.assessment.board if state.assessment else []
    return [key for key in found if key in questions().contradictions]


def gaps(state: Interview) -> list[str]:
    found = state.assessment.board if state.assessment else []
    return [key for key in found if key in questions().gaps]
