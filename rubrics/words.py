"""Parts of a report as plain sentences, the same in every format."""

from __future__ import annotations

from rubrics.report import Audit, BoardRow, GroupRow
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


def board_sentences(board: BoardRow) -> list[str]:
    """What was read on the whiteboard, and how it counts."""
    if board.problem:
        return [f"The whiteboard could not be read, so it showed nothing. {board.problem}"]
    missing = f"; {', '.join(board.missing)}" if board.missing else ""
    read = f"On the board: {', '.join(board.parts) or 'no part of a system that could be recognised'}{missing}."
    against = f"It differs from what was said: {'; '.join(board.contradictions)}." if board.contradictions else ""
    counts = "A drawing counts for its criteria up to level 2; reasons have to be said, and the verdict rests on those."
    return [sentence for sentence in (read, against, counts) if sentence]


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
