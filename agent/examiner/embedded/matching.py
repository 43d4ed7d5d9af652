"""Which signals a claim shows: similarity to hand-written sentences, helped by the terms that name the thing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from knowledge.embedder import Vectors
from knowledge.schema import KeyPoint
from knowledge.vectors import vectors_for
from rubrics.schema import Criterion

# Similarity a claim needs. Chosen on the signals' own sentences (each against the others): see `evals.thresholds`.
ALONE = 0.58  # without a naming term
NAMED = 0.40  # with one
ASKED = 0.46  # when the interviewer has just asked for it
ASKED_NAMED = 0.30
NEAR_BEST = 0.10  # a claim counts for signals whose similarity is within this of its best one


class Match(NamedTuple):
    """A claim shows a signal of a criterion."""

    criterion: str
    signal: str
    similarity: float
    deep_similarity: float
    alias: str | None


@dataclass(frozen=True)
class Entry:
    criterion: str
    signal: str
    plain: slice
    deep: slice
    aliases: re.Pattern[str] | None


class SignalBank:
    """The signals of some criteria and the key points of one question, ready to be compared with claims."""

    def __init__(self, criteria: Iterable[Criterion], key_points: Iterable[KeyPoint], cache: Path) -> None:
        self.criteria = list(criteria)
        self.entries: list[Entry] = []
        blocks: list[Vectors] = []
        size = 0
        owners: list[tuple[str, str, list[str], list[str], list[str]]] = []
        for criterion in self.criteria:
            owners += [(criterion.id, s.id, list(s.says), list(s.deep), list(s.aliases)) for s in criterion.signals]
        generic = len(owners)
        owners += [(k.criterion, f"key:{k.id}", [*k.says, k.point], list(k.deep), list(k.aliases)) for k in key_points]
        for part in (owners[:generic], owners[generic:]):
            blocks.append(vectors_for([text for _, _, says, deep, _ in part for text in (*says, *deep)], cache))
        for criterion_id, signal, says, deep, aliases in owners:
            plain = slice(size, size + len(says))
            size += len(says) + len(deep)
            self.entries.append(Entry(criterion_id, signal, plain, slice(plain.stop, size), alias_pattern(aliases)))
        self.vectors = np.concatenate(blocks) if size else blocks[0]

    def match(self, text: str, vector: Vectors, asked: str | None = None, asked_key: str | None = None) -> list[Match]:
        """The signals the claim shows, best first; lenient for the criterion that was just asked about."""
        similarity = self.vectors @ vector
        found: list[Match] = []
        for entry in self.entries:
            plain = float(similarity[entry.plain].max())
            deep = float(similarity[entry.deep].max(initial=0.0))
            best = max(plain, deep)
            if best < ASKED_NAMED:
                continue
            named = entry.aliases.search(text) if entry.aliases else None
            is_asked = entry.criterion == asked and (asked_key is None or entry.signal == f"key:{asked_key}" or best > NAMED)
            needed = (ASKED_NAMED if named else ASKED) if is_asked else (NAMED if named else ALONE)
            if best >= needed:
                found.append(Match(entry.criterion, entry.signal, plain, deep, named[0] if named else None))
        return _nearest(found, asked)

    def aliases_in(self, text: str) -> int:
        """How many different signals are named in the text."""
        return sum(bool(e.aliases and e.aliases.search(text)) for e in self.entries)

    def criterion_similarity(self, vector: Vectors) -> dict[str, float]:
        """The best similarity of a claim to each criterion: what it is about, whether or not it shows anything."""
        similarity = self.vectors @ vector
        best: dict[str, float] = defaultdict(float)
        for entry in self.entries:
            value = float(max(similarity[entry.plain].max(), similarity[entry.deep].max(initial=0.0)))
            best[entry.criterion] = max(best[entry.criterion], value)
        return best


def _nearest(found: list[Match], asked: str | None) -> list[Match]:
    if not found:
        return []

    def rank(match: Match) -> float:
        return max(match.similarity, match.deep_similarity) + 0.08 * bool(match.alias) + 0.05 * (match.criterion == asked)

    found.sort(key=rank, reverse=True)
    least = rank(found[0]) - NEAR_BEST
    return [m for m in found[:6] if rank(m) >= least]


@lru_cache(maxsize=8192)
def _pattern(aliases: tuple[str, ...]) -> re.Pattern[str]:
    parts = sorted((re.escape(a.lower()).replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]?") for a in aliases), key=len)
    return re.compile(rf"(?<!\w)(?:{'|'.join(reversed(parts))})(?:e?s)?(?!\w)", re.IGNORECASE)


def alias_pattern(aliases: Sequence[str]) -> re.Pattern[str] | None:
    """Matches any of the terms as whole words, with or without hyphens, also in the plural."""
    return _pattern(tuple(aliases)) if aliases else None
