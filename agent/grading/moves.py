"""What an interviewer of flesh and blood did in a turn: asked, challenged, hinted, told, or just listened.

It decides what is credited: what the interviewer named first was not brought up by the candidate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from agent.examiner.embedded.claims import Claim, split_claims
from agent.examiner.embedded.matching import alias_pattern
from agent.examiner.embedded.reader import Reader
from agent.policy.plan import Plan
from agent.state import Move, MoveKind
from knowledge.embedder import Vectors
from knowledge.vectors import vectors_for
from rubrics.schema import RECAP

CHALLENGES = re.compile(
    r"\b(are you sure|let me stop you|hold on|wait|not (?:quite|exactly|really) (?:what|right|the)|i(?:'m| am) not (?:sure|convinced)|"
    r"that(?:'s| is) not|doesn't that|isn't that|wouldn't that|won't that|what (?:happens|goes wrong|would go wrong)|really\?|"
    r"(?:but|so) (?:then )?(?:a|the) (?:model|system) that|be careful|problem with that|i(?:'d| would) disagree|how (?:is|does) that|back to)\b",
    re.I,
)
HINTS = re.compile(
    r"\b(hint|think about|think of|consider|have you (?:considered|thought)|(?:what|how) about (?:an?|using|adding|trying|taking|putting|making|having|doing)|could you (?:use|also)|what if you|maybe (?:you|we) (?:could|can|should)|"
    r"for (?:example|instance)|you (?:could|might|may) (?:want|use|try|also)|perhaps|something like|such as|remember that|suppose (?:you|that)|wouldn't you)\b",
    re.I,
)
ASKS = re.compile(
    r"\?|^(?:and |so |okay,? |ok,? |then )*(?:tell me|talk (?:me|about)|walk me|describe|explain|let's (?:talk|hear|go|move|turn)|give me|say more|go (?:on|ahead) (?:with|to))\b",
    re.I,
)
NAMED = 0.15  # what naming a criterion by one of its terms adds to that similarity
ABOUT = 0.5  # similarity of a question to the nearest thing a criterion is about, for it to be asked for


class Interviewer(NamedTuple):
    """An interviewer's turn as it was read."""

    move: Move
    told: dict[tuple[str, str], int]  # (criterion, signal) the turn itself names, to the hint rung that amounts to


def read_interviewer(text: str, reader: Reader, subjects: SubjectBank) -> Interviewer:
    """The move of a turn and what it gave away."""
    claims = split_claims(text)
    if not claims:
        return Interviewer(Move(kind=MoveKind.ACKNOWLEDGE), {})
    vectors = reader.embedder.embed_with_parts([c.text for c in claims], [c.parts for c in claims])
    told: dict[tuple[str, str], int] = {}
    asked: dict[str, float] = {}
    similarities = reader.signals.similarities(vectors)
    for claim, rows, similarity in zip(claims, vectors, similarities, strict=True):
        asks = bool(ASKS.search(claim.text))
        for match in reader.signals.match(claim.text, similarity):
            likeness = max(match.similarity, match.deep_similarity)
            asked[match.criterion] = max(asked.get(match.criterion, 0.0), likeness * (1.2 if asks else 0.8))
            key = (match.criterion, match.signal)
            if match.named or likeness > 0.6:
                told[key] = max(told.get(key, 0), _rung(claim, asks))
        if asks:
            for criterion, likeness in subjects.near(claim.text, rows[0]):
                asked[criterion] = max(asked.get(criterion, 0.0), likeness)
    likely = [c for c in asked if asked[c] >= ABOUT]
    aimed = max(likely, key=lambda c: asked[c]) if likely else None
    asking = any(ASKS.search(c.text) for c in claims)
    if CHALLENGES.search(text) and asking:
        kind = MoveKind.CHALLENGE
    elif HINTS.search(text):
        kind = MoveKind.HINT
    elif asking:
        kind = MoveKind.PROBE
    else:
        kind = MoveKind.ACKNOWLEDGE
    return Interviewer(Move(kind=kind, criterion=aimed), told)


def _rung(claim: Claim, asks: bool) -> int:
    """A thing named in an open question is a nudge; put forward as a way to go, half the answer; stated, most of it."""
    if not asks:
        return 3
    return (
        2
        if HINTS.search(claim.text)
        or re.match(r"(?:so |and |but )?(?:do|does|would|could|can|is|are|will|should)\b", claim.lower)
        else 1
    )


@dataclass(frozen=True)
class SubjectBank:
    """What interviewers ask, by criterion: the probes of the criteria and key points, and short questions."""

    owners: list[str]
    vectors: Vectors
    terms: dict[str, re.Pattern[str]]

    def near(self, text: str, vector: Vectors, most: int = 2) -> list[tuple[str, float]]:
        """The criteria whose questions are most like this one; a term that names the criterion counts too."""
        best: dict[str, float] = {}
        for owner, value in zip(self.owners, self.vectors @ vector, strict=True):
            best[owner] = max(best.get(owner, 0.0), float(value))
        for criterion, pattern in self.terms.items():
            if pattern.search(text):
                best[criterion] += NAMED
        return sorted(best.items(), key=lambda item: -item[1])[:most]


def subject_bank(plan: Plan, cache: Path) -> SubjectBank:
    criteria = [c for c in plan.criteria.values() if not c.observed or c.id == RECAP]
    asked = [(c.id, text) for c in criteria for text in (*c.probes, *_asked().get(c.id, []))]
    asked += [(k.criterion, k.probe) for k in plan.key_points.values()]
    terms = {c.id: pattern for c in criteria if (pattern := alias_pattern(c.terms))}
    return SubjectBank([owner for owner, _ in asked], vectors_for([text for _, text in asked], cache), terms)


@lru_cache
def _asked() -> dict[str, list[str]]:
    found: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("asked.yaml").read_text(encoding="utf-8"))
    return found
