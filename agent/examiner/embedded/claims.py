"""Cutting a candidate turn into claims: the sentences and long clauses that can be judged one by one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

LONG = 34  # words; a spoken run-on beyond this is cut at its conjunctions
CONJUNCTION = re.compile(
    r"(?:[,;–—-]\s+|\s+)(?=(?:and then|and so|and also|but|because|so that|whereas|then|also|so)\s)", re.I
)
PART = re.compile(r"[,;:–—]\s+|\s+(?:and|but|so|because|then|while|with)\s+", re.I)
BREAK = re.compile(r"\n+")
BULLET = re.compile(r"^(?:[-*•–>#]+|\(?\d{1,2}[.)])\s+")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’%.@+/-]*")

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
    def parts(self) -> list[str]:
        """The clauses of the claim, where it has several: an enumeration names one thing in each."""
        pieces = [p.strip() for p in PART.split(self.text)]
        return [p for p in pieces if len(p.split()) >= 3] if len(pieces) > 1 and len(self.words) >= 13 else []

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


def _sentences(line: str) -> list[str]:
    from nupunkt import sent_tokenize

    found: list[str] = [s for piece in sent_tokenize(line) for s in re.split(r"(?<=[?!;])\s+", piece)]
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
