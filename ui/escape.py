"""Text of others made safe to show: candidates' answers, quotes from them, passages of a user's documents."""

from __future__ import annotations

import html
import re

# gr.HTML reads its value as a template too: ${…} and {{…}} in a quote must stay what they are.
TEMPLATE_MARKS = str.maketrans({"$": "&#36;", "{": "&#123;", "}": "&#125;"})
CODE = re.compile(r"(^```.*?^```[^\S\n]*$|`[^`\n]+`)", re.DOTALL | re.MULTILINE)
JOINER = "\u2060"  # takes no room
TAG = re.compile(r"<(?=[a-z/!?])(?!br */?>)", re.IGNORECASE)
LOADING = re.compile(r"//|url(?=\s*\()|%%(?=\s*\{)|^---(?=\s*$)", re.IGNORECASE | re.MULTILINE)


def in_html(text: str) -> str:
    """For HTML, in content and in attributes."""
    return html.escape(text).translate(TEMPLATE_MARKS)


def in_chat(text: str) -> str:
    """For Markdown in the chat: formatting, code and diagrams stay, HTML and pictures show as they were typed."""
    parts = CODE.split(text)
    shown = "".join(_defused(part) if i % 2 else _without_html(part) for i, part in enumerate(parts))
    return _without_loading(shown) if "mermaid" in shown.lower() else shown


def _without_html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("![", "!\\[")


def _defused(code: str) -> str:
    """Reads the same, and is neither tag nor picture should Markdown not take it for code. Diagrams need their <br>."""
    return TAG.sub(f"<{JOINER}", code).replace("![", f"!{JOINER}[")


def _without_loading(text: str) -> str:
    """A diagram draws what it is given: no address, style sheet or setting of its own is understood."""
    return LOADING.sub(lambda found: found[0][0] + JOINER + found[0][1:], text)
