"""Keeping the books: what a reading and a move change in the ledger."""

from __future__ import annotations

from agent.examiner.base import Grading
from agent.mistakes_made import looked_at_again, standing
from agent.policy.onward import ASKS
from agent.policy.plan import Plan
from agent.state import Assessment, Intent, Interview, Move, MoveKind, Steering, Substance
from rubrics.evidence import DRAWN, Depth, Evidence, Ledger, LedgerEntry, PitfallSeen, verified
from rubrics.scoring import level_of

ASKING = (MoveKind.PROBE, MoveKind.DEEPEN, MoveKind.CHALLENGE)
LEADING = ("jump", *ASKS)  # redirections and transitions that ask for something
PENDING = (
    Intent.CLARIFYING_QUESTION, Intent.CHECK_IN, Intent.ASKS_HINT, Intent.ASKS_REPEAT, Intent.ASKS_TIME,
    Intent.SMALL_TALK, Intent.PAUSE, Intent.COVERED, Intent.MISREAD,
)  # fmt: skip


def with_reading(state: Interview, plan: Plan, reading: Assessment) -> tuple[Ledger, list[PitfallSeen]]:
    """The ledger and pitfalls after a candidate turn. Quotes that are not in the transcript are dropped here."""
    evidence = verified(reading.evidence, state.said_by_candidate())
    pitfalls = standing(state, plan, reading)
    good = _without_mistakes(evidence, pitfalls, plan)
    ledger = {key: _without(entry, reading.rereads) for key, entry in state.ledger.items()}
    touched = set(ledger) if reading.rereads else set[str]()
    touched |= {e.criterion for e in evidence} | {plan.pitfalls[p.pitfall].criterion for p in pitfalls}
    asked = {state.asked} if state.asked else set[str]()
    leaving = state.input is not None and state.input.action in ("end", "stop")  # no answer was possible
    for criterion in sorted((touched | asked) & set(plan.criteria)):
        entry = ledger.get(criterion) or LedgerEntry(criterion=criterion)
        new = [e for e in good if e.criterion == criterion]
        now = any(e.criterion == criterion and e.turn == state.turns[-1].id for e in evidence)
        passed = _talked_past(reading, evidence) if criterion in asked and not now and not leaving else 0
        update = {"evidence": _merged(entry.evidence, new), "unanswered": entry.unanswered + passed}
        ledger[criterion] = _levelled(entry.model_copy(update=update), plan, pitfalls)
    return ledger, pitfalls


def with_objection(state: Interview, plan: Plan, reading: Assessment) -> tuple[Ledger, list[PitfallSeen]]:
    """The ledger and pitfalls after a second look at a turn: without what it does not find."""
    pitfalls = looked_at_again(state, reading)
    if pitfalls == state.pitfalls:
        return state.ledger, state.pitfalls
    return {key: _levelled(entry, plan, pitfalls) for key, entry in state.ledger.items()}, pitfalls


def _without_mistakes(evidence: list[Evidence], seen: list[PitfallSeen], plan: Plan) -> list[Evidence]:
    """A sentence that is a mistake shows nothing good on its own subject, whatever terms are in it."""
    wrong = {(p.quote, plan.bank[plan.pitfalls[p.pitfall].criterion].group) for p in seen}
    quotes = {quote for quote, _ in wrong}
    return [
        e
        for e in evidence
        if e.quote not in quotes
        or not (e.signal.startswith("key:") or (e.quote, plan.bank[e.criterion].group) in wrong)
    ]


def _without(entry: LedgerEntry, turns: list[int]) -> LedgerEntry:
    """Without the evidence of turns that were read again; what asking for a fact shows stays."""
    kept = [e for e in entry.evidence if e.turn not in turns or e.signal.startswith("fact:")]
    return entry if len(kept) == len(entry.evidence) else entry.model_copy(update={"evidence": kept})


def with_grading(state: Interview, found: Grading | None) -> Interview:
    """The interview with the levels of a grading in place of those kept during it."""
    if found is None:
        return state
    update = found._asdict() | {"notes": [*state.notes, *found.notes]}
    return state.model_copy(update=update)


def without_board(state: Interview, plan: Plan) -> Interview:
    """The interview as far as it was said: what the calibration knows. The same one where nothing was drawn."""
    if not any(e.signal.startswith(DRAWN) for entry in state.ledger.values() for e in entry.evidence):
        return state
    ledger = {
        key: _levelled(entry.model_copy(update={"evidence": said}), plan, state.pitfalls)
        if len(said := [e for e in entry.evidence if not e.signal.startswith(DRAWN)]) < len(entry.evidence)
        else entry
        for key, entry in state.ledger.items()
    }
    return state.model_copy(update={"ledger": ledger})


def with_substance(state: Interview, reading: Assessment) -> Substance:
    """The statements counted so far and those of a turn."""
    so_far, more = state.substance, reading.substance
    return Substance(statements=so_far.statements + more.statements, tied=so_far.tied + more.tied)


def with_steering(state: Interview, reading: Assessment) -> list[Steering]:
    """What was aimed at the grader so far, and in a turn."""
    turn = state.turns[-1].id
    return [*state.steering, *(Steering(turn=turn, quote=q, sure=reading.surely_steering) for q in reading.steering)]


def _talked_past(reading: Assessment, evidence: list[Evidence]) -> int:
    """How much a turn without an answer counts as a miss: fully, half when it had other things to say, and not at all
    when what it said of this very problem may have been an answer that was not recognised."""
    if reading.intent in PENDING or reading.substance.tied:
        return 0
    return 1 if any(e.depth >= Depth.SPECIFIC for e in evidence) else 2


def with_move(state: Interview, plan: Plan, move: Move) -> Ledger:
    """The ledger after the interviewer's move: what was asked, which rung was given."""
    if not move.criterion or move.criterion not in plan.criteria:
        return state.ledger
    entry = state.ledger.get(move.criterion) or LedgerEntry(criterion=move.criterion)
    asked = entry.asked + (move.kind in (*ASKING, MoveKind.WRAP_UP) or move.preface in LEADING)
    hinted = move.kind == MoveKind.HINT
    entry = entry.model_copy(
        update={
            "asked": max(asked, 1) if hinted else asked,
            "hints": max(entry.hints, move.rung) if hinted else entry.hints,
        }
    )
    return {**state.ledger, move.criterion: _levelled(entry, plan, state.pitfalls)}


def _merged(old: list[Evidence], new: list[Evidence]) -> list[Evidence]:
    known = {(e.quote, e.signal) for e in old}
    return old + [e for e in new if (e.quote, e.signal) not in known]


def _levelled(entry: LedgerEntry, plan: Plan, pitfalls: list[PitfallSeen]) -> LedgerEntry:
    against = [p for p in pitfalls if plan.pitfalls[p.pitfall].criterion == entry.criterion]
    return entry.model_copy(update={"level": level_of(entry, against)})
