"""The report as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rubrics.drill import drilled, level_words, outcome
from rubrics.evidence import each_quote_once
from rubrics.report import Audit, BoardRow, CriterionRow, GroupRow, KeyPointRow, PhaseRow, PitfallRow, Report
from rubrics.words import (
    RUNGS,
    audit_sentences,
    board_sentences,
    chances_sentence,
    competency_name,
    group_level,
    plural,
    seen_sentence,
    verdict_sentence,
    with_status,
)

QUOTES = 2  # per criterion; the rest is in the JSON file
FENCE = re.compile(r"`{3,}")
MARKUP = re.compile(r"([\\`*_\[\]<>|#~])")


def report_markdown(report: Report, names: Mapping[str, str] | None = None, mistakes: Sequence[str] = ()) -> str:
    """Headings, tables and quotes; what the candidate said cannot break out of its quotation.

    `names` says what guide sections are called; an id stands for a section that has none. `mistakes` are sentences.
    """
    called = names or {}
    if report.drill:
        return _drill(report, called)
    parts = [
        _head(report),
        _improvements(report, called),
        _figures(report),
        _phases(report.phases),
        _not_shown(report),
        _help(report),
        _competencies(report),
        _subjects(report.groups),
        *[_criteria(phase, called) for phase in report.phases if any(_worth_a_word(row) for row in phase.criteria)],
        _pitfalls(report.pitfalls, called),
        _mistakes(mistakes),
        _key_points(report),
        _board(report.board),
        _audit(report.audit),
        _notes(report),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _drill(report: Report, names: Mapping[str, str]) -> str:
    row = drilled(report)
    assert row is not None
    parts = [
        f"# Drill: {inline(row.name)}",
        f"**{level_words(row.level).capitalize()}**, asked about on: {inline(report.title)}",
        outcome(row),
        _criterion(row, names),
        _pitfalls(report.pitfalls, names),
        _key_points(report),
        _notes(report),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(report: Report) -> str:
    lines = [
        f"# Interview report: {inline(report.title)}",
        f"**{inline(verdict_sentence(report.verdict))}**",
        inline(report.summary.removeprefix(report.verdict.reason)),
    ]
    return "\n\n".join(line for line in lines if line)


def _figures(report: Report) -> str:
    verdict = report.verdict
    asked = f"{report.facts_asked} of the {plural(report.facts_in_all, 'fact')} the interviewer knows"
    lines = [
        seen_sentence(verdict),
        chances_sentence(verdict),
        "\n".join(f"- {inline(sentence)}" for sentence in verdict.would_move),
        f"{plural(report.hints_used, 'hint').capitalize()} used; asked for {asked}.",
    ]
    return "## The verdict in figures\n\n" + "\n\n".join(line for line in lines if line)


def _improvements(report: Report, names: Mapping[str, str]) -> str:
    if not report.improvements:
        return ""
    items = [
        f"{i}. **{inline(row.name)}.** {inline(row.advice)}{_read(row.read, names)}"
        for i, row in enumerate(report.improvements, 1)
    ]
    return "## What to work on\n\n" + "\n".join(items)


def _phases(phases: Sequence[PhaseRow]) -> str:
    if all(p.minutes_spent is None for p in phases):
        rows = [f"| {inline(p.title)} | {_reached(p)} |" for p in phases]
        return "## Phases\n\n| Phase | Score |\n| --- | --- |\n" + "\n".join(rows)
    rows = [
        f"| {inline(p.title)} | {_minutes(p.minutes_spent)} of {_minutes(p.minutes_planned)} | {_reached(p)} |"
        for p in phases
    ]
    return "## Phases\n\n| Phase | Minutes | Score |\n| --- | --- | --- |\n" + "\n".join(rows)


def _reached(phase: PhaseRow) -> str:
    return _score(phase.score) if phase.reached else "not reached"


def _not_shown(report: Report) -> str:
    """What was missed counts; what was not asked, or not asked to an end, does not."""
    lists = [
        ("Missed when asked", with_status(report, "missed")),
        ("Asked, but the conversation went elsewhere; does not count", with_status(report, "talked past")),
        ("Never asked; does not count", with_status(report, "never asked")),
    ]
    lines = [f"- **{title}:** {inline(', '.join(names))}." for title, names in lists if names]
    return "## Missed, and never asked\n\n" + "\n".join(lines) if lines else ""


def _help(report: Report) -> str:
    if not report.hints:
        return ""
    lines = [f"- Hint on {RUNGS[h.rung]}: {inline(h.name)} (turn {h.turn})" for h in report.hints]
    return "## Hints used\n\n" + "\n".join(lines)


def _competencies(report: Report) -> str:
    rows = [
        f"| {competency_name(row.competency)} | {_score(row.score)} | {row.assessed} of {row.of} |"
        for row in report.competencies
    ]
    return "## What interviewers look for\n\n| Competency | Score | Criteria seen |\n| --- | --- | --- |\n" + "\n".join(
        rows
    )


def _subjects(groups: Sequence[GroupRow]) -> str:
    rows = [f"| {row.group.capitalize()} | {group_level(row)} |" for row in groups]
    return "## Subjects\n\n| Subject | Level |\n| --- | --- |\n" + "\n".join(rows) if rows else ""


def _board(board: BoardRow | None) -> str:
    if board is None:
        return ""
    said = "\n\n".join(inline(sentence) for sentence in board_sentences(board))
    fence = f"```mermaid\n{board.drawing}\n```" if board.drawing else f"```text\n{FENCE.sub('', board.source)}\n```"
    return f"## Whiteboard\n\n{said}\n\n{fence}"


def _audit(audit: Audit | None) -> str:
    if audit is None:
        return ""
    return "## The interviewer\n\n" + "\n".join(f"- {inline(sentence)}" for sentence in audit_sentences(audit))


def _criteria(phase: PhaseRow, names: Mapping[str, str]) -> str:
    return f"## {inline(phase.title)}\n\n" + "\n\n".join(
        _criterion(row, names) for row in phase.criteria if _worth_a_word(row)
    )


def _worth_a_word(row: CriterionRow) -> bool:
    return row.level is not None or bool(row.evidence) or row.asked > 0


def _criterion(row: CriterionRow, names: Mapping[str, str]) -> str:
    level = "not assessed" if row.level is None else f"{row.level} of 4"
    hint = f", hint on rung {row.hint_rung}" if row.hint_rung else ""
    lines = [f"### {inline(row.name)}: {level} ({row.status}{hint})", inline(row.reason)]
    for evidence in each_quote_once(row.evidence)[:QUOTES]:
        asked = evidence.prompting if evidence.prompting != "hinted" else f"hinted, rung {evidence.rung}"
        lines.append(f"> “{inline(evidence.quote)}” (turn {evidence.turn}, {asked})")
    if row.this_level:
        lines.append(f"*Level {row.level} means:* {inline(row.this_level)}")
    if row.next_level and row.level is not None:
        lines.append(f"*Next level:* {inline(row.next_level)}")
    if row.read:
        lines.append(_read(row.read, names).strip())
    return "\n\n".join(lines)


def _pitfalls(pitfalls: Sequence[PitfallRow], names: Mapping[str, str]) -> str:
    if not pitfalls:
        return ""
    return "## Pitfalls\n\n" + "\n".join(_pitfall(row, names) for row in pitfalls)


def _mistakes(sentences: Sequence[str]) -> str:
    return "## Common mistakes\n\n" + "\n".join(f"- {inline(s)}" for s in sentences) if sentences else ""


def _pitfall(row: PitfallRow, names: Mapping[str, str]) -> str:
    if row.seen is None:
        seen = "left out"
    else:
        after = " and corrected" if row.seen.resolved else ", challenged" if row.seen.challenged else ""
        seen = f"turn {row.seen.turn}{after}: “{inline(row.seen.quote)}”"
    return f"- **{inline(row.name)}** ({seen}). {inline(row.why)}{_read(row.read, names)}"


def _key_points(report: Report) -> str:
    if not report.key_points:
        return ""
    lines = [f"- [{'x' if row.shown else ' '}] {inline(row.point)}{_touched(row)}" for row in report.key_points]
    shown = sum(row.shown for row in report.key_points)
    return f"## Key points of this question ({shown} of {len(report.key_points)} shown)\n\n" + "\n".join(lines)


def _touched(row: KeyPointRow) -> str:
    return f" Touched, and not spelled out: “{inline(row.quote)}”" if row.quote and not row.shown else ""


def _notes(report: Report) -> str:
    return "## Notes\n\n" + "\n".join(f"- {inline(note)}" for note in report.notes) if report.notes else ""


def _read(sections: Sequence[str], names: Mapping[str, str]) -> str:
    return f" Read: {', '.join(inline(names[s]) if s in names else f'`{s}`' for s in sections)}." if sections else ""


def inline(text: str) -> str:
    """One line of plain text in which no character is markup."""
    return MARKUP.sub(r"\\\1", " ".join(text.split()))


def _score(score: float | None) -> str:
    return "not assessed" if score is None else f"{score:.2f}"


def _minutes(minutes: float | None) -> str:
    return "unknown" if minutes is None else f"{minutes:.1f}".removesuffix(".0")
