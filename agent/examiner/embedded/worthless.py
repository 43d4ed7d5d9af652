"""Text that carries no claim, whatever its length: gibberish, lists of terms, copies, another problem's answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from agent.examiner.embedded.claims import Claim
from knowledge.embedder import Embedder

MIN_WORDS = 4  # a claim shorter than this says nothing that could be judged
MIN_FUNCTION_SHARE = 0.12  # terse speech has about 0.25, a list of terms nearly none
LOST_FROM = 7  # words of another problem's vocabulary from which a whole interview can be about that problem
LOST_SHARE = 0.4  # of them, that the own vocabulary must reach
AT_HOME = 5  # words of the own vocabulary from which the interview is about this problem
DENSE = {False: 0.28, True: 0.4}  # the most terms a word, in a bare list, and where somebody does something
DOES = re.compile(
    r"^(?:(?:and|so|then|also|first|next|finally|there),? )*(?:we|i)(?:'d|'ll| would| will| can| could)? [a-z]+\b", re.I
)
COPY_SHARE = 0.6  # share of a claim's word 4-grams that stand in what the interviewer said
PIECES_PER_WORD = 2.6  # word pieces a word; English has about 1.2, technical English 1.5


def is_gibberish(claim: Claim, embedder: Embedder) -> bool:
    words = [w for w in claim.words if w.isalpha()]
    if not words:
        return len(claim.words) < 2
    if sum(len(w) > 25 for w in words) or re.search(r"(\w)\1{4,}", claim.text):
        return True
    if is_letters(claim):
        return True
    pieces = sum(embedder.pieces(w) for w in words) / len(words)
    return pieces > PIECES_PER_WORD and claim.function_share < 0.3


def is_letters(claim: Claim) -> bool:
    """Single letters: "q w e r t y"."""
    return len(claim.words) >= MIN_WORDS and sum(map(len, claim.words)) < 2 * len(claim.words)


def is_term_list(claim: Claim, aliases_hit: int) -> bool:
    """Terms strung together instead of a statement about them."""
    words = len(claim.words)
    commas = claim.text.count(",") + claim.text.count(";") + claim.text.count("/")
    if words >= 5 and claim.function_share < MIN_FUNCTION_SHARE:
        return True
    if commas >= 4 and claim.function_share < 0.2 and aliases_hit >= 3:
        return True
    return aliases_hit >= 4 and aliases_hit / max(1, words) > DENSE[bool(DOES.match(claim.lower))]


def is_repetitive(claim: Claim) -> bool:
    return len(claim.words) >= 8 and len(set(claim.words)) / len(claim.words) < 0.4


def copies(claim: Claim, sources: Iterable[str]) -> bool:
    """Whether the claim repeats what stands in one of the sources (the prompt, an interviewer's turn, an earlier turn)."""
    grams = _grams(claim.words)
    if not grams:
        return any(claim.text.lower().strip(" .?!") in s.lower() for s in sources) and len(claim.words) >= 3
    return any(len(grams & source) / len(grams) >= COPY_SHARE for source in map(_grams_of, sources))


def about_another_problem(
    text: str, turns: Sequence[str], own: Sequence[str], others: dict[str, Sequence[str]]
) -> str | None:
    """The id of the question whose vocabulary is used instead of this one's, in this turn or in all turns together.

    Problems share nouns: of who has used this one's own, a turn is about another only where it has none of them.
    """
    best, theirs, mine = _hits([text], own, others)
    elsewhere, most, least = _hits(turns, own, others)
    if theirs >= 4 and theirs >= 4 * max(mine, 1) - 1 and (mine == 0 or least < AT_HOME):
        return best
    lost = most >= LOST_FROM and least < LOST_SHARE * (most + 1)
    return elsewhere if lost and mine <= theirs else None


def _hits(turns: Sequence[str], own: Sequence[str], others: dict[str, Sequence[str]]) -> tuple[str | None, int, int]:
    """The question with the most words of its vocabulary in the turns, how many, and how many of this one's."""

    def count(vocabulary: Sequence[str]) -> int:
        return len(frozenset().union(*(_used(turn, tuple(vocabulary)) for turn in turns)))

    counts = {question: count(vocabulary) for question, vocabulary in others.items()}
    best = max(counts, key=lambda q: counts[q], default=None)
    return best, counts[best] if best else 0, count(own)


@lru_cache(maxsize=16384)
def _used(text: str, vocabulary: tuple[str, ...]) -> frozenset[str]:
    return frozenset(m[0].lower() for m in any_of(vocabulary).finditer(text))


@lru_cache(maxsize=256)
def any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Matches any of the words where a word begins; longer ones first."""
    parts = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{parts})", re.IGNORECASE)


@lru_cache(maxsize=512)
def _grams_of(source: str) -> set[tuple[str, ...]]:
    return _grams(Claim(source, 0).words)


def _grams(words: Sequence[str], n: int = 4) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + n]) for i in range(len(words) - n + 1)}
