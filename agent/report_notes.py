"""What a report says about how its interview went: what was ignored, how it ended, who worded and graded it."""

from __future__ import annotations

from collections import Counter

from agent.policy.plan import Plan
from agent.state import ExaminerName, Interview


def unopened_phases(state: Interview, plan: Plan) -> list[str]:
    return [plan.phases[i].title for i, clock in enumerate(state.phases) if not clock.entered]


def notes_on(state: Interview, plan: Plan) -> list[str]:
    sure = [s for s in state.steering if s.sure]
    notes = [f"Turn {s.turn} addressed the grading and changed nothing: “{s.quote[:120]}”" for s in sure]
    if state.ended == "by candidate":
        notes.append("The candidate ended the interview early.")
    if state.ended == "script ran out":
        notes.append("The script ran out before the interview was over.")
    if unopened := unopened_phases(state, plan):
        notes.append(f"Phases never opened: {', '.join(unopened)}.")
    return [*notes, *state.notes, *_examiners(state)]


def _examiners(state: Interview) -> list[str]:
    """Who worded which turns, and whose levels these are."""
    by_rules = "Its levels come from rules and sentence similarity."
    by_model = [phase for phase, name in state.graders.items() if name == ExaminerName.LLM]
    if state.setup.examiner == ExaminerName.EMBEDDED and not by_model:
        return [f"Examiner: embedded, without a language model. {by_rules}"]
    called = [t for t in state.turns if t.call]
    stood_in = [t for t in called if t.examiner == ExaminerName.EMBEDDED]
    held = Counter(reason for t in called for reason in (t.call.held_back if t.call else []))
    models = sorted({t.call.model for t in called if t.call})
    notes = [f"Examiner: language model ({', '.join(models)})."] if models else []
    if state.setup.examiner == ExaminerName.LLM and not models and any(t.examiner for t in state.turns):
        notes.append("Examiner: language model, not reached.")
    if stood_in:
        why = "; ".join(sorted({t.call.trouble for t in stood_in if t.call and t.call.trouble}))
        turns = ", ".join(str(t.id) for t in stood_in)
        notes.append(f"The embedded examiner worded turns {turns} in its place. {why}".strip())
    if held:
        reasons = "; ".join(f"{reason} ({count})" for reason, count in sorted(held.items()))
        notes.append(f"Of {len(called)} turns of the model, sentences were held back: {reasons}.")
    if not by_model:
        notes.append(f"The levels are the embedded examiner's. {by_rules}")
    elif len(by_model) < len(state.phases):
        whose = f"of {len(by_model)} of {len(state.phases)} phases"
        notes.append(f"The model graded the levels {whose}; the others are the embedded examiner's. {by_rules}")
    else:
        notes.append(
            "The model graded every phase, each in two passes or more; its levels are not calibrated on labels."
        )
    return notes
