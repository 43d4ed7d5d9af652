"""The side panel: the phases, the clock, and the sources behind the last question or hint."""

from __future__ import annotations

from agent.examiner.base import Used
from agent.policy import Plan
from agent.sections import named
from agent.state import ExaminerName, Interview, MoveKind, PhaseClock, Source
from ui.escape import in_html

SOURCED = {
    MoveKind.PROBE: "question",
    MoveKind.DEEPEN: "question",
    MoveKind.CHALLENGE: "question",
    MoveKind.HINT: "hint",
}


def stepper(state: Interview, plan: Plan) -> str:
    """The phases with the current one marked, and the time used of each."""
    over = state.report is not None
    steps = "".join(
        _step(phase.title, clock, current=index == state.phase and not over, over=over)
        for index, (phase, clock) in enumerate(zip(plan.phases, state.phases, strict=True))
    )
    total = _clock(state.elapsed, state.setup.minutes * 60, running=not over)
    return (
        f'<nav class="phases" data-turns="{len(state.turns)}" aria-label="Phases of the interview">'
        f"<h2>Phases</h2><ol>{steps}</ol>"
        f'<p class="total"><span>In all</span>{total}</p></nav>'
    )


def _step(title: str, clock: PhaseClock, current: bool, over: bool) -> str:
    if current:
        mark, state = ' aria-current="step"', "now"
    elif clock.entered:
        mark, state = "", "done"
    else:
        mark, state = "", "missed" if over else "ahead"
    time = _clock(clock.spent, clock.budget, current) if clock.entered else f"{_minutes(clock.budget)} min"
    word = {"now": "current", "done": "done", "ahead": "to come", "missed": "not reached"}[state]
    return (
        f'<li class="{state}"{mark}><span class="title">{in_html(title)}<span class="hidden">, {word}</span></span>'
        f'<span class="time">{time}</span></li>'
    )


def _clock(spent: float, budget: float, running: bool) -> str:
    """`4:10 / 6 min`. A running clock is moved on by page.js, so that it costs the server nothing."""
    seconds = int(spent)
    ticking = f' data-clock="{seconds}" data-budget="{int(budget)}"' if running else ""
    late = ' class="late"' if seconds > budget else ""
    return f"<span{ticking}{late}>{seconds // 60}:{seconds % 60:02d}</span> / {_minutes(budget)} min"


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
    """What the last grounded turn rests on; nothing before there was one."""
    last = next((t for t in reversed(state.turns) if t.sources), None)
    if last is None:
        return '<section class="sources"><h2>Sources</h2><p class="quiet">None used yet.</p></section>'
    kind = SOURCED.get(last.move.kind, "question") if last.move else "question"
    items = "".join(_source(s) for s in last.sources)
    return (
        f'<section class="sources"><h2>Sources behind the last {kind}</h2>'
        f'<p class="quiet">A passage may give a part of the answer away.</p>{items}</section>'
    )


def _source(source: Source) -> str:
    name = in_html(named(source.title, source.heading))
    rests = f'<p class="rests">Rests on {in_html(source.rests_on)}</p>' if source.rests_on else ""
    return f'<details><summary>{name}</summary><p class="passage">{in_html(source.text)}</p>{rests}</details>'
