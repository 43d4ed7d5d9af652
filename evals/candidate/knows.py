"""What a simulated person knows of a question, and what they would ask about it."""

from __future__ import annotations

from random import Random

from agent.policy.plan import Plan
from evals.candidate.bank import Bank
from evals.candidate.profile import Profile

OF_CRITERION = 0.5  # standard deviation of what somebody knows of a criterion around what they know of its group


def levels_of(profile: Profile, plan: Plan, bank: Bank, rng: Random) -> dict[str, int]:
    """The level of each criterion that the bank has answers on."""
    return {key: _drawn(profile.level(c.group), rng) for key, c in plan.criteria.items() if key in bank.answers}


def level_beyond(profile: Profile, plan: Plan, criterion: str) -> int:
    """The level of a criterion that the bank has no answers on, or that is not of the plan."""
    found = plan.bank.get(criterion)
    return round(profile.level(found.group)) if found else 0


def questions_of(profile: Profile, bank: Bank, rng: Random) -> list[tuple[str | None, str]]:
    """Clarifying questions with the fact that each asks for, if there is one."""
    entries = rng.sample(bank.asks, len(bank.asks))
    return [(a.fact, rng.choice(a.says)) for a in entries[: profile.asks]]


def _drawn(level: float, rng: Random) -> int:
    around = rng.gauss(0.0, OF_CRITERION)
    return round(min(4.0, max(0.0, level + around))) if level else 0
