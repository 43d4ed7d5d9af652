"""What the sections of the guides are called, for the reading advice in a report."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from agent.content import Content
from knowledge.index import guide_passages

BELOW = " \u203a "


def named(title: str, heading: str) -> str:
    return BELOW.join(filter(None, (title, heading)))


def section_names(content: Content) -> dict[str, str]:
    """Section id → title and heading."""
    return _names(tuple(content.document_folders))


@lru_cache(maxsize=4)
def _names(folders: tuple[Path, ...]) -> dict[str, str]:
    return {p.section: named(p.title, p.heading) for p in guide_passages(folders)}
