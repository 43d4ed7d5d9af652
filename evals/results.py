"""Writes the figures of `evals/RESULTS.md`: each block between markers becomes what its command prints.

    python -m evals.results [WORD…]      # all blocks but the speed, or those whose command contains one of the words

A block is `<!-- COMMAND -->`, its output, `<!-- end -->`; the prose around it is written by hand. The speed, the
commands with `bench` in them, is measured where a word says so: it wants an idle machine.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from agent.problem import Problem

RESULTS = Path(__file__).with_name("RESULTS.md")
BLOCK = re.compile(r"<!-- (?P<command>(?:python|greenroom) [^>]*?) -->\n.*?<!-- end -->", re.S)
PROGRAMS = {"python": [sys.executable], "greenroom": [sys.executable, "-m", "agent.cli"]}
SPEED = "bench"


def output_of(command: str) -> str:
    """Raises CalledProcessError: what cannot be measured leaves the file as it is."""
    program, *words = shlex.split(command)
    return subprocess.run([*PROGRAMS[program], *words], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()


def chosen(commands: Sequence[str], words: Sequence[str]) -> list[str]:
    """Raises Problem for a word that is in none of the commands."""
    if not words:
        return [command for command in commands if SPEED not in command]
    of_words = {word: [c for c in commands if word in c and (SPEED in c) == (SPEED in word)] for word in words}
    if nothing := [word for word, found in of_words.items() if not found]:
        raise Problem(
            f"no block of {RESULTS.name} has {', '.join(nothing)} in its command; there are:\n" + "\n".join(commands)
        )
    return [command for command in commands if any(command in found for found in of_words.values())]


def main(words: Sequence[str]) -> None:
    commands = [block["command"] for block in BLOCK.finditer(RESULTS.read_text(encoding="utf-8"))]
    for command in chosen(commands, words):
        print(command, file=sys.stderr, flush=True)
        fresh = f"<!-- {command} -->\n{output_of(command)}\n<!-- end -->"
        now = RESULTS.read_text(encoding="utf-8")
        old = next(block[0] for block in BLOCK.finditer(now) if block["command"] == command)
        RESULTS.write_text(now.replace(old, fresh), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
