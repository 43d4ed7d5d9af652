"""What the interviewer does next: pure functions of the state, without I/O and without a model."""

from agent.policy.decide import decide
from agent.policy.plan import Plan, make_plan

__all__ = ["Plan", "decide", "make_plan"]
