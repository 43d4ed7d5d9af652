"""Which mistakes stand after a turn: heard, read anew, put right, made again."""

from __future__ import annotations

from agent.policy.plan import Plan
from agent.state import Assessment, Interview
from rubrics.evidence import PitfallSeen


def standing(state: Interview, plan: Plan, reading: Assessment) -> list[PitfallSeen]:
    """The mistakes heard so far and those of a reading, which replaces what was heard in the turns it reads anew."""
    again = {p.pitfall for p in reading.pitfalls if p.turn in reading.rereads}
    kept = [p for p in state.pitfalls if p.turn not in reading.rereads or (p.challenged and p.pitfall in again)]
    gone = [p for p in state.pitfalls if p not in kept]
    known = {p.pitfall for p in kept}
    first = {p.pitfall: p for p in reversed(reading.pitfalls) if p.pitfall in plan.pitfalls and p.pitfall not in known}
    seen = [*kept, *(_challenged_as(p, gone) for p in reversed(first.values()))]
    return _settled_together([_as_it_stands(p, reading) for p in seen], reading)


def looked_at_again(state: Interview, reading: Assessment) -> list[PitfallSeen]:
    """The mistakes heard so far without those that a second look does not find."""
    found = [p for p in state.pitfalls if p.pitfall not in reading.unfounded]
    return _settled_together([_as_it_stands(p, reading) for p in found], reading)


def _as_it_stands(seen: PitfallSeen, reading: Assessment) -> PitfallSeen:
    """A mistake after a turn: put right in it, or made once more, and then to be challenged anew."""
    if seen.pitfall in reading.reopened:
        return seen.model_copy(update={"resolved": False, "challenged": False})
    settled = reading.settled.get(seen.pitfall, seen.resolved)  # by an earlier turn, as it is read now
    return seen.model_copy(update={"resolved": settled or seen.pitfall in reading.resolved})


def _challenged_as(seen: PitfallSeen, gone: list[PitfallSeen]) -> PitfallSeen:
    """The same words are not challenged twice because a second reading calls the mistake by another name."""
    return seen.model_copy(update={"challenged": any(p.challenged and _same_words(p, seen) for p in gone)})


def _settled_together(pitfalls: list[PitfallSeen], reading: Assessment) -> list[PitfallSeen]:
    """Who puts a claim right has put right whatever else was wrong with it, unless it was challenged on its own."""
    right = [p for p in pitfalls if p.pitfall in reading.resolved]
    return [
        p.model_copy(update={"resolved": True})
        if not p.challenged and any(_same_words(p, other) for other in right)
        else p
        for p in pitfalls
    ]


def _same_words(one: PitfallSeen, other: PitfallSeen) -> bool:
    """Whether two mistakes are in the same words."""
    return one.turn == other.turn and (one.quote in other.quote or other.quote in one.quote)
