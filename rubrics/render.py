"""The report as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rubrics.drill import drilled, level_words, outcome
from rubrics.report import Audit, CriterionRow, GroupRow, PhaseRow, PitfallRow, Report
from rubrics.words import DECISIONS, audit_sentences, chances_sentence, group_level

QUOTES = 2  # per criterion; the rest is in the JSON file
MARKUP = re.compile(r"([\\`*_\[\]<>|#~])")


def report_markdown(report: Report, names: Mapping[str, str] | None = None) -> str:
    """Headings, tables and quotes; what the candidate said cannot break out of its quotation.

    `names` says what guide sections are called; an id stands for a section that has none.
    """
    called = names or {}
    if report.drill:
        return _drill(report, called)
    parts = [
        _head(report),
        _improvements(report, called),
        _phases(report.phases),
        _competencies(report),
        _subjects(report.groups),
        *[_criteria(phase, called) for phase in report.phases if any(_worth_a_word(row) for row in phase.criteria)],
        _pitfalls(report.pitfalls, called),
        _key_points(report),
        _audit(report.audit),
        _notes(report),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _drill(report: Report, names: Mapping[str, str]) -> str:
    row = drilled(report)
    assert row is not None
    parts = [
        f"# Drill: {_inline(row.name)}",
        f"**{level_words(row.level).capitalize()}**, asked about on: {_inline(report.title)}",
        outcome(row),
        _criterion(row, names),
        _pitfalls(report.pitfalls, names),
        _key_points(report),
        _notes(report),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(report: Report) -> str:
    verdict = report.verdict
    score = "" if verdict.score is None else f" · {verdict.score:.2f} of 4"
    asked = f"{report.facts_asked} of {_count(report.facts_in_all, 'fact')}"
    lines = [
        f"# Interview report: {_inline(report.title)}",
        f"**{DECISIONS[verdict.decision]}** at {verdict.level} level{score}, {verdict.coverage:.0%} of the rubric seen",
        _inline(report.summary or verdict.reason),
        chances_sentence(verdict),
        "\n".join(f"- {_inline(sentence)}" for sentence in verdict.would_move),
        f"{_count(report.hints_used, 'hint').capitalize()} used; {asked} asked for.",
    ]
    return "\n\n".join(line for line in lines if line)


def _improvements(report: Report, names: Mapping[str, str]) -> str:
    if not report.improvements:
        return ""
    items = [
        f"{i}. **{_inline(row.name)}.** {_inline(row.advice)}{_read(row.read, names)}"
        for i, row in enumerate(report.improvements, 1)
    ]
    return "## What to work on\n\n" + "\n".join(items)


def _phases(phases: Sequence[PhaseRow]) -> str:
    rows = [
        f"| {_inline(p.title)} | {_minutes(p.minutes_spent)} of {_minutes(p.minutes_planned)} | "
        f"{_score(p.score) if p.reached else 'not reached'} |"
        for p in phases
    ]
    return "## Phases\n\n| Phase | Minutes | Score |\n| --- | --- | --- |\n" + "\n".join(rows)


def _competencies(report: Report) -> str:
    rows = [
        f"| {row.competency.replace('_', ' ').capitalize()} | {_score(row.score)} | {row.assessed} of {row.of} |"
        for row in report.competencies
    ]
    return "## What interviewers look for\n\n| Competency | Score | Criteria seen |\n| --- | --- | --- |\n" + "\n".join(
        rows
    )


def _subjects(groups: Sequence[GroupRow]) -> str:
    rows = [f"| {row.group.capitalize()} | {group_level(row)} |" for row in groups]
    return "## Subjects\n\n| Subject | Level |\n| --- | --- |\n" + "\n".join(rows) if rows else ""


def _audit(audit: Audit | None) -> str:
    if audit is None:
        return ""
    return "## The interviewer\n\n" + "\n".join(f"- {_inline(sentence)}" for sentence in audit_sentences(audit))


def _criteria(phase: PhaseRow, names: Mapping[str, str]) -> str:
    return f"## {_inline(phase.title)}\n\n" + "\n\n".join(
        _criterion(row, names) for row in phase.criteria if _worth_a_word(row)
    )


def _worth_a_word(row: CriterionRow) -> bool:
    return row.level is not None or bool(row.evidence) or row.asked > 0


def _criterion(row: CriterionRow, names: Mapping[str, str]) -> str:
    level = "not assessed" if row.level is None else f"{row.level} of 4"
    hint = f", hint on rung {row.hint_rung}" if row.hint_rung else ""
    lines = [f"### {_inline(row.name)}: {level} ({row.status}{hint})", _inline(row.reason)]
    for evidence in row.evidence[:QUOTES]:
        asked = evidence.prompting if evidence.prompting != "hinted" else f"hinted, rung {evidence.rung}"
        lines.append(f"> “{_inline(evidence.quote)}” (turn {evidence.turn}, {asked})")
    if row.next_level and row.level is not None:
        lines.append(f"*Next level:* {_inline(row.next_level)}")
    if row.read:
        lines.append(_read(row.read, names).strip())
    return "\n\n".join(lines)


def _pitfalls(pitfalls: Sequence[PitfallRow], names: Mapping[str, str]) -> str:
    if not pitfalls:
        return ""
    return "## Pitfalls\n\n" + "\n".join(_pitfall(row, names) for row in pitfalls)


def _pitfall(row: PitfallRow, names: Mapping[str, str]) -> str:
    if row.seen is None:
        seen = "left out"
    else:
        after = " and corrected" if row.seen.resolved else ", challenged" if row.seen.challenged else ""
        seen = f"turn {row.seen.turn}{after}: “{_inline(row.seen.quote)}”"
    return f"- **{_inline(row.name)}** ({seen}). {_inline(row.why)}{_read(row.read, names)}"


def _key_points(report: Report) -> str:
    if not report.key_points:
        return ""
    lines = [f"- [{'x' if row.shown else ' '}] {_inline(row.point)}" for row in report.key_points]
    shown = sum(row.shown for row in report.key_points)
    return f"## Key points of this question ({shown} of {len(report.key_points)} shown)\n\n" + "\n".join(lines)


def _notes(report: Report) -> str:
    return "## Notes\n\n" + "\n".join(f"- {_inline(note)}" for note in report.notes) if report.notes else ""


def _read(sections: Sequence[str], names: Mapping[str, str]) -> str:
    return f" Read: {', '.join(_inline(names[s]) if s in names else f'`{s}`' for s in sections)}." if sections else ""


def _inline(text: str) -> str:
    """One line of plain text in which no character is markup."""
    return MARKUP.sub(r"\\\1", " ".join(text.split()))


def _score(score: float | None) -> str:
    return "not assessed" if score is None else f"{score:.2f}"


def _minutes(minutes: float) -> str:
    return f"{minutes:.1f}".removesuffix(".0")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
