"""A board read by the examiner: what it shows of the criteria, what it lacks, where it contradicts what was said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from agent.board.diagram import BadBoard, Edge, parse_board
from agent.board.flows import KEPT, ONLINE, Flows
from agent.board.roles import role_names, spelled, starters, word_pattern
from rubrics.schema import Strict

QUESTIONS = Path(__file__).with_name("questions.yaml")
TIED_BOXES = 2  # that must name something of this very problem before a board counts as one for it
AHEAD = word_pattern(
    ("batch", "nightly", "overnight", "offline", "precompute", "precomputed", "daily", "hourly", "cron", "scheduled")
)
NOT_MEANT = re.compile(
    r"\b(?:not|no|never|without|instead of|rather than|don't|won't|wouldn't|doesn't|could|might|maybe|perhaps|"
    r"alternatively|alternative|later|at first|avoid|skip|versus|vs)\b|\?\s*$",
    re.I,
)
WORDS = {
    "feature_store": "feature store",
    "serving": "API or service",
    "offline": "batch job",
    "feedback": "logs or labels",
}


class Question(Strict):
    """One thing to ask about a board."""

    criterion: str
    probe: str
    lead: list[str]
    short: str
    said: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


class Shows(Strict):
    """A criterion shown by paths, each through a box of one role of every stage."""

    criterion: str
    paths: list[list[list[str]]]


class Questions(Strict):
    """The shape of `questions.yaml`."""

    contradictions: dict[str, Question]
    gaps: dict[str, Question]
    shows: dict[str, Shows]

    @property
    def all(self) -> dict[str, Question]:
        return {**self.contradictions, **self.gaps}


class Shown(NamedTuple):
    """A path that shows a criterion, with the source line that stands for it."""

    criterion: str
    path: str
    quote: str


class BoardReading(NamedTuple):
    parts: list[str]  # roles, in plain words
    shown: list[Shown]
    contradictions: list[str]  # ids
    gaps: list[str]
    problem: str = ""  # why it could not be read


@cache
def questions() -> Questions:
    return Questions.model_validate(yaml.safe_load(QUESTIONS.read_text(encoding="utf-8")))


def read_board(source: str, said: Sequence[str], vocabulary: Sequence[str]) -> BoardReading:
    """`said`: the candidate's statements so far; `vocabulary`: the nouns of this problem."""
    try:
        flows = Flows(parse_board(source))
    except BadBoard as error:
        return BoardReading([], [], [], [], str(error))
    found = {role for roles in flows.roles.values() for role in roles}
    parts = [WORDS.get(role, role) for role in role_names() if role in found]
    if not flows.is_system:
        return BoardReading(parts, [], [], [])
    return BoardReading(parts, _shown(flows, vocabulary), _contradictions(flows, said), _gaps(flows))


def _shown(flows: Flows, vocabulary: Sequence[str]) -> list[Shown]:
    """Paths through boxes of this very problem: a standard picture with standard names shows nothing yet."""
    own = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, vocabulary))})", re.I) if vocabulary else None
    nodes = flows.diagram.nodes
    tied = {
        name
        for name, node in nodes.items()
        if own and own.search(spelled(node.label or name)) and "user" not in flows.roles[name]
        and flows.roles[name] and (node.label or name).lower() not in _starter_labels()
    }  # fmt: skip
    if len(tied) < TIED_BOXES:
        return []
    shown = []
    for key, item in questions().shows.items():
        ways = [flows.path(*stages) for stages in item.paths]
        edges = [edge for way in ways if way for edge in way]
        if all(ways) and (quote := _line(edges, tied)):
            shown.append(Shown(item.criterion, key, quote))
    return shown


def _line(edges: Iterable[Edge], tied: set[str]) -> str:
    """The line of the first edge that touches a box of this problem."""
    return next((e.line for e in edges if {e.source, e.target} & tied), "")


def _gaps(flows: Flows) -> list[str]:
    user, model = flows.having("user"), flows.having("model", "retrieval")
    missing = {
        "no-user": not user,
        "no-model": not model,
        "no-way-through": bool(user and model) and flows.path("user", ("model", "retrieval"), "user") is None,
        "no-loop": bool(user and model) and not flows.feedback,
        "no-store": not flows.having(*KEPT, "registry"),
        "no-offline": bool(model) and not flows.having("training", "offline", "registry"),
        "orphan": bool(flows.orphans),
    }
    return [gap for gap in questions().gaps if missing[gap]]


def _contradictions(flows: Flows, said: Sequence[str]) -> list[str]:
    boxes = [*flows.diagram.nodes.values(), *flows.diagram.groups.values()]
    labels = " ".join([*(box.label for box in boxes), *(edge.label for edge in flows.diagram.edges)])
    ahead = bool(AHEAD.search(spelled(labels))) or bool(flows.having("offline", "cache"))
    request = flows.path("user", "model") is not None
    drawn = {
        "said-ahead": request and not ahead,
        "said-live": bool(flows.having("user") and flows.having("model"))
        and not flows.path(("user", "serving"), ONLINE),
    }
    found = []
    for key, item in questions().contradictions.items():
        against = not flows.having(*item.lacks) if item.lacks else drawn[key]
        named = bool(item.lacks) and _has(item.said, spelled(labels))
        if against and not named and _meant(item, said):
            found.append(key)
    return found


def _meant(item: Question, said: Sequence[str]) -> bool:
    """Whether a statement says so without a doubt, and none says the opposite as well."""
    if any(_has(item.never, text) for text in said):
        return False
    return any(
        _has(item.said, text) and not _has(item.unless, text) and not NOT_MEANT.search(text.replace("’", "'"))
        for text in said
    )


def _has(words: tuple[str, ...], text: str) -> bool:
    return bool(words) and word_pattern(words).search(text) is not None


@cache
def _starter_labels() -> frozenset[str]:
    found = [parse_board(source).nodes.values() for source in starters().values()]
    return frozenset((node.label or node.id).lower() for nodes in found for node in nodes)
