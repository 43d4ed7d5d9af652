"""Mermaid flowcharts: nodes of all shapes, chains and bundles of edges, labels, subgraphs."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from agent.board.diagram import BadBoard, Diagram, Edge, Node, short

SHAPES = {  # opening bracket → (closing brackets, the shape it draws)
    "(((": ((")))",), "circle"),
    "((": (("))",), "circle"),
    "([": (("])",), "stadium"),
    "[[": (("]]",), "subroutine"),
    "[(": ((")]",), "store"),
    "{{": (("}}",), "hexagon"),
    "[/": (("/]", "\\]"), "slanted"),
    "[\\": (("\\]", "/]"), "slanted"),
    ">": (("]",), "box"),
    "(": ((")",), "round"),
    "[": (("]",), "box"),
    "{": (("}",), "decision"),
}
STORES = ("cyl", "cylinder", "database", "db", "das", "lin-cyl", "disk")
HEAD = re.compile(r"(?:flowchart|graph)(?:-elk)?(?:[ \t]+(TB|TD|BT|RL|LR))?[ \t]*(?:;|$)")
ID = re.compile(r"\w+(?:[-./]\w+)*")
WORDS = re.compile(r"(?:[ \t]+(?![xo][-=])\w+(?:[-./]\w+)*){1,5}(?=\s*(?:$|&|<?(?:-|==|~~~)|[xo](?:--|==|-\.)))")
ATTRIBUTES = re.compile(r"@\{(.*?)\}")
ATTRIBUTE = re.compile(r"""(\w+)\s*:\s*(?:"([^"]*)"|'([^']*)'|([^,}\s][^,}]*))""")
CLASS = re.compile(r":::[\w-]+")
EDGE_ID = re.compile(r"\w+@(?=[<xo]?[-=])")
LEFT = r"(?P<left><|(?<=\s)[xo](?=[-=]))?"
LINK = re.compile(
    LEFT + r"(?:(?P<line>-+>|-{2,}[xo](?=\s|$|\|)|-{3,})|(?P<thick>={2,}(?:>|[xo](?=\s|$|\|))|={3,})"
    r"|(?P<dotted>-\.+-(?:>|[xo](?=\s|$|\|))?)|(?P<hidden>~{3,}))(?:\s*\|(?P<label>[^|]*)\|)?"
)
WORDED = re.compile(
    LEFT + r"(?:--\s*(?P<plain>[^-=\s].*?)\s*(?P<line>-{2,}[>xo]|-{3,})"
    r"|==\s*(?P<strong>[^-=\s].*?)\s*(?P<thick>={2,}[>xo]|={3,})"
    r"|-\.\s*(?P<soft>[^-=\s.].*?)\s*(?P<dotted>\.+-[>xo]?))"
)  # fmt: skip
LOOKS = re.compile(  # statements that draw no box and no arrow
    r"(?:classDef|class|style|linkStyle|click|accTitle|accDescr|direction)(?=[ \t:])(?![ \t]*[<xo]?(?:--|==|-\.))"
    r"|\w+@\{\s*(?:animat|curve)"
)
SUBGRAPH = re.compile(r"subgraph\b\s*(?P<rest>.*)$")
TAG = re.compile(r"</?[a-z][^>]*>", re.I)
ENTITY = re.compile(r"#(\w+);")


def parse_flowchart(lines: Sequence[tuple[int, str]]) -> Diagram:
    """Raises BadBoard. What only changes the looks is passed over."""
    begins, first = lines[0]
    head = HEAD.match(first)
    if not head:
        raise BadBoard(
            f"Line {begins}: expected a direction such as LR after “{first.split()[0]}”, found “{short(first)}”."
        )
    diagram = Diagram("flowchart", {"TD": "TB", None: "TB"}.get(head[1], head[1]))
    open_groups: list[str] = []
    for number, line in [(begins, first[head.end() :]), *lines[1:]]:
        for statement in _statements(line):
            _read(statement, number, line, diagram, open_groups)
    if open_groups:
        raise BadBoard(
            f"The subgraph “{short(diagram.groups[open_groups[-1]].label)}” is not closed; add a line “end”."
        )
    return diagram


def _statements(line: str) -> list[str]:
    """Statements of a line, cut at semicolons that stand outside quotes, brackets and entity codes."""
    codes = {m.end() - 1 for m in ENTITY.finditer(line)}
    parts, start, depth, quoted = [], 0, 0, False
    for at, char in enumerate(line):
        quoted ^= char == '"'
        depth = max(0, depth + (char in "[({") - (char in "])}")) if not quoted else depth
        if char == ";" and not quoted and not depth and at not in codes:
            parts.append(line[start:at])
            start = at + 1
    return [part.strip() for part in (*parts, line[start:]) if part.strip()]


def _read(statement: str, number: int, line: str, diagram: Diagram, open_groups: list[str]) -> None:
    if statement == "end":
        if not open_groups:
            raise BadBoard(f"Line {number}: “end” closes a subgraph, and none is open.")
        open_groups.pop()
    elif match := SUBGRAPH.match(statement):
        name = ID.match(match["rest"])
        title = match["rest"][name.end() :].strip() if name else ""
        label = title if title.startswith(("[", "(")) else match["rest"]
        group = Node(name[0] if name and label == title else match["rest"], label_of(label.strip("[]()")), line)
        group.group = open_groups[-1] if open_groups else ""
        diagram.groups[group.id or f"group{len(diagram.groups)}"] = group
        open_groups.append(group.id or f"group{len(diagram.groups) - 1}")
    elif not LOOKS.match(statement):
        _Chain(statement, number, line, diagram, open_groups[-1] if open_groups else "").read()


class _Chain:
    """One statement: nodes, or nodes joined by links, `A & B --> C -->|label| D`."""

    def __init__(self, text: str, number: int, line: str, diagram: Diagram, group: str) -> None:
        self.text, self.number, self.line, self.diagram, self.group = text, number, line, diagram, group
        self.at = 0

    def read(self) -> None:
        before = self._bundle()
        while self.at < len(self.text):
            link = self._link()
            after = self._bundle()
            found = link.groupdict()
            body = found["line"] or found["thick"] or found["dotted"] or ""
            label = next((v for k in ("label", "plain", "strong", "soft") if (v := found.get(k))), "")
            style = "thick" if found["thick"] else "dotted" if found["dotted"] else "solid"
            for source in before if not found.get("hidden") else ():
                for target in after:
                    edge = Edge(
                        source, target, self.line, label_of(label), style, bool(found["left"]), body[-1] in ">xo"
                    )
                    self.diagram.edges.append(edge)
            before = after

    def _bundle(self) -> list[str]:
        nodes = [self._node()]
        while self._take(re.compile(r"&")):
            nodes.append(self._node())
        return nodes

    def _node(self) -> str:
        name = self._take(ID)
        if not name:
            after = f" after “{short(self.text[: self.at].strip())}”" if self.at else ""
            raise BadBoard(f"Line {self.number}: expected a box{after}, such as A or A[Ranker], found {self._rest()}.")
        label, shape = self._shape()
        key = name[0]
        if not shape and (more := self._take(WORDS, apart=False)):  # a name with blanks, which Mermaid would not take
            key = label = f"{key}{' '.join(['', *more[0].split()])}"
        while match := self._take(ATTRIBUTES, apart=False) or self._take(CLASS, apart=False):
            pairs = (
                {m[1]: m[2] or m[3] or m[4] or "" for m in ATTRIBUTE.finditer(match[1])}
                if match.re is ATTRIBUTES
                else {}
            )
            label = label_of(pairs["label"]) if "label" in pairs else label
            shape = "store" if pairs.get("shape", "").strip() in STORES else shape
        if key not in self.diagram.groups:
            node = self.diagram.nodes.setdefault(key, Node(key, "", self.line, group=self.group))
            node.label, node.shape = label or node.label, shape or node.shape
            node.line = self.line if label else node.line
            node.group = node.group or self.group
        return key

    def _shape(self) -> tuple[str, str]:
        for opening, (closings, shape) in SHAPES.items():
            if not self.text.startswith(opening, self.at):
                continue
            quoted = re.compile(re.escape(opening) + r'\s*"([^"]*)"\s*(?:' + "|".join(map(re.escape, closings)) + ")")
            plain = re.compile(re.escape(opening) + r'([^"]*?)(?:' + "|".join(map(re.escape, closings)) + ")")
            match = quoted.match(self.text, self.at) or plain.match(self.text, self.at)
            if match:
                self.at = match.end()
                return label_of(match[1]), shape
        if self.text[self.at : self.at + 1] in tuple("[({>"):
            raise BadBoard(f"Line {self.number}: the label that begins at {self._rest()} is not closed.")
        return "", ""

    def _link(self) -> re.Match[str]:
        self._take(EDGE_ID)
        match = self._take(LINK) or self._take(WORDED)
        if not match:
            before = short(self.text[: self.at].strip())
            blanks = (
                " A name with blanks goes into brackets: A[Feature store]."
                * self.text[self.at :].lstrip()[:1].isalnum()
            )
            raise BadBoard(
                f"Line {self.number}: expected an arrow such as --> after “{before}”, found {self._rest()}.{blanks}"
            )
        return match

    def _take(self, pattern: re.Pattern[str], apart: bool = True) -> re.Match[str] | None:
        start = self.at
        while apart and start < len(self.text) and self.text[start].isspace():
            start += 1
        match = pattern.match(self.text, start)
        if match:
            self.at = match.end()
        while apart and match and pattern is not ID and self.text[self.at : self.at + 1].isspace():
            self.at += 1
        return match

    def _rest(self) -> str:
        rest = self.text[self.at :].strip()
        return f"“{short(rest)}”" if rest else "the end of the line"


def label_of(text: str) -> str:
    """A label as plain words: without quotes, tags, entity codes and Markdown marks."""
    text = TAG.sub(" ", text.strip().strip('"').strip("`"))
    text = html.unescape(ENTITY.sub(lambda m: f"&#{m[1]};" if m[1].isdigit() else f"&{m[1]};", text))
    return " ".join(re.sub(r"\bfa[bsrlk]?:fa-[\w-]+|\*\*|\\n", " ", text).split())
