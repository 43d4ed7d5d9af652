"""The clauses of a long spoken sentence that say what somebody would do, each to be judged by itself."""

from __future__ import annotations

import re

LONG, LEAST_WORDS = 14, 6  # words of a sentence that is cut, and of a clause that is kept
CLAUSES = re.compile(
    r"[,;:]\s+(?=(?:and|but|so|because|then|which|while|since|though|as|or|we|i|i'd|that|it|this|hmm|actually|the)\b)|;\s+|\s[–—-]\s",
    re.I,
)
DOES = re.compile(r"\b(?:i|we)(?:'d|’d|'ll|’ll|'m|’m)?\b|\b(?:just|simply)\b", re.I)
REASONS = re.compile(r"(?:and |so )?(?:because|since|as|if|while|unless|otherwise|though|although|which|that)\b", re.I)
TURNED_DOWN = re.compile(r"(?:but|though|although|while|which|that|however|yet|except|instead|rather|not)\b", re.I)


def clauses_of(text: str) -> list[str]:
    """The clauses of a long sentence in which somebody does something: each may be a mistake by itself. A reason is none,
    nor what the next clause turns down."""
    if len(text.split()) < LONG:
        return []
    found = [clause.strip() for clause in CLAUSES.split(text)]
    following = [*found[1:], ""]
    return [
        clause
        for clause, after in zip(found, following, strict=True)
        if len(found) > 1 and len(clause.split()) >= LEAST_WORDS
        if DOES.search(clause) and not REASONS.match(clause) and not TURNED_DOWN.match(after)
    ]
