"""What a search may ask, and its answer as data: for `greenroom search`, the Library page and the endpoint."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from agent.content import DEFAULT_TEMPLATE, Content, nearest
from rubrics.schema import Group

if TYPE_CHECKING:
    from knowledge.retrieval import Hit


class BadQuery(ValueError):
    """A search that cannot be made; the message is ready to be shown."""


def groups_of(phase: str, content: Content) -> list[str]:
    """The subjects of a phase: `data`, `ml-problem` of the default template, or `funnel-and-flow/features`."""
    if phase in {g.value for g in Group}:
        return [phase]
    name, _, key = phase.rpartition("/")
    name = name or DEFAULT_TEMPLATE
    if name not in content.templates:
        raise BadQuery(nearest(name, content.templates, "template"))
    phases = {p.id: p for p in content.templates[name].phases}
    if key not in phases:
        known = phases | ({} if "/" in phase else {g.value: g for g in Group})
        raise BadQuery(f"{nearest(key, known, 'phase')} (there are: {', '.join(known)})")
    return [g.value for g in phases[key].groups]


def rows(hits: Iterable[Hit]) -> list[dict[str, Any]]:
    return [
        {
            "rank": rank,
            "id": hit.passage.id,
            "source": hit.passage.source,
            "section": hit.passage.section,
            "score": round(hit.score, 4),
            "title": hit.passage.title,
            "heading": hit.passage.heading,
            "rests_on": hit.passage.rests_on,
            "text": hit.passage.text,
        }
        for rank, hit in enumerate(hits, 1)
    ]
