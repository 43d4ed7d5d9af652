"""Drills: short interviews on one weak criterion, coming back after growing intervals. Pure functions of the day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from pydantic import BaseModel, Field

from agent.content import DEFAULT_QUESTION, DEFAULT_TEMPLATE, Content, nearest
from agent.state import Mode, Setup
from knowledge.schema import Question
from rubrics.drill import WELL
from rubrics.report import CriterionRow, Report
from rubrics.schema import Criterion
from rubrics.verdict import Seniority

INTERVALS = (1, 3, 7, 14)  # days until a drill comes back
PER_INTERVIEW = 2  # criteria that an interview adds
MOST_DUE = 4  # in one day; the others wait
MINUTES = 5.0


class Drill(BaseModel):
    """One criterion in rotation."""

    owner: str
    criterion: str
    template: str = Field(description="a template that has the criterion")
    level: Seniority = Seniority.SENIOR
    asked_on: list[str] = Field(description="questions it was asked about on, the last one first")
    step: int = Field(default=0, description="which of the intervals it waits for")
    due: date


def weakest(rows: Iterable[CriterionRow], bank: dict[str, Criterion]) -> list[CriterionRow]:
    """The criteria an interview adds: lowest level first, then the weightier. What is only observed cannot be asked."""
    weak = {
        row.criterion: row
        for row in rows
        if row.level is not None and row.level < WELL and row.criterion in bank and not bank[row.criterion].observed
    }
    ranked = sorted(weak.values(), key=lambda row: (row.level, -row.weight, row.criterion))
    return ranked[:PER_INTERVIEW]


def after_interview(
    drills: Sequence[Drill], report: Report, bank: dict[str, Criterion], owner: str, today: date
) -> list[Drill]:
    """The rotation after a whole interview. What is in it already keeps its day."""
    known = {drill.criterion for drill in drills}
    new = [
        Drill(
            owner=owner, criterion=row.criterion, template=report.template, level=report.verdict.level,
            asked_on=[report.question], due=_in_days(today, 0),
        )
        for row in weakest(report.criteria, bank)
        if row.criterion not in known
    ]  # fmt: skip
    return [*drills, *new]


def after_drill(drills: Sequence[Drill], criterion: str, level: int | None, question: str, today: date) -> list[Drill]:
    """The rotation after a drill. Done well it waits longer, and after the last interval it leaves; done badly it
    starts again. Well before its day it keeps that day, and without an answer nothing changes."""
    return [
        after
        for drill in drills
        if (after := _moved(drill, level, question, today) if drill.criterion == criterion else drill)
    ]


def _moved(drill: Drill, level: int | None, question: str, today: date) -> Drill | None:
    if level is None:
        return drill
    asked_on = [question, *(q for q in drill.asked_on if q != question)]
    if level < WELL:
        return drill.model_copy(update={"step": 0, "due": _in_days(today, 0), "asked_on": asked_on})
    if drill.due > today:
        return drill.model_copy(update={"asked_on": asked_on})
    step = drill.step + 1
    if step == len(INTERVALS):
        return None
    return drill.model_copy(update={"step": step, "due": _in_days(today, step), "asked_on": asked_on})


def _in_days(today: date, step: int) -> date:
    return today + timedelta(days=INTERVALS[step])


def due(drills: Iterable[Drill], today: date) -> list[Drill]:
    """What to practise today, the longest overdue first; each criterion once."""
    ready = {d.criterion: d for d in sorted(drills, key=_order, reverse=True) if d.due <= today}
    return sorted(ready.values(), key=_order)[:MOST_DUE]


def upcoming(drills: Iterable[Drill], today: date) -> list[Drill]:
    """What is in rotation and not to be practised today."""
    drills = list(drills)
    now = {d.criterion for d in due(drills, today)}
    later = {d.criterion: d for d in sorted(drills, key=_order, reverse=True) if d.criterion not in now}
    return sorted(later.values(), key=_order)


def _order(drill: Drill) -> tuple[date, int, str]:
    return drill.due, drill.step, drill.criterion


# --- the interview of a drill --------------------------------------------------------------------------------------


def drill_setup(content: Content, drill: Drill, seed: int, question: str = "") -> Setup:
    """A drill as an interview, on the question asked for, or on one it was not asked about on where there is one.
    Raises KeyError."""
    known = question if question in content.questions else ""
    return Setup(
        question=known or question_for(content, drill.criterion, drill.asked_on, seed), template=drill.template,
        level=drill.level, mode=Mode.COACH, seed=seed, minutes=MINUTES, drill=drill.criterion,
    )  # fmt: skip


def free_drill(content: Content, criterion: str, owner: str, today: date) -> Drill:
    """A drill on any criterion, in rotation or not. Raises KeyError with what may have been meant."""
    if criterion not in content.criteria:
        raise KeyError(nearest(criterion, content.criteria, "criterion"))
    if not can_be_drilled(content, criterion):
        raise KeyError(f"the criterion {criterion!r} is shown by how an interview is led; there is no drill on it")
    having = _templates_with(content, criterion)
    template = DEFAULT_TEMPLATE if DEFAULT_TEMPLATE in having else having[0]
    return Drill(owner=owner, criterion=criterion, template=template, asked_on=[], due=today)


def can_be_drilled(content: Content, criterion: str) -> bool:
    """Whether it can be asked about."""
    found = content.criteria.get(criterion)
    return found is not None and not found.observed and bool(_templates_with(content, criterion))


def _templates_with(content: Content, criterion: str) -> list[str]:
    return [t.id for t in content.templates.values() if any(criterion in p.criteria for p in t.phases)]


def following(drills: Iterable[Drill], criterion: str, today: date) -> Drill | None:
    """What to practise after a drill on the criterion: what is due, else what comes next; None for nothing else."""
    drills = [d for d in drills if d.criterion != criterion]
    return next(iter([*due(drills, today), *upcoming(drills, today)]), None)


def question_for(content: Content, criterion: str, asked_on: Sequence[str], seed: int) -> str:
    """A question to ask about the criterion on: one with a key point on it, and not one of the last."""
    wanted = content.criteria[criterion]
    pointed = sorted(q.id for q in content.questions.values() if content.key_points_for(q, criterion))
    fitting = pointed or sorted(q.id for q in content.questions.values() if _applies(wanted, q))
    if not fitting:
        return asked_on[0] if asked_on else DEFAULT_QUESTION
    fresh = [q for q in fitting if q not in asked_on]
    if fresh:
        return fresh[seed % len(fresh)]
    return max(fitting, key=list(asked_on).index)  # the one that was longest ago


def _applies(criterion: Criterion, question: Question) -> bool:
    return not criterion.traits or bool(set(criterion.traits) & set(question.traits))
