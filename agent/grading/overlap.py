"""How far two texts use the same content words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from math import sqrt

from agent.examiner.embedded.claims import FUNCTION_WORDS


def overlap(quotes: Iterable[str], reference: str) -> float:
    """The cosine of the word counts of what was quoted and of a reference text, 0 to 1."""
    said, wanted = Counter(w for quote in quotes for w in content_words(quote)), _counts(reference)
    norm = sqrt(sum(n * n for n in said.values()) * sum(n * n for n in wanted.values()))
    return sum(n * wanted[word] for word, n in said.items()) / norm if norm else 0.0


def content_words(text: str) -> list[str]:
    return [w for w in re.findall(r"[a-z]+", text.lower()) if len(w) > 2 and w not in FUNCTION_WORDS]


@lru_cache(maxsize=1024)
def _counts(text: str) -> Counter[str]:
    return Counter(content_words(text))
