"""Progress in words and tables. What is drawn in a chart stands here too, for screen readers and for exact figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from agent.content import Content
from agent.drills import Drill, can_be_drilled
from agent.history import Entry
from agent.progress import Progress
from rubrics.schema import Competency
from rubrics.words import competency_name, plural
from ui.escape import in_html
from ui.links import drill_address
from ui.mine import state_words

EMPTY = (
    "<h2>Your progress</h2><p>Nothing here yet. After your first interview this page shows how your verdicts and "
    "competencies develop, which criteria are weakest, and short drills on them that come back after 1, 3, 7 and 14 "
    "days.</p><p>No time for a whole interview? Pick a criterion below and practise it for five minutes.</p>"
)


def table(columns: Iterable[str], rows: Iterable[Iterable[str]], caption: str) -> str:
    """Cells are HTML; on a narrow screen each carries the name of its column. The last of a short row goes on to the
    end of it."""
    names = list(columns)
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    body = "".join(f"<tr>{_cells(names, list(row))}</tr>" for row in rows)
    return (
        f'<table class="figures"><caption class="hidden">{caption}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _cells(names: list[str], row: list[str]) -> str:
    first, *between, last = row
    cells = [f'<td data-name="{name}">{cell}</td>' for name, cell in zip(names[1:], between, strict=False)]
    rest = len(names) - len(row) + 1
    span = f' colspan="{rest}"' if rest > 1 else ""
    return f'<th scope="row">{first}</th>{"".join(cells)}<td data-name="{names[len(row) - 1]}"{span}>{last}</td>'


def overview(found: Progress) -> str:
    if not (found.interviews or found.drills_done):
        return EMPTY
    last = found.verdicts[-1] if found.verdicts else None
    parts = [plural(len(found.interviews), "finished interview"), plural(len(found.drills_done), "finished drill")]
    latest = f" Last verdict: {state_words(last)} at {in_html(last.level)} level." if last else ""
    none = "" if last or not found.interviews else " A verdict needs four subjects; none of them has one yet."
    return f"<h2>Your progress</h2><p>{parts[0]} and {parts[1]}.{latest}{none}</p>"


def interviews(found: Progress, content: Content) -> str:
    rows = [
        [_link(e, content), in_html(e.level), _day(e), state_words(e)]
        for e in reversed([*found.interviews, *found.drills_done])
    ]
    return table(["Interview", "Level", "Finished", "Result"], rows, "Finished interviews") if rows else ""


def competencies(found: Progress) -> str:
    """One row an interview: what the chart of competencies shows."""
    names = [c.value for c in Competency]
    rows = [
        [_day(e), *(f"{s:.1f}" if (s := e.results.competencies.get(name)) is not None else "none" for name in names)]
        for e in reversed(found.interviews)
    ]
    return table(["Finished", *map(competency_name, names)], rows, "Competencies, 0 to 4, by interview")


def weakest(found: Progress, content: Content) -> str:
    if not found.weakest:
        return ""
    rows = [
        [
            criterion_name(w.criterion, content), f"{w.mean:.1f} of 4", f"{w.last} of 4", str(w.seen),
            _practise(w.criterion, content),
        ]
        for w in found.weakest
    ]  # fmt: skip
    return table(["Criterion", "Mean level", "Last level", "Times assessed", "Drill"], rows, "Weakest criteria")


def _practise(criterion: str, content: Content) -> str:
    if not can_be_drilled(content, criterion):
        return "none; it shows in how you work"
    name = criterion_name(criterion, content)
    return f'<a href="{in_html(drill_address(criterion))}" aria-label="Practise this now: {name}">Practise this now</a>'


def mistakes(found: Progress, names: Mapping[str, str]) -> str:
    rows = [
        [
            in_html(m.mistake.name),
            f"{m.times} of {m.of}" + (f", last on {m.last:%d %b %Y}" if m.last else "") if m.of else "none yet",
            f'{in_html(m.mistake.instead)} <span class="quiet">Read: '
            f"{in_html(names.get(m.mistake.read, m.mistake.read))}</span>",
        ]
        for m in found.mistakes
    ]
    return table(["Mistake", "In your interviews", "Instead"], rows, "Seven common mistakes")


def drill_choices(found: Progress, content: Content, today: date) -> list[tuple[str, str]]:
    """(label, criterion): what is due today, then what comes later."""
    known = [d for d in found.due if d.criterion in content.criteria]
    later = [d for d in found.upcoming if d.criterion in content.criteria]
    choices = [(f"{_name(d, content)} · due today", d.criterion) for d in known]
    return choices + [(f"{_name(d, content)} · {when(d, today)}", d.criterion) for d in later]


def when(drill: Drill, today: date) -> str:
    days = (drill.due - today).days
    if days <= 0:
        return "waiting for its turn; you can do it now"
    return f"due {'tomorrow' if days == 1 else f'in {days} days'}; you can do it now"


def criterion_name(key: str, content: Content) -> str:
    return in_html(content.criteria[key].name if key in content.criteria else key)


def _name(drill: Drill, content: Content) -> str:
    return content.criteria[drill.criterion].name


def _link(entry: Entry, content: Content) -> str:
    question = content.questions.get(entry.question)
    title = in_html(question.title if question else entry.question)
    if entry.drill:
        title = f"Drill: {criterion_name(entry.drill, content)}"
    return f'<a href="./?session={in_html(entry.session)}">{title}</a>'


def _day(entry: Entry) -> str:
    return f"{entry.finished:%d %b %Y}" if entry.finished else ""
