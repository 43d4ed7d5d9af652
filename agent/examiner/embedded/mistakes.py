"""Hearing pitfalls: what is said must name the mistake's parts in one sentence and sound like it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.examiner.embedded.claims import Claim
from agent.examiner.embedded.worthless import any_of
from knowledge.embedder import Embedder, Vectors
from knowledge.schema import Pitfall
from knowledge.vectors import vectors_for

SOUNDS_LIKE = 0.42  # with all cues present
UNMISTAKABLE = 0.78  # without
WORD_FOR_WORD = 0.75  # so close that a negation belongs to the mistake itself
NEGATED = re.compile(
    r"\b(not|never|no|avoid|wouldn't|shouldn't|can't|cannot|don't|doesn't|isn't|won't|instead of|rather than|wrong|mistake|mislead\w*|"
    r"danger\w*|risky?|careful|problem with|unlike|useless|naive(?:ly)?|trap|tempting|bad idea)\b",
    re.I,
)
CONCEDES = re.compile(
    r"\b(good (?:point|catch)|you(?:'re| are) right|fair (?:point|enough)|true|right,|indeed|i (?:should|would|'d) (?:instead|rather|have|change|switch)|"
    r"instead|let me (?:correct|fix|change|revise)|i (?:missed|overlooked|forgot)|that would (?:leak|bias|break|hurt|be wrong)|my mistake|correction)\b",
    re.I,
)


@dataclass(frozen=True)
class PitfallBank:
    pitfalls: list[Pitfall]
    owners: NDArray[np.int64]
    vectors: Vectors

    def heard(self, claim: Claim, embedder: Embedder) -> list[Pitfall]:
        """The pitfalls a claim walks into, alone or with the sentence after it."""
        if claim.is_question:
            return []
        both = f"{claim.text} {claim.follow_up}".strip()
        around = both.lower().replace("’", "'")
        cued = {p.id for p in self.pitfalls if _cued(p, around)}
        alone = embedder.embed([claim.text])[0]
        heard = [alone]
        if cued and claim.follow_up:
            pair = alone + embedder.embed([claim.follow_up])[0]
            heard.append(pair / np.linalg.norm(pair))
        similarity = (self.vectors @ np.stack(heard).T).max(axis=1)
        best = np.zeros(len(self.pitfalls), np.float32)
        np.maximum.at(best, self.owners, similarity)
        return [
            p for p, value in zip(self.pitfalls, best, strict=True) if _hears(p, around, p.id in cued, float(value))
        ]


def _cued(pitfall: Pitfall, around: str) -> bool:
    return bool(pitfall.cues) and all(any_of(tuple(group)).search(around) for group in pitfall.cues)


def _hears(pitfall: Pitfall, around: str, cued: bool, similarity: float) -> bool:
    if similarity < (SOUNDS_LIKE if cued else UNMISTAKABLE):
        return False
    if pitfall.unless and any_of(tuple(pitfall.unless)).search(around):
        return False
    return similarity >= WORD_FOR_WORD or not _denied(pitfall, around)


def _denied(pitfall: Pitfall, around: str) -> bool:
    """A negation near by, unless the mistake itself is worded with one ("we don't need monitoring")."""
    own = any(NEGATED.search(s) for s in pitfall.sounds_like)
    return not own and bool(NEGATED.search(around))


def pitfall_bank(pitfalls: Sequence[Pitfall], cache: Path) -> PitfallBank:
    said = [p for p in pitfalls if p.kind == "said"]
    owners = np.array([i for i, p in enumerate(said) for _ in p.sounds_like], np.int64)
    return PitfallBank(said, owners, vectors_for([s for p in said for s in p.sounds_like], cache))
