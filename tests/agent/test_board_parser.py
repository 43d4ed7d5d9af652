"""Mermaid source read into boxes and arrows, and drawn anew."""
# ruff: noqa: E501

from __future__ import annotations

import re
from contextlib import suppress

import pytest

from agent.board import LARGEST, BadBoard, board_in, drawing, fenced, parse_board, without_board

SHAPES = {
    "A[Ranker]": "box", "A(Ranker)": "round", "A([Ranker])": "stadium", "A[[Ranker]]": "subroutine", "A[(Ranker)]": "store",
    "A((Ranker))": "circle", "A(((Ranker)))": "circle", "A{Ranker}": "decision", "A{{Ranker}}": "hexagon",
    "A[/Ranker/]": "slanted", "A[\\Ranker\\]": "slanted", "A>Ranker]": "box", 'A["Ranker"]': "box",
    'A@{ shape: cyl, label: "Ranker" }': "store", "A[Ranker]:::hot": "box", "A[<b>Ranker</b>]": "box",
}  # fmt: skip
ARROWS = {
    "A --> B": ("", "solid", True, False), "A --- B": ("", "solid", False, False), "A -.-> B": ("", "dotted", True, False),
    "A ==> B": ("", "thick", True, False), "A <--> B": ("", "solid", True, True), "A -->|scores| B": ("scores", "solid", True, False),
    "A -- scores --> B": ("scores", "solid", True, False), "A -. logs .-> B": ("logs", "dotted", True, False),
    "A == all ==> B": ("all", "thick", True, False), "A-->B": ("", "solid", True, False), "A ----> B": ("", "solid", True, False),
    "A --x B": ("", "solid", True, False), "A o--o B": ("", "solid", True, True), "A e1@--> B": ("", "solid", True, False),
    "A -. logs .- B": ("logs", "dotted", False, False), "A -- of course --> B": ("of course", "solid", True, False),
}  # fmt: skip


def edges(source: str) -> list[tuple[str, str]]:
    return [(e.source, e.target) for e in parse_board(source).edges]


@pytest.mark.parametrize("text", SHAPES)
def test_a_box_of_any_shape(text: str) -> None:
    node = parse_board(f"flowchart LR\n  {text}").nodes["A"]
    assert (node.label, node.shape) == ("Ranker", SHAPES[text])


@pytest.mark.parametrize("text", ARROWS)
def test_an_arrow_of_any_kind(text: str) -> None:
    (edge,) = parse_board(f"graph TD\n{text}").edges
    assert (edge.source, edge.target) == ("A", "B")
    assert (edge.label, edge.style, edge.arrow, edge.both) == ARROWS[text]


def test_chains_bundles_and_statements_on_one_line() -> None:
    assert edges("graph LR; A --> B --> C; D & E --> F & G") == [
        ("A", "B"), ("B", "C"), ("D", "F"), ("D", "G"), ("E", "F"), ("E", "G"),
    ]  # fmt: skip


def test_a_subgraph_stands_for_its_boxes() -> None:
    board = parse_board("flowchart TB\nsubgraph online [On request]\n A --> B\n end\n online --> C\n C --> online")
    assert board.groups["online"].label == "On request" and board.nodes["A"].group == "online"
    assert {(s, t) for s, t, _ in board.arrows()} == {("A", "B"), ("A", "C"), ("B", "C"), ("C", "A"), ("C", "B")}


def test_what_only_changes_the_looks_is_passed_over() -> None:
    source = """---
title: mine
---
%%{init: {"securityLevel": "loose", "themeCSS": "@import url(https://x.example)"}}%%
flowchart LR
  %% a comment
  direction TB
  A --> B
  classDef hot fill:#f00
  class A hot
  style B fill:#0f0
  linkStyle 0 stroke:red
  click A "javascript:alert(1)"
  click B call run()
  e1@{ animate: true }"""
    assert edges(source) == [("A", "B")] and list(parse_board(source).nodes) == ["A", "B"]


def test_a_line_is_kept_as_it_was_written() -> None:
    source = "flowchart LR\n    A[Gateway]   -->|asks|  B[Ranker]  \n"
    line = parse_board(source).edges[0].line
    assert line in source and line == "A[Gateway]   -->|asks|  B[Ranker]"


def test_a_sequence_of_messages() -> None:
    source = """sequenceDiagram
  autonumber
  actor U as Viewer
  participant API
  U->>+API: open; home
  loop every page
    API->>Ranker: score
    Ranker-->>API: scores
  end
  Note over U,API: slow
  API-->>-U: list"""
    board = parse_board(source)
    assert edges(source) == [("U", "API"), ("API", "Ranker"), ("Ranker", "API"), ("API", "U")]
    assert board.nodes["U"].label == "Viewer" and board.edges[0].label == "open; home"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", "The whiteboard is empty"),
        ("%% only a comment", "The whiteboard is empty"),
        ("pie\n a", "Line 1: expected “flowchart LR” or “sequenceDiagram”"),
        ("A, then B", "Line 1: expected “flowchart LR”"),
        ("flowchart UP\nA", "Line 1: expected a direction"),
        ("flowchart LR\nA > B", "Line 2: expected an arrow such as --> after “A”"),
        ("flowchart LR\nA store[(B)] --> C", "A name with blanks goes into brackets: A[Feature store]."),
        ("flowchart LR\nA ->", "Line 2: expected a box after “A ->”"),
        ("flowchart LR\n\nA --> ", "Line 3: expected a box after “A -->”"),
        ("flowchart LR\nA[open --> B", "Line 2: the label that begins at “[open"),
        ("flowchart LR\nsubgraph x\nA", "is not closed; add a line “end”"),
        ("flowchart LR\nend", "Line 2: “end” closes a subgraph"),
        ("sequenceDiagram\nwhat is this", "Line 2: expected a message"),
        ("x" * (LARGEST + 1), "up to 6,000 characters; this one has 6,001"),
        ("graph LR\n" + "\n".join(f"N{i}" for i in range(90)), "more than 80 boxes"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(source: str, said: str) -> None:
    with pytest.raises(BadBoard) as error:
        parse_board(source)
    assert said in str(error.value) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    "junk", ["graph LR\n" + c * 300 for c in '[({<>|&-=.~";:@%#\\/)}]x'] + ["graph LR\n\0\u202e\ud83d"]
)
def test_no_source_breaks_the_parser(junk: str) -> None:
    with suppress(BadBoard):
        drawing(parse_board(junk))


ATTACKS = [
    "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "javascript:alert(1)", "`**[x](javascript:alert(1))**`",
    "<a href='https://x.example'>x</a>", "$$\\href{https://x.example}{x}$$", "#lt;img src=x onerror=alert(1)#gt;",
    "&lt;iframe src=https://x.example&gt;", "}} %%{init: {}}%%", "x\u202ey", "url(https://x.example/a.png)", "fa:fa-user",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_drawing_holds_nothing_that_could_be_markup(attack: str) -> None:
    drawn = drawing(parse_board(f'flowchart LR\n A["{attack}"] -->|"{attack}"| B\n subgraph "{attack}"\n C\n end'))
    drawn += drawing(parse_board(f"sequenceDiagram\n participant A as {attack}\n A->>B: {attack}"))
    labels = " ".join(re.findall(r'"(.*?)"', drawn)) + " ".join(re.findall(r": (.*)", drawn))
    assert not re.search(r"[<>&`$\\{}\[\]*\"]|%%", labels)
    assert "`" not in drawn and "click" not in drawn and "init" not in drawn.replace("init#", "").replace("init: #", "")


def test_a_drawing_reads_as_the_same_diagram() -> None:
    source = (
        "flowchart LR\n A((Viewer)) -->|asks: now| B[(Store; 2)]\n B <-.-> C\n subgraph g [Off line]\n D === C\n end"
    )
    once = parse_board(drawing(parse_board(source)))
    assert [n.label or n.id for n in once.nodes.values()] == ["Viewer", "Store; 2", "C", "D"]
    assert [(e.label, e.style, e.both) for e in once.edges] == [
        ("asks: now", "solid", False), ("", "dotted", True), ("", "thick", False),
    ]  # fmt: skip


def test_a_fence_in_speech_is_a_board() -> None:
    text = "Here it is:\n```mermaid\ngraph LR\n A --> B\n```\nThe rest follows."
    assert board_in(text) == "graph LR\n A --> B"
    assert without_board(text).split() == ["Here", "it", "is:", "The", "rest", "follows."]
    assert board_in("```python\nx\n```") is None and board_in(fenced("graph LR\n A")) == "graph LR\n A"


def test_what_people_type_is_understood_too() -> None:
    found = parse_board(
        "flowchart LR\n  User -> API gateway -> Ranker\n  Feature store -->|rows| Ranker\n  API gateway & Log x--x Feature store"
    )
    assert [n.label or n.id for n in found.nodes.values()] == ["User", "API gateway", "Ranker", "Feature store", "Log"]
    arrows = [(e.source, e.target, e.label) for e in found.edges]
    assert arrows[:3] == [
        ("User", "API gateway", ""),
        ("API gateway", "Ranker", ""),
        ("Feature store", "Ranker", "rows"),
    ]
    assert arrows[3:] == [("API gateway", "Feature store", ""), ("Log", "Feature store", "")]
    assert parse_board("User -> API gateway").direction == "LR"
    assert parse_board("flowchart LR\nA o--o B\nA <-> C").edges[0].source == "A"
