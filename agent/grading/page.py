"""A grade as one self-contained HTML page: no script, nothing loaded, fit for screen, phone and paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from math import cos, pi, sin
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

import rubrics
from agent.grading.grade import Grade
from rubrics.report import CompetencyRow, CriterionRow
from rubrics.words import DECISIONS, audit_sentences, board_sentences

PAGES = Path(rubrics.__path__[0]) / "pages"
RADIUS = 90.0
TOP = 4  # the highest level


def grade_page(grade: Grade, names: Mapping[str, str]) -> str:
    """`names` says what the sections of the guides are called. What anyone said stays text."""
    report = grade.report
    rows = [row for phase in report.phases for row in phase.criteria]
    evidence = {(e.turn, e.quote): e.prompting.value for row in rows for e in row.evidence}
    wrong = {(p.seen.turn, p.seen.quote) for p in report.pitfalls if p.seen and not p.seen.resolved}
    phases = [
        phase.model_dump()
        | {"criteria": [row.model_dump() | {"shown_in_report": _worth(row)} for row in phase.criteria]}
        for phase in report.phases
    ]
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            grade=grade,
            verdict=grade.verdict,
            report=report.model_dump() | {"phases": phases},
            template=grade.template,
            decisions=DECISIONS,
            audit=audit_sentences(report.audit) if report.audit else [],
            board=board_sentences(report.board) if report.board else [],
            radar=radar(report.competencies),
            missed=sorted({row.name for row in rows if row.status == "missed"}),
            never=sorted({row.name for row in rows if row.level is None}),
            credit={"unprompted": 0, "prompted": 0, "hinted": 0} | Counter(evidence.values()),
            turns=[
                {"id": t.id, "speaker": t.speaker, "html": _marked(t.text, t.id, set(evidence), wrong)}
                for t in grade.turns
            ],
            read=lambda sections: _read(sections, names),
            names_of=_names_of,
        )
    )


def radar(competencies: Sequence[CompetencyRow]) -> Markup:
    """The six competencies as a drawing; what was not assessed stands at the centre and says so."""
    count = len(competencies)

    def point(index: int, reach: float) -> tuple[float, float]:
        angle = 2 * pi * index / count - pi / 2
        return round(reach * cos(angle), 1), round(reach * sin(angle), 1)

    def ring(level: float) -> str:
        return " ".join(f"{x},{y}" for x, y in (point(i, RADIUS * level / TOP) for i in range(count)))

    rings = "".join(
        f'<polygon points="{ring(level)}" fill="none" stroke="currentColor" opacity=".25"/>' for level in (1, 2, 3, 4)
    )
    shape = " ".join(
        f"{x},{y}" for x, y in (point(i, RADIUS * (c.score or 0) / TOP) for i, c in enumerate(competencies))
    )
    labels = ""
    for index, row in enumerate(competencies):
        x, y = point(index, RADIUS + 14)
        anchor = "middle" if abs(x) < 20 else "start" if x > 0 else "end"
        name = escape(row.competency.replace("_", " ").capitalize())
        score = "not assessed" if row.score is None else f"{row.score:.1f}"
        labels += f'<text x="{x}" y="{y}" text-anchor="{anchor}">{name}<tspan x="{x}" dy="13">{score}</tspan></text>'
    return Markup(
        f'<svg class="radar" viewBox="-215 -125 430 255" role="img" aria-label="Six competencies from 0 to 4">{rings}'
        f'<polygon points="{shape}" fill="var(--accent)" fill-opacity=".3" stroke="var(--accent)"/>'
        f"{labels}</svg>"
    )


def _worth(row: CriterionRow) -> bool:
    return row.level is not None or bool(row.evidence)


def _marked(text: str, turn: int, quotes: set[tuple[int, str]], wrong: set[tuple[int, str]]) -> Markup:
    """The turn with its quotes marked; overlapping quotes are marked once."""
    spans = sorted(
        (start, start + len(quote), (at, quote) in wrong)
        for at, quote in quotes | wrong
        if at == turn and (start := text.find(quote)) >= 0
    )
    parts, done = [], 0
    for start, end, bad in spans:
        if start < done:
            continue
        kind = ' class="wrong"' if bad else ""
        parts += [escape(text[done:start]), Markup(f"<mark{kind}>"), escape(text[start:end]), Markup("</mark>")]
        done = end
    return Markup("").join([*parts, escape(text[done:])])


def _read(sections: Sequence[str], names: Mapping[str, str]) -> Markup:
    if not sections:
        return Markup("")
    return Markup('<p class="quiet">Read: {}</p>').format(" · ".join(names.get(s, s) for s in sections))


def _names_of(names: Sequence[str]) -> Markup:
    if not names:
        return Markup("<p>None.</p>")
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(name) for name in names))


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(PAGES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
