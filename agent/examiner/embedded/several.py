"""Several questions in one breath: where the next one begins, and what one of them enumerates."""

from __future__ import annotations

import re

ASKED = r"(?:how|what|when|which|who|whose|where|why|is|are|was|do|does|did|can|could|should|has|have|will|would|may|must|am)\b"
QUESTIONS = re.compile(  # where another question begins in the same breath
    r"(?:\s*[,;:.]\s*|\s+[-–—]+\s*|\s+(?=(?:and|also|plus|or)\b))(?:(?:and|also|then|plus|or|uh|um|like|okay|so)\b,?\s*)*"
    rf"(?={ASKED})",
    re.I,
)
INTRODUCES = re.compile(  # "I would first ask: ..."
    rf"(?!{ASKED})[\w' ,]{{0,50}}?\b(?:ask|questions?|know|wonder(?:ing)?|clarify|check|understand|curious)\b"
    r"(?: (?:is|are|first|now|here|you|this))*\s*[:,–—-]+\s*",
    re.I,
)
LEANS = re.compile(r"\b(?:it|its|that|this|those|these|them|they|there|then)\b", re.I)  # on the question before
LEANING = 9  # words of one that does
PARTS = re.compile(r",\s*(?:and\s+)?|\s+[-–—]+\s+|\s+and\s+(?:also\s+)?|\s+or\s+|;\s*", re.I)


def parts_of(question: str) -> list[str]:
    """What is enumerated in a question; fragments of a word go."""
    return [part for part in PARTS.split(question.strip(" ?.!")) if len(part.split()) >= 2]


def questions_in(text: str) -> list[str]:
    """A sentence cut where another question begins; one that leans on the question before stays with it."""
    found: list[str] = []
    for part in QUESTIONS.split(text.strip(" ?.!")):
        if found and len(part.split()) <= LEANING and LEANS.search(part):
            found[-1] += f", and {part}"
        elif part:
            found.append(part)
    return found


def bare(text: str) -> str:
    """Without the words that only say that a question comes."""
    introduced = INTRODUCES.match(text)
    return text[introduced.end() :] if introduced else text
