"""The page of a finished drill: the level of its one criterion, what it rests on, and what the next level needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from agent.content import Content
from agent.drills import Drill, following
from agent.grading.excerpts import prose
from agent.state import Setup
from knowledge.schema import Reference
from rubrics.drill import drilled, level_words, outcome
from rubrics.report import Report
from ui.escape import in_html
from ui.links import drill_address, reading_link


def render(report: Report, names: Mapping[str, str], reference: Reference, onward: Mapping[str, str]) -> str:
    """`names` says what the guide sections are called; `onward` is what to do next, label to address."""
    row = drilled(report)
    if row is None:
        return ""
    quotes = "".join(
        f"<blockquote>“{in_html(quote)}” <cite>turn {turn}</cite></blockquote>"
        for turn, quote in dict.fromkeys((e.turn, e.quote) for e in row.evidence)
    )
    read = " · ".join(reading_link(section, names.get(section, section)) for section in row.read)
    points = "".join(f"<li>{in_html(p.point)} ({'shown' if p.shown else 'missed'})</li>" for p in report.key_points)
    pitfalls = "".join(f"<li><strong>{in_html(p.name)}</strong>. {in_html(p.why)}</li>" for p in report.pitfalls)
    links = "".join(
        f'<a class="button" href="{in_html(where)}">{in_html(label)}</a> ' for label, where in onward.items()
    )
    good = "hire" if row.level is not None and row.level >= 3 else ""
    return (
        f'<article class="report"><section class="verdict {good}" aria-label="Result of the drill">'
        f'<h2 tabindex="-1">{level_words(row.level).capitalize()}<small> on {in_html(row.name)}</small></h2>'
        f"<p>{in_html(outcome(row))}</p><p>{in_html(row.reason)}</p>{quotes}"
        f'<p class="onward-links">{links}</p></section>'
        + _section("What the next level needs", f"<p>{in_html(row.next_level)}</p>" if row.next_level else "")
        + _section("The point of this question", f"<ul>{points}</ul>" if points else "")
        + _section("Pitfalls", f"<ul>{pitfalls}</ul>" if pitfalls else "")
        + _section("A worked answer to this part", prose(worked_answer(reference, report)))
        + _section("Read", f"<p>{read}</p>" if read else "")
        + "</article>"
    )


def onward(report: Report, content: Content, drills: Sequence[Drill], today: date) -> dict[str, str]:
    """The next drill of the rotation, and this one once more on a question of the rotation's choice."""
    after = following([d for d in drills if d.criterion in content.criteria], report.drill or "", today)
    links = {}
    if after:
        links[f"Practise the next one: {content.criteria[after.criterion].name}"] = drill_address(after.criterion)
    return links | {"Once more on this": drill_address(report.drill or "")}


def about(setup: Setup, content: Content) -> str:
    """What stands under the title instead of level, mode and template."""
    return f"drill on {criterion_of(setup, content)} · {setup.minutes:g} minutes"


def criterion_of(setup: Setup, content: Content) -> str:
    """What the drill is on."""
    criterion = content.criteria.get(setup.drill or "")
    return criterion.name if criterion else setup.drill or ""


def worked_answer(reference: Reference, report: Report) -> str:
    """The part of the worked answer that the drill was about; the rest stays for a whole interview."""
    row = drilled(report)
    return str(reference.model_dump().get(row.group, "")) if row else ""


def _section(title: str, body: str) -> str:
    return f"<section><h2>{title}</h2>{body}</section>" if body else ""
