"""Boards written into speech: a ```mermaid fence in an answer or a transcript is a board, and not a claim."""

from __future__ import annotations

import re

FENCE = re.compile(r"^[ \t>]*```+[ \t]*mermaid[ \t]*\n(?P<source>.*?)(?:^[ \t>]*```+[ \t]*$|\Z)", re.M | re.S | re.I)


def board_in(text: str) -> str | None:
    """The source in the last fence of a text; None where there is none."""
    found = [match["source"].strip() for match in FENCE.finditer(text)]
    return found[-1] if found else None


def without_board(text: str) -> str:
    """What was said besides the boards; what stood apart stays apart."""
    return FENCE.sub("\n", text)


def fenced(source: str) -> str:
    """The source as a fence of Markdown that it cannot close."""
    return f"```mermaid\n{source.strip().replace('```', '')}\n```"
