"""Cutting a candidate turn into claims: the sentences and long clauses that can be judged one by one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

SHORT = 7  # words; a statement below this belongs to its neighbour: "Split by time. Three windows."
JOINED = 26  # words that statements put together have at most
LONG = 34  # words; a spoken run-on beyond this is cut at its conjunctions
CONJUNCTION = re.compile(
    r"(?:[,;–—-]\s+|\s+)(?=(?:and then|and so|and also|but|because|since|so that|whereas|then|also|so)\s)", re.I
)
MANY_WORDS = 13  # from here a claim is also looked at clause by clause
PART = re.compile(r"[,;:–—]\s+|\s+(?:and|but|so|because|then|while|with)\s+", re.I)
SENTENCE_END = re.compile(  # that the tokenizer leaves together
    r"(?<=[?!;])\s+|(?<=\.)\s+(?=[\[{<#])|(?<=\w{3}\.)\s+(?=(?:that|it|this|they|we|i|you|then|so|but)\b)"
)
QUOTED = re.compile(r"[\"”’']\s?[,a-z]")  # a question quoted in the middle of a sentence ended before this
BREAK = re.compile(r"\n+")
BULLET = re.compile(r"^(?:[-*•–>#]+|\(?\d{1,2}[.)])\s+")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’%.@+/-]*")
BRIEF = 6  # words of a question up to which its abbreviations are most of what it says
ABBREVIATIONS = {
    "qps": "requests per second", "rps": "requests per second", "tps": "transactions per second",
    "dau": "daily active users", "mau": "monthly active users", "sla": "latency requirement",
    "slo": "latency requirement", "p99": "latency at the tail", "p95": "latency at the tail", "ctr": "click-through rate",
}  # fmt: skip
ABBREVIATED = re.compile(rf"\b({'|'.join(ABBREVIATIONS)})s?\b", re.I)

FUNCTION_WORDS = frozenset(
    """a about after again all also am an and any are as at be because been before being between both but by can could
    did do does doing don't down during each every few first for from further get go going had has have having he her
    here how i i'd i'll i'm i've if in into is it it's its just let let's like look make may me might more most much
    must my need no nor not now of off on once one only or other our out over own per put same say see she should so
    some such take than that that's the their them then there these they this those through to too two under until up
    us use used using very want was way we we'd we'll we're we've were what when where which while who whom why will
    with within without would you your""".split()
)  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """A verbatim stretch of a turn. `follow_up` is the next claim of the same turn, where reasons often stand."""

    text: str
    position: int
    follow_up: str = ""

    @cached_property
    def words(self) -> list[str]:
        return [w.lower().strip(".'’") for w in WORD.findall(self.text)]

    @cached_property
    def lower(self) -> str:
        """In lower case and with straight apostrophes, for looking words up."""
        return self.text.lower().replace("’", "'")

    @cached_property
    def spoken(self) -> str:
        """The text as it is read; in a brief question what is abbreviated, too: an embedding knows little of "QPS?"."""
        if not self.is_question or len(self.words) > BRIEF:
            return self.text
        return ABBREVIATED.sub(lambda found: f"{ABBREVIATIONS[found[1].lower()]} ({found[1]})", self.text)

    @cached_property
    def parts(self) -> list[tuple[int, int]]:
        """Where the clauses of the claim stand, if it has several: an enumeration names one thing in each."""
        if len(self.words) < MANY_WORDS:
            return []
        cuts = [(m.start(), m.end()) for m in PART.finditer(self.text)]
        starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(self.text)]
        spans = list(zip(starts, ends, strict=True))
        return [(a, b) for a, b in spans if len(self.text[a:b].split()) >= 3] if len(spans) > 1 else []

    @property
    def is_question(self) -> bool:
        return self.text.rstrip().endswith("?")

    @property
    def function_share(self) -> float:
        """Share of function words: about 0.45 in speech, near 0 in a list of terms."""
        return sum(w in FUNCTION_WORDS for w in self.words) / max(1, len(self.words))


def split_claims(turn: str) -> list[Claim]:
    """The claims of a turn in order; every `text` stands in the turn verbatim."""
    pieces: list[str] = []
    for line in BREAK.split(turn):
        line = BULLET.sub("", line.strip())
        if line:
            for sentence in _sentences(line):
                pieces += _clauses(sentence)
    claims = [p for p in (piece.strip() for piece in pieces) if re.search(r"\w", p)]
    return [Claim(c, i, claims[i + 1] if i + 1 < len(claims) else "") for i, c in enumerate(claims)]


def joinable(turn: str, claims: Sequence[Claim], plain: Sequence[bool]) -> list[list[int]]:
    """Groups of neighbouring claims to be read as one: fragments make sense only together.

    `plain` says which claims are statements and nothing else; only these are put together, within a line.
    """
    groups: list[list[int]] = []
    ends: list[int] = []
    at = 0
    for index, claim in enumerate(claims):
        start = turn.find(claim.text, at)
        at = start + len(claim.text)
        before = groups[-1] if groups else []
        if before and plain[index] and plain[index - 1] and not turn[ends[-1] : start].strip(" \t"):
            words = sum(len(claims[i].words) for i in before)
            short = min(len(claim.words), words) < SHORT
            if short and words + len(claim.words) <= JOINED:
                before.append(index)
                ends[-1] = at
                continue
        groups.append([index])
        ends.append(at)
    return groups


def join_claims(turn: str, claims: Sequence[Claim], groups: Sequence[Sequence[int]]) -> list[Claim]:
    """The claims of the groups, each verbatim from its first word to its last."""
    texts: list[str] = []
    at = 0
    for group in groups:
        start = turn.find(claims[group[0]].text, at)
        for index in group:
            at = turn.find(claims[index].text, at) + len(claims[index].text)
        texts.append(turn[start:at])
    return [
        Claim(text, i, claims[group[-1]].follow_up) for i, (text, group) in enumerate(zip(texts, groups, strict=True))
    ]


def _sentences(line: str) -> list[str]:
    from nupunkt import sent_tokenize

    found: list[str] = []
    for piece in (part for sentence in sent_tokenize(line) for part in SENTENCE_END.split(sentence)):
        if found and QUOTED.match(piece):
            found[-1] = line[line.index(found[-1]) : line.index(piece, line.index(found[-1])) + len(piece)]
        else:
            found.append(piece)
    return found


def _clauses(sentence: str) -> list[str]:
    if len(sentence.split()) <= LONG:
        return [sentence]
    clauses = [sentence]
    for match in CONJUNCTION.finditer(sentence):
        done = sum(len(c) for c in clauses[:-1])
        rest = clauses[-1]
        cut = match.end() - done
        if len(rest[:cut].split()) >= 10 and len(rest[cut:].split()) >= 6:
            clauses[-1:] = [rest[:cut], rest[cut:]]
    return clauses
