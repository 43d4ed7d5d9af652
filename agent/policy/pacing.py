"""When a phase is over, and when the interview is."""

from __future__ import annotations

from agent.policy.plan import Plan
from agent.policy.target import is_shown, open_targets
from agent.state import Interview, MoveKind

CLOSING_SECONDS = 150  # what the recap needs
GRACE = 1.15  # a phase may run over by this much while an answer is being given
NEAR_END = 5 * 60


def total_seconds(state: Interview) -> float:
    return state.setup.minutes * 60


def minutes_left(state: Interview) -> int:
    return max(0, round((total_seconds(state) - state.elapsed) / 60))


def time_is_up(state: Interview) -> bool:
    closing = 0 if state.setup.drill else CLOSING_SECONDS
    return state.elapsed >= total_seconds(state) - closing


def phase_over(state: Interview, plan: Plan) -> str | None:
    """Why the current phase is over, None when it is not."""
    clock = state.current
    if clock.spent >= clock.budget * GRACE:
        return "its time is up"
    if clock.probes >= plan.max_probes(state.phase):
        return "enough has been asked in it"
    if clock.entered and not open_targets(state, plan, state.phase):
        return "everything in it was shown or asked"
    return None


def covered(state: Interview, plan: Plan, index: int) -> float:
    """Share of a phase's criteria weight that was shown or asked about."""
    criteria = [c for c in plan.phase_criteria(index) if not c.observed]
    total = sum(c.weight for c in criteria)
    done = sum(
        c.weight
        for c in criteria
        if is_shown(state, plan, c.id) or ((entry := state.ledger.get(c.id)) and (entry.asked or entry.evidence))
    )
    return done / total if total else 1.0


def next_phase(state: Interview, plan: Plan) -> int | None:
    """The next phase that fits: an optional one is left out when the clock is behind, a skipped one made up for."""
    planned = sum(c.budget for c in state.phases[: state.phase + 1])
    for index in range(state.phase + 1, len(state.phases)):
        if state.phases[index].entered:
            continue
        if plan.phases[index].optional and state.elapsed > planned * 1.1:
            continue
        return index
    skipped = [
        i for i, c in enumerate(state.phases) if not c.entered and not plan.phases[i].optional and i < state.phase
    ]
    if skipped and state.elapsed < total_seconds(state) - NEAR_END:
        return skipped[0]
    return None


def wrapped_up(state: Interview) -> bool:
    return any(t.move and t.move.kind == MoveKind.WRAP_UP for t in state.turns)
