"""Mermaid sequence diagrams: participants and the messages between them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.board.diagram import BadBoard, Diagram, Edge, Node, short
from agent.board.flowchart import label_of

DECLARED = re.compile(r"(?:create\s+)?(participant|actor)\s+(?P<id>[^@]+?)(?:@\{[^}]*\})?(?:\s+as\s+(?P<label>.+))?$")
MESSAGE = re.compile(
    r"(?P<source>[^\s:<>-][^:<>]*?)\s*(?P<arrow><<-->>|<<->>|-->>|->>|-->|->|--x|-x|--\)|-\))\s*[+-]?"
    r"(?P<target>[^\s:<>-][^:<>]*?)\s*(?::\s*(?P<text>.*))?$"
)
FRAME = re.compile(
    r"(?:activate|deactivate|note|loop|alt|else|opt|par|and|critical|option|break|rect|box|end|autonumber|title|accTitle|"
    r"accDescr|destroy|links?|properties|details)\b",
    re.I,
)


def parse_sequence(lines: Sequence[tuple[int, str]]) -> Diagram:
    """Raises BadBoard. Frames, notes and activations are passed over: what counts is who talks to whom."""
    diagram = Diagram("sequence")
    for number, line in lines[1:]:
        line = line.rstrip(";").strip()
        if match := DECLARED.match(line):
            shape = "circle" if match[1] == "actor" else "box"
            name = match["id"].strip()
            diagram.nodes[name] = Node(name, label_of(match["label"] or name), line, shape)
        elif FRAME.match(line):
            continue
        elif match := MESSAGE.match(line):
            for name in (match["source"], match["target"]):
                diagram.nodes.setdefault(name, Node(name, label_of(name), line))
            style = "dotted" if match["arrow"].startswith(("--", "<<--")) else "solid"
            both = match["arrow"].startswith("<<")
            edge = Edge(match["source"], match["target"], line, label_of(match["text"] or ""), style, both)
            diagram.edges.append(edge)
        else:
            raise BadBoard(f"Line {number}: expected a message such as “User->>API: request”, found “{short(line)}”.")
    return diagram
