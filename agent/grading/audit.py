"""How the interviewer did: what was asked twice, given away, led to or left out."""

from __future__ import annotations

import re

from agent.examiner.embedded.claims import split_claims
from agent.examiner.embedded.matching import alias_pattern
from agent.grading.score import came_up
from agent.policy.plan import Plan
from agent.state import Interview, MoveKind
from rubrics.report import Audit

SAME = 0.8  # share of the content words two questions have in common
MIN_WORDS = 5  # "Why?" may be asked again
LEADING = re.compile(
    r"\b(?:wouldn't|shouldn't|couldn't|don't|isn't|aren't|won't) (?:you|it|we|that|they|there)\b|"
    r",? (?:right|correct|no)\?$|"
    r"\b(?:so )?you(?:'d| would| will|'ll) (?:use|do|take|pick|choose|go with|need)\b.*\?$",
    re.I,
)


def audit_of(state: Interview, plan: Plan) -> Audit:
    said = [t for t in state.turns if t.speaker == "interviewer"]
    claims = [split_claims(t.text) for t in said]
    questions = [c for turn in claims for c in turn if c.is_question and len(c.words) >= 3]
    repeated = []
    for index, question in enumerate(questions):
        words = _content(question.words)
        if len(question.words) >= MIN_WORDS and any(_alike(words, _content(q.words)) for q in questions[:index]):
            repeated.append(question.text)
    lengths = [(t.speaker, len(t.text.split())) for t in state.turns]
    candidate = sum(n for speaker, n in lengths if speaker == "candidate")
    groups = {c.group for c in plan.criteria.values() if not c.observed}
    return Audit(
        questions=len(questions),
        repeated=repeated,
        doubled=sum(sum(c.is_question for c in turn) > 1 for turn in claims),
        leading=[q.text for q in questions if LEADING.search(q.text)],
        gave_away=_gave_away(state, plan),
        not_covered=sorted(groups - came_up(state, plan)),
        talk_share=round(candidate / max(1, sum(n for _, n in lengths)), 2),
        longest_turn=max((n for speaker, n in lengths if speaker == "interviewer"), default=0),
    )


def _gave_away(state: Interview, plan: Plan) -> list[str]:
    """Key points whose naming term the interviewer used first, other than on the third rung of a hint."""
    found = []
    for point in plan.key_points.values():
        pattern = alias_pattern(point.aliases)
        if pattern is None:
            continue
        for turn in state.turns[1:]:
            if pattern.search(turn.text):
                meant = turn.move and (turn.move.rung == 3 or turn.move.kind in (MoveKind.REVEAL, MoveKind.FEEDBACK))
                if turn.speaker == "interviewer" and not meant:
                    found.append(point.point)
                break
    return found


def _content(words: list[str]) -> set[str]:
    return {w for w in words if len(w) > 3}


def _alike(one: set[str], other: set[str]) -> bool:
    return bool(one and other) and len(one & other) / len(one | other) >= SAME
