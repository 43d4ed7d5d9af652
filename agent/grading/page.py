"""A grade as one self-contained HTML page: no script, nothing loaded, fit for screen, phone and paper."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

import rubrics
from agent.content import Content
from agent.grading.drawings import radar, scale
from agent.grading.excerpts import marked, prose, subjects
from agent.grading.grade import INTERVIEW, Grade
from agent.record import common_mistakes
from agent.sections import section_names, section_texts
from rubrics.compare import compare, signed
from rubrics.evidence import each_quote_once
from rubrics.report import CriterionRow, KeyPointRow, Report
from rubrics.scoring import next_level
from rubrics.words import (
    DECISIONS,
    RUNGS,
    audit_sentences,
    bars_sentence,
    board_sentences,
    competency_name,
    graded_by,
    plural,
    verdict_sentence,
    with_status,
)

PAGES = Path(rubrics.__path__[0]) / "pages"
MOST_READING = 10  # sections at the end
QUOTES = 3  # shown per criterion; all are marked in the transcript


def grade_page(grade: Grade, content: Content, drills: Mapping[str, str] | None = None) -> str:
    """What anyone said, and what a user's own documents say, stays text. `drills`: where to practise a criterion, for
    the page within the app, which follows these links (page.js)."""
    report, rows = grade.report, grade.report.criteria
    question = content.questions.get(grade.question)
    template = content.templates.get(grade.template)
    names, texts = section_names(content), section_texts(content)
    cited = [section for section in _cited(grade) if section in names][:MOST_READING]
    found = {
        "grade": grade,
        "held_here": grade.format == INTERVIEW,
        "report": report,
        "verdict": grade.verdict,
        "template": template.title if template else grade.template,
        "criterion_names": {c.id: c.name for c in content.criteria.values()},
        "phase_titles": {p.phase: p.title for p in report.phases},
        "phases": [(p, [c for c in p.criteria if c.level is not None or c.evidence]) for p in report.phases],
        "timed": any(p.minutes_spent is not None for p in report.phases),
        "longest": max([1.0, *(max(p.minutes_spent or 0, p.minutes_planned) for p in report.phases)]),
        "radar": radar(report.competencies),
        "scale": scale(grade.verdict),
        "lists": [(title, with_status(report, status), why) for title, status, why in NOT_SHOWN],
        "key_points": _by_standing(report.key_points),
        "credit": _credit(rows),
        "beside": subjects(report, question) if question else [],
        "numbers": question.numbers if question else [],
        "audit": audit_sentences(report.audit) if report.audit else [],
        "board": board_sentences(report.board) if report.board else [],
        "judges": _judges(grade),
        "mixed": len(set(grade.graders.values())) > 1,
        "examiners": EXAMINERS,
        "regrade": grade.regrade,
        "comparison": compare(report, grade.regrade.report) if grade.regrade else None,
        "turns": _turns(grade, rows),
        "drills": drills or {},
        "mistakes": common_mistakes(report, content),
        "reading": [(section, names[section], prose(texts[section])) for section in cited],
        "read_names": names,
        "cited": cited,
        "most_quotes": QUOTES,
    }
    return _environment().get_template("report.html.j2").render(found)


def _by_standing(points: Sequence[KeyPointRow]) -> list[tuple[str, list[KeyPointRow]]]:
    """What was shown, what a sentence only touched, and the rest."""
    touched = [k for k in points if k.quote and not k.shown]
    middle = [("Touched, and not spelled out", touched)] if touched else []
    rest = [k for k in points if not k.shown and not k.quote]
    return [("Shown", [k for k in points if k.shown]), *middle, ("Not shown", rest)]


NOT_SHOWN = [
    ("Missed when asked", "missed", "These count."),
    ("Asked, but not to be judged from what was said", "talked past", "These do not count."),
    ("Never asked", "never asked", "These do not count."),
]


def _cited(grade: Grade) -> list[str]:
    """The sections that the report sends the reader to, those first that help most: what to improve, then the
    criteria from the lowest level up."""
    report = grade.report
    seen = [row for row in report.criteria if row.level is not None or row.evidence]
    seen.sort(key=lambda row: 5 if row.level is None else row.level)
    advice = [i.read for i in report.improvements] + [row.read for row in seen]
    advice += [p.read for p in report.pitfalls] + [[s.section for s in turn.sources] for turn in grade.turns]
    return list(dict.fromkeys(section for sections in advice for section in sections))


def _credit(rows: list[CriterionRow]) -> Counter[str]:
    """Each claim once, by how it came about."""
    claims = {(e.turn, e.quote): e.prompting.value for row in rows for e in row.evidence}
    return Counter(claims.values())


def _judges(grade: Grade) -> list[str]:
    """Who asked and who graded."""
    spoken = Counter(turn.examiner for turn in grade.turns if turn.examiner)
    asked = ", ".join(f"{EXAMINERS.get(name, name)} {plural(n, 'turn')}" for name, n in spoken.items())
    levels = f"Levels: {graded_by(grade.examiner, grade.graders)}."
    return [f"Interviewer: {asked}.", levels] if asked else [levels]


EXAMINERS = {"embedded": "embedded examiner", "llm": "language model"}


def _turns(grade: Grade, rows: list[CriterionRow]) -> list[dict[str, Any]]:
    """The transcript with what is quoted marked, and the way back to where it is quoted."""
    quotes = {(e.turn, e.quote) for row in rows for e in row.evidence}
    wrong = {(p.seen.turn, p.seen.quote) for p in grade.report.pitfalls if p.seen and not p.seen.resolved}
    return [
        {
            "row": turn,
            "html": marked(turn.text, turn.id, quotes, wrong),
            "quoted": _quoted(grade.report, turn.id),
            "minute": f"{int(turn.at) // 60}:{int(turn.at) % 60:02d}",
        }
        for turn in grade.turns
    ]


def _quoted(report: Report, turn: int) -> list[tuple[str, str]]:
    found = {
        f"c-{phase.phase}-{row.criterion}": row.name
        for phase in report.phases
        for row in phase.criteria
        if any(e.turn == turn for e in row.evidence)
    }
    found |= {f"p-{p.pitfall}": p.name for p in report.pitfalls if p.seen and p.seen.turn == turn}
    return list(found.items())


def section_anchor(section: str) -> str:
    """`framing#target` → `guide-framing--target`: the id of a passage in the page."""
    return "guide-" + re.sub(r"[^\w-]", "-", section.replace("#", "--"))


@cache
def _environment() -> Environment:
    found = Environment(loader=FileSystemLoader(PAGES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    found.filters |= {
        "prose": prose,
        "anchor": section_anchor,
        "signed": signed,
        "once": each_quote_once,
        "competency": competency_name,
    }
    found.globals |= {
        "decisions": DECISIONS, "verdict_sentence": verdict_sentence,
        "rungs": RUNGS, "bars_sentence": bars_sentence, "graded_by": graded_by,
        "plural": plural, "next_level": next_level,
    }  # fmt: skip
    return found
