"""JSON: chat exports in their common shapes, and Greenroom's own interviews."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from agent.board import board_in, fenced
from agent.transcript.model import BadTranscript, Utterance

LISTS = (
    "messages",
    "conversation",
    "transcript",
    "turns",
    "utterances",
    "segments",
    "chat",
    "data",
    "results",
    "items",
    "dialogue",
    "history",
    "entries",
)
SPEAKERS = ("role", "speaker", "author", "name", "from", "sender", "type", "speaker_name", "user", "participant")
TEXTS = ("content", "text", "message", "value", "body", "utterance", "transcript", "parts", "say")
TIMES = ("at", "start", "start_time", "timestamp", "time", "offset")
SHAPES = "a list of {role, content}, an object with such a list under messages, conversation or transcript, or a Greenroom interview"
SILENT = {"system", "tool", "developer", "function"}


class Chat(NamedTuple):
    utterances: list[Utterance]
    question: str | None
    greenroom: bool


def looks_like_json(text: str) -> bool:
    return text.lstrip()[:1] in "[{"


def read_chat(text: str, name: str) -> Chat | None:
    """None where it is no JSON after all; raises BadTranscript for JSON of another shape."""
    data = _load(text)
    if data is None:
        return None
    greenroom = isinstance(data, dict) and "greenroom" in data and isinstance(data.get("turns"), list)
    rows = _mapping(data) or _rows(data)
    found = [u for row in rows if (u := _utterance(row)) is not None]
    if not found:
        raise BadTranscript(f"{name} is JSON without a conversation in it; expected {SHAPES}")
    setup = data.get("setup") if isinstance(data, dict) else None
    named = data.get("question") if isinstance(data, dict) else None
    question = setup.get("question") if isinstance(setup, dict) else named if isinstance(named, str) else None
    return Chat(found, question if isinstance(question, str) else None, greenroom)


def _load(text: str) -> Any:
    try:
        return json.loads(text, strict=False)  # decoding has put line feeds for rarer line breaks, within strings too
    except (json.JSONDecodeError, RecursionError):
        pass
    try:
        lines = [json.loads(line) for line in text.split("\n") if line.strip()]
    except (json.JSONDecodeError, RecursionError):
        return None
    return lines if lines and all(isinstance(line, dict) for line in lines) else None


def _rows(data: Any, depth: int = 0) -> list[dict[str, Any]]:
    """The first list of messages found, looking into the usual wrappers."""
    if depth > 5:
        return []
    if isinstance(data, list):
        rows = [row for row in data if isinstance(row, dict)]
        if any(_text(row) and _speaker(row) for row in rows):
            return rows
        return next((found for row in rows if (found := _rows(row, depth + 1))), [])
    if isinstance(data, dict):
        inside = [data[key] for key in LISTS if key in data] + [v for k, v in data.items() if k not in LISTS]
        return next((found for value in inside if (found := _rows(value, depth + 1))), [])
    return []


def _mapping(data: Any) -> list[dict[str, Any]]:
    """A ChatGPT export: a tree of nodes, of which the branch that was shown last counts."""
    if isinstance(data, list) and data and isinstance(data[0], dict) and "mapping" in data[0]:
        data = data[0]
    nodes = data.get("mapping") if isinstance(data, dict) else None
    if not isinstance(nodes, dict):
        return []
    current = data.get("current_node")
    if current not in nodes:
        current = next((key for key in reversed(nodes) if not nodes[key].get("children")), None)
    path: list[dict[str, Any]] = []
    while current in nodes and len(path) <= len(nodes):
        node = nodes[current]
        if isinstance(node.get("message"), dict):
            path.append(node["message"])
        current = node.get("parent")
    return path[::-1]


def _utterance(row: dict[str, Any]) -> Utterance | None:
    speaker, text = _speaker(row), _text(row)
    if not speaker or not text.strip() or speaker.lower() in SILENT:
        return None
    if row.get("action") not in (None, "say"):  # a button in one of our own interviews
        return None
    board = row.get("board")
    if isinstance(board, str) and board.strip() and board_in(text) is None:  # of one of our own interviews
        text = f"{text}\n\n{fenced(board)}"
    at = next((row[k] for k in TIMES if isinstance(row.get(k), int | float) and not isinstance(row.get(k), bool)), None)
    return Utterance(speaker=speaker, text=text.strip(), at=None if at is None or at < 0 or at > 1e6 else float(at))


def _speaker(row: dict[str, Any]) -> str:
    for key in SPEAKERS:
        value = row.get(key)
        if isinstance(value, dict):
            value = value.get("role") or value.get("name")
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _text(row: dict[str, Any]) -> str:
    for key in TEXTS:
        value = _flat(row.get(key))
        if value.strip():
            return value
    return ""


def _flat(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return next((t for key in ("text", "parts", "content", "value") if (t := _flat(value.get(key)))), "")
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return "\n".join(t for part in value if (t := _flat(part)))
    return ""
