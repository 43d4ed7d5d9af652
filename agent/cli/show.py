"""`greenroom show`: one question, template, criterion or pitfall, for reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, TypeVar

import typer
from rich.markdown import Markdown

from agent.cli.opening import ContentOption, stdout, the_content
from agent.content import Content, nearest
from agent.problem import Problem
from knowledge.schema import Pitfall, Question
from rubrics.schema import Criterion, Template

T = TypeVar("T")


class Kind(StrEnum):
    QUESTION = "question"
    TEMPLATE = "template"
    CRITERION = "criterion"
    PITFALL = "pitfall"


def show(
    kind: Annotated[Kind, typer.Argument(help="What to show.")],
    id: Annotated[str, typer.Argument(help="Its id.")],
    answers: Annotated[
        bool, typer.Option("--answers", help="A question's facts, key points and worked answer too: it spoils it.")
    ] = False,
    content: ContentOption = None,
) -> None:
    """Show a question (without its answers), template, criterion or pitfall."""
    found = the_content(content)
    text = {
        Kind.QUESTION: lambda: _question(_pick(found.questions, id, kind), found, answers),
        Kind.TEMPLATE: lambda: _template(_pick(found.templates, id, kind)),
        Kind.CRITERION: lambda: _criterion(_pick(found.criteria, id, kind)),
        Kind.PITFALL: lambda: _pitfall(_pick(_all_pitfalls(found), id, kind)),
    }[kind]()
    console = stdout()
    if console.is_terminal:
        console.print(Markdown(text))
    else:
        typer.echo(text)


def _pick(known: Mapping[str, T], key: str, kind: str) -> T:
    if key not in known:
        raise Problem(nearest(key, known, kind))
    return known[key]


def _all_pitfalls(content: Content) -> dict[str, Pitfall]:
    return {p.id: p for q in content.questions.values() for p in q.own_pitfalls} | content.pitfalls


def _question(question: Question, content: Content, answers: bool) -> str:
    points = {k.criterion for k in question.key_points}
    phases = [
        f"{t.title}: " + ", ".join(p.title for p in t.phases if points & set(p.criteria))
        for t in content.templates.values()
    ]
    parts = [
        f"# {question.title}",
        f"{question.family} · difficulty {question.difficulty} of 3 · {', '.join(question.traits)}",
        f"> {question.prompt}",
        f"The interviewer knows {len(question.facts)} facts, to be asked for, and listens for "
        f"{len(question.key_points)} key points. Phases that these touch:",
        _list(phases),
    ]
    if answers:
        parts += ["## Facts", _list(f"**{f.id}** ({f.topic}): {f.answer}" for f in question.facts)]
        parts += ["## Key points", _list(f"**{k.id}** ({k.criterion}): {k.point}" for k in question.key_points)]
        parts += ["## Numbers", _list(question.numbers), "## A worked answer"]
        parts += [f"### {name.capitalize()}\n\n{text}" for name, text in question.reference.model_dump().items()]
    else:
        parts.append(f"`greenroom show question {question.id} --answers` shows them; better after your interview.")
    return "\n\n".join(parts)


def _template(template: Template) -> str:
    parts = [f"# {template.title}", f"{template.description} {template.minutes:g} minutes.", _list(template.advice)]
    for phase in template.phases:
        marks = [
            f"{phase.minutes:g} min",
            *(["focus"] if phase.focus else []),
            *(["optional"] if phase.optional else []),
        ]
        parts += [f"## {phase.title} ({', '.join(marks)})", f"`{template.id}/{phase.id}`: {phase.purpose}"]
        parts.append(_list(phase.criteria))
    return "\n\n".join(parts)


def _criterion(criterion: Criterion) -> str:
    anchors = criterion.anchors.model_dump().values()
    return "\n\n".join(
        [
            f"# {criterion.name}",
            f"{criterion.group} · {criterion.competency.replace('_', ' ')} · weight {criterion.weight}",
            criterion.expects,
            "## Levels",
            _list(f"**{level}**: {text}" for level, text in enumerate(anchors)),
            "## What the interviewer asks",
            _list(criterion.probes),
            "## Hints, from a nudge to a part of the answer",
            _list(criterion.hints),
            "## Sources",
            _list(criterion.sources),
        ]
    )


def _pitfall(pitfall: Pitfall) -> str:
    about = "; ".join(
        filter(None, [pitfall.severity, f"counts against {pitfall.criterion}", ", ".join(pitfall.traits)])
    )
    parts = [f"# {pitfall.name}", about, pitfall.why, "## How it sounds", _list(pitfall.sounds_like)]
    parts += ["## How the interviewer challenges it", _list(pitfall.challenge), "## Sources", _list(pitfall.sources)]
    return "\n\n".join(parts)


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)
