"""What the interviewer knows: told when asked, the same each time, and never made up."""

from __future__ import annotations

import re

from agent.examiner.llm.guards import numbers_in
from agent.grading.audit import fact_numbers, made_up
from agent.policy import Plan
from evals.candidate import Act
from evals.held import Held
from evals.metrics.check import Check, check

SUPPOSES = re.compile(r"assum|suppose|let's say|i take it|presum", re.I)


def checks(held: Held, plan: Plan) -> list[Check]:
    found: list[Check] = []
    turns = len(held.turns)
    known = fact_numbers(plan)
    for number, turn, before in held.exchanges():
        if before:
            known |= numbers_in(before.text)
        clock = {str(turn.move.minutes_left)} if turn.move and turn.move.minutes_left is not None else set()
        if before and "?" in before.text:  # a scenario that leads to a question is no fact
            wrong = made_up(turn.text, known | clock)
            found.append(check("facts.invented", bool(wrong), number, turns, f"{sorted(wrong)}: {turn.text}"))
        if not turn.move or not before or not before.said:
            continue
        told = [a.fact for a in turn.move.answers if a.fact]
        for fact in told:
            supposed = before.said.act == Act.ANSWERS and bool(SUPPOSES.search(before.text))
            asked = fact in (*before.said.asked, *before.said.requests) or supposed
            found.append(check("facts.unasked", not asked, number, turns, f"{fact} to: {before.text}"))
        for fact in before.said.asked:
            found.append(check("facts.answered", fact in told, number, turns, f"{fact} to: {before.text}"))
    return found
