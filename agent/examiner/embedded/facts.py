"""Which fact of the sheet a candidate's question asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.examiner.embedded.matching import alias_pattern
from knowledge.embedder import Embedder, Vectors
from knowledge.schema import Fact, Question, Topic
from knowledge.vectors import vectors_for

# Chosen on the questions' own wordings, each held out in turn: with a naming term 98 % go to the right fact.
NAMED = 0.25  # the least score with a naming term
ON_TOPIC = 0.45  # the least similarity with a word that names the topic only
ON_TOPIC_ALONE = 0.2  # where the topic is plain and has a single fact
PLAIN_TOPICS = {Topic.GOAL, Topic.LATENCY, Topic.PRIVACY, Topic.EXISTING_SYSTEM, Topic.BUDGET}
SURE, MARGIN = 0.68, 0.06  # the least similarity without one, and the least lead over the next fact
PARTS = re.compile(r",\s*(?:and\s+)?|\s+and\s+(?:also\s+)?|\s+or\s+|;\s*", re.I)

# Everyday words that name a topic: a question that only says "how many" is about one of the scale facts.
TOPIC_CUES = {
    Topic.SCALE: r"how many|number of|how (?:big|large)|scale|volume|size|per (?:day|second)|qps|traffic|throughput|growth",
    Topic.LATENCY: r"latency|how (?:fast|quick\w*)|response time|real[- ]time|milliseconds?|time budget|how long .* take",
    Topic.FRESHNESS: r"fresh\w*|stale|how (?:often|soon|quickly) .*(?:change|update|refresh|appear)|up to date|delay",
    Topic.GOAL: r"goal|objective|optimi[sz]\w+|success|what matters|business|kpi|purpose|trying to achieve|why are we",
    Topic.LABELS: r"label\w*|ground truth|annotat\w+|feedback|positives?|how do we know",
    Topic.DATA: r"data|logs?|history|historical|signals|features available|information|collect\w*|record\w*",
    Topic.PRIVACY: r"privacy|gdpr|personal|consent|regulat\w+|legal\w*|law|compliance|pii|retention|sensitive",
    Topic.BUDGET: r"budget|cost|money|spend|expensive|afford",
    Topic.CONSTRAINTS: r"hardware|gpus?|compute|constraint\w*|limit\w*|on[- ]device|edge|memory|infrastructure|languages?|countries",
    Topic.EXISTING_SYSTEM: r"existing|current(?:ly)?|today|already|in place|legacy|baseline|status quo|right now",
    Topic.USERS: r"who (?:uses|sees|are)|users? see|where .*(?:shown|appear|see)|surface|experience|users do|devices?|interface|audience",
    Topic.SCOPE: r"scope|include\w*|out of|part of|responsible for|focus|only for|also handle|cover",
    Topic.QUALITY: r"accura\w+|how (?:good|accurate|precise)|quality|error rate|requirement|tolera\w+|acceptable|false (?:positives?|negatives?|alarms?)",
    Topic.TEAM: r"team|people|engineers|staff|deadline|timeline|when .* (?:launch|ship)|moderators|reviewers",
}

# What asking for a fact shows.
TOPIC_CRITERION = {
    Topic.GOAL: "business-objective",
    Topic.USERS: "users-and-experience",
    Topic.SCALE: "scale-and-load",
    Topic.LATENCY: "latency-and-freshness-needs",
    Topic.FRESHNESS: "latency-and-freshness-needs",
    Topic.CONSTRAINTS: "constraints-and-resources",
    Topic.BUDGET: "constraints-and-resources",
    Topic.EXISTING_SYSTEM: "constraints-and-resources",
    Topic.TEAM: "constraints-and-resources",
    Topic.PRIVACY: "privacy-and-regulation",
    Topic.SCOPE: "restate-problem",
    Topic.DATA: "data-sources",
    Topic.LABELS: "labelling",
}


@dataclass(frozen=True)
class FactBank:
    facts: list[Fact]
    owners: NDArray[np.int64]  # which fact each wording belongs to
    wordings: Vectors
    answers: Vectors
    middle: Vectors  # what all wordings have in common, the problem itself; it tells no fact from another

    def asked(self, text: str, embedder: Embedder) -> list[Fact]:
        """The facts a question asks for: one, or one for each of its parts that names something else."""
        if not self.facts:
            return []
        parts = [p for p in PARTS.split(text.strip(" ?.!")) if len(p.split()) >= 2]
        found = [fact for part in parts if (fact := self._best(part, embedder, part=True))] if len(parts) > 1 else []
        if len({f.id for f in found}) < 2:
            whole = self._best(text, embedder)
            found = [whole] if whole else found
        return list({f.id: f for f in found}.values())[:3]

    def _best(self, text: str, embedder: Embedder, part: bool = False) -> Fact | None:
        vector = embedder.embed([text])[0]
        centred = _unit(vector - self.middle)
        plain = self._per_fact(self.wordings @ vector)
        named = np.array([_named(fact, text) for fact in self.facts])
        wording = self._per_fact(_unit(self.wordings - self.middle) @ centred)
        score = wording + 0.3 * (_unit(self.answers - self.middle) @ centred) + named
        best = int(score.argmax())
        if named[best]:
            return self.facts[best] if score[best] >= NAMED else None
        return self._on_topic(text, plain) or (None if part else self._unmistakable(plain))

    def _on_topic(self, text: str, similarity: Vectors) -> Fact | None:
        """The nearest fact of a topic the text names; where a topic has one fact only, its name is nearly enough."""
        topics = [f.topic for f in self.facts]
        cued = {t for t in set(topics) if t in TOPIC_CUES and re.search(rf"\b(?:{TOPIC_CUES[t]})\b", text, re.I)}
        rows = [i for i, t in enumerate(topics) if t in cued]
        if not rows:
            return None
        best = max(rows, key=lambda i: similarity[i])
        alone = topics.count(topics[best]) == 1 and topics[best] in PLAIN_TOPICS
        return self.facts[best] if similarity[best] >= (ON_TOPIC_ALONE if alone else ON_TOPIC) else None

    def _unmistakable(self, similarity: Vectors) -> Fact | None:
        first, second = np.sort(similarity)[::-1][:2]
        return self.facts[int(similarity.argmax())] if first >= SURE and first - second >= MARGIN else None

    def _per_fact(self, similarity: Vectors) -> Vectors:
        return np.array([similarity[self.owners == i].max() for i in range(len(self.facts))])


def _named(fact: Fact, text: str) -> float:
    """How clearly the text names the fact: its longest term counts, a second one a little more."""
    pattern = alias_pattern(fact.aliases)
    terms = {m[0].lower() for m in pattern.finditer(text)} if pattern else set()
    return 0.25 + 0.01 * max(map(len, terms)) + 0.1 * (len(terms) > 1) if terms else 0.0


def _unit(rows: Vectors) -> Vectors:
    unit: Vectors = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    return unit


def fact_bank(question: Question, cache: Path) -> FactBank:
    wordings = vectors_for([a for f in question.facts for a in f.asks], cache)
    return FactBank(
        facts=list(question.facts),
        owners=np.array([i for i, fact in enumerate(question.facts) for _ in fact.asks]),
        wordings=wordings,
        answers=vectors_for([f.answer for f in question.facts], cache),
        middle=wordings.mean(axis=0) if len(wordings) else wordings.sum(axis=0),
    )
