"""What somebody is stuck on: a hint belongs there, and not to what the interviewer had in mind."""

from __future__ import annotations

import re

from agent.examiner.embedded.reader import Reader
from agent.examiner.embedded.reading import Reading
from agent.policy.plan import Plan

NAMES = re.compile(r"\b(?:hint|nudge|tip|pointer|clue|help)\s+(?:me\s+)?(?:on|about|for|with|regarding|as to)\b")
UNSURE = re.compile(
    r"\b(not (?:really |quite |so )?(?:sure|certain)|unsure|don't (?:really )?know|no idea|stuck|struggl\w+|can't (?:see|think)|"
    r"wonder\w*|hard to (?:say|see)|don't see)\b"
)
LEAST_WORDS = 5  # that name something; "not sure about that" is about what was asked
NEAR = 0.30  # similarity to what the criterion sounds like, with a term that names it


def stuck_on(reading: Reading, reader: Reader, plan: Plan) -> str | None:
    """The criterion of the sentence that says what is missing, None where none does: then it is what was asked."""
    every = frozenset(plan.criteria)
    for claim, similarity in zip(reversed(reading.claims), reversed(reading.similarities), strict=True):
        if len(claim.words) < LEAST_WORDS or not (NAMES.search(claim.lower) or UNSURE.search(claim.lower)):
            continue
        for match in reader.signals.match(claim.text, similarity, None, every):
            near = match.telling or max(match.similarity, match.deep_similarity) >= NEAR
            if (
                match.named
                and near
                and match.criterion in plan.criteria
                and not plan.criteria[match.criterion].observed
            ):
                return match.criterion
    return None
