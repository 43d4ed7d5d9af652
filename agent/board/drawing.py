"""A diagram as Mermaid source of our own: nothing of the candidate's is in it but words, none of which can be markup.

The browser is given this and never the source itself: no link, callback, style, directive, tag or picture survives.
"""

from __future__ import annotations

import re

from agent.board.diagram import Diagram, Node

BRACKETS = {
    "box": ("[", "]"), "round": ("(", ")"), "circle": ("((", "))"), "stadium": ("([", "])"), "store": ("[(", ")]"),
    "subroutine": ("[[", "]]"), "hexagon": ("{{", "}}"), "slanted": ("[/", "/]"), "decision": ("{", "}"),
}  # fmt: skip
LINES = {"solid": "--", "dotted": "-.-", "thick": "=="}
UNSAFE = re.compile(r"[^\w ,.:!?'’()/+=–—-]")
LONGEST = 80  # characters of a label


def drawing(diagram: Diagram) -> str:
    """Mermaid source that draws the same boxes and arrows, whatever the labels say."""
    return _sequence(diagram) if diagram.kind == "sequence" else _flowchart(diagram)


def safe(label: str) -> str:
    """The label with everything that Mermaid or HTML could read as markup as an entity code."""
    cut = label if len(label) <= LONGEST else f"{label[:LONGEST].rstrip()}…"
    return UNSAFE.sub(lambda match: f"#{ord(match[0])};", cut) or " "


def _flowchart(diagram: Diagram) -> str:
    names = {name: f"n{i}" for i, name in enumerate(diagram.nodes)}
    names |= {name: f"g{i}" for i, name in enumerate(diagram.groups)}
    lines = [f"flowchart {diagram.direction}", *_inside("", diagram, names)]
    for edge in diagram.edges:
        if edge.source not in names or edge.target not in names:
            continue
        label = f'|"{safe(edge.label)}"|' if edge.label else ""
        body = LINES[edge.style] + (">" if edge.arrow else "-" if edge.style == "solid" else "")
        body = body + "=" if edge.style == "thick" and not edge.arrow else body
        lines.append(f"{names[edge.source]} {'<' if edge.both else ''}{body}{label} {names[edge.target]}")
    return "\n".join(lines)


def _inside(group: str, diagram: Diagram, names: dict[str, str]) -> list[str]:
    lines = [_box(node, names) for node in diagram.nodes.values() if node.group == group]
    for name, inner in diagram.groups.items():
        if inner.group == group and name != group:
            lines += [f'subgraph {names[name]}["{safe(inner.label)}"]', *_inside(name, diagram, names), "end"]
    return lines


def _box(node: Node, names: dict[str, str]) -> str:
    opening, closing = BRACKETS.get(node.shape, BRACKETS["box"])
    return f'{names[node.id]}{opening}"{safe(node.label or node.id)}"{closing}'


def _sequence(diagram: Diagram) -> str:
    names = {name: f"p{i}" for i, name in enumerate(diagram.nodes)}
    lines = ["sequenceDiagram"]
    for node in diagram.nodes.values():
        lines.append(f"{'actor' if node.shape == 'circle' else 'participant'} {names[node.id]} as {safe(node.label)}")
    for edge in diagram.edges:
        arrow = ("<<" if edge.both else "") + ("-->>" if edge.style == "dotted" else "->>")
        lines.append(f"{names[edge.source]}{arrow}{names[edge.target]}: {safe(edge.label)}")
    return "\n".join(lines)
