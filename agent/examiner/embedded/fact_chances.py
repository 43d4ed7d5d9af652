"""How likely a question asks for each fact of the sheet, or for none: a fitted model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

from agent.examiner.embedded.matching import alias_pattern
from agent.examiner.embedded.overlap import Words, words_of
from agent.examiner.embedded.topics import is_cued, topic_asks
from knowledge.embedder import Embedder, Vectors
from knowledge.schema import Fact, Question
from knowledge.vectors import vectors_for

WEIGHTS = Path(__file__).with_name("facts.yaml")
SHARE = re.compile(r"\b(what|which) (?:share|percentage|proportion|portion|part|percent) of\b", re.I)


@dataclass(frozen=True)
class FactChances:
    facts: list[Fact]
    owners: NDArray[np.int64]  # which fact each wording belongs to
    wordings: Vectors
    answers: Vectors
    middle: Vectors  # what all wordings have in common, the problem itself; it tells no fact from another
    words: Words
    wordings_words: Vectors
    answers_words: Vectors
    beyond: Vectors  # what no fact answers, as far as the sheet says so
    beyond_words: Vectors

    def of(self, text: str, embedder: Embedder) -> Vectors:
        """Of each fact, and of none of them; for a share in the words that the sheet may have for it, too."""
        said = [text, SHARE.sub(r"\1 fraction of", text)] if SHARE.search(text) else [text]
        return min((self._of(t, embedder) for t in said), key=lambda chances: float(chances[-1]))

    def _of(self, text: str, embedder: Embedder) -> Vectors:
        known = weights()
        none = known.none + float(self.none_features(text, embedder) @ known.none_features)
        scores = np.append(self.features(text, embedder) @ known.features, none)
        likely = np.exp(scores - scores.max())
        chances: Vectors = likely / likely.sum()
        return chances

    def features(self, text: str, embedder: Embedder) -> Vectors:
        """Shape (facts, 15), in the order of `facts.yaml`: how near the question is to each fact, and in what way."""
        vector = embedder.embed([text])[0]
        centred = _unit(vector - self.middle)
        near = _unit(self.wordings - self.middle) @ centred
        answers = _unit(self.answers - self.middle) @ centred
        wording = self._per_fact(near)
        said = self.words.rows([text])[0]
        shared, shared_with_answer = self._per_fact(self.wordings_words @ said), self.answers_words @ said
        named = np.array([named_in(fact, text) for fact in self.facts])
        topics = [f.topic for f in self.facts]
        cued = np.array([float(is_cued(topic, text)) for topic in topics])
        alone = np.array([float(topics.count(topic) == 1) for topic in topics])
        columns = (
            self._per_fact(self.wordings @ vector), wording, self._two_nearest(near), self.answers @ vector, answers,
            named > 0, named, cued, cued * alone, _lead(wording), _lead(answers),
            shared, shared_with_answer, _lead(shared), _lead(shared_with_answer),
        )  # fmt: skip
        return np.stack(columns, axis=1).astype(np.float32)

    def none_features(self, text: str, embedder: Embedder) -> Vectors:
        """Shape (3,): how near the question is to those that no fact answers; the usual, where none are known."""
        if not len(self.beyond):
            return weights().usual
        near = np.sort(self.beyond @ _unit(embedder.embed([text])[0] - self.middle))
        shared = self.beyond_words @ self.words.rows([text])[0]
        return np.array([near[-1], near[-2:].mean(), shared.max()], np.float32)

    def _per_fact(self, similarity: Vectors) -> Vectors:
        return np.array([similarity[self.owners == i].max() for i in range(len(self.facts))])

    def _two_nearest(self, similarity: Vectors) -> Vectors:
        return np.array([np.sort(similarity[self.owners == i])[-2:].mean() for i in range(len(self.facts))])


class Weights(NamedTuple):
    features: Vectors
    none: float  # the score of no fact at all
    none_features: Vectors
    usual: Vectors  # means of these


@cache
def weights() -> Weights:
    """A multinomial logistic model over the facts and none, fitted by `python -m evals.fit_facts`."""
    data = yaml.safe_load(WEIGHTS.read_text(encoding="utf-8"))
    features, none_features = (np.array(list(data[key].values()), np.float32) for key in ("features", "none_features"))
    return Weights(features, float(data["none"]), none_features, np.array(data["usual"], np.float32))


def _lead(scores: Vectors) -> Vectors:
    """Over the best of the others."""
    if len(scores) < 2:
        return np.zeros_like(scores)
    first, second = np.sort(scores)[::-1][:2]
    lead: Vectors = np.where(scores == first, scores - second, scores - first)
    return lead


def named_in(fact: Fact, text: str) -> float:
    """How clearly the text names the fact: its longest term counts, a second one a little more."""
    pattern = alias_pattern(fact.aliases)
    terms = {m[0].lower() for m in pattern.finditer(text)} if pattern else set()
    return 0.25 + 0.01 * max(map(len, terms)) + 0.1 * (len(terms) > 1) if terms else 0.0


def _unit(rows: Vectors) -> Vectors:
    unit: Vectors = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    return unit


def ways_to_ask(fact: Fact, question: Question) -> list[str]:
    """Its own, and those that fit whatever the problem is where no other fact is on its topic."""
    alone = [f.topic for f in question.facts].count(fact.topic) == 1
    return [*fact.asks, *(topic_asks().get(fact.topic, []) if alone else [])]


def fact_chances(question: Question, cache: Path) -> FactChances:
    asked, answers = [ways_to_ask(f, question) for f in question.facts], [f.answer for f in question.facts]
    asks = [a for of_fact in asked for a in of_fact]
    wordings, words = vectors_for(asks, cache), words_of([*asks, *question.beyond], answers)
    middle = wordings.mean(axis=0) if len(wordings) else wordings.sum(axis=0)
    return FactChances(
        facts=list(question.facts),
        owners=np.array([i for i, of_fact in enumerate(asked) for _ in of_fact]),
        wordings=wordings,
        answers=vectors_for(answers, cache),
        middle=middle,
        words=words,
        wordings_words=words.rows(asks),
        answers_words=words.rows(answers),
        beyond=_unit(vectors_for(question.beyond, cache) - middle),
        beyond_words=words.rows(question.beyond),
    )
