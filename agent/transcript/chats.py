"""JSON: chat exports in their common shapes, and Greenroom's own interviews."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from agent.board import board_in, fenced
from agent.transcript.model import BadTranscript, Utterance
from agent.transcript.rows import branch, rows_in, speaker_of, text_of

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
    rows = branch(data) or rows_in(data)
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


def _utterance(row: dict[str, Any]) -> Utterance | None:
    speaker, text = speaker_of(row), text_of(row)
    if not speaker or not text.strip() or speaker.lower() in SILENT:
        return None
    if row.get("action") not in (None, "say"):  # a button in one of our own interviews
        return None
    board = row.get("board")
    if isinstance(board, str) and board.strip() and board_in(text) is None:  # of one of our own interviews
        text = f"{text}\n\n{fenced(board)}"
    at = next((row[k] for k in TIMES if isinstance(row.get(k), int | float) and not isinstance(row.get(k), bool)), None)
    return Utterance(speaker=speaker, text=text.strip(), at=None if at is None or at < 0 or at > 1e6 else float(at))
