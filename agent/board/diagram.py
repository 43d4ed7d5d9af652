"""A diagram as data, and the way in: the kind of Mermaid source is found, then read by its own parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

LARGEST = 6000  # characters of one board
MOST_NODES, MOST_EDGES = 80, 200  # beyond this nobody can read a whiteboard
FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\n.*?\n---[ \t]*(?:\n|\Z)", re.DOTALL)
DIRECTIVE = re.compile(r"%%\{.*?\}%%", re.DOTALL)

ARROW = re.compile(r"\w[\])}]*\s*(?:-+>|-\.+->|=+>)\s*\w")


class BadBoard(ValueError):
    """Source that cannot be read; the message says in which line, why and what is expected."""


@dataclass
class Node:
    id: str
    label: str
    line: str  # the source line that names it, verbatim but for the white space around it
    shape: str = "box"
    group: str = ""


@dataclass(frozen=True)
class Edge:
    source: str
    target: str
    line: str
    label: str = ""
    style: str = "solid"  # or dotted, thick; a reply in a sequence is dotted
    both: bool = False
    arrow: bool = True


@dataclass
class Diagram:
    kind: str  # flowchart or sequence
    direction: str = "TB"
    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    groups: dict[str, Node] = field(default_factory=dict)  # subgraphs; `group` of each is the one around it

    def members(self, name: str) -> list[str]:
        """The nodes that a name stands for: itself, or all within a subgraph."""
        if name in self.nodes:
            return [name]
        inner = [g for g in self.groups.values() if g.group == name and g.id != name]
        return [n.id for n in self.nodes.values() if n.group == name] + [m for g in inner for m in self.members(g.id)]

    def arrows(self) -> Iterator[tuple[str, str, Edge]]:
        """Every step one can take along an edge; a line without an arrowhead goes both ways."""
        for edge in self.edges:
            for source in self.members(edge.source):
                for target in self.members(edge.target):
                    yield source, target, edge
                    if edge.both or not edge.arrow:
                        yield target, source, edge


def size_problem(source: str) -> str:
    """One sentence where the source is too long to be kept, else nothing."""
    if len(source) <= LARGEST:
        return ""
    return f"The whiteboard may have up to {LARGEST:,} characters; this one has {len(source):,}. Please shorten it."


def parse_board(source: str) -> Diagram:
    """Raises BadBoard."""
    from agent.board.flowchart import parse_flowchart
    from agent.board.sequence import parse_sequence

    if problem := size_problem(source):
        raise BadBoard(problem)
    lines = content_lines(source)
    if not lines:
        raise BadBoard("The whiteboard is empty; begin with a line such as “flowchart LR”.")
    number, head = lines[0]
    if re.match(r"(?:flowchart|graph)\b", head):
        diagram = parse_flowchart(lines)
    elif re.match(r"sequenceDiagram\s*;?$", head):
        diagram = parse_sequence(lines)
    elif ARROW.search(head):  # the first line was left out
        diagram = parse_flowchart([(number, "flowchart LR"), *lines])
    else:
        raise BadBoard(
            f"Line {number}: expected “flowchart LR” or “sequenceDiagram” as the first line, and found “{short(head)}”."
        )
    if len(diagram.nodes) > MOST_NODES or len(diagram.edges) > MOST_EDGES:
        raise BadBoard(
            f"The whiteboard has more than {MOST_NODES} boxes or {MOST_EDGES} arrows; please leave some out."
        )
    return diagram


def content_lines(source: str) -> list[tuple[int, str]]:
    """Lines with their numbers, without front matter, directives and comments: these only change the looks."""
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    for pattern in (FRONT_MATTER, DIRECTIVE):
        text = pattern.sub(lambda match: "\n" * match[0].count("\n"), text)
    numbered = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1)]
    return [(number, line) for number, line in numbered if line and not line.startswith("%%")]


def short(text: str, most: int = 30) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()}…"
