"""When a phase is over, and when the interview is."""

from __future__ import annotations

from agent.policy.plan import Plan
from agent.policy.target import is_shown, open_targets, stretched
from agent.state import Interview, MoveKind

NOT_YET = "not_yet"  # the preface to who has something to say before the recap
CLOSING_SECONDS = 150  # what the recap needs
GRACE = {True: 1.1, False: 0.95}  # how much of its time a phase may take before it is over: one of the focus, another
NEAR_END = 5 * 60
AT_LEAST = 0.5  # the share of its time that is kept for a phase to come
SECOND_LOOK = 3  # questions in a phase that is opened again; one of the focus may take the rest of its time, too
LATELY = 10  # turns in which a candidate has shown something, or going on would only wear them out
MOSTLY, QUICK = 0.7, 1.5  # with less of a phase's time used, short answers leave room for so many times the questions


def total_seconds(state: Interview) -> float:
    return state.setup.minutes * 60


def minutes_left(state: Interview) -> int:
    return max(0, round((total_seconds(state) - state.elapsed) / 60))


def time_is_up(state: Interview) -> bool:
    closing = 0 if state.setup.drill else CLOSING_SECONDS
    return state.elapsed >= total_seconds(state) - closing


def near_end(state: Interview) -> bool:
    return state.elapsed >= total_seconds(state) - NEAR_END


def phase_over(state: Interview, plan: Plan) -> str | None:
    """Why the current phase is over, None when it is not."""
    clock = state.current
    if clock.revisited:
        return _second_look_over(state, plan)
    if phase_time_is_up(state, plan):
        return "its time is up"
    most, focus = plan.max_probes(state.phase), plan.phases[state.phase].focus
    if clock.probes >= (most if not focus and _mostly_used(state) else most * QUICK):
        return "enough has been asked in it"
    if clock.entered and not open_targets(state, plan, state.phase) and not (focus and _stretches(state, plan)):
        return "everything in it was shown or asked"
    return None


def phase_time_is_up(state: Interview, plan: Plan) -> bool:
    """Its own, or what can be spared: the phases to come need some, too."""
    if state.current.spent >= state.current.budget * GRACE[plan.phases[state.phase].focus]:
        return True
    to_come = [i for i in range(state.phase + 1, len(state.phases)) if not plan.phases[i].optional]
    needed = AT_LEAST * sum(state.phases[i].budget for i in to_come if not state.phases[i].entered)
    return needed > 0 and state.elapsed >= total_seconds(state) - CLOSING_SECONDS - needed


def _mostly_used(state: Interview) -> bool:
    return state.current.spent >= state.current.budget * MOSTLY


def _stretches(state: Interview, plan: Plan) -> bool:
    """Whether a twist on what was shown is a better use of the time than the next phase."""
    return state.current.spent < state.current.budget and stretched(state, plan, state.phase) is not None


def _second_look_over(state: Interview, plan: Plan) -> str | None:
    if near_end(state):
        return "the end is near"
    entered = max(i for i, t in enumerate(state.turns) if t.move and t.move.kind == MoveKind.TRANSITION)
    looked = sum(t.speaker == "interviewer" for t in state.turns[entered:]) > SECOND_LOOK
    if looked and (_mostly_used(state) or not plan.phases[state.phase].focus):
        return "it was looked at once more"
    return None if _askable(state, plan, state.phase) else "everything in it was shown or asked"


def _askable(state: Interview, plan: Plan, index: int) -> bool:
    return bool(open_targets(state, plan, index) or stretched(state, plan, index))


def second_look(state: Interview, plan: Plan) -> int | None:
    """With all phases through and time left, the one to open again, if answers still come: what matters most first.

    The first phase is not opened again: what was not asked before the design is no question after it.
    """
    telling = any(e.turn > len(state.turns) - LATELY for entry in state.ledger.values() for e in entry.evidence)
    if not telling or near_end(state):
        return None
    open_ones = [
        index
        for index, clock in enumerate(state.phases)
        if index not in (0, state.phase) and clock.entered and not clock.revisited and _askable(state, plan, index)
    ]
    return min(
        open_ones,
        key=lambda i: (not plan.phases[i].focus, state.phases[i].spent / state.phases[i].budget),
        default=None,
    )


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


def shown(state: Interview, plan: Plan, index: int) -> float:
    """Share of a phase's criteria weight that the candidate has shown so far."""
    criteria = [c for c in plan.phase_criteria(index) if not c.observed]
    total = sum(c.weight for c in criteria)
    return sum(c.weight for c in criteria if is_shown(state, plan, c.id)) / total if total else 0.0


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
    if skipped and not near_end(state):
        return skipped[0]
    return None


def wrapped_up(state: Interview) -> bool:
    """Whether the recap was asked for, and is still what is wanted."""
    moves = [t.move for t in state.turns if t.move]
    last = max((i for i, move in enumerate(moves) if move.kind == MoveKind.WRAP_UP), default=None)
    return last is not None and not any(move.preface == NOT_YET for move in moves[last:])
