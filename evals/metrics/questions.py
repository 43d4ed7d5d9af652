"""The interviewer's questions: aimed at something missing, said once, one at a time, tied to what was said."""

from __future__ import annotations

import re
from functools import cache

from agent.content import load_content
from agent.examiner.embedded.claims import FUNCTION_WORDS, Claim, split_claims
from agent.grading.audit import LEADING, same_question
from agent.policy import Plan
from agent.settings import settings
from agent.sources import Retriever
from agent.state import AGAIN, MoveKind
from evals.candidate.heard import nearest_criterion
from evals.held import Held, HeldTurn
from evals.metrics.check import Check, check

FOLLOW_UPS = (MoveKind.PROBE, MoveKind.DEEPEN)
MOST_WORDS = 60  # in a turn: what somebody can follow by ear
AMONG = 10  # passages of the guides that are nearest to a question
CONTENT = re.compile(r"[a-z][a-z-]{4,}")


def checks(held: Held, plan: Plan) -> list[Check]:
    found: list[Check] = []
    asked: list[Claim] = []
    turns = len(held.turns)
    for number, turn, before in held.exchanges():
        questions = [c for c in split_claims(turn.text) if c.is_question and len(c.words) >= 3]
        wanted = turn.move is not None and turn.move.preface == AGAIN
        if not _is_feedback(turn):
            found.append(check("questions.two", len(questions) > 1, number, turns, turn.text))
            found.append(check("questions.long", len(turn.text.split()) > MOST_WORDS, number, turns, turn.text))
        for question in questions:
            again = not wanted and any(same_question(question.words, q.words) for q in asked)
            found.append(check("questions.repeated", again, number, turns, question.text))
            found.append(check("questions.leading", bool(LEADING.search(question.text)), number, turns, question.text))
        asked += questions
        found += _aim(held, plan, number, turn, before, bool(questions))
    return found


def _is_feedback(turn: HeldTurn) -> bool:
    return bool(turn.move and turn.move.kind in (MoveKind.FEEDBACK, MoveKind.OPEN))


def _aim(held: Held, plan: Plan, number: int, turn: HeldTurn, before: HeldTurn | None, question: bool) -> list[Check]:
    """Whether a follow-up is about something the candidate has not shown, by what the candidate really said."""
    if number and not held.said_before(number):
        return []  # nobody knows what the candidate has shown
    if turn.move:
        if turn.move.kind not in FOLLOW_UPS or not turn.move.criterion:
            return []
        criterion, point, deeper = turn.move.criterion, turn.move.key_point, turn.move.kind == MoveKind.DEEPEN
    else:
        guess = nearest_criterion(turn.text, plan) if question else None
        if guess is None:
            return []
        criterion, point, deeper = guess, None, False
    level = held.disclosed(number).get(criterion, 0)
    stated = {p for said in held.said_before(number) for p in said.points}
    known = point in stated if point else level >= (4 if deeper else plan.target)
    note = f"{criterion} {point or ''}: level {level} was shown. {turn.text}"
    found = [check("questions.aimed", not known, number, len(held.turns), note)]
    if before and before.said and before.said.levels:
        words = set(CONTENT.findall(before.text.lower())) - set(CONTENT.findall(plan.question.prompt.lower()))
        tied = bool((words - FUNCTION_WORDS) & set(CONTENT.findall(turn.text.lower())))
        found.append(check("questions.tied", tied, number, len(held.turns), turn.text))
    if turn.sources:
        near = _nearest(turn.text)
        hit = any(source.section in near for source in turn.sources)
        found.append(check("questions.grounded", hit, number, len(held.turns), turn.sources[0].section))
    return found


@cache
def _retriever() -> Retriever:
    return Retriever(settings().home, load_content())


def _nearest(question: str) -> set[str]:
    """The guide sections nearest to the question as it was said, whatever its subject."""
    return {hit.passage.section for hit in _retriever().searcher().search(question, AMONG)}
