"""Two reports on the same conversation side by side: where the examiners agree, and where they do not."""

from __future__ import annotations

from typing import NamedTuple

from rubrics.render import inline
from rubrics.report import Regrade, Report
from rubrics.words import DECISIONS, graded_by, plural

FAR = 2  # levels, from which two examiners disagree rather than differ


class Pair(NamedTuple):
    """One criterion or subject as both judged it; None: not assessed."""

    name: str
    first: int | None
    second: int | None

    @property
    def apart(self) -> int | None:
        return None if self.first is None or self.second is None else self.second - self.first

    @property
    def far(self) -> bool:
        return self.apart is not None and abs(self.apart) >= FAR


class Comparison(NamedTuple):
    criteria: list[Pair]
    subjects: list[Pair]
    words: str


def compare(first: Report, second: Report) -> Comparison:
    """Criteria that either assessed, the furthest apart first, those that only one assessed last."""
    names = {c.criterion: c.name for c in first.criteria}
    one, other = _levels(first), _levels(second)
    pairs = [Pair(names[key], one.get(key), other.get(key)) for key in names]
    pairs = [pair for pair in pairs if pair.first is not None or pair.second is not None]
    pairs.sort(key=lambda p: (p.apart is None, -abs(p.apart or 0), p.name))
    by_group = {g.group: g.level for g in second.groups}
    subjects = [Pair(g.group.capitalize(), g.level, by_group.get(g.group)) for g in first.groups]
    return Comparison(pairs, subjects, _words(pairs))


def signed(apart: int | None) -> str:
    """`+1`, `−2`, `0`; nothing where only one examiner gave a level."""
    return "" if apart is None else f"{apart:+d}".replace("-", "\u2212") if apart else "0"


def _levels(report: Report) -> dict[str, int | None]:
    return {c.criterion: c.level for c in report.criteria}


def _words(pairs: list[Pair]) -> str:
    both = [p.apart for p in pairs if p.apart is not None]
    same, far = sum(apart == 0 for apart in both), sum(p.far for p in pairs)
    alone = len(pairs) - len(both)
    seen = plural(len(both), "criterion")
    sentences = [f"Both assessed {seen}: they agree on {same} and are {FAR} levels or more apart on {far}."]
    if alone:
        sentences.append(
            f"{plural(alone, 'criterion')} {'was' if alone == 1 else 'were'} assessed by one of them only."
        )
    return " ".join(sentences)


def comparison_markdown(first: Report, whose: str, second: Regrade) -> str:
    """Both grades side by side; `whose` says who gave the first."""
    found = compare(first, second.report)
    lines = [
        "## The two examiners side by side",
        found.words,
        f"| | First: {whose} | Second: {graded_by(second.examiner, second.graders)} |\n| --- | --- | --- |\n"
        f"| Verdict | {DECISIONS[first.verdict.decision]} | {DECISIONS[second.report.verdict.decision]} |\n"
        f"| Score | {_number(first.verdict.score)} | {_number(second.report.verdict.score)} |",
    ]
    for title, pairs in (("Subject", found.subjects), ("Criterion", found.criteria)):
        rows = [f"| {inline(p.name)} | {_level(p.first)} | {_level(p.second)} | {signed(p.apart)} |" for p in pairs]
        lines.append(f"| {title} | First | Second | Difference |\n| --- | --- | --- | --- |\n" + "\n".join(rows))
    return "\n\n".join(lines) + "\n"


def _level(level: int | None) -> str:
    return "not assessed" if level is None else str(level)


def _number(score: float | None) -> str:
    return "none" if score is None else f"{score:.2f}"
