"""Keeping a candidate on course: mistakes challenged, asides ended, silence helped, tricks declined."""

from __future__ import annotations

from agent.policy import Plan
from agent.state import MoveKind
from evals.candidate import Act
from evals.held import Held, HeldTurn
from evals.metrics.check import Check, check
from knowledge.embedder import shared_embedder

SOON = 2  # of the interviewer's turns
ALIKE = 0.55  # cosine to a pitfall's challenge, for an interviewer that names no moves
FUSS = 50  # words
HELPS = (MoveKind.HINT, MoveKind.REDIRECT, MoveKind.CLARIFY, MoveKind.PROBE, MoveKind.TRANSITION)
ON_COURSE = (MoveKind.REDIRECT, MoveKind.TRANSITION, MoveKind.PROBE)  # followed, or asked about this phase again
ANSWERS_TO = {
    Act.OFF_TOPIC: ("steering.brought_back", (MoveKind.REDIRECT,)),
    Act.GIBBERISH: (
        "steering.brought_back",
        (MoveKind.REDIRECT, MoveKind.PROBE, MoveKind.TRANSITION, MoveKind.WRAP_UP),
    ),
    Act.STUCK: ("steering.helped", HELPS),
    Act.SILENT: ("steering.helped", HELPS),
    Act.ASKS_HINT: ("steering.hint_given", (MoveKind.HINT,)),
    Act.STEERS: ("steering.declined", (MoveKind.DECLINE,)),
    Act.ASKS_SOLUTION: ("steering.solution_kept", (MoveKind.DECLINE, MoveKind.HINT)),
    Act.JUMPS: ("steering.jump_handled", (*ON_COURSE, MoveKind.CHALLENGE)),
}
AT_THE_END = (MoveKind.WRAP_UP, MoveKind.CLOSE)  # the time being up goes before all else


def checks(held: Held, plan: Plan) -> list[Check]:
    asked = [(number, turn) for number, turn, _ in held.exchanges()]
    found = [c for number, turn in asked if (c := _false_challenge(held, number, turn))]
    for number, turn in enumerate(held.turns):
        if not turn.said:
            continue
        after = [(n, t) for n, t in asked if n > number][:SOON]
        if not after:
            continue
        if turn.said.act != Act.INSISTS:
            for pitfall in turn.said.mistakes:
                found += _challenged(held, plan, pitfall, number, after)
        reply = after[0][1]
        if reply.move and turn.said.act in ANSWERS_TO and reply.move.kind not in AT_THE_END:
            metric, kinds = ANSWERS_TO[turn.said.act]
            hit = reply.move.kind in kinds
            if turn.said.act == Act.STEERS:
                hit = (hit or reply.move.declines) and len(reply.text.split()) <= FUSS
            found.append(check(metric, hit, number, len(held.turns), f"{turn.text} — {reply.text}"))
    return found


def _false_challenge(held: Held, number: int, turn: HeldTurn) -> Check | None:
    if not turn.move or not turn.move.pitfall or not held.known:
        return None
    made = {pitfall for said in held.said_before(number) for pitfall in (*said.mistakes, *said.arguable)}
    before = next(t for t in reversed(held.turns[:number]) if t.said)
    note = f"{turn.move.pitfall}: {before.text}"
    metric = "steering.false_challenge" if turn.move.kind == MoveKind.CHALLENGE else "steering.false_check"
    return check(metric, turn.move.pitfall not in made, number, len(held.turns), note)


def _challenged(held: Held, plan: Plan, pitfall: str, number: int, after: list[tuple[int, HeldTurn]]) -> list[Check]:
    """Whether it was challenged as a mistake; and whether it was so, or asked about as one that may have been made."""
    note, turns = f"{pitfall}: {held.turns[number].text}", len(held.turns)
    if after[0][1].move:
        moves = [turn.move for _, turn in after if turn.move and turn.move.pitfall == pitfall]
        hit, asked = any(move.kind == MoveKind.CHALLENGE for move in moves), bool(moves)
    else:
        wanted = shared_embedder().embed(list(plan.pitfalls[pitfall].challenge))
        hit = any(float((wanted @ shared_embedder().embed([turn.text])[0]).max()) >= ALIKE for _, turn in after)
        asked = hit
    return [
        check("steering.challenged", hit, number, turns, note),
        check("steering.tested", asked, number, turns, note),
    ]
