"""The sections of the guides, for the reading advice in a report: what they are called and what they say."""

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


def guide_section(section: str) -> str:
    """Title and heading of a section of the guides that come with Greenroom; nothing for another."""
    return _names(()).get(section, "")


def section_texts(content: Content) -> dict[str, str]:
    """Section id → its passages, one after the other."""
    return _texts(tuple(content.document_folders))


@lru_cache(maxsize=4)
def _names(folders: tuple[Path, ...]) -> dict[str, str]:
    return {p.section: named(p.title, p.heading) for p in guide_passages(folders)}


@lru_cache(maxsize=4)
def _texts(folders: tuple[Path, ...]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for passage in guide_passages(folders):
        found.setdefault(passage.section, []).append(passage.text)
    return {section: "\n\n".join(texts) for section, texts in found.items()}
