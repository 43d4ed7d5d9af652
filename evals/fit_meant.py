"""Fits what a sentence means (`agent/examiner/embedded/meant.py`); for `evals.fit_mistakes`, which pitfall, if any."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from agent.content import Content
from agent.examiner.embedded.claims import split_claims
from agent.examiner.embedded.meant import Meant, Scale, counted, grams
from agent.examiner.embedded.mistakes import Window, worded_in
from agent.examiner.embedded.wording import plain
from agent.settings import settings
from evals.candidate.bank import BANK
from evals.fitting import logistic, words_in
from knowledge.embedder import Vectors, shared_embedder
from knowledge.vectors import vectors_for

MISTAKES = BANK.with_name("mistakes.jsonl")
PENALTY = 0.1  # on the squares of the weights
RARE = 5  # sentences: a word that fewer of them say is left out
INNOCENT = 0.3  # the weight of a sentence of a simulated candidate who makes no mistake; of any other it is 1


class Sentence(NamedTuple):
    text: str
    meaning: str | None
    weight: float = 1.0


class Told(NamedTuple):
    sentences: list[Sentence]
    vectors: Vectors
    worded: Vectors


def of_content(content: Content) -> Told:
    """How pitfalls sound, what is right to say instead, and what is right to say at all."""
    pitfalls = [*content.pitfalls.values(), *(p for q in content.questions.values() for p in q.own_pitfalls)]
    points = [(*k.says, *k.deep) for q in content.questions.values() for k in q.key_points]
    signals = [(*s.says, *s.deep) for c in content.criteria.values() for s in c.signals]
    found = [Sentence(text, p.id) for p in pitfalls if p.kind == "said" for text in p.sounds_like]
    found += [Sentence(text, None) for p in pitfalls if p.kind == "said" for text in p.rather]
    found += [Sentence(text, None) for texts in (*points, *signals) for text in texts]
    return told(found, vectors_for([s.text for s in found], settings().home / "vectors"))


def of_writers() -> Told:
    found = written()
    return told(found, shared_embedder().embed([s.text for s in found]))


def written() -> list[Sentence]:
    """Sentences that make a mistake, and such as come near to it and are right."""
    found: list[Sentence] = []
    for line in MISTAKES.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        found += [Sentence(text, said["pitfall"]) for text in said["wrong"]]
        found += [Sentence(text, None) for text in said["right"]]
    return found


def of_candidates(texts: Iterable[tuple[str, str | None]]) -> Told:
    """The statements of texts with the pitfall each walks into; a text with a mistake counts if it is one statement."""
    found: list[Sentence] = []
    for text, pitfall in texts:
        claims = [claim.text for claim in split_claims(text) if not claim.is_question]
        if pitfall is None:
            found += [Sentence(claim, None, INNOCENT) for claim in claims]
        elif len(claims) == 1:
            found.append(Sentence(claims[0], pitfall))
    return told(found, shared_embedder().embed([s.text for s in found]))


def fit(of: Sequence[Told], rare: int = RARE) -> Meant:
    sentences = [s for one in of for s in one.sentences]
    vectors, worded = np.concatenate([t.vectors for t in of]), np.concatenate([t.worded for t in of])
    meanings = sorted({s.meaning for s in sentences if s.meaning})
    place = {meaning: index for index, meaning in enumerate(meanings)} | {None: len(meanings)}
    scale = Scale(vectors.mean(axis=0), worded.mean(axis=0), worded.std(axis=0) + 1e-6)
    kinds = np.eye(len(place))[[place[s.meaning] for s in sentences]]
    weights = np.array([s.weight for s in sentences])
    seen = Counter(gram for s in sentences if s.weight == 1 for gram in grams(s.text))
    words = {gram: place for place, gram in enumerate(sorted(g for g, count in seen.items() if count >= rare))}
    inputs = scale.inputs(vectors, worded).astype(np.float64)
    found = logistic(inputs, kinds, weights, PENALTY, words_in([counted(s.text, words) for s in sentences], len(words)))
    against_none = (found[:, :-1] - found[:, -1:]).astype(np.float32)
    return Meant(scale, meanings, against_none[: inputs.shape[1]], words, against_none[inputs.shape[1] :])


def told(sentences: list[Sentence], vectors: Vectors) -> Told:
    windows = [Window(plain(s.text), "", vector, False) for s, vector in zip(sentences, vectors, strict=True)]
    return Told(sentences, vectors, worded_in(windows))
