"""The grade against the truth: what the candidate really said, and what ought not to pass."""

from __future__ import annotations

from statistics import fmean
from typing import NamedTuple

from agent.content import load_content
from agent.policy import Plan
from evals.candidate import Act, Manner, load_profiles
from evals.held import Held
from evals.metrics.check import Check, check
from knowledge.schema import Pitfall

RIGHT = 3  # the level of an answer that shows the subject was understood
PASSES = ("hire", "strong_hire")


def checks(held: Held, plan: Plan) -> list[Check]:
    profile, last = load_profiles()[held.cell.profile], len(held.turns) - 1
    found: list[Check] = []
    if profile.manner == Manner.GIBBERISH:
        found.append(check("grading.nothing_passes", held.decision in PASSES, last, last, str(held.decision)))
    if held.report:
        seen = {row.pitfall: row.seen for row in held.report.pitfalls if row.seen}
        for number, turn in enumerate(held.turns):
            made = turn.said.mistakes if turn.said else []
            if turn.said and turn.said.act != Act.INSISTS:
                found += [check("grading.noted", p in seen, number, last, f"{p}: {turn.text}") for p in made]
            elif turn.said:
                standing = [p for p in made if not _came_round(held, number, plan.pitfalls[p])]
                gave_in = any(p in seen and seen[p].resolved for p in standing)
                found.append(check("grading.gave_in", gave_in, number, last, turn.text))
    return found


def _came_round(held: Held, number: int, pitfall: Pitfall) -> bool:
    """Whether the candidate put it right after having insisted: challenged again, or in a good answer on it."""
    for before, turn in zip(held.turns[number:], held.turns[number + 1 :], strict=False):
        if not turn.said:
            continue
        pressed = before.move is not None and before.move.pitfall == pitfall.id
        if turn.said.act == Act.CORRECTS and pressed:
            return True
        if turn.said.act == Act.ANSWERS and turn.said.levels.get(pitfall.criterion, 0) >= RIGHT:
            return True
    return False


def truth(held: Held) -> float | None:
    """The weighted mean level of what was said, over the criteria that came up: volunteered, or asked about.

    None where it is unknown.
    """
    return _mean(_rows(held))


def group_truth(held: Held) -> dict[str, float]:
    """The same by group of criteria."""
    rows = _rows(held)
    groups = {row.group for row in rows}
    return {group: mean for group in groups if (mean := _mean([r for r in rows if r.group == group])) is not None}


class _Row(NamedTuple):
    group: str
    weight: int
    level: int


def _rows(held: Held) -> list[_Row]:
    if not held.known:
        return []
    criteria, shown = load_content().criteria, held.disclosed()
    asked = {t.move.criterion for t in held.turns if t.move and t.move.criterion}
    found = [criteria[key] for key in {*shown, *asked}]
    return [_Row(c.group.value, c.weight, shown.get(c.id, 0)) for c in found if not c.observed]


def _mean(rows: list[_Row]) -> float | None:
    return fmean((row.level for row in rows), [row.weight for row in rows]) if rows else None
