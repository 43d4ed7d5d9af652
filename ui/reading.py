"""Guides and documents as the Library shows them: the table of contents, one document, and what a search found.

A user's documents are untrusted: HTML and pictures in them show as they were typed, and diagrams stay source text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from agent.sections import named
from agent.shelf import Entry
from knowledge.documents import Document
from rubrics.words import plural
from ui.escape import in_chat, in_html
from ui.links import reading_link

if TYPE_CHECKING:
    from knowledge.retrieval import Hit

PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$=:])")
DIAGRAM = re.compile(r"(```+|~~~+)[^\S\n]*mermaid", re.IGNORECASE)
WORD = re.compile(r"[^\W_]{3,}")
ORDINARY = frozenset(
    "and are can for from have how not that the their them then this what when which who why with you".split()
)


def contents(entries: Sequence[Entry]) -> str:
    """Every document with links to its sections."""
    return (
        f'<nav aria-label="Contents of the guides"><h2>{len(entries)} guides</h2>'
        + "".join(_entry(entry) for entry in entries)
        + "</nav>"
    )


def _entry(entry: Entry) -> str:
    whole = reading_link(entry.name, "From the start")
    sections = "".join(f"<li>{reading_link(s.id, s.heading)}</li>" for s in entry.sections)
    mark = ' <span class="quiet">yours</span>' if entry.own else ""
    return f"<details><summary>{in_html(entry.title)}{mark}</summary><ul><li>{whole}</li>{sections}</ul></details>"


def document(found: Document, is_markdown: bool) -> str:
    """The whole document as Markdown for a component that sanitises it too."""
    shown = _as_typed if is_markdown else _plain
    parts = [f"## {_plain(found.title)}"]
    for section in found.sections:
        parts += [f"### {_plain(section.heading)}"] * bool(section.heading)
        parts += [shown(section.text), rests_line(section.rests_on, "small")]
    return "\n\n".join(filter(None, parts))


def _as_typed(text: str) -> str:
    return in_chat(DIAGRAM.sub(r"\1text", text))


def _plain(text: str) -> str:
    """Text that is no Markdown: every mark shows as it stands, and lines stay lines."""
    lines = (PUNCTUATION.sub(r"\\\1", html.escape(line.strip(), quote=False)) for line in text.split("\n"))
    return "  \n".join(lines)


def rests_line(noted: str, tag: str = "p") -> str:
    """What a passage rests on, where that is known."""
    return f'<{tag} class="rests">Rests on: {in_html(noted)}</{tag}>' if noted else ""


def hits(query: str, found: Sequence[Hit], collection: str = "") -> str:
    count = plural(len(found), "section")
    items = "".join(_hit(hit, query, collection) for hit in found)
    return f'<div role="status"><h2>{count} on “{in_html(query)}”</h2></div><ol class="hits">{items}</ol>'


def _hit(hit: Hit, query: str, collection: str) -> str:
    passage = hit.passage
    link = reading_link(passage.section, named(passage.title, passage.heading), collection)
    return f'<li>{link}<p class="passage">{marked(passage.text, query)}</p>{rests_line(passage.rests_on)}</li>'


def marked(text: str, query: str) -> str:
    """The text as HTML, with the words of the query marked."""
    words = {w.lower() for w in WORD.findall(query)} - ORDINARY
    parts, end = [], 0
    for word in WORD.finditer(text):
        if word[0].lower() in words:
            parts += [in_html(text[end : word.start()]), f"<mark>{in_html(word[0])}</mark>"]
            end = word.end()
    return "".join([*parts, in_html(text[end:])])
