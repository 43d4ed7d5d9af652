"""Which fact of the sheet a candidate's question asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

from agent.examiner.embedded.matching import alias_pattern
from agent.examiner.embedded.overlap import Words, words_of
from agent.examiner.embedded.several import bare, parts_of, questions_in
from agent.examiner.embedded.topics import is_cued, topic_asks
from knowledge.embedder import Embedder, Vectors
from knowledge.schema import Fact, Question
from knowledge.vectors import vectors_for

WEIGHTS = Path(__file__).with_name("facts.yaml")
WHOLE, PART = 0.4, 0.9  # the least chance for a question, and for a part of one
OF_SEVERAL = 0.5  # for a question in a row of them
LISTED, LIKELY = 0.6, 0.6  # for a part of a list that names its fact, and for one that only asks
LIST = 2  # facts asked for beyond doubt make a list
NONE = 0.18  # the chance of asking for none, above which nothing is told
SURELY_NONE = 0.45  # the chance of asking for none, from which that is said; below it the question was not understood
CLEAR, CLEARLY_ASKED = 0.9, 0.1  # for several questions taken as one; of asking for none there and for another fact
SURELY, SURELY_NOT = 0.8, 0.05  # the chances of a fact and of none that leave no doubt
ASKING = re.compile(r"(?:meaning |like |say )?(?:how|what|when|which|who|where)\b", re.I)
SHARE = re.compile(r"\b(what|which) (?:share|percentage|proportion|portion|part|percent) of\b", re.I)
MAY_ANSWER = 0.15  # the chance of a fact that was told, from which it may have been the answer
LEAST_ASKED = 4  # words of a question by itself
MOST_TOLD = 3  # facts in answer to a sentence


@dataclass(frozen=True)
class FactBank:
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

    def asked(self, text: str, embedder: Embedder) -> list[Fact]:
        """The facts a question asks for: one, or one for each of its parts that names something else."""
        if not self.facts:
            return []
        text = bare(text)
        several = questions_in(text)
        if len(several) > 1:
            clear = self._best(text, embedder, CLEAR, CLEARLY_ASKED)
            found = [fact for question in several for fact in self._in_row(question, embedder, clear)]
            found = [clear, *found] if clear and clear not in found else found
            if found:
                return list({f.id: f for f in found}.values())[:MOST_TOLD]
        parts = parts_of(text)
        found = self._in_parts(parts, embedder) if len(parts) > 1 else []
        if len({f.id for f in found}) < 2:
            whole = self._best(text, embedder)
            found = [whole] if whole else found
        return list({f.id: f for f in found}.values())[:MOST_TOLD]

    def _in_row(self, question: str, embedder: Embedder, clear: Fact | None = None) -> list[Fact]:
        """What one of several questions asks for: with all that is added to it, or without.

        Where all of them together clearly ask for one fact, the rest of its question does not have to ask for another.
        """
        if clear:
            other = self._best(question, embedder, PART, CLEARLY_ASKED)
            return [other] if other else []
        parts = parts_of(question)
        if len(listed := [fact for part in parts if (fact := self._best(part, embedder, PART))]) > 1:
            return listed
        whole = self._best(question, embedder, OF_SEVERAL)
        bare = whole or (self._best(parts[0], embedder, OF_SEVERAL) if len(parts) > 1 else None)
        return [bare] if bare else listed

    def surely_asks(self, text: str, embedder: Embedder) -> bool:
        """Whether a question is for a fact beyond doubt, whatever else it sounds like."""
        chances = self._chances(text, embedder)
        return bool(self.facts) and float(chances[:-1].max()) >= SURELY and float(chances[-1]) <= SURELY_NOT

    def may_ask(self, text: str, embedder: Embedder) -> bool:
        """Whether a question for which no fact was found may still be about one."""
        return bool(self.facts) and float(self._chances(text, embedder)[-1]) < SURELY_NONE

    def leaves_open(self, text: str, told: Sequence[Fact], embedder: Embedder) -> bool:
        """Whether one of several questions in a sentence is not about any of the facts that answer the others."""
        several = [q for q in questions_in(text) if len(q.split()) >= LEAST_ASKED]
        chances = [self._chances(q, embedder)[:-1] for q in several]
        answered = np.array([fact in told for fact in self.facts])
        return len(several) > 1 and any(
            not answered[of.argmax()] and of[answered].max(initial=0) < MAY_ANSWER for of in chances
        )

    def _in_parts(self, parts: list[str], embedder: Embedder) -> list[Fact]:
        """What the parts ask for. In a list of things to know, a part that names its fact need not be as clear."""
        sure = [self._best(part, embedder, PART) for part in parts]
        listed = len({fact.id for fact in sure if fact}) >= LIST

        def named(part: str) -> Fact | None:
            fact = self._best(part, embedder, LISTED, LISTED) if listed and not part.startswith("or ") else None
            clear = fact and (
                _named(fact, part) > 0 or (ASKING.match(part) and self._best(part, embedder, LIKELY, LISTED))
            )
            return fact if clear else None

        return [fact for part, clear in zip(parts, sure, strict=True) if (fact := clear or named(part))]

    def _best(self, text: str, embedder: Embedder, sure: float = WHOLE, none_at_most: float = NONE) -> Fact | None:
        """The likeliest fact, where it is likelier than none of them; a part of a question has to be clear."""
        chances = self._chances(text, embedder)
        best = int(chances.argmax())
        likely = best < len(self.facts) and chances[best] >= sure and chances[-1] <= none_at_most
        return self.facts[best] if likely else None

    def _chances(self, text: str, embedder: Embedder) -> Vectors:
        """Of each fact, and of none of them; for a share in the words that the sheet may have for it, too."""
        said = [text, SHARE.sub(r"\1 fraction of", text)] if SHARE.search(text) else [text]
        return min((self._chances_of(t, embedder) for t in said), key=lambda chances: float(chances[-1]))

    def _chances_of(self, text: str, embedder: Embedder) -> Vectors:
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
        named = np.array([_named(fact, text) for fact in self.facts])
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


def _named(fact: Fact, text: str) -> float:
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


def fact_bank(question: Question, cache: Path) -> FactBank:
    asked, answers = [ways_to_ask(f, question) for f in question.facts], [f.answer for f in question.facts]
    asks = [a for of_fact in asked for a in of_fact]
    wordings, words = vectors_for(asks, cache), words_of([*asks, *question.beyond], answers)
    middle = wordings.mean(axis=0) if len(wordings) else wordings.sum(axis=0)
    return FactBank(
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
