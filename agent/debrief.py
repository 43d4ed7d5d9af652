"""The report of an interview, derived by code from the ledger."""

from __future__ import annotations

from agent.grading.audit import audit_of
from agent.grading.score import group_rows, verdict_of
from agent.policy.plan import Plan
from agent.policy.target import shown_key_points
from agent.report_notes import notes_on, unopened_phases
from agent.report_rows import (
    board_row,
    competency_row,
    criterion_row,
    fact_rows,
    hint_rows,
    key_point_rows,
    nothing_said,
    phase_row,
    pitfall_rows,
)
from agent.state import Interview, MoveKind
from rubrics.report import CriterionRow, Improvement, Report
from rubrics.schema import Competency
from rubrics.verdict import BARS, Verdict, broken_off, without_verdict
from rubrics.words import plural

IMPROVEMENTS = 3


def make_report(state: Interview, plan: Plan) -> Report:
    rows = {key: criterion_row(state, plan, c) for key, c in plan.criteria.items()}
    phases = [phase_row(state, plan, index, rows) for index in range(len(plan.phases))]
    competencies = [competency_row(plan, rows, c) for c in Competency]
    report = Report(
        question=plan.question.id,
        title=plan.question.title,
        template=plan.template.id,
        drill=state.setup.drill,
        verdict=_verdict(state, plan),
        phases=phases,
        groups=group_rows(state, plan),
        competencies=competencies,
        pitfalls=pitfall_rows(state, plan, rows),
        key_points=key_point_rows(state, plan),
        improvements=_improvements(state, plan, rows),
        hints_used=sum(bool(t.move and t.move.kind == MoveKind.HINT) for t in state.turns),
        facts_asked=len(state.facts_revealed),
        facts_in_all=len(plan.question.facts),
        hints=hint_rows(state, plan),
        facts=fact_rows(state, plan),
        audit=audit_of(state, plan),
        board=board_row(state, plan),
        notes=notes_on(state, plan),
    )
    return report.model_copy(update={"summary": _summary(report, nothing_said(state), _ended_early(state, plan))})


def _verdict(state: Interview, plan: Plan) -> Verdict:
    verdict = verdict_of(state, plan)
    if state.setup.drill:
        return without_verdict(verdict)
    if state.ended != "by candidate":
        return verdict
    return broken_off(verdict, sum(clock.entered for clock in state.phases), len(state.phases))


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
            advice=_advice(state, plan, row),
            read=row.read,
        )
        for row in chosen
    ]


def _advice(state: Interview, plan: Plan, row: CriterionRow) -> str:
    shown = shown_key_points(state)
    open_points = [k for k in plan.points_of(row.criterion) if k.id not in shown]
    parts = [row.reason, f"What a strong answer does: {plan.criteria[row.criterion].anchors.level_3}"]
    if open_points:
        parts.append(f"A point to make on this question: {max(open_points, key=lambda k: k.weight).point}")
    return " ".join(parts)


def _ended_early(state: Interview, plan: Plan) -> str:
    """How far an interview came that was broken off; empty for others."""
    unopened = unopened_phases(state, plan)
    if not unopened or state.ended not in ("by candidate", "script ran out") or state.setup.drill:
        return ""
    spent = sum(clock.spent for clock in state.phases) / 60
    return f"Broken off after {spent:.0f} of {state.setup.minutes:g} minutes; never opened: {', '.join(unopened)}."


def _summary(report: Report, silent: bool, early: str) -> str:
    rows = report.criteria
    best = sorted((r for r in rows if r.level is not None and r.level >= 3), key=lambda r: (-(r.level or 0), -r.weight))
    strong = list(dict.fromkeys(r.name for r in best))
    missed = sorted({r.name for r in rows if r.status == "missed"})
    never = len({r.criterion for r in rows if r.status == "never asked"})
    parts = [report.verdict.reason, *([early] if early else [])]
    if silent:
        parts.append("Nothing was said, so the key points and the worked answer stay unread: it is still yours to try.")
    if strong:
        parts.append(f"Strongest: {', '.join(strong[:4])}.")
    if missed:
        parts.append(f"Missed when asked: {', '.join(missed[:4])}.")
    if never:
        counts = "was never asked about and does" if never == 1 else "were never asked about and do"
        parts.append(f"{plural(never, 'criterion')} {counts} not count.")
    return " ".join(parts)
