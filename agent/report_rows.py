"""The rows of a report: each is what the ledger says of one criterion, phase, mistake, hint, key point or board."""

from __future__ import annotations

from agent.board import drawing, parse_board, questions, read_board, without_board
from agent.examiner.embedded.claims import split_claims
from agent.policy.plan import Plan
from agent.policy.target import shown_key_points
from agent.state import Interview, MoveKind
from rubrics.evidence import Depth, LedgerEntry, PitfallSeen, Prompting
from rubrics.report import (
    BoardRow,
    CompetencyRow,
    CriterionRow,
    FactRow,
    HintRow,
    KeyPointRow,
    PhaseRow,
    PitfallRow,
)
from rubrics.schema import Competency, Criterion
from rubrics.scoring import HINT_CAP, carried, next_level, weighted_mean

DEPTHS = {
    Depth.MENTION: "named, without saying what it would look like here",
    Depth.SPECIFIC: "specific, but without a reason",
    Depth.JUSTIFIED: "specific and with a reason",
    Depth.QUANTIFIED: "with numbers or weighed against an alternative",
}


def board_row(state: Interview, plan: Plan) -> BoardRow | None:
    """The whiteboard's section of a report; none where nothing was drawn."""
    if not state.board:
        return None
    said = [without_board(t.text) for t in state.turns if t.speaker == "candidate" and t.action == "say"]
    claims = [claim.text for text in said for claim in split_claims(text)]
    found, asked = read_board(state.board, claims, plan.question.vocabulary), questions()
    return BoardRow(
        source=state.board,
        drawing="" if found.problem else drawing(parse_board(state.board)),
        turn=next((t.id for t in reversed(state.turns) if t.board), None),
        parts=found.parts,
        missing=[asked.gaps[gap].short for gap in found.gaps],
        contradictions=[asked.contradictions[key].short for key in found.contradictions],
        problem=found.problem,
    )


def criterion_row(state: Interview, plan: Plan, criterion: Criterion) -> CriterionRow:
    entry = state.ledger.get(criterion.id) or LedgerEntry(criterion=criterion.id)
    level = entry.level
    hinted = any(e.prompting == Prompting.HINTED for e in entry.evidence)
    if level is None:
        status = "talked past" if entry.asked else "never asked"
    elif not entry.evidence:
        status = "missed"
    else:
        status = "shown after a hint" if hinted else "shown"
    anchors = criterion.anchors.texts
    lowered = bool(_against(state, plan, criterion))  # what the level means was not what was said
    return CriterionRow(
        criterion=criterion.id,
        name=criterion.name,
        group=criterion.group,
        competency=criterion.competency,
        weight=criterion.weight,
        level=level,
        status=status,
        asked=entry.asked,
        hint_rung=entry.hints,
        evidence=sorted(entry.evidence, key=lambda e: (-e.depth, e.turn)),
        reason=_reason(state, plan, entry, criterion),
        this_level="" if level is None or lowered else anchors[level],
        next_level="" if level == 4 else anchors[next_level(level)],
        read=list(criterion.sources),
    )


def _reason(state: Interview, plan: Plan, entry: LedgerEntry, criterion: Criterion) -> str:
    if entry.level is None:
        if entry.asked:
            return "Asked about, but nothing that was said could be counted for it with certainty."
        return "Neither brought up nor asked about, so it does not count."
    if entry.finding:
        passes = f" Its passes were {entry.spread} levels apart." if entry.spread > 1 else ""
        return f"{entry.finding}{passes}"
    if not entry.evidence:
        asked = "Asked about" if entry.asked else "Contradicted by a mistake"
        return f"{asked}, and no answer showed it."
    best = max(entry.evidence, key=lambda e: (carried(e), e.depth))
    who = {"unprompted": "Brought up unprompted", "prompted": "Answered when asked", "hinted": "Shown after a hint"}
    parts = [f"{who[best.prompting]}: {DEPTHS[best.depth]}"]
    signals = len({e.signal for e in entry.evidence})
    if signals > 1:
        parts.append(f"{signals} different points")
    if best.rung and best.depth > HINT_CAP[best.rung]:
        parts.append(f"capped at {HINT_CAP[best.rung]} by the hint on rung {best.rung}")
    if against := _against(state, plan, criterion):
        parts.append(f"one level off for “{plan.pitfalls[against[0].pitfall].name}”")
    return "; ".join(parts) + "."


def _against(state: Interview, plan: Plan, criterion: Criterion) -> list[PitfallSeen]:
    """The mistakes on a criterion that stand."""
    return [p for p in state.pitfalls if plan.pitfalls[p.pitfall].criterion == criterion.id and not p.resolved]


def phase_row(state: Interview, plan: Plan, index: int, rows: dict[str, CriterionRow]) -> PhaseRow:
    phase, clock = plan.phases[index], state.phases[index]
    criteria = plan.phase_criteria(index)
    score = weighted_mean((c, rows[c.id].level) for c in criteria)
    return PhaseRow(
        phase=phase.id,
        title=phase.title,
        minutes_planned=round(clock.budget / 60, 1),
        minutes_spent=round(clock.spent / 60, 1),
        reached=clock.entered or any(rows[c.id].evidence for c in criteria),
        score=None if score is None else round(score, 2),
        criteria=[rows[c.id] for c in criteria],
    )


def competency_row(plan: Plan, rows: dict[str, CriterionRow], competency: Competency) -> CompetencyRow:
    criteria = [c for c in plan.criteria.values() if c.competency == competency]
    score = weighted_mean((c, rows[c.id].level) for c in criteria)
    return CompetencyRow(
        competency=competency,
        score=None if score is None else round(score, 2),
        assessed=sum(rows[c.id].level is not None for c in criteria),
        of=len(criteria),
    )


def pitfall_rows(state: Interview, plan: Plan, rows: dict[str, CriterionRow]) -> list[PitfallRow]:
    said = {p.pitfall: p for p in state.pitfalls}
    omitted = {
        key: None
        for key, p in plan.pitfalls.items()
        if p.kind == "omitted" and p.criterion in rows and rows[p.criterion].status == "missed"
    }
    return [
        PitfallRow(
            pitfall=key,
            name=plan.pitfalls[key].name,
            criterion=plan.pitfalls[key].criterion,
            why=plan.pitfalls[key].why,
            seen=seen,
            read=list(plan.pitfalls[key].sources),
        )
        for key, seen in {**said, **omitted}.items()
    ]


def fact_rows(state: Interview, plan: Plan) -> list[FactRow]:
    """The whole fact sheet, and what of it was asked for."""
    return [
        FactRow(fact=f.id, topic=f.topic, answer=f.answer, asked=f.id in state.facts_revealed)
        for f in plan.question.facts
    ]


def hint_rows(state: Interview, plan: Plan) -> list[HintRow]:
    """Those of Greenroom's own interviewer; in a transcript nobody can say which rung a hint was."""
    hints = [(t.id, t.move) for t in state.turns if t.move and t.move.kind == MoveKind.HINT and t.move.rung]
    return [
        HintRow(turn=turn, rung=move.rung, criterion=move.criterion, name=plan.bank[move.criterion].name)
        for turn, move in hints
        if move.criterion in plan.bank
    ]


def nothing_said(state: Interview) -> bool:
    """Whether the candidate never spoke; then the question is still one to try, and its answers stay unread."""
    return not any(turn.speaker == "candidate" and turn.text.strip() for turn in state.turns)


def key_point_rows(state: Interview, plan: Plan) -> list[KeyPointRow]:
    if nothing_said(state):
        return []
    shown = shown_key_points(state)
    quotes = {e.signal: e.quote for entry in state.ledger.values() for e in entry.evidence}
    return [
        KeyPointRow(
            key_point=k.id,
            criterion=k.criterion,
            point=k.point,
            shown=k.id in shown,
            quote=quotes.get(f"key:{k.id}", ""),
        )
        for k in plan.key_points.values()
    ]
