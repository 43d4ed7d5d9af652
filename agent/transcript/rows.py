"""The messages of a conversation in data of any shape: where they are, who speaks, and what is said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

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
SPEAKERS = (
    "role",
    "speaker",
    "author",
    "name",
    "from",
    "sender",
    "type",
    "speaker_name",
    "speakername",
    "speaker name",
    "speaker_label",
    "speaker_id",
    "sender_name",
    "user",
    "participant",
    "who",
)
NUMBERED = ("speaker", "speaker_id")  # speakers who may be a number
TEXTS = ("content", "text", "message", "value", "body", "utterance", "transcript", "parts", "say", "words")
ROLES = {  # of a row that has both sides of an exchange, and whose words they are
    "interviewer": "interviewer", "question": "Q", "q": "Q", "assistant": "assistant", "ai": "assistant",
    "candidate": "candidate", "interviewee": "candidate", "applicant": "candidate", "answer": "A", "a": "A",
    "user": "user", "human": "user",
}  # fmt: skip


def rows_in(data: Any, depth: int = 0) -> list[dict[str, Any]]:
    """The first list of messages found, looking into the usual wrappers."""
    if depth > 5:
        return []
    if isinstance(data, list):
        rows = [row for row in data if isinstance(row, dict)]
        if any(text_of(row) and speaker_of(row) for row in rows):
            return rows
        if both := _exchanges(data):
            return both
        return next((found for row in rows if (found := rows_in(row, depth + 1))), [])
    if isinstance(data, dict):
        inside = [data[key] for key in LISTS if key in data] + [v for k, v in data.items() if k not in LISTS]
        return next((found for value in inside if (found := rows_in(value, depth + 1))), [])
    return []


def _exchanges(data: list[Any]) -> list[dict[str, Any]]:
    """Of rows with the words of both sides, `{interviewer, candidate}` or `{question, answer}`, and of plain pairs."""
    found: list[dict[str, Any]] = []
    for row in data:
        if isinstance(row, dict):
            sides = [(ROLES[k], v) for k, v in _lower(row).items() if k in ROLES and isinstance(v, str)]
            found += [{"role": role, "content": said} for role, said in sides if len(sides) > 1]
        elif isinstance(row, list) and len(row) == 2 and all(isinstance(part, str) for part in row):
            found.append({"role": row[0], "content": row[1]})
    return found


def branch(data: Any) -> list[dict[str, Any]]:
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


def speaker_of(row: dict[str, Any]) -> str:
    row = _lower(row)
    for key in SPEAKERS:
        value = row.get(key)
        if key in NUMBERED and isinstance(value, int) and not isinstance(value, bool):
            return f"Speaker {value}"
        if isinstance(value, dict):
            value = value.get("role") or value.get("name")
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def text_of(row: dict[str, Any]) -> str:
    row = _lower(row)
    for key in TEXTS:
        value = _flat(row.get(key))
        if value.strip():
            return " ".join(value.split("\n")) if key == "words" else value
    return ""


def _lower(row: dict[str, Any]) -> dict[str, Any]:
    return {str(key).lower(): value for key, value in row.items()}


def _flat(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return next((t for key in ("text", "parts", "content", "value") if (t := _flat(value.get(key)))), "")
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return "\n".join(t for part in value if (t := _flat(part)))
    return ""
