"""Hints: how much they give away, whether they help, and whether they were wanted."""

from __future__ import annotations

from agent.policy import Plan
from agent.state import MoveKind
from evals.candidate import Act
from evals.held import Held, HeldTurn
from evals.leaks import gives_away
from evals.metrics.check import Check, check

WANTED = (Act.STUCK, Act.SILENT, Act.ASKS_HINT, Act.ASKS_SOLUTION, Act.EXHAUSTED, Act.GIBBERISH)
SECRET = (MoveKind.PROBE, MoveKind.DEEPEN, MoveKind.CHALLENGE, MoveKind.REDIRECT, MoveKind.CLARIFY)


def checks(held: Held, plan: Plan) -> list[Check]:
    found: list[Check] = []
    turns = len(held.turns)
    for number, turn, before in held.exchanges():
        heard = " ".join(t.text for t in held.turns[:number])
        if turn.move and turn.move.kind == MoveKind.HINT:
            if point := plan.key_points.get(turn.move.key_point or ""):
                leaks = gives_away(turn.text, point, plan.question, heard)
                metric = f"hints.leak_rung_{turn.move.rung}"
                found.append(check(metric, leaks, number, turns, f"{point.id}: {turn.text}"))
            if before and before.said:
                note = f"{before.text} — {turn.text}"
                found.append(check("hints.wanted", before.said.act in WANTED, number, turns, note))
            found += _useful(held, number)
        elif _follows_up(turn, before):
            given = [p.id for p in plan.key_points.values() if gives_away(turn.text, p, plan.question, heard)]
            found.append(check("hints.leak_follow_up", bool(given), number, turns, f"{given}: {turn.text}"))
    return found


def _follows_up(turn: HeldTurn, before: HeldTurn | None) -> bool:
    """A question that is no hint: by its move, or by its words and by what it answers."""
    if turn.move:
        return turn.move.kind in SECRET
    wanted = bool(before and before.said and before.said.act in WANTED)
    return before is not None and "?" in turn.text and not wanted


def _useful(held: Held, number: int) -> list[Check]:
    """Whether the next answer shows more on the subject than everything before it."""
    move = held.turns[number].move
    after = next((t.said for t in held.turns[number + 1 :] if t.said), None)
    if not move or not after or not move.criterion:
        return []
    before = held.disclosed(number).get(move.criterion, 0)
    stated = {p for said in held.said_before(number) for p in said.points}
    better = after.levels.get(move.criterion, 0) > before or bool(set(after.points) - stated)
    return [check("hints.useful", better, number, len(held.turns), f"rung {move.rung}: {after.text}")]
