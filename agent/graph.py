"""The interview as a graph."""

from __future__ import annotations

from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent.nodes import (
    Context,
    assess_turn,
    await_candidate,
    close_phase,
    debrief,
    decide_move,
    open_interview,
    retrieve_sources,
    speak_move,
)
from agent.state import Interview

InterviewGraph = CompiledStateGraph[Interview, Context, Interview, Interview]


def build_graph(checkpointer: BaseCheckpointSaver[Any] | None = None) -> InterviewGraph:
    graph = StateGraph(Interview, context_schema=Context)
    graph.add_node("open", open_interview)
    graph.add_node("await_candidate", await_candidate)
    graph.add_node("assess", assess_turn)
    graph.add_node("decide", decide_move)
    graph.add_node("close_phase", close_phase)
    graph.add_node("retrieve", retrieve_sources)
    graph.add_node("speak", speak_move)
    graph.add_node("debrief", debrief)
    graph.add_edge(START, "open")
    graph.add_edge("open", "speak")
    graph.add_edge("await_candidate", "assess")
    graph.add_edge("assess", "decide")
    graph.add_edge("close_phase", "speak")
    graph.add_edge("debrief", END)
    return graph.compile(checkpointer=checkpointer)
