"""What a sentence means, out of a few meanings or none of them: a multinomial model over its embedding, wording and
words."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from agent.examiner.embedded.overlap import stems
from knowledge.embedder import Vectors

PITFALLS = Path(__file__).with_name("meant.npz")  # fitted by `evals.fit_mistakes`
REPLIES = Path(__file__).with_name("replies.npz")  # fitted by `evals.fit_replies`
CORRECTS = "corrects"  # the only meaning of a reply
UNKNOWN = 0.0  # the score of a meaning that was not there when the model was fitted
DIRECTION, WORDING, WORDS = 4.0, 0.5, 5.0  # how much either counts before fitting


class Scale(NamedTuple):
    """What the inputs are measured from."""

    middle: Vectors  # of the embeddings
    usual: Vectors  # wording
    spread: Vectors  # of the wording

    def inputs(self, vectors: Vectors, worded: Vectors) -> Vectors:
        """Shape (sentences, 384 + 7 + 1): the direction, how it is worded, and one."""
        apart = vectors - self.middle
        apart = apart / np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)
        columns = [DIRECTION * apart, WORDING * (worded - self.usual) / self.spread, np.ones((len(vectors), 1))]
        return np.concatenate(columns, axis=1).astype(np.float32)


class Meant(NamedTuple):
    scale: Scale
    meanings: list[str]
    weights: Vectors  # inputs × meanings, against meaning none of them
    words: dict[str, int]
    of_words: Vectors  # words × meanings

    def scores(self, texts: Sequence[str], vectors: Vectors, worded: Vectors, meanings: Sequence[str]) -> Vectors:
        """Sentences × meanings: the log of the odds against meaning none."""
        known = {meaning: place for place, meaning in enumerate(self.meanings)}
        every = self.scale.inputs(vectors, worded) @ self.weights
        for row, text in zip(every, texts, strict=True):
            places, share = counted(text, self.words)
            row += share * self.of_words[places].sum(axis=0)
        columns = [every[:, known[m]] if m in known else np.full(len(every), UNKNOWN) for m in meanings]
        found: Vectors = np.stack(columns, axis=1).astype(np.float32)
        return found


def grams(text: str) -> set[str]:
    """Stems and pairs of neighbouring ones, with a mark for where the sentence begins."""
    said = ["^", *stems(text)]
    return {*said[1:], *(f"{a} {b}" for a, b in pairwise(said))}


def counted(text: str, words: dict[str, int]) -> tuple[list[int], float]:
    """The places of the text's words, and how much each counts: less where there are many."""
    found = grams(text)
    return [words[gram] for gram in found if gram in words], WORDS * max(len(found), 1) ** -0.5


@cache
def meant(fitted: Path) -> Meant:
    with np.load(fitted) as data:
        scale = Scale(data["middle"], data["usual"], data["spread"])
        words = {word: place for place, word in enumerate(data["words"].tolist())}
        weights, of_words = data["weights"].astype(np.float32), data["of_words"].astype(np.float32)
        return Meant(scale, data["meanings"].tolist(), weights, words, of_words)


def save(model: Meant, path: Path) -> None:
    np.savez_compressed(
        path, middle=model.scale.middle, usual=model.scale.usual, spread=model.scale.spread,
        meanings=np.array(model.meanings), weights=model.weights.astype(np.float16),
        words=np.array(list(model.words)), of_words=model.of_words.astype(np.float16),
    )  # fmt: skip
