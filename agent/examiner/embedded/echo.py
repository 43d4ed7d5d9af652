"""The candidate's own words, short enough to be picked up in the interviewer's reply."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from agent.examiner.embedded.claims import FUNCTION_WORDS
from agent.state import Interview
from knowledge.embedder import Embedder
from rubrics.evidence import DRAWN, Evidence

if TYPE_CHECKING:
    from agent.examiner.embedded.reading import Reading

MIN_WORDS, MAX_WORDS = 3, 8
NEAR = 0.22  # similarity of the words to the question they lead to
LIKE = 0.5  # strength of evidence on a subject that is worth coming back to
BOUNDARY = frozenset(
    "for with in on by to from that before after as at into per and or of over than when if while using".split()
)
BESIDE = re.compile(  # on the talk itself: nothing that could be defended
    r"^(?:\W*\w+\W+)?i(?:'m| am| do|'d| would| did|'ve| have)?(?:n't| not)? (?:quite |really |just )?"
    r"(?:sure|see|know|said|say|mean|meant|answered|told|took|withdrew|understand)\b|\b(?:your|the) question\b|\byou (?:said|asked|mean)\b",
    re.I,
)
LEAD_IN = re.compile(
    r"^(?:(?:so|and|but|ok(?:ay)?|well|then|also|now|first(?:ly)?|second(?:ly)?|third|finally|next|i think|i guess|maybe|basically|"
    r"i(?:'d| would)(?: probably| also| then| start (?:by|with))?(?: use| take| have| do| say| go with| want| like to| build| treat)?|"
    r"we(?:'d| would| can| could| should| will|'ll)(?: also| then)?(?: use| take| have| do| need| build)?|"
    r"i(?:'ll| will)(?: use| take| also)?|let's(?: say| use)?|my (?:plan|idea) is(?: to)?|for (?:that|this)|there (?:is|are)|it(?:'s| is))[, ]+)+",
    re.I,
)
OPENING = re.compile(r"^(?:(?:so|and|but|then|well|okay|ok|um|uh|hmm?|because)\b,? +)+", re.I)
CLAUSE = re.compile(r"[,;:–—]\s|\s(?=(?:and|but|so|because|which|where|while|then)\s)")
SUBORDINATE = frozenset("if when for since as while because although though once whether unless in with by to".split())


def echo_of(reading: Reading, evidence: list[Evidence]) -> str | None:
    """A verbatim snippet of 3 to 8 words from the turn's strongest claim that has one, None where none has."""
    for best in sorted(evidence, key=lambda e: (e.depth, e.strength), reverse=True):
        clause = snippet(best.quote)
        if clause and clause in reading.text:
            return clause
    return None


def snippet(claim: str) -> str | None:
    """3 to 8 words of a sentence that can be said back, verbatim; None where there are none."""
    if claim.rstrip().endswith("?") or BESIDE.search(claim):
        return None
    start = LEAD_IN.match(claim)
    rest = claim[start.end() :] if start else claim
    clause = re.split(r",(?!\d)|[;:!?()—–]|\.(?:\s|$)| because | so that | which | since | but ", rest, maxsplit=1)[
        0
    ].strip()
    words = clause.split()
    if len(words) > MAX_WORDS:
        cuts = [i for i in range(MIN_WORDS, MAX_WORDS + 1) if words[i].lower() in BOUNDARY]
        if not cuts:
            return None
        words = words[: cuts[-1]]
        while words and words[-1].lower() in BOUNDARY:  # "recall at one and"
            words.pop()
        clause = clause[: _end_of(clause, len(words))]
    if words and words[0].lower() in SUBORDINATE:
        return None
    content = [w for w in words if w.lower().strip(",.'") not in FUNCTION_WORDS]
    if len(words) < MIN_WORDS or len(content) < 2:
        return None
    return clause.strip(" ,.;:\"'“”*_`")


def said_back(quote: str, most: int) -> str:
    """What is objected to, verbatim, from where it begins, short enough to be said."""
    return snippet(quote) or shortened(OPENING.sub("", quote), most).removesuffix(", say")


def shortened(claim: str, most: int) -> str:
    """The clauses that fit into so many words, or else the words, without the mark at the end."""
    words = claim.split()
    if len(words) > most:
        ends = [m.start() for m in CLAUSE.finditer(claim) if MIN_WORDS < len(claim[: m.start()].split()) <= most]
        claim = claim[: ends[-1]] if ends else f"{' '.join(words[:most]).rstrip('.,;:')} …"
    return claim.rstrip(".?!,;:")


def leading_to(question: str, claims: Iterable[str], heard: str, embedder: Embedder) -> str | None:
    """The words of the claims that lead to the question: said back for that and not for show, None where none do.

    `heard`: what the interviewer said last; words of that are no words of the candidate.
    """
    known = words_of(heard)
    found = [s for s in map(snippet, claims) if s and not words_of(s) - FUNCTION_WORDS <= known]
    if not found:
        return None
    asked, *said = embedder.embed([question, *found])
    near, words = max((float(asked @ vector), words) for vector, words in zip(said, found, strict=True))
    return words if near >= NEAR else None


def touched_before(state: Interview, criterion: str) -> list[str]:
    """What earlier turns said of a subject in passing."""
    entry, last = state.ledger.get(criterion), state.turns[-1].id
    return [
        e.quote
        for e in (entry.evidence if entry else [])
        if e.turn < last and e.strength >= LIKE and not e.signal.startswith(("fact:", DRAWN))
    ]


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[\w'-]+", text.lower()))


def _end_of(text: str, count: int) -> int:
    ends = [m.end() for m in re.finditer(r"\S+", text)]
    return ends[count - 1]
