"""Pieces of text in a report: marked turns, Markdown of guides made safe, the worked answer beside what was said."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from knowledge.schema import Question
from rubrics.report import Report

SAID = 6  # quotes beside a subject of the worked answer
UNDER = {"training": "modelling"}  # subjects of the rubric which the worked answer treats under another


class Quote(NamedTuple):
    turn: int
    text: str


class Subject(NamedTuple):
    """One subject: what the candidate said on it, and the worked answer."""

    name: str
    level: int | None
    said: list[Quote]
    worked: str  # Markdown


def subjects(report: Report, question: Question) -> list[Subject]:
    """Nothing for a question without a worked answer of its own, nor where nothing was said."""
    if not question.key_points or not report.key_points:  # a stand-in for a question that is not in the bank
        return []
    said: dict[str, dict[Quote, int]] = {}
    for phase in report.phases:
        for row in phase.criteria:
            for item in row.evidence:
                quotes = said.setdefault(UNDER.get(row.group, row.group), {})
                quote = Quote(item.turn, item.quote)
                quotes[quote] = max(quotes.get(quote, 0), int(item.depth))
    levels = {g.group: g.level for g in report.groups}
    return [
        Subject(name.capitalize(), levels.get(name), _deepest(said.get(name, {})), text)
        for name, text in question.reference.model_dump().items()
    ]


def _deepest(quotes: dict[Quote, int]) -> list[Quote]:
    """The quotes that go furthest, in the order in which they were said."""
    return sorted(sorted(quotes, key=lambda q: (-quotes[q], q.turn))[:SAID])


def marked(text: str, turn: int, quotes: set[tuple[int, str]], wrong: set[tuple[int, str]]) -> Markup:
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


def prose(text: str) -> Markup:
    """Markdown as HTML in which nothing runs, loads or leads elsewhere: HTML, pictures and links stay text."""
    return Markup(_markdown().render(text))


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "link", "autolink", "heading"])
