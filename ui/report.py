"""The report as a page: the verdict and what it rests on, then every criterion with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from knowledge.schema import Reference
from rubrics.evidence import Evidence
from rubrics.report import Audit, CriterionRow, GroupRow, KeyPointRow, PhaseRow, PitfallRow, Report
from rubrics.verdict import Decision, Verdict
from rubrics.words import audit_sentences, chances_sentence
from ui.escape import in_chat, in_html

Names = Mapping[str, str]  # section id → its name for a reader
TABLE_HEAD = "<tr><th>Criterion</th><th>Level</th><th>Why, and what was said</th></tr>"
PROMPTING = {"unprompted": "unprompted", "prompted": "when asked", "hinted": "after a hint"}


def render(report: Report, names: Names) -> str:
    """The whole report. `names` says what the guide sections are called."""
    parts = [
        _verdict(report),
        _improvements(report, names),
        _competencies(report),
        _subjects(report.groups),
        _phases(report, names),
        _pitfalls(report.pitfalls, names),
        _key_points(report.key_points),
        _audit(report.audit),
        _notes(report),
    ]
    return f'<article class="report">{"".join(parts)}</article>'


def decision_words(decision: Decision) -> str:
    return decision.value.replace("_", " ").capitalize()


def level_words(level: int | None) -> str:
    return "not assessed" if level is None else f"{level} of 4"


def _verdict(report: Report) -> str:
    verdict = report.verdict
    score = "no score" if verdict.score is None else f"{verdict.score:.2f} of 4"
    figures = [
        ("Score", score),
        ("Rubric covered", f"{verdict.coverage:.0%}"),
        ("Hints used", str(report.hints_used)),
        ("Facts asked for", f"{report.facts_asked} of {report.facts_in_all}"),
    ]
    cells = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in figures)
    summary = report.summary.removeprefix(verdict.reason).strip()
    return (
        f'<section class="verdict {verdict.decision.value}" aria-label="Verdict">'
        f'<h2 tabindex="-1">{decision_words(verdict.decision)}<small> at {in_html(verdict.level)} level</small></h2>'
        f"<p>{in_html(verdict.reason)}</p><dl>{cells}</dl>"
        + (f"<p>{in_html(summary)}</p>" if summary else "")
        + _sureness(verdict)
        + "</section>"
    )


def _sureness(verdict: Verdict) -> str:
    moves = "".join(f"<li>{in_html(sentence)}</li>" for sentence in verdict.would_move)
    sure = f"<p>{in_html(chances_sentence(verdict))}</p>" if verdict.chances else ""
    return sure + (f"<p>What would have moved it:</p><ul>{moves}</ul>" if moves else "")


def _improvements(report: Report, names: Names) -> str:
    items = "".join(
        f"<li><strong>{in_html(i.name)}.</strong> {in_html(i.advice)}{_read(i.read, names)}</li>"
        for i in report.improvements
    )
    return _section("What to improve first", f"<ol>{items}</ol>") if items else ""


def _competencies(report: Report) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{in_html(c.competency.replace('_', ' ').capitalize())}</th>"
        f"<td>{_meter(c.score)}</td><td>{c.assessed} of {c.of} criteria assessed</td></tr>"
        for c in report.competencies
    )
    return _section("Six competencies", f'<table class="competencies">{rows}</table>')


def _meter(score: float | None) -> str:
    if score is None:
        return "not assessed"
    return f'<span class="meter" aria-hidden="true"><i style="width:{score * 25:.0f}%"></i></span> {score:.1f} of 4'


def _subjects(groups: list[GroupRow]) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{in_html(g.group.capitalize())}</th><td>{_meter(g.level)}</td></tr>" for g in groups
    )
    return _section("Subjects", f'<table class="competencies">{rows}</table>') if rows else ""


def _audit(audit: Audit | None) -> str:
    items = "".join(f"<li>{in_html(s)}</li>" for s in audit_sentences(audit)) if audit else ""
    return _section("The interviewer", f"<ul>{items}</ul>") if items else ""


def _phases(report: Report, names: Names) -> str:
    return _section("Phase by phase", "".join(_phase(p, names) for p in report.phases))


def _phase(phase: PhaseRow, names: Names) -> str:
    seen = sum(row.level is not None for row in phase.criteria)
    score = "not assessed" if phase.score is None else f"{phase.score:.1f} of 4"
    time = f"{phase.minutes_spent:g} of {phase.minutes_planned:g} min" if phase.reached else "not reached"
    rows = "".join(_criterion(row, names) for row in phase.criteria)
    return (
        f"<details><summary><strong>{in_html(phase.title)}</strong> "
        f'<span class="quiet">{score} · {seen} of {len(phase.criteria)} criteria · {time}</span></summary>'
        f'<table class="criteria"><thead>{TABLE_HEAD}</thead><tbody>{rows}</tbody></table></details>'
    )


def _criterion(row: CriterionRow, names: Names) -> str:
    next_level = f'<p class="quiet">Next level: {in_html(row.next_level)}</p>' if row.next_level else ""
    level = "none" if row.level is None else str(row.level)
    return (
        f'<tr><th scope="row">{in_html(row.name)}<br><span class="quiet">{in_html(row.status)}</span></th>'
        f'<td><span class="level l{level}">{level_words(row.level)}</span></td>'
        f"<td><p>{in_html(row.reason)}</p>{_quotes(row.evidence)}{next_level}{_read(row.read, names)}</td></tr>"
    )


def _quotes(evidence: Iterable[Evidence]) -> str:
    return "".join(
        f"<blockquote>“{in_html(quote)}” <cite>turn {turn}, {how}</cite></blockquote>"
        for turn, quote, how in dict.fromkeys((e.turn, e.quote, PROMPTING[e.prompting]) for e in evidence)
    )


def _pitfalls(pitfalls: list[PitfallRow], names: Names) -> str:
    items = "".join(
        f"<li><strong>{in_html(p.name)}</strong> ({_how_seen(p)}). {in_html(p.why)}{_read(p.read, names)}</li>"
        for p in pitfalls
    )
    return _section("Pitfalls", f"<ul>{items}</ul>" if items else "<p>None were seen.</p>")


def _how_seen(pitfall: PitfallRow) -> str:
    if pitfall.seen is None:
        return "left out"
    corrected = ", corrected when challenged" if pitfall.seen.resolved else ""
    return f"turn {pitfall.seen.turn}: “{in_html(pitfall.seen.quote)}”{corrected}"


def _key_points(points: list[KeyPointRow]) -> str:
    def listed(shown: bool) -> str:
        items = "".join(
            f"<li>{in_html(p.point)}" + (f" <q>{in_html(p.quote)}</q>" if p.quote else "") + "</li>"
            for p in points
            if p.shown == shown
        )
        return f"<ul>{items}</ul>" if items else "<p>None.</p>"

    count = f"{sum(p.shown for p in points)} of {len(points)}"
    body = f"<h3>Shown</h3>{listed(True)}<h3>Missed</h3>{listed(False)}"
    return _section(f"Key points of this question: {count}", body)


def _notes(report: Report) -> str:
    items = "".join(f"<li>{in_html(note)}</li>" for note in report.notes)
    return _section("Notes", f"<ul>{items}</ul>") if items else ""


def _read(sections: list[str], names: Names) -> str:
    found = " · ".join(in_html(names.get(section, section)) for section in sections)
    return f'<p class="read">Read: {found}</p>' if found else ""


def _section(title: str, body: str) -> str:
    return f"<section><h2>{title}</h2>{body}</section>"


def worked_answer(reference: Reference) -> str:
    """The worked answer by subject, as Markdown."""
    return "\n\n".join(
        f"### {subject.capitalize()}\n\n{in_chat(text)}" for subject, text in reference.model_dump().items()
    )
