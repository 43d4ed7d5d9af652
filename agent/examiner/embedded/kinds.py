"""How likely a sentence is an answer, a question about the problem, or one of the asides: a fitted linear model.

Its features are the sentence's embedding, the words and pairs of words that asides are made of, and the length. The
weights in `intents.json` were fitted by `python -m evals.fit_intents`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.embedder import Vectors

WEIGHTS = Path(__file__).with_name("intents.json")
ANSWER, QUESTION = "answer", "question"  # what is no aside
TOKEN = re.compile(r"[a-z0-9']+|\?")
BY_VECTOR, BY_WORDS = 4.0, 3.0  # how much of either a unit is: weights are kept small
LONGEST = 30  # words, from which a sentence is long

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class KindModel:
    kinds: list[str]
    words: dict[str, int]
    weights: Numbers  # features × kinds: the inputs, then the words

    def chances(self, text: str, vector: Vectors) -> dict[str, float]:
        dense = inputs([text], vector[None])[0]
        places, share = counted(text, self.words)
        scores = dense @ self.weights[: len(dense)] + share * self.weights[len(dense) :][places].sum(axis=0)
        likely = np.exp(scores - scores.max())
        return dict(zip(self.kinds, (likely / likely.sum()).tolist(), strict=True))


def grams(text: str) -> set[str]:
    """The words and pairs of neighbouring words, with marks for where the sentence begins and ends."""
    tokens = ["^", *TOKEN.findall(text.lower().replace("’", "'"))]
    if tokens[-1] != "?":
        tokens.append("$")
    return {*tokens[1:], *(f"{a} {b}" for a, b in pairwise(tokens))}


def inputs(texts: Sequence[str], vectors: Vectors) -> Numbers:
    """A row for each text: its vector, its length, and one."""
    length = np.array([[min(len(text.split()), LONGEST) / LONGEST, 1.0] for text in texts])
    return np.hstack([vectors * BY_VECTOR, length])


def counted(text: str, words: dict[str, int]) -> tuple[list[int], float]:
    """The places of a text's words among those known, and how much each of them counts."""
    found = grams(text)
    return [words[g] for g in found if g in words], float(BY_WORDS * len(found) ** -0.5)


@cache
def kind_model() -> KindModel:
    data = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    words = {word: place for place, word in enumerate(data["words"])}
    return KindModel(data["kinds"], words, np.array(data["weights"]))
