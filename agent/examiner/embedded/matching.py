"""Which signals a claim shows: similarity to hand-written sentences, helped by the terms that name the thing."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from agent.content import Content
from knowledge.embedder import Vectors
from knowledge.schema import Question
from knowledge.vectors import vectors_for
from rubrics.schema import Template

Owned = tuple[str, str, Sequence[str], Sequence[str], Sequence[str]]  # criterion, signal, says, deep, aliases
ELSEWHERE = "elsewhere"  # the signal of what other questions' key points say under the same criterion


class Needed(NamedTuple):
    """The similarity a claim needs for a signal."""

    alone: float  # without a naming term
    named: float  # with a term that also names other things
    own: float  # with a term that names nothing else


# Chosen on the dev split of `evals/data/claims.jsonl`: see `python -m evals.reading dev`.
ASKED = Needed(alone=0.46, named=0.26, own=0.20)  # the interviewer has just asked for it
HERE = Needed(alone=0.68, named=0.32, own=0.18)  # it belongs to the phase
AWAY = Needed(alone=0.88, named=0.54, own=0.28)
NEAR_BEST = 0.13  # a claim counts for criteria whose similarity is within this of its best one
MOST = 4  # criteria one claim can show
LABEL = re.compile(r"([\w /&-]{3,30}):\s")
LEAST = min(needed.own for needed in (ASKED, HERE, AWAY))
Rows = NDArray[np.int64]


class Match(NamedTuple):
    """A claim shows a signal of a criterion."""

    criterion: str
    signal: str
    similarity: float
    deep_similarity: float
    named: bool  # a term for the signal or its subject stands in the claim
    telling: bool  # and it names nothing else


@dataclass(frozen=True)
class Entry:
    criterion: str
    signal: str
    plain: list[int]  # rows of the vectors
    deep: list[int]
    aliases: re.Pattern[str] | None


class SignalBank:
    """The signals of a template's criteria and the key points of one question, ready to be compared with claims.

    The key points of the other questions serve too: they are how the same criterion sounds in another problem.
    """

    def __init__(self, content: Content, question: Question, template: Template, cache: Path) -> None:
        wanted = {c for phase in template.phases for c in phase.criteria}
        self.criteria = [c for c in content.criteria.values() if c.id in wanted]
        self.entries: list[Entry] = []
        self._blocks: list[Vectors] = []
        self._size = 0
        owned = [(c.id, s.id, s.says, s.deep, s.aliases) for c in content.criteria.values() for s in c.signals]
        self._add(owned, wanted, cache)
        elsewhere: dict[str, list[int]] = defaultdict(list)
        for other in content.questions.values():
            points = [(k.criterion, f"key:{k.id}", [*k.says, k.point], k.deep, k.aliases) for k in other.key_points]
            added = self._add(points, wanted, cache)
            if other.id != question.id:
                self.entries = self.entries[: len(self.entries) - len(added)]
                for entry in added:
                    elsewhere[entry.criterion] += entry.plain + entry.deep
        self.entries += [Entry(c, ELSEWHERE, rows, [], None) for c, rows in sorted(elsewhere.items())]
        self.vectors = np.concatenate(self._blocks)
        self._plain = _rows_and_owners([entry.plain for entry in self.entries])
        self._deep = _rows_and_owners([entry.deep for entry in self.entries])
        self._owner = {r: e.criterion for e in self.entries for r in (*e.plain, *e.deep)}
        self._owned = np.array(sorted(self._owner), np.int64)
        self._owned_vectors = self.vectors[self._owned]
        self._terms = {c.id: alias_pattern(c.terms) for c in self.criteria}
        naming = Counter(a for c in self.criteria for a in {alias for s in c.signals for alias in s.aliases})
        self._shared = {alias for alias, count in naming.items() if count > 1}
        # Two patterns: compiling that of the criteria takes most of a second, and it is the same for every question.
        own = {alias for k in question.key_points for alias in k.aliases}
        self._naming = [_pattern(tuple(sorted(aliases))) for aliases in (naming, own) if aliases]

    def _add(self, owned: Sequence[Owned], wanted: set[str], cache: Path) -> list[Entry]:
        self._blocks.append(vectors_for([text for _, _, says, deep, _ in owned for text in (*says, *deep)], cache))
        added: list[Entry] = []
        for criterion, signal, says, deep, aliases in owned:
            middle, end = self._size + len(says), self._size + len(says) + len(deep)
            if criterion in wanted:
                rows = list(range(self._size, middle)), list(range(middle, end))
                added.append(Entry(criterion, signal, *rows, alias_pattern(aliases)))
            self._size = end
        self.entries += added
        return added

    def similarities(self, claims: Sequence[Vectors]) -> list[Vectors]:
        """For each claim (itself and its parts) the best similarity to every row of the bank, all in one product."""
        if not claims:
            return []
        every = self.vectors @ np.concatenate(claims).T
        ends = np.cumsum([len(rows) for rows in claims])
        return [every[:, end - len(rows) : end].max(axis=1) for rows, end in zip(claims, ends, strict=True)]

    def rows_of(self, criterion: str) -> Rows:
        """The rows of the bank that say how a criterion sounds."""
        return np.array([row for row, owner in self._owner.items() if owner == criterion], np.int64)

    def match(
        self, text: str, similarity: Vectors, asked: str | None = None, here: frozenset[str] = frozenset()
    ) -> list[Match]:
        """The signals a claim shows, best first. `similarity` to every row; `here`: criteria of the phase."""
        found: list[Match] = []
        plains, deeps = self._per_entry(similarity, self._plain), self._per_entry(similarity, self._deep)
        near = np.flatnonzero(np.maximum(plains, deeps) >= LEAST)
        subjects = {self.entries[index].criterion for index in near}
        on_subject = {c for c in subjects if (pattern := self._terms.get(c)) and pattern.search(text)}
        label = LABEL.match(text)  # "Baseline: …" says itself what it is about
        labelled = {c for c in on_subject if label and (pattern := self._terms.get(c)) and pattern.search(label[1])}
        for index in near:
            entry, plain, deep = self.entries[index], float(plains[index]), float(deeps[index])
            best = max(plain, deep)
            needed = ASKED if entry.criterion == asked else HERE if entry.criterion in here else AWAY
            if best < needed.own:  # no term would help; looking for them takes time
                continue
            term = entry.aliases.search(text) if entry.aliases else None
            telling = (term is not None and self._tells(term[0])) or entry.criterion in labelled
            named = term is not None or entry.criterion in on_subject
            least = needed.own if telling else needed.named if named else needed.alone
            if best >= least:
                found.append(Match(entry.criterion, entry.signal, plain, deep, named, telling))
        return _nearest(found, asked, here)

    def _tells(self, term: str) -> bool:
        """Whether a term names one criterion only and is not an everyday word."""
        lower = term.lower()
        return lower not in self._shared and (" " in lower or "-" in lower or len(lower) >= 8 or term.isupper())

    def _per_entry(self, similarity: Vectors, rows: tuple[Rows, Rows]) -> Vectors:
        """The best similarity of each entry over its rows, 0 where it has none."""
        best = np.zeros(len(self.entries), np.float32)
        np.maximum.at(best, rows[1], similarity[rows[0]])
        return best

    def names(self, criterion: str, text: str) -> bool:
        """Whether a term for the criterion stands in the text."""
        pattern = self._terms.get(criterion)
        return bool(pattern and pattern.search(text))

    def terms_in(self, text: str) -> int:
        """How many naming terms stand in the text."""
        spans = [found.span() for pattern in self._naming for found in pattern.finditer(text)]
        count = end = 0
        for start, stop in sorted(spans, key=lambda span: (span[0], -span[1])):  # the longest of those that overlap
            if start >= end:
                count, end = count + 1, stop
        return count

    def nearest(self, vectors: Vectors) -> list[tuple[str, float]]:
        """For each vector the criterion with the sentence most like it, and that similarity."""
        similarity = self._owned_vectors @ vectors.T
        rows = np.argmax(similarity, axis=0)
        return [(self._owner[int(self._owned[row])], float(similarity[row, i])) for i, row in enumerate(rows)]


def _rows_and_owners(rows: Sequence[Sequence[int]]) -> tuple[Rows, Rows]:
    owners = [i for i, of_entry in enumerate(rows) for _ in of_entry]
    return np.array([r for of_entry in rows for r in of_entry], np.int64), np.array(owners, np.int64)


def _rank(match: Match, asked: str | None, here: frozenset[str]) -> float:
    context = 0.08 if match.criterion == asked else 0.05 if match.criterion in here else 0.0
    return max(match.similarity, match.deep_similarity) + 0.14 * match.named + 0.08 * match.telling + context


def _nearest(found: list[Match], asked: str | None, here: frozenset[str]) -> list[Match]:
    """The best matches, those near the best, and those named beyond doubt; at most MOST criteria."""
    ranked = sorted(found, key=lambda m: _rank(m, asked, here), reverse=True)
    kept: list[Match] = []
    for match in ranked:
        criteria = {m.criterion for m in kept}
        near = _rank(match, asked, here) >= _rank(ranked[0], asked, here) - NEAR_BEST
        if (near or match.telling or (match.named and match.criterion == asked)) and (
            match.criterion in criteria or len(criteria) < MOST
        ):
            kept.append(match)
    return kept


@lru_cache(maxsize=8192)
def _pattern(aliases: tuple[str, ...]) -> re.Pattern[str]:
    parts = sorted((re.escape(a.lower()).replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]?") for a in aliases), key=len)
    return re.compile(rf"(?<!\w)(?:{'|'.join(reversed(parts))})(?:e?s)?(?!\w)", re.IGNORECASE)


def alias_pattern(aliases: Sequence[str]) -> re.Pattern[str] | None:
    """Matches any of the terms as whole words, with or without hyphens, also in the plural."""
    return _pattern(tuple(aliases)) if aliases else None
