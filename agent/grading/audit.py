"""How the interviewer did: what was asked twice, given away, led to or left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.examiner.embedded.claims import split_claims
from agent.examiner.embedded.matching import alias_pattern
from agent.examiner.llm.guards import numbers_in
from agent.grading.score import came_up
from agent.policy.plan import Plan
from agent.state import AGAIN, Interview, MoveKind
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
    own = [turn for t, turn in zip(said, claims, strict=True) if not (t.move and t.move.preface == AGAIN)]
    questions = [c for turn in own for c in turn if c.is_question and len(c.words) >= 3]
    repeated = []
    for index, question in enumerate(questions):
        if any(same_question(question.words, q.words) for q in questions[:index]):
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
        invented=_invented(state, plan),
        out_of_order=out_of_order([t.phase for t in state.turns], [p.id for p in plan.phases]),
        not_covered=sorted(groups - came_up(state, plan)),
        talk_share=round(candidate / max(1, sum(n for _, n in lengths)), 2),
        longest_turn=max((n for speaker, n in lengths if speaker == "interviewer"), default=0),
    )


def made_up(text: str, known: set[str]) -> set[str]:
    """Numbers that the text states and nobody knows. A question states nothing: "if it were ten times as much?" """
    return numbers_in(" ".join(c.text for c in split_claims(text) if not c.is_question)) - known


def fact_numbers(plan: Plan) -> set[str]:
    """What the interviewer may say from the start: the task, the fact sheet, the length of the interview."""
    minutes, answers = f"{round(plan.setup.minutes)} minutes", [f.answer for f in plan.question.facts]
    return numbers_in(" ".join([plan.question.prompt, minutes, *answers, *plan.question.numbers]))


def out_of_order(entered: Sequence[str], template: Sequence[str]) -> list[str]:
    """Phases that were first entered after a later one."""
    order = [template.index(phase) for phase in dict.fromkeys(entered) if phase in template]
    return [template[place] for n, place in enumerate(order) if any(place < before for before in order[:n])]


def _invented(state: Interview, plan: Plan) -> list[str]:
    """In answers of interviews of our own: of others the fact sheet is not known, and a scenario is no fact."""
    known, found, asked = fact_numbers(plan), list[str](), False
    for turn in state.turns:
        if turn.move and asked:
            clock = {str(turn.move.minutes_left)}
            found += [turn.text] if made_up(turn.text, known | clock) else []
        known |= numbers_in(turn.text)
        asked = turn.speaker == "candidate" and "?" in turn.text
    return found


def _gave_away(state: Interview, plan: Plan) -> list[str]:
    """Key points whose naming term the interviewer used first, other than on the third rung of a hint."""
    found = []
    for point in plan.key_points.values():
        pattern = alias_pattern(point.aliases)
        if pattern is None:
            continue
        for turn in state.turns[1:]:
            if pattern.search(turn.text):
                meant = turn.move and (turn.move.rung == 3 or turn.move.answers or turn.move.kind == MoveKind.FEEDBACK)
                if turn.speaker == "interviewer" and not meant:
                    found.append(point.point)
                break
    return found


def same_question(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two questions have nearly the same content words; very short ones may be asked again."""
    words, others = ({w for w in q if len(w) > 3} for q in (one, other))
    if len(one) < MIN_WORDS or not words or not others:
        return False
    return len(words & others) / len(words | others) >= SAME
