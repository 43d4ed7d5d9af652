"""From the state of an interview to what the history keeps of it."""

from __future__ import annotations

from datetime import datetime

from agent.checklist import mistake_sentences
from agent.content import Content
from agent.drills import Drill, after_drill, after_interview
from agent.history import Entry, Results, Rotation
from agent.state import Interview
from rubrics.drill import drilled
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
        results=results_of(report) if report else Results(),
    )


def results_of(report: Report) -> Results:
    """What the history keeps of a report."""
    return Results(
        levels={row.criterion: row.level for row in report.criteria if row.level is not None},
        competencies={c.competency: c.score for c in report.competencies if c.score is not None and not report.drill},
        pitfalls=sorted({p.pitfall for p in report.pitfalls if not (p.seen and p.seen.resolved)}),
    )


def common_mistakes(report: Report, content: Content) -> list[str]:
    """The common mistakes in an interview, in sentences, as Progress counts them."""
    names = {key: criterion.name for key, criterion in content.criteria.items()}
    return mistake_sentences(results_of(report), {p.pitfall: p.name for p in report.pitfalls}, names)


def rotation_after(state: Interview, content: Content, at: datetime) -> Rotation:
    """What a finished interview or drill does to the drills of its owner."""
    report, today = state.report, at.date()

    def rotated(drills: list[Drill]) -> list[Drill]:
        if report is None:
            return drills
        if report.drill:
            row = drilled(report)
            return after_drill(drills, report.drill, row.level if row else None, report.question, today)
        return after_interview(drills, report, content.criteria, state.owner, today)

    return rotated
