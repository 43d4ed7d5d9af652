"""An attempt at the grader in a sentence that says something about the design as well: the part which is aimed at it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.examiner.embedded.claims import Claim
from agent.examiner.embedded.reader import Reader
from knowledge.embedder import Vectors

CUT = re.compile(r"[,;:–—()]\s+|\s+[-–—]\s+|\s+\(|\)\s*|\s+(?:and|but|so|because|which|while)\s+")
ASKED_ELSEWHERE = re.compile(r"[\"“][^\"“”]*\?[\"”]")  # what the product asks its users is not said to the grader
SUSPECT = 0.05  # the chance of the whole sentence from which its parts are looked at: one answer in sixteen
SURE = 0.85  # the least chance of the part
LEAST_WORDS = 4


def aimed_beside(claim: Claim, vector: Vectors, reader: Reader) -> str | None:
    """The beginning or end of a sentence that is surely aimed at the grader, where the rest of it is not."""
    if _chances([claim.text], vector[None], reader)[0] < SUSPECT:
        return None
    halves = [(claim.text[: cut.start()], claim.text[cut.end() :]) for cut in CUT.finditer(claim.text)]
    parts = [half for pair in halves if min(len(half.split()) for half in pair) >= LEAST_WORDS for half in pair]
    plain = [ASKED_ELSEWHERE.sub("", part) for part in parts]
    chances = _chances(plain, reader.embedder.embed(plain), reader)
    rest = [chances[place ^ 1] for place in range(len(parts))]  # of the other half
    surest = max(zip(chances, rest, parts, strict=True), key=lambda found: found[0] - found[1], default=None)
    return surest[2] if surest and surest[0] >= SURE else None


def _chances(parts: Sequence[str], vectors: Vectors, reader: Reader) -> list[float]:
    return [reader.intents.kinds.chances(p, v)["steers_grader"] for p, v in zip(parts, vectors, strict=True)]
