"""A passage: the unit of retrieval, and how a long text is cut into passages."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict

MAX_WORDS = 80  # smaller passages are found better (dev split), and all fit the embedder's 256 word pieces


class Passage(BaseModel):
    """A piece of a source document, small enough to be embedded whole."""

    model_config = ConfigDict(frozen=True)

    id: str
    source: str  # guide id, or the path of a user's document
    section: str  # "guide#section", or "path" for documents without headings
    title: str
    heading: str
    text: str
    groups: list[str] = []  # the subjects it belongs to; empty: any
    rests_on: str = ""  # document and section, in words

    @property
    def to_embed(self) -> str:
        return f"{self.heading or self.title}. {self.text}"


def slug(heading: str) -> str:
    return re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", heading.lower()).strip())


def cut(text: str, max_words: int = MAX_WORDS) -> list[str]:
    """Cuts text into pieces of at most `max_words` words, at paragraphs where possible, else at sentences."""
    pieces: list[str] = []
    room = 0
    for unit in _units(text, max_words):
        words = len(unit.split())
        if pieces and words <= room:
            pieces[-1] += "\n" + unit
            room -= words
        else:
            pieces.append(unit)
            room = max_words - words
    return pieces


def _units(text: str, max_words: int) -> list[str]:
    from nupunkt import sent_tokenize

    units: list[str] = []
    for paragraph in filter(None, (p.strip() for p in re.split(r"\n\s*\n|\n(?=\s*[-*•\d])", text))):
        if len(paragraph.split()) <= max_words:
            units.append(paragraph)
            continue
        for sentence in sent_tokenize(paragraph):
            words = sentence.split()
            units += [" ".join(words[i : i + max_words]) for i in range(0, len(words), max_words)]
    return units
