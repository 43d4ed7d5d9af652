"""Text of others made safe to show: candidates' answers, quotes from them, passages of a user's documents."""

from __future__ import annotations

import html
import re

from agent.board import BadBoard, board_in, drawing, fenced, parse_board

# gr.HTML reads its value as a template too: ${…} and {{…}} in a quote must stay what they are.
TEMPLATE_MARKS = str.maketrans({"$": "&#36;", "{": "&#123;", "}": "&#125;"})
MERMAID = "```mermaid"
DIAGRAM = re.compile(r"(```+[^\S\n]*)mermaid", re.I)
CODE = re.compile(r"(^```.*?^```[^\S\n]*$|`[^`\n]+`)", re.DOTALL | re.MULTILINE)
JOINER = "\u2060"  # takes no room
TAG = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)


def in_html(text: str) -> str:
    """For HTML, in content and in attributes."""
    return html.escape(text).translate(TEMPLATE_MARKS)


def in_chat(text: str) -> str:
    """For Markdown in the chat: formatting, code and diagrams stay, HTML and pictures show as they were typed."""
    parts = CODE.split(text)
    return "".join(_code(part) if i % 2 else _without_html(part) for i, part in enumerate(parts))


def _code(part: str) -> str:
    """Code as it is. A diagram is drawn anew from what was read in it: its own source could link, load and style."""
    source = board_in(part)
    if source is not None and part.startswith(MERMAID):
        try:
            return fenced(drawing(parse_board(source)))
        except BadBoard:
            pass  # shown as text
    return _defused(DIAGRAM.sub(r"\1text", part))


def _without_html(text: str) -> str:
    text = DIAGRAM.sub(r"\1text", text)  # a fence that is not closed, or stands within a list
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("![", "!\\[")


def _defused(code: str) -> str:
    """Reads the same, and is neither tag nor picture should Markdown not take it for code."""
    return TAG.sub(f"<{JOINER}", code).replace("![", f"!{JOINER}[")
