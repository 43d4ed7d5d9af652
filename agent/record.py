"""From the state of an interview to what the history keeps of it."""

from __future__ import annotations

from datetime import datetime

from agent.content import Content
from agent.drills import Drill, after_drill, after_interview
from agent.history import Entry, Results, Rotation
from agent.state import Interview
from rubrics.report import Report


def entry_of(session: str, state: Interview, started: datetime, used: datetime) -> Entry:
    """The interview as it stands at `used`."""
    setup, report = state.setup, state.report
    graded = report is not None and setup.drill is None
    return Entry(
        session=session,
        owner=state.owner,
        question=setup.question,
        template=setup.template,
        level=setup.level,
        mode=setup.mode,
        drill=setup.drill,
        started=started,
        used=used,
        phase=state.current.id if state.phases else "",
        finished=used if report else None,
        decision=report.verdict.decision if report and graded else None,
        score=report.verdict.score if report and graded else None,
        results=_results(report) if report else Results(),
    )


def _results(report: Report) -> Results:
    rows = [row for phase in report.phases for row in phase.criteria]
    return Results(
        levels={row.criterion: row.level for row in rows if row.level is not None},
        competencies={c.competency: c.score for c in report.competencies if c.score is not None and not report.drill},
        pitfalls=sorted({p.pitfall for p in report.pitfalls if not (p.seen and p.seen.resolved)}),
    )


def rotation_after(state: Interview, content: Content, at: datetime) -> Rotation:
    """What a finished interview or drill does to the drills of its owner."""
    report, today = state.report, at.date()

    def rotated(drills: list[Drill]) -> list[Drill]:
        if report is None:
            return drills
        if report.drill:
            level = next((r.level for p in report.phases for r in p.criteria if r.criterion == report.drill), None)
            return after_drill(drills, report.drill, level, report.question, today)
        return after_interview(drills, report, content.criteria, state.owner, today)

    return rotated
