"""Which part of a system each box plays: by the words in its label, and its shape where the words say nothing."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from agent.board.diagram import Diagram, Node

ROLES = Path(__file__).with_name("roles.yaml")
STARTERS = Path(__file__).with_name("starters.yaml")
MOST_ROLES = 3  # of one box; more is a list of terms
MOST_WORDS = 9  # of a label; more is a text
KEEPS = frozenset({"store", "feature_store", "index", "registry", "cache"})
NOT_WITH = {  # "user profile store" is no user and no profile, "model training" no model
    "user": {
        "store",
        "feature_store",
        "index",
        "serving",
        "source",
        "feedback",
        "training",
        "model",
        "stream",
        "retrieval",
    },
    "source": {"feature_store", "training", "model", "serving", "retrieval", "index"},
    "model": {"registry", "store", "training", "monitoring", "feedback", "index"},
    "serving": {"feature_store", "monitoring", "feedback", "training"},
    "offline": {"training"},
    "store": {"feature_store"},
}


def roles_of(diagram: Diagram) -> dict[str, frozenset[str]]:
    """The roles of each node by its id; none for a box that says nothing, or too much."""
    return {name: _roles(node, diagram.kind) for name, node in diagram.nodes.items()}


def _roles(node: Node, kind: str) -> frozenset[str]:
    words = spelled(node.label or node.id)
    if len(words.split()) > MOST_WORDS:
        return frozenset()
    named = {role for role, pattern in _patterns().items() if pattern.search(words)}
    kept = {role for role in named if not NOT_WITH.get(role, set()) & named}
    if len(named) > MOST_ROLES + 1 or len(kept) > MOST_ROLES:
        return frozenset()
    if node.shape == "store" and not kept & KEEPS:
        kept.add("store")
    if node.shape == "circle" and not kept and kind == "sequence":
        kept.add("user")
    return frozenset(kept)


def spelled(label: str) -> str:
    """The words of a label, also of `FeatureStore` and `feature_store`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[_/&+,;:()|]+", " ", label).lower()


def role_names() -> list[str]:
    """All roles, in the order in which a reader wants to hear them."""
    return list(_patterns())


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data: dict[str, list[str]] = yaml.safe_load(ROLES.read_text(encoding="utf-8"))
    return {role: word_pattern(tuple(words)) for role, words in data.items()}


@cache
def word_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words as a whole, with or without hyphens, also in the plural."""
    parts = "|".join(re.escape(w).replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]?") for w in words)
    return re.compile(rf"(?<!\w)(?:{parts})(?:e?s)?(?!\w)", re.I)


@cache
def starters() -> dict[str, str]:
    """What a candidate may begin with, by name."""
    found: dict[str, str] = yaml.safe_load(STARTERS.read_text(encoding="utf-8"))
    return found


def is_starter(source: str) -> bool:
    """Whether nothing was changed on a starter."""
    return " ".join(source.split()) in {" ".join(text.split()) for text in starters().values()}
