"""Plain text and Markdown: who speaks, in the many ways people write it down."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from agent.transcript.model import Utterance
from agent.transcript.roles import is_role
from agent.transcript.usual import as_usual

TIME = r"[\[(]?(?:\d{1,2}:)?\d{1,3}:\d{2}(?!\d|:\d)(?:[.,]\d{1,3})?(?:\s?[AaPp][Mm])?[\])]?"
CLOCK = r"(?:\d{1,2}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,3})?"
NAME = r"[^\W\d_][\w.'’\-]*(?:\s+(?!\d{1,2}:\d{2})[\w.'’&/\-]+){0,4}(?:\s+\([^\W\d][^()\d]*\))?"
MARKUP = r"(?:[>\-*•#]+\s+)*(?:\*\*|__|\*)?"
LABEL = re.compile(
    rf"^\s*{MARKUP}(?:{TIME}\s*[-–—]?\s*)?(?:\*\*|__)?<?(?P<name>{NAME})>?\s*(?:\*\*|__|\*)?\s*"
    rf"(?:{TIME})?\s*(?:\*\*|__|\*)?\s*(?::|：|(?<=>)\s|\s[—–]\s)\s*(?:\*\*|__|\*)?\s*",
)
ANGLE = re.compile(rf"^\s*<(?P<name>{NAME})>\s+")
ALONE = re.compile(
    rf"^\s*{MARKUP}(?:{TIME}\s*[-–—|]?\s*)?(?P<name>{NAME})\s*(?:\*\*|__|\*)?\s*(?:[-–—|,]?\s*(?P<time>{TIME}))?\s*:?\s*(?:\*\*|__|\*)?\s*$"
)
ONLY_TIME = re.compile(rf"^\s*(?:{TIME}|{CLOCK}\s*-->\s*{CLOCK})\s*$")
STAMP = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})")
HEADER = re.compile(
    r"^\s*(?:\*\*)?(?:date|time|title|topic|position|role|company|location|duration|recorded|meeting|subject|level|transcript|question|participants?|attendees?|interview)\b[^:]{0,20}:",
    re.I,
)
ROLE_LINE = re.compile(
    r"^\s*(?:[-*#>]\s*)?(?:\*\*)?(candidate|interviewee|applicant|interviewer|panel\w*)(?:\*\*)?\s*:\s*(?:\*\*)?\s*([^.?!]+?)\s*(?:\*\*)?$",
    re.I,
)
MOST_WORDS = 5  # in a name
ENDS = re.compile(r"[.!?:;…][\"'”’)\]*]*$")
ITEM = re.compile(r"(?:[-*•–>#|+]|\(?\w{1,2}[.)])\s|```")
WRAPPED_FROM = 50  # characters; a line of this length that ends within a sentence was broken to fit


DIAGRAM = re.compile(r"```+[ \t]*mermaid[ \t]*\n(?:(?!```).*\n){1,300}[ \t>]*```", re.I)
INSIDE = "\v"  # stands for a line's end within a diagram, none of whose lines names a speaker


class Labels:
    """Which of the things before a colon are speakers: role words, and names that come back."""

    def __init__(self, lines: Iterable[str]) -> None:
        names = [name for line in lines if (name := _name(line))]
        counts = Counter(_key(n) for n in names)
        self._known = {k for k, count in counts.items() if is_role(k) or count >= 2}
        if sum(1 for k in self._known if not is_role(k)) > 8:  # an enumeration of headings, not a meeting
            self._known = {k for k in self._known if is_role(k) or counts[k] >= 4}

    @property
    def any(self) -> bool:
        return bool(self._known)

    def known(self, name: str) -> bool:
        return _key(name) in self._known


def read_text(text: str) -> list[Utterance]:
    """The utterances in order; empty where no line names a speaker."""
    found = _read(text)
    if _speakers(found) < 2 and _speakers(other := _read(as_usual(text))) > 1:
        return other
    return found


def _speakers(found: list[Utterance]) -> int:
    return len({_key(u.speaker) for u in found})


def _read(text: str) -> list[Utterance]:
    lines = DIAGRAM.sub(lambda match: match[0].replace("\n", INSIDE), text).split("\n")
    inline = _inline(lines)
    alone = _alone(lines)
    found = alone if len(alone) > len(inline) else inline
    return [u.model_copy(update={"text": u.text.replace(INSIDE, "\n")}) for u in found]


def header_roles(text: str) -> dict[str, str]:
    """`Candidate: Jane Doe` above the conversation: name (lower case) to role word, for names that then speak."""
    found: dict[str, str] = {}
    for line in text.split("\n")[:20]:
        match = ROLE_LINE.match(line)
        if match and 0 < len(match[2].split()) <= MOST_WORDS and _speaks(match[2], text):
            found[match[2].lower()] = match[1].lower()
    return found


def _speaks(name: str, text: str) -> bool:
    """Whether lines begin with the name, or with its first word."""
    first = re.escape(name.split()[0])
    return bool(re.search(rf"^\W*(?:{TIME}\s*)?{first}\b[^:\n]{{0,40}}(?:[:>—–]|\d|$)", text, re.M | re.I))


def _inline(lines: list[str]) -> list[Utterance]:
    labels, found = Labels(lines), list[Utterance]()
    headers = header_roles("\n".join(lines))
    for line in lines:
        match = ANGLE.match(line) or LABEL.match(line)
        if match and labels.known(match["name"]):
            rest = _clean(line[match.end() :])
            if rest.lower() in headers and not found:
                continue
            found.append(Utterance(speaker=match["name"].strip(), text=rest, at=_seconds(line[: match.end()])))
        elif found and line.strip() and not ONLY_TIME.match(line):
            found[-1].text = _continued(found[-1].text, _clean(line))
    return found


def _alone(lines: list[str]) -> list[Utterance]:
    """A name on a line of its own, what it says below."""

    def alone(line: str) -> re.Match[str] | None:
        match = None if ONLY_TIME.match(line) else ALONE.match(line)
        wrapped = (
            match and match["name"].endswith(".") and match["name"].islower()
        )  # "them.", the last word of a sentence
        return None if wrapped else match

    names = Counter(_key(m["name"]) for line in lines if (m := alone(line)) and _is_name(m["name"]))
    timed = {
        _key(m["name"])
        for i, line in enumerate(lines)
        if (m := alone(line)) and (m["time"] or (i + 1 < len(lines) and ONLY_TIME.match(lines[i + 1])))
    }
    known = {n for n, count in names.items() if is_role(n) or count >= 2 or n in timed}
    found: list[Utterance] = []
    for line in lines:
        match = alone(line)
        if match and _key(match["name"]) in known:
            found.append(Utterance(speaker=match["name"].strip(" -–—|,"), text="", at=_seconds(line)))
        elif found and ONLY_TIME.match(line):
            found[-1].at = _seconds(line) if found[-1].at is None else found[-1].at
        elif found and line.strip():
            found[-1].text = _continued(found[-1].text, _clean(line))
    return [u for u in found if u.text]


def _continued(text: str, line: str) -> str:
    """A sentence broken over lines is put together again; other lines stay lines."""
    last = text.rsplit("\n", 1)[-1]
    open_end = bool(last) and not ENDS.search(last) and not ITEM.match(line)
    wrapped = open_end and (line[:1].islower() or len(last) >= WRAPPED_FROM)
    return f"{text}{' ' if wrapped else chr(10)}{line}".strip()


def _name(line: str) -> str | None:
    match = ANGLE.match(line) or LABEL.match(line)
    return match["name"] if match and _is_name(match["name"]) and not HEADER.match(line) else None


def _is_name(text: str) -> bool:
    """A role word, or capitalised words as names are; scripts without capitals pass."""
    words = text.split()
    if is_role(_key(text)):
        return True
    return len(words) <= MOST_WORDS and all(
        w[0] in "(&/" or not w[0].islower() or w.lower() in ("de", "van", "von", "der", "da", "del", "bin", "al")
        for w in words
    )


def _key(name: str) -> str:
    return re.sub(r"\s*\(.*?\)", "", " ".join(name.lower().split())).strip(" .*_-–—|,")


def _clean(line: str) -> str:
    return re.sub(r"^>\s?", "", line.strip()).strip()


def _seconds(text: str) -> float | None:
    match = STAMP.search(text)
    return None if match is None else float(int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3]))
