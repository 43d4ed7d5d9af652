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

SOUNDS_LIKE = 0.46  # with all cues present
NEARLY_CUED = 0.66  # with all but one
UNMISTAKABLE = 0.78  # with none needed
FEW_WORDS = 9  # below this a sentence says too little to be held against anyone without all cues
LEAD = 0.10  # over what a good candidate says on the same subject, where a cue is missing
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
class Examples:
    """Sentences with the pitfall each belongs to."""

    owners: NDArray[np.int64]
    vectors: Vectors

    def nearest(self, heard: Vectors, pitfalls: int) -> Vectors:
        """For each pitfall the similarity of its sentence most like one of those heard; 0 where it has none."""
        best = np.zeros(pitfalls, np.float32)
        if len(self.owners):
            np.maximum.at(best, self.owners, (self.vectors @ heard.T).max(axis=1))
        return best


@dataclass(frozen=True)
class PitfallBank:
    pitfalls: list[Pitfall]
    mistaken: Examples
    right: Examples

    def heard(self, claim: Claim, embedder: Embedder) -> dict[str, float]:
        """The pitfalls a claim walks into, alone or with the sentence after it, and how much it alone sounds like each."""
        if claim.is_question:
            return {}
        alone = embedder.embed([claim.text])[0]
        by_itself = self.mistaken.nearest(alone[None], len(self.pitfalls))
        heard = [alone]
        if claim.follow_up:
            pair = alone + embedder.embed([claim.follow_up])[0]
            heard.append(pair / np.linalg.norm(pair))
        if self.mistaken.nearest(np.stack(heard), len(self.pitfalls)).max(initial=0) < SOUNDS_LIKE:
            return {}  # as nearly always, and the terms are slow to look for
        around = f"{claim.text} {claim.follow_up}".strip().lower().replace("’", "'")
        missing = [_cues_missing(p, around) for p in self.pitfalls]
        heard = heard if 0 in missing else heard[:1]
        sounds = self.mistaken.nearest(np.stack(heard), len(self.pitfalls))
        right = self.right.nearest(np.stack(heard), len(self.pitfalls))
        lead = np.where(right > 0, sounds - right, 0)  # without examples of the right thing there is no lead
        rows = zip(self.pitfalls, missing, sounds, lead, by_itself, strict=True)
        return {
            p.id: float(own)
            for p, without, like, ahead, own in rows
            if _hears(p, claim, around, without, float(like), float(ahead))
        }


def _cues_missing(pitfall: Pitfall, around: str) -> int:
    """How many of the groups of cues have no term in the text; one where the pitfall has no cues."""
    return sum(not any_of(tuple(group)).search(around) for group in pitfall.cues) if pitfall.cues else 1


def _hears(pitfall: Pitfall, claim: Claim, around: str, missing: int, similarity: float, lead: float) -> bool:
    cued = missing == 0 and similarity >= SOUNDS_LIKE
    nearly = (missing == 1 and similarity >= NEARLY_CUED and lead >= LEAD) or similarity >= UNMISTAKABLE
    if not (cued or (nearly and len(claim.words) >= FEW_WORDS)):
        return False
    if pitfall.unless and any_of(tuple(pitfall.unless)).search(around):
        return False
    return similarity >= WORD_FOR_WORD or not _denied(pitfall, around)


def _denied(pitfall: Pitfall, around: str) -> bool:
    """A negation near by, unless the mistake itself is worded with one ("we don't need monitoring")."""
    negated = sum(bool(NEGATED.search(s)) for s in pitfall.sounds_like)
    return negated < len(pitfall.sounds_like) / 3 and bool(NEGATED.search(around))


def pitfall_bank(pitfalls: Sequence[Pitfall], cache: Path) -> PitfallBank:
    said = [p for p in pitfalls if p.kind == "said"]
    return PitfallBank(
        said, _examples([p.sounds_like for p in said], cache), _examples([p.rather for p in said], cache)
    )


def _examples(sentences: Sequence[Sequence[str]], cache: Path) -> Examples:
    owners = np.array([i for i, of_one in enumerate(sentences) for _ in of_one], np.int64)
    return Examples(owners, vectors_for([s for of_one in sentences for s in of_one], cache))
