"""Turns written in a less usual way, rewritten as `Name: …`: numbered, in brackets, in a table, with tags, with dates."""

from __future__ import annotations

import csv
import re
from collections import Counter

import yaml

from agent.transcript.roles import is_role
from agent.transcript.rows import SPEAKERS, TEXTS, rows_in, speaker_of, text_of

NAME = r"(?P<name>[^\W\d_][\w.'’ -]{0,30}?)"
DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},?\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?"
DATED = re.compile(rf"^\W*{DATE}\s*[\])]?\s*[-–—]?\s*", re.I)
SPAN = re.compile(r"\s*[\[(]\s*\d[\d:.,]*\s*s?\s*(?:-+>?|–|—|to)\s*\d[\d:.,]*\s*s?\s*[\])]\s*", re.I)  # from, to
SPAN_WITHIN = 60  # characters from the beginning of a line
SIGN = re.compile(r"^\s*[^\w\s\[\](){}<>|*#\"'“”‘’>=~_.,:;!?`/\\@&%$€£+–—-]+\s*(?=\w)")  # 🙋 Jane: …
NUMBERED = re.compile(  # "3.", "Turn 3 -", "[T3 0:12]", "(3)"; but not "[Speaker 3]"
    r"^\s*(?:[|>*-]\s*)?(?:(?:turn|t|#|no\.?)?\s*\d{1,3}(?!\d|:\d)[.):]?|\[(?!\s*(?:speaker|spk|participant))[^\]\n]*\d[^\]\n]*\]|"
    r"\(\d{1,3}\))\s*[-–—:|.]?\s*(?=\S)",
    re.I,
)
ASKED = re.compile(r"^\W*(?P<name>Q|A|Question|Answer)(?:\s?\d{1,3}\s*[:.)–—-]\s*|\s*[:.)]\s+)", re.I)  # "Q3: ", "Q. "
BRACKETED = re.compile(rf"^\W*[\[(]\s*{NAME}\s*[\])]\W*[:–—-]?\s*")
IN_BRACKETS = re.compile(
    r"^\W*[^\W\d_][\w.'’ -]{0,40}[\[(]\s*(?P<name>candidate|interviewe[er]|applicant)\s*[\])]\W*:\s*", re.I
)
APART = re.compile(rf"^\s*(?:\|\s*)?(?:\*\*)?{NAME}(?:\*\*)?\s*(?:\t|\||[-–—]+\s|>+\s|→\s)\s*")
FRAMED = re.compile(rf"^\s*[=~_*-]{{2,}}\s*{NAME}\s*[=~_*-]{{2,}}\s*$")
TAGGED = re.compile(rf"^\s*<\s*{NAME}\s*>\s*")
SAID = re.compile(rf"^\W*{NAME} said:?\s*$")  # copied from the page of a chatbot
CLOSING = re.compile(r"</[\w .'-]{1,30}>\s*$")
ATTRIBUTE = re.compile(r"<\w+\s[^<>]*?\b(?:speaker|role|who|name|from)\s*=\s*[\"'](?P<name>[^\"'<>]+)[\"'][^<>]*>")
TAGS = re.compile(r"</?\w[^<>]*>")
BEGINS = re.compile(rf"^\s*{NAME}\s*(?::|[-–—]+\s|\||>)\s*(?=\S)")
MOST_SPEAKERS = 6
NEARLY_ALL = 0.6  # of the lines begin with a name


def as_usual(text: str) -> str:
    """The text with a colon after each speaker's name, as far as lines begin with one in another form."""
    if rows := _table(text) or _listed(text):
        return "\n".join(f"{name}: {said}" for name, said in rows)
    if ATTRIBUTE.search(text):
        text = TAGS.sub("", ATTRIBUTE.sub(lambda match: f"\n{match['name']}: ", text))
    lines = [_bare(line) for line in text.split("\n")]
    names = _beginning(lines)
    often = Counter(m["name"].lower() for line in lines if (m := BRACKETED.match(line)))
    often += Counter(m["name"].lower() for line in lines if (m := SAID.match(line)))
    return "\n".join(_named(line, often, names) for line in lines)


def _bare(line: str) -> str:
    """A line without the date, the number, the time span or the sign in front of it."""
    span = SPAN.search(line[:SPAN_WITHIN])
    if span:
        line = f"{line[: span.start()]}{': ' if span.start() else ''}{line[span.end() :].lstrip(' :')}"
    return NUMBERED.sub("", SIGN.sub("", DATED.sub("", line)), count=1)


def _beginning(lines: list[str]) -> set[str]:
    """The few names with which nearly all lines begin, whatever comes after them."""
    found = [m["name"].lower() if (m := BEGINS.match(line)) else "" for line in lines if line.strip()]
    names = {name: count for name, count in Counter(found).items() if name and count > 1}
    few = 1 < len(names) <= MOST_SPEAKERS and sum(names.values()) >= NEARLY_ALL * len(found)
    return set(names) if few else set()


def _named(line: str, often: Counter[str], names: set[str]) -> str:
    if match := ASKED.match(line) or IN_BRACKETS.match(line):
        return f"{match['name']}: {line[match.end() :]}"
    for form in (BRACKETED, FRAMED, TAGGED, SAID, APART):
        match = form.match(line)
        again = form in (BRACKETED, SAID) and match and often[match["name"].lower()] > 1
        if match and (is_role(match["name"]) or again):
            said = CLOSING.sub("", line[match.end() :]).rstrip(" |")
            return f"{match['name']}:{' ' * bool(said)}{said}"
    match = BEGINS.match(line)
    if match and match["name"].lower() in names:
        name = match["name"]
        return f"{name.title() if name.islower() else name}: {line[match.end() :]}"
    return CLOSING.sub("", line)


def _table(text: str) -> list[tuple[str, str]]:
    """Speaker and words of a CSV or a Markdown table with such columns; nothing where it is none."""
    lines = text.strip().splitlines()
    for mark in ",;\t|":
        head = [cell.strip().lower() for row in csv.reader(lines[:1], delimiter=mark) for cell in row]
        who = next((i for i, cell in enumerate(head) if cell in SPEAKERS), None)
        said = next((i for i, cell in enumerate(head) if cell in TEXTS), None)
        if who is not None and said is not None:
            rows = list(csv.reader(text.strip().splitlines(keepends=True), delimiter=mark))[1:]
            found = [(row[who].strip(), " ".join(row[said].split())) for row in rows if len(row) > max(who, said)]
            return [(name, words) for name, words in found if name.strip("-: ")]  # a ruled line has none
    return []


def _listed(text: str) -> list[tuple[str, str]]:
    """Speaker and words of a YAML list; nothing where it is none."""
    if not re.match(r"(?:\s*[\w-]+:\s*\n)?\s*-\s+[\"']?\w+[\"']?:", text):
        return []
    try:
        rows = rows_in(yaml.safe_load(text))
    except (yaml.YAMLError, RecursionError, ValueError):
        return []
    return [(speaker_of(row), " ".join(text_of(row).split())) for row in rows]
