"""Whether the interview kept its plan: phases, minutes, a recap, an end."""

from __future__ import annotations

from agent.grading.audit import out_of_order
from agent.policy import Plan
from agent.state import MoveKind
from evals.candidate.heard import CLOSING, OVER
from evals.held import Held
from evals.metrics.check import Check, check

TOLERANCE = 0.15  # of the planned minutes


def checks(held: Held, plan: Plan) -> list[Check]:
    last = len(held.turns) - 1
    found = [
        check("structure.recap", _recap_asked(held), last, last),
        check("structure.ends", _ended(held), last, last),
    ]
    if not held.minutes:
        return found  # an interviewer without phases
    order = [p.id for p in plan.phases]
    entered = list(dict.fromkeys(t.phase for t in held.turns))
    late = out_of_order(entered, order)
    found.append(check("structure.order", not late, last, last, " → ".join(entered)))
    for phase in plan.phases:
        if not phase.optional:
            found.append(check("structure.covered", phase.id in entered, last, last, phase.id))
    planned = sum(plan for plan, _ in held.minutes.values())
    spent = held.turns[-1].at / 60
    note = f"{spent:.0f} of {planned:.0f} minutes"
    found.append(check("structure.minutes", abs(spent - planned) <= TOLERANCE * planned, last, last, note))
    focus = [held.minutes[p.id][1] for p in plan.phases if p.focus]
    other = [held.minutes[p.id][1] for p in plan.phases if not p.focus]
    found.append(check("structure.focus", min(focus) >= max(other), last, last, f"{focus} against {other}"))
    return found


def _recap_asked(held: Held) -> bool:
    kinds = [t.move.kind for t in held.turns if t.move]
    return MoveKind.WRAP_UP in kinds if kinds else any(CLOSING.search(t.text) for _, t, _ in held.exchanges())


def _ended(held: Held) -> bool:
    if held.minutes:
        return held.ended == "finished" and held.report is not None
    return bool(OVER.search(held.turns[-1].text))
