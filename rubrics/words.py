"""Parts of a report as plain sentences, the same in every format."""

from __future__ import annotations

from collections.abc import Mapping

from rubrics.report import Audit, BoardRow, GroupRow, Report
from rubrics.verdict import BARS, Seniority, Verdict

DECISIONS = {
    "strong_no_hire": "Strong no hire",
    "no_hire": "No hire",
    "hire": "Hire",
    "strong_hire": "Strong hire",
    "incomplete": "Incomplete",
}
RUNGS = {1: "rung 1, a nudge", 2: "rung 2, a pointer", 3: "rung 3, part of the answer"}


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


def plural(number: int, thing: str) -> str:
    """`1 criterion`, `2 criteria`, `3 hints`."""
    if number == 1:
        return f"1 {thing}"
    return f"{number} {'criteria' if thing == 'criterion' else thing + 's'}"


def competency_name(competency: str) -> str:
    """`tradeoff_awareness` → `Trade-off awareness`."""
    return competency.replace("_", " ").replace("tradeoff", "trade-off").capitalize()


def bars_sentence(level: Seniority) -> str:
    """Where the decisions begin at a level."""
    bars = BARS[level]
    return (
        f"Bars at {level} level: no hire from {bars.no_hire:g}, hire from {bars.hire:g}, "
        f"strong hire from {bars.strong_hire:g}."
    )


def graded_by(examiner: str, graders: Mapping[str, str]) -> str:
    """Whose levels a report holds."""
    by_model = sum(name == "llm" for name in graders.values())
    if not by_model:
        asked = " (the language model was not reached)" if examiner == "llm" and graders == {} else ""
        return f"embedded examiner{asked}"
    if by_model == len(graders):
        return "language model"
    return f"language model in {by_model} of {len(graders)} phases, embedded examiner in the others"


def with_status(report: Report, status: str) -> list[str]:
    """The criteria that were `missed`, `talked past` or `never asked`; only the first count."""
    return sorted({c.name for p in report.phases for c in p.criteria if c.status == status})
