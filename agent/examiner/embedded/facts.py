"""Which fact of the sheet a candidate's question asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from agent.examiner.embedded.matching import alias_pattern
from knowledge.embedder import Embedder, Vectors
from knowledge.schema import Fact, Question, Topic
from knowledge.vectors import vectors_for

SURE = 0.60
NAMED = 0.36
PART = 0.45  # for a part of a question
PARTS = re.compile(r",\s*(?:and\s+)?|\s+and\s+(?:also\s+)?|\s+or\s+|;\s*", re.I)

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
    owners: list[int]
    vectors: Vectors

    def asked(self, text: str, embedder: Embedder) -> list[Fact]:
        """The facts a question asks for: one, or one for each of its parts that names something else."""
        whole = self._best(text, embedder)
        parts = [p for p in PARTS.split(text.strip(" ?.!")) if len(p.split()) >= 2]
        found = [whole] if whole else []
        if len(parts) > 1:
            for part in parts:
                fact = self._best(part, embedder, named=True)
                if fact and fact not in found and (whole or len(found) < 3):
                    found.append(fact)
        return found[:3]

    def _best(self, text: str, embedder: Embedder, named: bool = False) -> Fact | None:
        similarity = self.vectors @ embedder.embed([text])[0]
        best: tuple[float, Fact] | None = None
        for index, fact in enumerate(self.facts):
            value = max(float(s) for s, owner in zip(similarity, self.owners, strict=True) if owner == index)
            pattern = alias_pattern(fact.aliases)
            hit = bool(pattern and pattern.search(text))
            if (hit and value >= (PART if named else NAMED)) or (value >= SURE and not named):
                rank = value + 0.15 * hit
                if best is None or rank > best[0]:
                    best = (rank, fact)
        return best[1] if best else None


def fact_bank(question: Question, cache: Path) -> FactBank:
    owners = [i for i, fact in enumerate(question.facts) for _ in fact.asks]
    return FactBank(list(question.facts), owners, vectors_for([a for f in question.facts for a in f.asks], cache))
