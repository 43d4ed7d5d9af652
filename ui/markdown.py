"""The report and the worked answer as Markdown: the report as a file to keep."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.schema import Reference
from rubrics.report import CriterionRow, PhaseRow, PitfallRow, Report
from ui.escape import in_markdown as safe
from ui.report import Names, decision_words, level_words


def render(report: Report, names: Names) -> str:
    verdict = report.verdict
    score = "" if verdict.score is None else f", score {verdict.score:.2f} of 4"
    lines = [
        f"# Interview report: {safe(report.title)}",
        f"**{decision_words(verdict.decision)}** at {verdict.level} level{score}, "
        f"{verdict.coverage:.0%} of the rubric covered.",
        safe(report.summary or verdict.reason),
        "## What to improve first",
        _list(f"**{safe(i.name)}.** {safe(i.advice)}{_read(i.read, names)}" for i in report.improvements),
        "## Six competencies",
        _list(
            f"{c.competency.replace('_', ' ').capitalize()}: "
            f"{'not assessed' if c.score is None else f'{c.score:.1f} of 4'} ({c.assessed} of {c.of} criteria)"
            for c in report.competencies
        ),
        *(part for phase in report.phases for part in _phase(phase, names)),
        "## Pitfalls",
        _list(_pitfall(p, names) for p in report.pitfalls),
        "## Key points of this question",
        _list(f"{'Shown' if p.shown else 'Missed'}: {safe(p.point)}" for p in report.key_points),
        "## Notes",
        _list([*map(safe, report.notes), f"Hints used: {report.hints_used}."]),
    ]
    return "\n\n".join(lines) + "\n"


def worked_answer(reference: Reference) -> str:
    return "\n\n".join(f"### {subject.capitalize()}\n\n{text}" for subject, text in reference.model_dump().items())


def _phase(phase: PhaseRow, names: Names) -> list[str]:
    time = f"{phase.minutes_spent:g} of {phase.minutes_planned:g} min" if phase.reached else "not reached"
    rows = [_criterion(row, names) for row in phase.criteria]
    return [f"## {safe(phase.title)} ({time})", "| Criterion | Level | Why |\n| --- | --- | --- |\n" + "\n".join(rows)]


def _criterion(row: CriterionRow, names: Names) -> str:
    quotes = dict.fromkeys(f"“{safe(e.quote)}” (turn {e.turn})" for e in row.evidence)
    following = f"Next level: {safe(row.next_level)}" if row.next_level else ""
    why = [safe(row.reason), *quotes, following, _read(row.read, names)]
    return f"| {safe(row.name)} ({row.status}) | {level_words(row.level)} | {'<br>'.join(filter(None, why))} |"


def _pitfall(pitfall: PitfallRow, names: Names) -> str:
    seen = f"turn {pitfall.seen.turn}: “{safe(pitfall.seen.quote)}”" if pitfall.seen else "left out"
    return f"**{safe(pitfall.name)}** ({seen}). {safe(pitfall.why)}{_read(pitfall.read, names)}"


def _read(sections: Iterable[str], names: Names) -> str:
    found = "; ".join(safe(names.get(s, s)) for s in sections)
    return f" Read: {found}." if found else ""


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items) or "None."
