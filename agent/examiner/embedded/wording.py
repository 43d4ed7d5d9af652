"""How a statement is worded, whatever it is about: what it dismisses, weighs, denies or makes absolute."""

from __future__ import annotations

import re

import numpy as np

from knowledge.embedder import Vectors

NEGATED = re.compile(
    r"\b(not|never|no|nor|neither|avoid\w*|wouldn't|shouldn't|can't|cannot|don't|doesn't|isn't|aren't|won't|without|instead|rather than|"
    r"wrong|mistake|mislead\w*|danger\w*|risky?|careful|problem with|unlike|useless|naive(?:ly)?|trap|tempting|bad idea|nothing|none)\b"
)
ABSOLUTE = re.compile(
    r"\b(just|simply|only|everything|everybody|everyone|all|always|every|each|any|whatever|straight|directly|enough|obvious\w*|definitely|"
    r"clearly|any(?:one|body)|whole|entire\w*|completely|full|fully|never|purely|alone|single|one)\b"
)
DISMISSIVE = re.compile(
    r"\b(no need|don't need|doesn't need|not needed|needn't|don't have to|not necessary|no reason|don't see|won't matter|doesn't matter|"
    r"don't matter|not worth|skip|leave it|as it is|as they are|good enough|is enough|are enough|is fine|are fine|that's fine|it's fine|"
    r"easiest|simplest|simpler|easy|why bother|nothing to|later|afterwards|anyway|anyhow|by itself|on its own|takes care|so we're done|done)\b"
)
WEIGHED = re.compile(
    r"\b(but|because|until|unless|first|before|separate\w*|check\w*|compare\w*|measure\w*|guard\w*|correct\w*|weight\w*|limit\w*|cap|capped|"
    r"except|whether|otherwise|would (?:be|have|make|leak|give|lose|cost|miss|only|read|say|punish|reward|fill|mean|teach)|though|although|"
    r"while|depends?|against|per|baseline|fallback|falls? back|holdout|held[- ]out|validat\w+|monitor\w*|alert\w*|rather|instead|so that|"
    r"at least|at most|then only|too)\b"
)
CONDITIONAL = re.compile(r"\b(if|when|where|might|may|could|perhaps|maybe|unless|in case)\b")
FIRST_PERSON = re.compile(r"\b(i|we|i'd|we'd|i'll|we'll|i'm|let's)\b")
TURNS_ROUND = re.compile(
    r"^(but|however|so |instead|that (?:would|leaks|is wrong)|though|yet)|\b(instead|rather than|wouldn't|would leak)\b"
)


def plain(text: str) -> str:
    """In lower case and with straight apostrophes."""
    return text.lower().replace("’", "'")


def wording(text: str, after: str) -> Vectors:
    """Seven numbers in the order of `mistakes.yaml`; both texts as `plain` gives them. `after`: what is said next."""

    def count(pattern: re.Pattern[str], most: int) -> int:
        return min(most, len(pattern.findall(text)))

    numbers = (
        np.log(max(1, len(text.split()))), count(ABSOLUTE, 3), count(DISMISSIVE, 2), count(WEIGHED, 3),
        count(CONDITIONAL, 1), count(FIRST_PERSON, 1), bool(TURNS_ROUND.search(after)),
    )  # fmt: skip
    return np.array(numbers, np.float32)
