"""Turns written in a less usual way, rewritten as `Name: …`: numbered, in brackets, in a table, with tags."""

from __future__ import annotations

import csv
import re
from collections import Counter

from agent.transcript.chats import SPEAKERS, TEXTS
from agent.transcript.roles import is_role

NAME = r"(?P<name>[^\W\d_][\w.'’ -]{0,30}?)"
NUMBERED = re.compile(  # "3.", "Turn 3 -", "[T3 0:12]", "(3)"
    r"^\s*(?:[|>*-]\s*)?(?:(?:turn|t|#|no\.?)?\s*\d{1,3}(?!\d|:\d)[.):]?|\[[^\]\n]*\d[^\]\n]*\]|\(\d{1,3}\))\s*[-–—:|.]?\s*(?=\S)",
    re.I,
)
ASKED = re.compile(r"^\W*(?P<name>Q|A|Question|Answer)\s?\d{1,3}\s*[:.)–—-]\s*", re.I)
BRACKETED = re.compile(rf"^\W*[\[(]\s*{NAME}\s*[\])]\W*[:–—-]?\s*")
IN_BRACKETS = re.compile(
    r"^\W*[^\W\d_][\w.'’ -]{0,40}[\[(]\s*(?P<name>candidate|interviewe[er]|applicant)\s*[\])]\W*:\s*", re.I
)
APART = re.compile(rf"^\s*(?:\|\s*)?(?:\*\*)?{NAME}(?:\*\*)?\s*(?:\t|\||[-–—]+\s|>+\s|→\s)\s*")
FRAMED = re.compile(rf"^\s*[=~_*-]{{2,}}\s*{NAME}\s*[=~_*-]{{2,}}\s*$")
TAGGED = re.compile(rf"^\s*<\s*{NAME}\s*>\s*")
CLOSING = re.compile(r"</[\w .'-]{1,30}>\s*$")


def as_usual(text: str) -> str:
    """The text with a colon after each speaker's name, as far as lines begin with one in another form."""
    if rows := _table(text):
        return "\n".join(f"{name}: {said}" for name, said in rows)
    lines = [NUMBERED.sub("", line, count=1) for line in text.split("\n")]
    often = Counter(m["name"].lower() for line in lines if (m := BRACKETED.match(line)))
    return "\n".join(_named(line, often) for line in lines)


def _named(line: str, often: Counter[str]) -> str:
    if match := ASKED.match(line) or IN_BRACKETS.match(line):
        return f"{match['name']}: {line[match.end() :]}"
    for form in (BRACKETED, FRAMED, TAGGED, APART):
        match = form.match(line)
        if match and (is_role(match["name"]) or (form is BRACKETED and often[match["name"].lower()] > 1)):
            said = CLOSING.sub("", line[match.end() :]).rstrip(" |")
            return f"{match['name']}:{' ' * bool(said)}{said}"
    return CLOSING.sub("", line)


def _table(text: str) -> list[tuple[str, str]]:
    """Speaker and words of a CSV with such columns; nothing where it is none."""
    lines = text.strip().splitlines()
    for mark in ",;\t":
        head = [cell.strip().lower() for row in csv.reader(lines[:1], delimiter=mark) for cell in row]
        who = next((i for i, cell in enumerate(head) if cell in SPEAKERS), None)
        said = next((i for i, cell in enumerate(head) if cell in TEXTS), None)
        if who is not None and said is not None:
            rows = list(csv.reader(text.strip().splitlines(keepends=True), delimiter=mark))[1:]
            return [(row[who].strip(), " ".join(row[said].split())) for row in rows if len(row) > max(who, said)]
    return []
