"""What to ask next: the most valuable thing that has not been shown."""

from __future__ import annotations

from typing import NamedTuple

from agent.policy.plan import Plan
from agent.state import STRETCH, Interview, MoveKind
from rubrics.evidence import DRAWN, Depth, LedgerEntry
from rubrics.schema import Criterion
from rubrics.scoring import states

MOST_STRETCHED = 3  # twists in a row: they lead away from each other
MAX_ASKED = 2  # times one criterion is asked about in different words
THIN = 1.0  # ranks after everything that was not touched at all


class Target(NamedTuple):
    criterion: str
    key_point: str | None = None
    wording: int = 0
    angle: str | None = None  # of a question on what was shown before


def entry_of(state: Interview, criterion: str) -> LedgerEntry:
    return state.ledger.get(criterion) or LedgerEntry(criterion=criterion)


def is_shown(state: Interview, plan: Plan, criterion: str) -> bool:
    entry = entry_of(state, criterion)
    return (entry.level or 0) >= plan.target


def shown_key_points(state: Interview) -> set[str]:
    return {e.signal.removeprefix("key:") for entry in state.ledger.values() for e in entry.evidence if states(e)}


def open_targets(state: Interview, plan: Plan, phase: int) -> list[Target]:
    """What is still worth asking in a phase, most valuable first.

    Criteria without any evidence come before thin ones, heavy ones before light ones; the question's own key points
    stand for their criterion where there are any; nothing is asked in the same words twice.
    """
    ranked: list[tuple[tuple[float, ...], Target]] = []
    shown = shown_key_points(state)
    for order, criterion in enumerate(plan.phase_criteria(phase)):
        if criterion.observed:
            continue
        entry = entry_of(state, criterion.id)
        points = [k for k in plan.points_of(criterion.id) if k.id not in shown and k.id not in state.key_points_asked]
        missing = all(e.signal.startswith(DRAWN) for e in entry.evidence)  # what was drawn has yet to be said
        if points and (not is_shown(state, plan, criterion.id) or max(k.weight for k in points) == 3):
            point = max(points, key=lambda k: k.weight)
            if entry.asked < MAX_ASKED + 1:
                rank = (-float(missing), -float(criterion.weight + point.weight / 2), float(order))
                ranked.append((rank, Target(criterion.id, point.id)))
        elif missing and (entry.asked == 0 or (entry.asked < MAX_ASKED and entry.unanswered == 1)):
            rank = (-1.0 + entry.asked, -float(criterion.weight), float(order))
            ranked.append((rank, Target(criterion.id, None, _wording(state, criterion))))
        elif not missing and entry.asked == 0 and not is_shown(state, plan, criterion.id):  # touched, and left at that
            rank = (THIN, -float(criterion.weight), float(order))
            ranked.append((rank, Target(criterion.id, None, _wording(state, criterion))))
    return [target for _, target in sorted(ranked)]


def stretched(state: Interview, plan: Plan, phase: int) -> Target | None:
    """With nothing open in a phase, a twist on the weightiest thing in it that was shown and not yet pressed on."""
    said = state.said_by_interviewer
    moves = [t.move for t in state.turns if t.move]
    here = max((i for i, move in enumerate(moves) if move.kind == MoveKind.TRANSITION), default=0)
    if sum(move.angle == STRETCH for move in moves[here:]) >= MOST_STRETCHED:
        return None
    pressed = {t.move.criterion for t in state.turns if t.move and t.move.angle}
    found = [
        criterion
        for criterion in plan.phase_criteria(phase)
        if criterion.stretch
        and criterion.stretch not in said
        and criterion.id not in pressed
        and any(not e.signal.startswith(("fact:", DRAWN)) for e in entry_of(state, criterion.id).evidence)
    ]
    best = max(found, key=lambda c: c.weight, default=None)
    return Target(best.id, angle=STRETCH) if best else None


def _wording(state: Interview, criterion: Criterion) -> int:
    """A probe of the criterion that was not used yet, chosen by the session's seed."""
    used = {t.move.wording for t in state.turns if t.move and t.move.criterion == criterion.id and not t.move.key_point}
    said = state.said_by_interviewer
    free = [i for i, p in enumerate(criterion.probes) if i not in used and p not in said]
    free = free or list(range(len(criterion.probes)))
    return free[(state.setup.seed + len(state.turns)) % len(free)]


def deepening(state: Interview, plan: Plan) -> tuple[str, str] | None:
    """A criterion of this phase that the last turn only touched, and what is missing: why, number, compare or fail."""
    if not state.assessment:
        return None
    here = {c.id for c in plan.phase_criteria(state.phase) if c.weight >= 2 and not c.observed}
    deepened = {t.move.criterion for t in state.turns if t.move and t.move.angle}
    thin = [
        e
        for e in state.assessment.evidence
        if e.criterion in here
        and e.criterion not in deepened
        and (entry_of(state, e.criterion).level or 0) < plan.target
        and not e.signal.startswith("fact:")
        and (state.assessment.echo or "") in e.quote
    ]
    if not thin:
        return None
    best = max(thin, key=lambda e: (plan.criteria[e.criterion].weight, e.strength))
    angles = ["why", "compare"] if best.depth <= Depth.SPECIFIC else ["number", "fail"]
    return best.criterion, angles[(state.setup.seed + len(state.turns)) % 2]
