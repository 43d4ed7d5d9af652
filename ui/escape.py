"""Text of others made safe to show: candidates' answers, quotes from them, passages of a user's documents."""

from __future__ import annotations

import html
import re

# gr.HTML reads its value as a template too: ${…} and {{…}} in a quote must stay what they are.
TEMPLATE_MARKS = str.maketrans({"$": "&#36;", "{": "&#123;", "}": "&#125;"})
CODE = re.compile(r"(^```.*?^```[^\S\n]*$|`[^`\n]+`)", re.DOTALL | re.MULTILINE)


def in_html(text: str) -> str:
    """For HTML, in content and in attributes."""
    return html.escape(text).translate(TEMPLATE_MARKS)


def in_chat(text: str) -> str:
    """For Markdown in the chat: formatting, code and diagrams stay, HTML and pictures show as they were typed."""
    parts = CODE.split(text)
    return "".join(part if i % 2 else _without_html(part) for i, part in enumerate(parts))


def _without_html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("![", "!\\[")
