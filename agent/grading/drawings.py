"""The drawings of a report: the six competencies, and the score against the bars. Each has its figures beside it."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin

from markupsafe import Markup, escape

from rubrics.report import CompetencyRow
from rubrics.verdict import TOP, Decision, Verdict, zones
from rubrics.words import competency_name

RADIUS = 90.0
LINE = 15


def radar(competencies: Sequence[CompetencyRow]) -> Markup:
    """What was not assessed stands at the centre and says so."""
    count = len(competencies)

    def point(index: int, reach: float) -> tuple[float, float]:
        angle = 2 * pi * index / count - pi / 2
        return round(reach * cos(angle), 1), round(reach * sin(angle), 1)

    def shape(levels: Sequence[float]) -> str:
        return " ".join(f"{x},{y}" for x, y in (point(i, RADIUS * level / TOP) for i, level in enumerate(levels)))

    rings = "".join(f'<polygon points="{shape([level] * count)}" class="ring"/>' for level in range(1, int(TOP) + 1))
    spokes = "".join(
        '<line x1="0" y1="0" x2="{}" y2="{}" class="ring"/>'.format(*point(i, RADIUS)) for i in range(count)
    )
    scores = [c.score or 0.0 for c in competencies]
    dots = "".join(
        '<circle cx="{}" cy="{}" r="3.5" class="dot"/>'.format(*point(i, RADIUS * score / TOP))
        for i, score in enumerate(scores)
        if competencies[i].score is not None
    )
    labels = "".join(_label(row, *point(i, RADIUS + 14)) for i, row in enumerate(competencies))
    return Markup(
        '<svg class="radar" viewBox="-196 -152 392 290" role="img" aria-label="Six competencies from 0 to 4; '
        f'the table beside it has the figures">{rings}{spokes}<polygon points="{shape(scores)}" class="shape"/>'
        f"{dots}{labels}</svg>"
    )


def _label(row: CompetencyRow, x: float, y: float) -> str:
    """One word a line, so that a narrow screen need not shrink it; the score last."""
    anchor = "middle" if abs(x) < 20 else "start" if x > 0 else "end"
    words = [str(escape(word)) for word in competency_name(row.competency).split(" ", 1)]
    score = "not assessed" if row.score is None else f"{row.score:.1f}"
    lines = [*words, f'<tspan class="figure">{score}</tspan>']
    first = y - LINE * (len(lines) - 1 if y < -RADIUS else (len(lines) - 2) / 2 if abs(x) > 20 else -0.5)
    spans = "".join(f'<tspan x="{x}" y="{round(first + LINE * n, 1)}">{line}</tspan>' for n, line in enumerate(lines))
    return f'<text text-anchor="{anchor}">{spans}</text>'


def scale(verdict: Verdict) -> Markup:
    """0 to 4, cut at the bars of the level, with the score marked; nothing where the score decides nothing."""
    if verdict.score is None or verdict.decision == Decision.INCOMPLETE:
        return Markup("")
    bar = "".join(
        f'<i class="{decision.value}" style="width:{share * 100:.2f}%"></i>'
        for decision, share in zones(verdict.level).items()
    )
    return Markup(
        f'<div class="scale" aria-hidden="true"><div class="bar">{bar}</div>'
        f'<b style="left:{min(verdict.score, TOP) / TOP * 100:.2f}%"></b></div>'
    )
