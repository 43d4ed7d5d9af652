"""The report of an interview, derived by code from the ledger."""

from __future__ import annotations

from collections import Counter

from agent.content import Content
from agent.grading.audit import audit_of
from agent.grading.score import group_rows, verdict_of
from agent.policy.plan import Plan
from agent.policy.target import shown_key_points
from agent.state import ExaminerName, Interview, MoveKind
from rubrics.evidence import Depth, LedgerEntry, Prompting
from rubrics.report import (
    CompetencyRow,
    CriterionRow,
    Improvement,
    KeyPointRow,
    PhaseRow,
    PitfallRow,
    Report,
)
from rubrics.schema import Competency, Criterion
from rubrics.scoring import HINT_CAP, weighted_mean
from rubrics.verdict import BARS, without_verdict

IMPROVEMENTS = 3
DEPTHS = {
    Depth.MENTION: "named, without saying what it would look like here",
    Depth.SPECIFIC: "specific, but without a reason",
    Depth.JUSTIFIED: "specific and with a reason",
    Depth.QUANTIFIED: "with numbers or weighed against an alternative",
}


def make_report(state: Interview, plan: Plan, content: Content) -> Report:
    rows = {key: _criterion_row(state, plan, c) for key, c in plan.criteria.items()}
    verdict = without_verdict(verdict_of(state, plan)) if state.setup.drill else verdict_of(state, plan)
    phases = [_phase_row(state, plan, index, rows) for index in range(len(plan.phases))]
    competencies = [_competency_row(plan, rows, c) for c in Competency]
    report = Report(
        question=plan.question.id,
        title=plan.question.title,
        template=plan.template.id,
        drill=state.setup.drill,
        verdict=verdict,
        phases=phases,
        groups=group_rows(state, plan),
        competencies=competencies,
        pitfalls=_pitfall_rows(state, plan, rows),
        key_points=_key_point_rows(state, plan),
        improvements=_improvements(state, plan, rows),
        hints_used=sum(bool(t.move and t.move.kind == MoveKind.HINT) for t in state.turns),
        facts_asked=len(state.facts_revealed),
        facts_in_all=len(plan.question.facts),
        audit=audit_of(state, plan),
        notes=_notes(state, plan),
    )
    return report.model_copy(update={"summary": _summary(state, report)})


def _criterion_row(state: Interview, plan: Plan, criterion: Criterion) -> CriterionRow:
    entry = state.ledger.get(criterion.id) or LedgerEntry(criterion=criterion.id)
    level = entry.level
    hinted = any(e.prompting == Prompting.HINTED for e in entry.evidence)
    if level is None:
        status = "talked past" if entry.asked else "never asked"
    elif not entry.evidence:
        status = "missed"
    else:
        status = "shown after a hint" if hinted else "shown"
    anchors = criterion.anchors
    texts = (anchors.level_0, anchors.level_1, anchors.level_2, anchors.level_3, anchors.level_4)
    following = min(4, max(2, (level or 0) + 1))  # from nothing, the aim is a solid answer and not a mention
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
        next_level="" if level == 4 else texts[following],
        read=list(criterion.sources),
    )


def _reason(state: Interview, plan: Plan, entry: LedgerEntry, criterion: Criterion) -> str:
    if entry.level is None:
        if entry.asked:
            return "Asked about, but the conversation went elsewhere, so it does not count."
        return "Neither brought up nor asked about, so it does not count."
    if entry.finding:
        passes = f" Its passes were {entry.spread} levels apart." if entry.spread > 1 else ""
        return f"{entry.finding}{passes}"
    if not entry.evidence:
        asked = "Asked about" if entry.asked else "Contradicted by a mistake"
        return f"{asked}, and no answer showed it."
    best = max(entry.evidence, key=lambda e: (min(e.depth, HINT_CAP[e.rung]), e.depth))
    who = {"unprompted": "Brought up unprompted", "prompted": "Answered when asked", "hinted": "Shown after a hint"}
    parts = [f"{who[best.prompting]}: {DEPTHS[best.depth]}"]
    signals = len({e.signal for e in entry.evidence})
    if signals > 1:
        parts.append(f"{signals} different points")
    if best.rung and best.depth > HINT_CAP[best.rung]:
        parts.append(f"capped at {HINT_CAP[best.rung]} by the hint on rung {best.rung}")
    against = [p for p in state.pitfalls if plan.pitfalls[p.pitfall].criterion == criterion.id and not p.resolved]
    if against:
        parts.append(f"one level off for “{plan.pitfalls[against[0].pitfall].name}”")
    return "; ".join(parts) + "."


def _phase_row(state: Interview, plan: Plan, index: int, rows: dict[str, CriterionRow]) -> PhaseRow:
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


def _competency_row(plan: Plan, rows: dict[str, CriterionRow], competency: Competency) -> CompetencyRow:
    criteria = [c for c in plan.criteria.values() if c.competency == competency]
    score = weighted_mean((c, rows[c.id].level) for c in criteria)
    return CompetencyRow(
        competency=competency,
        score=None if score is None else round(score, 2),
        assessed=sum(rows[c.id].level is not None for c in criteria),
        of=len(criteria),
    )


def _pitfall_rows(state: Interview, plan: Plan, rows: dict[str, CriterionRow]) -> list[PitfallRow]:
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


def _key_point_rows(state: Interview, plan: Plan) -> list[KeyPointRow]:
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


def _improvements(state: Interview, plan: Plan, rows: dict[str, CriterionRow]) -> list[Improvement]:
    """Where the most weight is lost against a strong hire, among what was assessed; one per criterion group."""
    goal = BARS[state.setup.level].strong_hire
    lost = sorted(
        (row for row in rows.values() if row.level is not None and row.level < goal),
        key=lambda row: (-row.weight * (goal - (row.level or 0)), row.criterion),
    )
    chosen: list[CriterionRow] = []
    for row in lost:
        if len(chosen) < IMPROVEMENTS and row.group not in {c.group for c in chosen}:
            chosen.append(row)
    chosen += [row for row in lost if row not in chosen][: IMPROVEMENTS - len(chosen)]
    return [
        Improvement(
            criterion=row.criterion,
            name=row.name,
            advice=f"{row.reason} What a strong answer does: {plan.criteria[row.criterion].anchors.level_3}",
            read=row.read,
        )
        for row in chosen
    ]


def _notes(state: Interview, plan: Plan) -> list[str]:
    notes = [f"Turn {s.turn} addressed the grading and changed nothing: “{s.quote[:120]}”" for s in state.steering]
    if state.ended == "by candidate":
        notes.append("The candidate ended the interview early.")
    if state.ended == "script ran out":
        notes.append("The script ran out before the interview was over.")
    unreached = [plan.phases[i].title for i, c in enumerate(state.phases) if not c.entered]
    if unreached:
        notes.append(f"Phases never opened: {', '.join(unreached)}.")
    return [*notes, *state.notes, *_examiners(state)]


def _examiners(state: Interview) -> list[str]:
    """Who worded which turns, and whose levels these are."""
    by_rules = "Its levels come from rules and sentence similarity."
    if state.setup.examiner == ExaminerName.EMBEDDED:
        return [f"Examiner: embedded, without a language model. {by_rules}"]
    called = [t for t in state.turns if t.call]
    stood_in = [t for t in called if t.examiner == ExaminerName.EMBEDDED]
    held = Counter(reason for t in called for reason in (t.call.held_back if t.call else []))
    models = sorted({t.call.model for t in called if t.call})
    notes = [f"Examiner: language model ({', '.join(models)})." if models else "Examiner: language model, not reached."]
    if stood_in:
        why = "; ".join(sorted({t.call.trouble for t in stood_in if t.call and t.call.trouble}))
        turns = ", ".join(str(t.id) for t in stood_in)
        notes.append(f"The embedded examiner worded turns {turns} in its place. {why}".strip())
    if held:
        reasons = "; ".join(f"{reason} ({count})" for reason, count in sorted(held.items()))
        notes.append(f"Of {len(called)} turns of the model, sentences were held back: {reasons}.")
    by_model = [phase for phase, name in state.graders.items() if name == ExaminerName.LLM]
    if len(by_model) < len(state.phases):
        whose = f"of {len(by_model)} of {len(state.phases)} phases" if by_model else "of no phase"
        notes.append(f"The model graded the levels {whose}; the others are the embedded examiner's. {by_rules}")
    else:
        notes.append(
            "The model graded every phase, each in two passes or more; its levels are not calibrated on labels."
        )
    return notes


def _summary(state: Interview, report: Report) -> str:
    rows = [row for phase in report.phases for row in phase.criteria]
    strong = sorted({r.name for r in rows if r.level is not None and r.level >= 3})
    missed = sorted({r.name for r in rows if r.status == "missed"})
    never = len({r.criterion for r in rows if r.level is None})
    parts = [report.verdict.reason]
    if strong:
        parts.append(f"Strongest: {', '.join(strong[:4])}.")
    if missed:
        parts.append(f"Missed when asked: {', '.join(missed[:4])}.")
    if never:
        parts.append(f"{never} criteria were never asked about and do not count.")
    return " ".join(parts)
