"""Hearing pitfalls: what is said must name the mistake's parts in one sentence and sound like it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from agent.examiner.embedded.claims import Claim
from knowledge.embedder import Vectors
from knowledge.schema import Pitfall
from knowledge.vectors import vectors_for

SOUNDS_LIKE = 0.45  # with all cues present
UNMISTAKABLE = 0.78  # without
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
    owners: list[int]
    vectors: Vectors

    def heard(self, claim: Claim, vector: Vectors) -> list[Pitfall]:
        """The pitfalls a claim walks into."""
        similarity = self.vectors @ vector
        best = [0.0] * len(self.pitfalls)
        for value, owner in zip(similarity, self.owners, strict=True):
            best[owner] = max(best[owner], float(value))
        return [p for p, value in zip(self.pitfalls, best, strict=True) if self._hears(p, claim, value)]

    @staticmethod
    def _hears(pitfall: Pitfall, claim: Claim, similarity: float) -> bool:
        if pitfall.kind != "said" or claim.is_question:
            return False
        around = f"{claim.text} {claim.follow_up}".lower().replace("’", "'")
        if any(starts_with(term).search(around) for term in pitfall.unless):
            return False
        cued = bool(pitfall.cues) and all(
            any(starts_with(t).search(claim.lower) for t in group) for group in pitfall.cues
        )
        if cued and similarity >= SOUNDS_LIKE:
            return not _denied(pitfall, claim)
        return similarity >= UNMISTAKABLE and not _denied(pitfall, claim)


def _denied(pitfall: Pitfall, claim: Claim) -> bool:
    """A negation in the claim, unless the mistake itself is worded with one ("we don't need monitoring")."""
    own = any(NEGATED.search(s) for s in pitfall.sounds_like)
    return not own and bool(NEGATED.search(claim.lower))


@lru_cache(maxsize=4096)
def starts_with(term: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(term.lower())}")


def pitfall_bank(pitfalls: Sequence[Pitfall], cache: Path) -> PitfallBank:
    said = [p for p in pitfalls if p.kind == "said"]
    owners = [i for i, p in enumerate(said) for _ in p.sounds_like]
    return PitfallBank(said, owners, vectors_for([s for p in said for s in p.sounds_like], cache))
