"""What is said to the candidate's questions: a fact of the sheet, or that there is none."""

from __future__ import annotations

from agent.examiner.embedded.language import Wording
from agent.policy.plan import Plan
from agent.state import Answer, Interview, Move


def told(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
    facts = {f.id: f.answer for f in plan.question.facts}
    said = [w.say("restated")] if move.preface == "restated" else []
    for answer in move.answers:
        if answer.fact:
            again = answer.fact in state.facts_revealed
            lead = w.say("reveal_again") if again else w.say("reveal_more") if said else w.say("reveal_lead")
            said.append(lead + facts[answer.fact])
    unknown = next((a for a in move.answers if not a.fact), None)
    if unknown and not (unknown.proposed and said):  # the fact says how right the guess was
        said.append(w.say(_without_a_fact(state, unknown, bool(said))))
    elif any(a.more for a in move.answers):
        said.append(w.say("ask_again"))
    return said


def _without_a_fact(state: Interview, answer: Answer, beside: bool) -> str:
    """What is said to a question that no fact answers; `beside` others that were answered."""
    if answer.proposed:
        return "agreed"
    if beside:
        return "ask_again" if answer.unclear else "unknown_rest"
    before = any(a.unclear for a in state.last_move.answers) if state.last_move else False
    return "unclear" if answer.unclear and not before else "unknown"


def told_in_passing(move: Move, w: Wording) -> str:
    """In passing, to a question that no fact answers, at the end of an answer."""
    if any(a.proposed for a in move.answers):
        return w.say("agreed")
    return w.say("unclear_aside" if any(a.unclear for a in move.answers) else "unknown_aside")
