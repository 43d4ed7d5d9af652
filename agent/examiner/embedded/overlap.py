"""How far two texts share their words, by the cosine of tf-idf: what few texts of a collection have counts more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.embedder import Vectors

TOKEN = re.compile(r"[a-z0-9']+")
STEM = 6  # letters: "predict", "predicted", "prediction"


@dataclass(frozen=True)
class Words:
    places: dict[str, int]
    rarity: Vectors
    unseen: float  # the rarity of a word that is in none of the texts

    def rows(self, texts: Sequence[str]) -> Vectors:
        """Texts × words, each row divided by its length; words that are not among them lengthen it."""
        found = np.zeros((len(texts), len(self.places)), np.float32)
        for row, text in zip(found, texts, strict=True):
            said = set(stems(text))
            known = [self.places[word] for word in said if word in self.places]
            row[known] = self.rarity[known]
            others = len(said) - len(known)
            row /= max(float(np.sqrt((row**2).sum() + others * self.unseen**2)), 1e-9)
        return found


def stems(text: str) -> list[str]:
    return [word[:STEM] for word in TOKEN.findall(text.lower().replace("’", "'"))]


def words_of(collection: Sequence[str], besides: Sequence[str] = ()) -> Words:
    """Rarity in the collection, of its words and of those of the texts besides."""
    counts = Counter(word for text in collection for word in set(stems(text)))
    words = sorted({*counts, *(word for text in besides for word in stems(text))})
    rarity = np.array([np.log((1 + len(collection)) / (1 + counts[word])) for word in words], np.float32)
    return Words({word: place for place, word in enumerate(words)}, rarity, float(np.log(1 + len(collection))))
