"""Exchanges of a large language model with our prompts, recorded; and a model that says them again.

What is said comes back in its order, readings by the turn they are of, grades by their criteria: so a recording goes on
to serve when the wording of a prompt changes.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from evals.scripted_model.behaviours import reply
from evals.scripted_model.server import Behaviour, Call

RECORDINGS = Path(__file__).with_name("recordings")


def key_of(body: dict[str, Any]) -> tuple[str, str]:
    """What a request is for, and what tells it from others of its kind."""
    system, last = str(body["messages"][0]["content"]), str(body["messages"][-1]["content"])
    if system.startswith("You read"):
        return "read", " ".join(last.partition("<candidate>")[2].split())[:200]
    if system.startswith("You grade"):
        return "grade", ",".join(sorted(re.findall(r"^([a-z0-9-]+) — ", system, re.M)))
    return "say", ""


def replayed(name: str) -> Behaviour:
    """The recording as a model; what it has no answer to gets an empty one."""
    answers: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in (RECORDINGS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        answers[row["kind"], row["key"]].append(row["answer"])

    def behave(call: Call) -> None:
        found = answers[key_of(call.request_read.body)]
        reply(found.pop(0) if len(found) > 1 else found[0] if found else "")(call)

    return behave
