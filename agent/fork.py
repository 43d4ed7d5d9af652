"""Where an interview forks when its last answer is taken back."""

from __future__ import annotations

from typing import NamedTuple

from langgraph.types import StateSnapshot

from agent.graph import InterviewGraph
from agent.state import Interview


class NothingToEdit(ValueError):
    """No answer that could be taken back; the message is ready to be shown."""


class Before(NamedTuple):
    snapshot: StateSnapshot
    seconds: float  # that the answer taken back took


def before_last_answer(graph: InterviewGraph, snapshot: StateSnapshot) -> Before:
    """The checkpoint that waited for the last answer in words. Raises NothingToEdit."""
    if not snapshot.next:
        raise NothingToEdit("The interview is over; its answers stay as they are.")
    turns = Interview.model_validate(dict(snapshot.values)).turns
    number = next((t.id for t in reversed(turns) if t.speaker == "candidate" and t.action == "say"), None)
    if number is None:
        raise NothingToEdit("There is no answer to edit yet.")
    took = 0.0
    while snapshot.next != ("await_candidate",) or len(snapshot.values["turns"]) > number:
        took = given.seconds if (given := snapshot.values.get("input")) else 0.0
        assert snapshot.parent_config is not None
        snapshot = graph.get_state(snapshot.parent_config)
    return Before(snapshot, took)
