"""Parts of a report as plain sentences, the same in every format."""

from __future__ import annotations

from collections.abc import Mapping

from rubrics.report import Audit, BoardRow, GroupRow, Report
from rubrics.verdict import BARS, NAMES, Bars, Decision, Seniority, Verdict

DECISIONS = {decision: name.capitalize() for decision, name in NAMES.items()}
RUNGS = {1: "rung 1, a nudge", 2: "rung 2, a pointer", 3: "rung 3, part of the answer"}


def verdict_sentence(verdict: Verdict) -> str:
    """`No hire: 1.3 of 4; the bar for a hire at senior level is 2.`"""
    level, bars = verdict.level, BARS[verdict.level]
    if verdict.score is None or verdict.decision == Decision.INCOMPLETE:
        return f"No verdict at {level} level: {verdict.reason[:1].lower()}{verdict.reason[1:]}"
    shown = {
        Decision.HIRE: f"the bar for a hire at {level} level is {bars.hire:g}, for a strong hire {bars.strong_hire:g}",
        Decision.STRONG_HIRE: f"the bar for a strong hire at {level} level is {bars.strong_hire:g}",
    }
    bar = shown.get(verdict.decision, f"the bar for a hire at {level} level is {bars.hire:g}")
    return f"{DECISIONS[verdict.decision]}: {_plain_score(verdict.score, bars)} of 4; {bar}."


def _plain_score(score: float, bars: Bars) -> str:
    """With one digit, and with two where one would put it on the other side of a bar."""
    short = f"{score:.1f}"
    return short if all((float(short) >= bar) == (score >= bar) for bar in bars.ascending) else f"{score:.2f}"


def seen_sentence(verdict: Verdict) -> str:
    """How much of the rubric the score rests on."""
    return (
        f"The score rests on {verdict.coverage:.0%} of the criteria by their weight; those that never came up do not "
        "count against anybody."
    )


def chances_sentence(verdict: Verdict) -> str:
    """How likely each decision is; empty where there is no verdict to be sure of."""
    chances = [f"{NAMES[d]} {chance:.0%}" for d, chance in verdict.chances.items() if chance >= 0.005]
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
    asked = (
        f"{plural(audit.questions, 'question')}, {len(audit.repeated)} of them repeated, {len(audit.leading)} leading; "
        f"{plural(audit.doubled, 'turn')} with more than one."
    )
    if audit.leading:
        asked += f" Leading, for instance: “{audit.leading[0]}”"
    given = f"Named before the candidate did: {' '.join(audit.gave_away)}" if audit.gave_away else ""
    missing = f"Never came up: {', '.join(audit.not_covered)}." if audit.not_covered else ""
    slips = [f"A number that nobody knew was stated: “{audit.invented[0]}”"] if audit.invented else []
    slips += [f"Out of the template's order: {', '.join(audit.out_of_order)}."] if audit.out_of_order else []
    return [
        f"The candidate spoke {audit.talk_share:.0%} of the words; the interviewer's longest turn has "
        f"{audit.longest_turn}.",
        asked,
        given or "No key point was given away.",
        missing or "Every subject came up.",
        *slips,
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
    return sorted({c.name for c in report.criteria if c.status == status})
