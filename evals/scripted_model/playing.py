"""A model that plays its part: it says the plain wording, reads turns and grades as the prompts ask it to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from evals.scripted_model.behaviours import reply
from evals.scripted_model.server import Behaviour, Call

QUOTED_WORDS = 6


def part_of(call: Call) -> str:
    """`say`, `read` or `grade`: what the request is for."""
    system = str(call.request_read.body["messages"][0]["content"]) if call.request_read.body else ""
    return "read" if system.startswith("You read") else "grade" if system.startswith("You grade") else "say"


def model(
    say: Callable[[str], str | Behaviour] | None = None,
    read: Callable[[str], Any] | None = None,
    grade: Callable[[list[str], str], Any] | None = None,
) -> Behaviour:
    """Each part may be replaced: `say(note)`, `read(turn)`, `grade(criteria, transcript)`."""

    def behave(call: Call) -> None:
        if not call.request_read.body:
            return reply("")(call)
        last = str(call.request_read.body["messages"][-1]["content"])
        system = str(call.request_read.body["messages"][0]["content"])
        match part_of(call):
            case "read":
                answer: Any = (read or _nothing)(last)
            case "grade":
                answer = (grade or everything_at(3))(re.findall(r"^([a-z0-9-]+) — ", system, re.M), last)
            case _:
                answer = (say or plain_wording)(last)
        if callable(answer):
            return answer(call)  # type: ignore[no-any-return]
        return reply(answer if isinstance(answer, str) else json.dumps(answer))(call)

    return behave


def plain_wording(note: str) -> str:
    found = re.search(r"^Plain wording: (.*)$", note, re.M)
    return found[1] if found else "Go on."


def _nothing(turn: str) -> Any:
    return {"shown": [], "mistakes": []}


def everything_at(level: int | None) -> Callable[[list[str], str], Any]:
    """Every criterion at a level, with the beginning of the candidate's first turn as its quote."""

    def grade(criteria: list[str], transcript: str) -> Any:
        found = re.search(r"^\[(\d+) C\] (.*)$", transcript, re.M)
        assert found
        quotes = [{"turn": int(found[1]), "quote": " ".join(found[2].split()[:QUOTED_WORDS])}]
        rows = [{"criterion": c, "quotes": quotes, "finding": "It was said.", "level": level} for c in criteria]
        return {"criteria": rows}

    return grade
