"""The same content in other mouths: rambling, in a second language.

Nothing is taken away: what a turn is noted to say is in it.
"""

from __future__ import annotations

import re
from random import Random

from evals.candidate.profile import Manner
from evals.candidate.speech import Speech

SENTENCE = re.compile(r"(?<=[.!?])\s+")
SECOND_LANGUAGE = (
    (r"\b(?:the|an?) (?=[a-z])", ""),
    (r"\bI'd\b", "I would"),
    (r"\bI'm\b", "I am"),
    (r"\b(it|that|there)'s\b", r"\1 is"),
    (r"\bdoesn't\b", "don't"),
    (r"\bisn't\b", "is not"),
    (r"\bmuch\b", "very much"),
    (r"\bpeople\b", "peoples"),
    (r"\bdata is\b", "datas are"),
    (r"\bwe have\b", "we are having"),
)


def in_manner(text: str, manner: Manner, speech: Speech, rng: Random) -> str:
    match manner:
        case Manner.RAMBLING:
            lines = rng.sample(speech.filler, 3)
            return " ".join([lines[0], text, *lines[1:]])
        case Manner.NON_NATIVE:
            for pattern, put in SECOND_LANGUAGE:
                text = re.sub(pattern, put, text)
            return text
    return text
