"""Exchanges of a strong reader with our prompts, recorded, and a model that says them again.

    python tests/llm/recorded.py FOLDER OUT.jsonl

FOLDER has requests in inbox/NNNN.json and answers in outbox/NNNN.txt.

What is said comes back in its order, readings by the turn they are of, grades by their criteria: so a recording goes on
to serve when the wording of a prompt changes.
"""

from __future__ import annotations

import json
import re
import sys
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


def record(folder: Path, out: Path) -> None:
    lines = []
    for path in sorted((folder / "inbox").glob("*.json")):
        body = json.loads(path.read_text(encoding="utf-8"))
        kind, key = key_of(body)
        answer = (folder / "outbox" / f"{path.stem}.txt").read_text(encoding="utf-8").strip()
        lines.append(json.dumps({"kind": kind, "key": key, "answer": answer}, ensure_ascii=False))
    out.write_text("\n".join(lines) + "\n", encoding="utf-8")


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


if __name__ == "__main__":
    record(Path(sys.argv[1]), Path(sys.argv[2]))
