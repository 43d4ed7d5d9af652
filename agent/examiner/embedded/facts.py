"""Which fact of the sheet a candidate's question asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from agent.examiner.embedded.fact_chances import FactChances, fact_chances, named_in
from agent.examiner.embedded.several import bare, parts_of, questions_in
from knowledge.embedder import Embedder
from knowledge.schema import Fact, Question

WHOLE, PART = 0.4, 0.9  # the least chance for a question, and for a part of one
OF_SEVERAL = 0.5  # for a question in a row of them
LISTED, LIKELY = 0.6, 0.6  # for a part of a list that names its fact, and for one that only asks
LIST = 2  # facts asked for beyond doubt make a list
NONE = 0.18  # the chance of asking for none, above which nothing is told
SURELY_NONE = 0.45  # the chance of asking for none, from which that is said; below it the question was not understood
CLEAR, CLEARLY_ASKED = 0.9, 0.1  # for several questions taken as one; of asking for none there and for another fact
SURELY, SURELY_NOT = 0.8, 0.05  # the chances of a fact and of none that leave no doubt
ASKING = re.compile(r"(?:meaning |like |say )?(?:how|what|when|which|who|where)\b", re.I)
MAY_ANSWER = 0.15  # the chance of a fact that was told, from which it may have been the answer
LEAST_ASKED = 4  # words of a question by itself
MOST_TOLD = 3  # facts in answer to a sentence


@dataclass(frozen=True)
class FactBank:
    facts: list[Fact]
    chances: FactChances

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
        chances = self.chances.of(text, embedder)
        return bool(self.facts) and float(chances[:-1].max()) >= SURELY and float(chances[-1]) <= SURELY_NOT

    def may_ask(self, text: str, embedder: Embedder) -> bool:
        """Whether a question for which no fact was found may still be about one."""
        return bool(self.facts) and float(self.chances.of(text, embedder)[-1]) < SURELY_NONE

    def leaves_open(self, text: str, told: Sequence[Fact], embedder: Embedder) -> bool:
        """Whether one of several questions in a sentence is not about any of the facts that answer the others."""
        several = [q for q in questions_in(text) if len(q.split()) >= LEAST_ASKED]
        chances = [self.chances.of(q, embedder)[:-1] for q in several]
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
                named_in(fact, part) > 0 or (ASKING.match(part) and self._best(part, embedder, LIKELY, LISTED))
            )
            return fact if clear else None

        return [fact for part, clear in zip(parts, sure, strict=True) if (fact := clear or named(part))]

    def _best(self, text: str, embedder: Embedder, sure: float = WHOLE, none_at_most: float = NONE) -> Fact | None:
        """The likeliest fact, where it is likelier than none of them; a part of a question has to be clear."""
        chances = self.chances.of(text, embedder)
        best = int(chances.argmax())
        likely = best < len(self.facts) and chances[best] >= sure and chances[-1] <= none_at_most
        return self.facts[best] if likely else None


def fact_bank(question: Question, cache: Path) -> FactBank:
    return FactBank(list(question.facts), fact_chances(question, cache))
