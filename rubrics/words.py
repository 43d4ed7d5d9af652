"""Parts of a report as plain sentences, the same in every format."""

from __future__ import annotations

from rubrics.report import Audit, GroupRow
from rubrics.verdict import Verdict

DECISIONS = {
    "strong_no_hire": "Strong no hire",
    "no_hire": "No hire",
    "hire": "Hire",
    "strong_hire": "Strong hire",
    "incomplete": "Incomplete",
}


def chances_sentence(verdict: Verdict) -> str:
    """How likely each decision is; empty where there is no verdict to be sure of."""
    chances = [f"{DECISIONS[d].lower()} {chance:.0%}" for d, chance in verdict.chances.items() if chance >= 0.005]
    return f"How sure this is: {', '.join(chances)}." if chances else ""


def group_level(row: GroupRow) -> str:
    return "not assessed" if row.level is None else f"{row.level} of 4"


def audit_sentences(audit: Audit) -> list[str]:
    """How the interviewer did."""
    asked = f"{audit.questions} questions, {len(audit.repeated)} of them repeated, {len(audit.leading)} leading; "
    asked += f"{audit.doubled} turns with more than one."
    if audit.leading:
        asked += f" Leading, for instance: “{audit.leading[0]}”"
    given = f"Named before the candidate did: {' '.join(audit.gave_away)}" if audit.gave_away else ""
    missing = f"Never came up: {', '.join(audit.not_covered)}." if audit.not_covered else ""
    return [
        f"The candidate spoke {audit.talk_share:.0%} of the words; the interviewer's longest turn has "
        f"{audit.longest_turn}.",
        asked,
        given or "No key point was given away.",
        missing or "Every subject came up.",
    ]
