"""The side panel: the phases, the clock, and the sources behind the questions and hints."""

from __future__ import annotations

import time
from math import ceil
from textwrap import shorten

from agent.examiner.base import Used
from agent.policy import Plan
from agent.sections import named
from agent.service import InterviewService
from agent.state import ExaminerName, Interview, Mode, MoveKind, PhaseClock, Source, Turn
from ui.escape import in_html
from ui.reading import rests_line

BEGINNING = 110  # characters of a turn by which it is known again
SOURCED = {
    MoveKind.PROBE: "question",
    MoveKind.DEEPEN: "question",
    MoveKind.CHALLENGE: "question",
    MoveKind.HINT: "hint",
}


def stepper_of(service: InterviewService, session: str, state: Interview) -> str:
    """The phases of a session as they stand now, and who is at work."""
    used = service.used(session) if state.setup.examiner == ExaminerName.LLM else None
    waited, standing = (0.0, False) if state.report else (service.waited(session), service.paused(session))
    drawn = time.monotonic_ns() // 1_000_000
    return stepper(state, service.plan(state.setup), waited, standing, drawn) + examiner_line(state, used)


def stepper(state: Interview, plan: Plan, waited: float = 0, standing: bool = False, drawn: int = 0) -> str:
    """The phases with the current one marked, and the time left. `waited`: seconds of the answer being given; `drawn`
    differs from one drawing to the next, so that room.js counts from this one."""
    over = state.report is not None
    steps = "".join(
        _step(phase.title, clock, waited if index == state.phase and not over else None, over)
        for index, (phase, clock) in enumerate(zip(plan.phases, state.phases, strict=True))
    )
    budget = state.setup.minutes * 60
    total = _used(state.elapsed, budget) if over else _left(state.elapsed + waited, budget)
    marks = " data-paused" * standing + " data-drill" * bool(state.setup.drill)
    name = "In all, paused" if standing else "In all"
    return (
        f'<nav class="phases" data-turns="{len(state.turns)}" data-drawn="{drawn}" data-waited="{ceil(waited)}"{marks} '
        'aria-label="Phases of the interview">'
        f"<h2>Phases</h2><ol>{steps}</ol>"
        f'<p class="total"><span>{name}</span><span class="time">{total}</span></p></nav>'
    )


def _step(title: str, clock: PhaseClock, waited: float | None, over: bool) -> str:
    """`waited` is None for a phase that is not the current one."""
    mark, time = "", _used(clock.spent, clock.budget)
    if waited is not None:
        mark, state, time = ' aria-current="step"', "now", _left(clock.spent + waited, clock.budget)
    elif clock.entered:
        state = "done"
    else:
        state, time = "missed" if over else "ahead", f"{_minutes(clock.budget)} min"
    word = {"now": "current", "done": "done", "ahead": "to come", "missed": "not reached"}[state]
    return (
        f'<li class="{state}"{mark}><span class="title">{in_html(title)}<span class="hidden">, {word}</span></span>'
        f'<span class="time">{time}</span></li>'
    )


def _left(spent: float, budget: float) -> str:
    """`1:50 left / 6 min`. room.js counts it down, so that it costs the server nothing."""
    left = int(budget - spent)
    late = ' class="late"' if left < 0 else ""
    words = f"{_clock(abs(left))} {'left' if left >= 0 else 'over'}"
    return f'<span data-left="{left}" data-budget="{int(budget)}"{late}>{words}</span> / {_minutes(budget)} min'


def _used(spent: float, budget: float) -> str:
    """`4:10 of 6 min`."""
    late = ' class="late"' if spent > budget else ""
    return f"<span{late}>{_clock(int(spent))}</span> of {_minutes(budget)} min"


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.1f}".removesuffix(".0")


def examiner_line(state: Interview, used: Used | None) -> str:
    """Who is at work; for a model what it has used, and an estimate of the money where prices are set."""
    if state.setup.examiner == ExaminerName.EMBEDDED:
        return '<p class="examiner">Examiner: embedded</p>'
    model = next((t.call.model for t in reversed(state.turns) if t.call), "")
    name = f"language model ({in_html(model)})" if model else "language model"
    if used is None:
        return f'<p class="examiner">Examiner: {name}</p>'
    spent = f"{used.tokens_in + used.tokens_out:,} tokens so far"
    if used.money is not None:
        spent += f", about {used.money:.2f} at the prices set"
    return f'<p class="examiner">Examiner: {name}<br>{spent}</p>'


def sources(state: Interview) -> str:
    """What each grounded turn rests on, the last one first.

    In a mock interview even the name of a section can give away what the open question is after, so the passages
    behind it are named only where the candidate opens them; those of a hint, which was asked for, are named at once.
    """
    grounded = [t for t in reversed(state.turns) if t.sources]
    if not grounded:
        return '<section class="sources"><h2>Sources</h2><p class="quiet">None used yet.</p></section>'
    last, *earlier = grounded
    names = "".join(_source(s) for s in last.sources)
    if state.setup.mode == Mode.MOCK and _kind(last) == "question" and state.report is None:
        names = f"<details><summary>Show what it rests on</summary>{names}</details>"
    return (
        f'<section class="sources"><h2>Sources behind the last {_kind(last)}</h2>'
        f'<p class="quiet">A passage may give a part of the answer away.</p>{names}{_earlier(earlier)}</section>'
    )


def _earlier(turns: list[Turn]) -> str:
    if not turns:
        return ""
    groups = "".join(
        f'<li><p class="quiet">{_kind(t).capitalize()}: “{in_html(_beginning(t.text))}”</p>'
        + "".join(_source(s) for s in t.sources)
        + "</li>"
        for t in turns
    )
    return f"<details><summary>Earlier questions and hints ({len(turns)})</summary><ol reversed>{groups}</ol></details>"


def _kind(turn: Turn) -> str:
    return SOURCED.get(turn.move.kind, "question") if turn.move else "question"


def _beginning(text: str) -> str:
    return shorten(text, BEGINNING, placeholder=" …")


def _source(source: Source) -> str:
    name = in_html(named(source.title, source.heading))
    rests = rests_line(source.rests_on)
    return f'<details><summary>{name}</summary><p class="passage">{in_html(source.text)}</p>{rests}</details>'
