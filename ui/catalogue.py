"""What is asked and what counts, for reading: questions without their answers, templates, criteria with their levels.

Facts, key points, probes, hints and worked answers stay out of it: a candidate reads this before an interview.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from agent.content import Content
from knowledge.documents import DOCUMENTS
from knowledge.schema import Question
from rubrics.schema import Criterion, Group, Phase, Template
from rubrics.words import competency_name
from ui.escape import in_html
from ui.links import practice_address, reading_list
from ui.setup import DIFFICULTY, family

WEIGHTS = {1: "weighs little", 2: "normal weight", 3: "weighs most"}


def questions(content: Content) -> str:
    """By family, the easier ones first."""
    found = sorted(content.questions.values(), key=lambda q: (family(q.family), q.difficulty, q.title))
    parts = [
        f'<section><h3>{in_html(name)}</h3><ul class="cards">'
        + "".join(_question(q, content) for q in members)
        + "</ul></section>"
        for name, members in groupby(found, key=lambda q: family(q.family))
    ]
    return (
        f"<h2>{len(found)} questions</h2><p>Each is vague on purpose. The interviewer knows more and tells you when "
        "you ask; what it knows and a worked answer are shown after the interview.</p>" + "".join(parts)
    )


def _question(question: Question, content: Content) -> str:
    return (
        f"<li><h4>{in_html(question.title)}</h4>"
        f'<p class="quiet">{in_html(DIFFICULTY[question.difficulty])}{_own(content, "question", question.id)}</p>'
        f"<p>{in_html(question.prompt)}</p>"
        f'<a class="button" href="{in_html(practice_address(question.id))}" '
        f'aria-label="Practise this: {in_html(question.title)}">Practise this</a></li>'
    )


def templates(content: Content) -> str:
    found = sorted(content.templates.values(), key=lambda t: t.title)
    return (
        f"<h2>{len(found)} templates</h2>"
        "<p>A template divides the interview into phases and says what counts in each.</p>"
        + "".join(_template(t, content) for t in found)
    )


def _template(template: Template, content: Content) -> str:
    advice = "".join(f"<li>{in_html(a)}</li>" for a in template.advice)
    phases = "".join(_phase(p, content) for p in template.phases)
    after = f" · after “{DOCUMENTS[template.seed]}”" if template.seed in DOCUMENTS else ""
    about = f"{template.minutes:g} min · {len(template.phases)} phases{in_html(after)}"
    return (
        f"<details><summary><strong>{in_html(template.title)}</strong> "
        f'<span class="quiet">{about}{_own(content, "template", template.id)}</span></summary>'
        f"<p>{in_html(template.description)}</p><h4>Keep in mind</h4><ul>{advice}</ul>"
        f"<h4>Phases</h4><ol>{phases}</ol></details>"
    )


def _phase(phase: Phase, content: Content) -> str:
    marks = [f"{phase.minutes:g} min"] + ["goes deeper"] * phase.focus + ["may be left out"] * phase.optional
    criteria = " · ".join(in_html(content.criteria[key].name) for key in phase.criteria)
    return (
        f'<li><strong>{in_html(phase.title)}</strong> <span class="quiet">{", ".join(marks)}</span>'
        f'<p>{in_html(phase.purpose)}</p><p class="quiet">Criteria: {criteria}</p></li>'
    )


def criteria(content: Content, names: Mapping[str, str]) -> str:
    """By subject. `names` says what the guide sections are called."""
    by_group = {g: [c for c in content.criteria.values() if c.group == g] for g in Group}
    return (
        f"<h2>{len(content.criteria)} criteria</h2><p>Each has levels from 0 to 4. A level rests on your own words; "
        "what was never asked does not count against you.</p>"
        + "".join(_group(g, found, content, names) for g, found in by_group.items() if found)
    )


def _group(group: Group, found: Iterable[Criterion], content: Content, names: Mapping[str, str]) -> str:
    members = sorted(found, key=lambda c: (-c.weight, c.name))
    return (
        f"<details><summary><strong>{group.value.capitalize()}</strong> "
        f'<span class="quiet">{len(members)} criteria</span></summary>'
        + "".join(_criterion(c, content, names) for c in members)
        + "</details>"
    )


def _criterion(criterion: Criterion, content: Content, names: Mapping[str, str]) -> str:
    levels = "".join(
        f'<div><dt><span class="hidden">Level </span>{level}</dt><dd>{in_html(text)}</dd></div>'
        for level, text in enumerate(criterion.anchors.texts)
    )
    about = [competency_name(criterion.competency).lower(), WEIGHTS[criterion.weight]]
    if criterion.observed:
        about.append("seen in how you work; never asked for")
    if criterion.traits:
        about.append("only for problems that are " + " or ".join(criterion.traits))
    return (
        f'<details class="criterion" id="criterion-{criterion.id}"><summary>{in_html(criterion.name)}</summary>'
        f"<p>{in_html(criterion.expects)}</p>"
        f'<p class="quiet">{in_html(" · ".join(about))}{_own(content, "criterion", criterion.id)}</p>'
        f'<dl class="levels">{levels}</dl>{reading_list(criterion.sources, names)}</details>'
    )


def _own(content: Content, kind: str, key: str) -> str:
    """Marks what comes from the user's folder."""
    path = content.files.get((kind, key))
    return " · yours" if path and any(path.is_relative_to(folder) for folder in content.folders) else ""
