"""How far a claim goes: mention, specific, justified, quantified or compared."""

from __future__ import annotations

import re
from collections.abc import Collection

from agent.examiner.embedded.claims import Claim
from rubrics.evidence import Depth

REASON = re.compile(
    r"\b(because|since|so that|so (?:we|it|they|i|the|that|you|there)|otherwise|which (?:means|is why|lets|makes|gives|would)|"
    r"that way|in order to|the reason|due to|therefore|hence|to avoid|to prevent|to keep|to make sure|lets us|allows? us|"
    r"as (?:we|it|they|the)|means that|if (?:we|it|they|you|the|a)|leads? to|would (?:leak|bias|hurt|cost|break|mean)|causes?|"
    r"given that|depends? on|unless|even if|or else)\b",
    re.I,
)
COMPARISON = re.compile(
    r"\b(rather than|instead of|versus|vs\.?|compared (?:to|with)|better than|worse than|trade-?offs?|at the (?:cost|expense) of|"
    r"on the other hand|whereas|cheaper|costlier|more expensive|(?:slower|faster|larger|smaller|simpler|higher|lower|less|more \w+) than|"
    r"downsides?|drawbacks?|pros?|cons?|the price (?:is|we pay)|over (?:a|the) (?:simple|plain|single)|"
    r"I(?:'d| would)? (?:prefer|favou?r|reject|avoid)|not worth|the alternative|but (?:it|that|they|the|we))\b",
    re.I,
)
NUMBER = re.compile(
    r"(?<![\w.])(?:~|≈|<|>|≤|≥)?\$?\d[\d,.]*\s?(?:%|k\b|m\b|bn?\b|x\b|ms\b|s\b|gb\b|tb\b|mb\b|qps\b|"
    r"(?:percent|per cent|thousand|million|billion|times|seconds?|milliseconds?|minutes?|hours?|days?|weeks?|months?|years?|"
    r"requests?|users?|items?|candidates?|examples?|labels?|dimensions?|points?|layers?|bits?|per)\b)"
    r"|\b(?:half|double|twice|ten times|an order of magnitude|one in \w+|a (?:hundred|thousand|million|billion)|"
    r"(?:two|three|four|five|six|seven|eight|ten|thirty|fifty|ninety)(?:[- ]\w+)? (?:percent|per cent|weeks?|days?|hours?|months?|minutes?|"
    r"milliseconds?|seconds?|thousand|million|billion|hundred))\b|(?<![\w.])0?\.\d+\b",
    re.I,
)
METHOD = re.compile(r"\b(by|with|using|from|into|via|through|per|on top of|based on|trained on|against)\b", re.I)


def depth_of(claim: Claim, similarity: float, named: bool, deep_similarity: float, vocabulary: Collection[str]) -> Depth:
    """The depth of a claim that was matched to a signal.

    `similarity` is to the signal's plain sentences, `deep_similarity` to those that go beyond a mention; `vocabulary`
    holds the nouns of this problem. A reason or number may stand in the sentence that follows.
    """
    text = f"{claim.text} {claim.follow_up}"
    own = claim.text
    specific_words = any(re.search(rf"(?<!\w){re.escape(word)}", own.lower()) for word in vocabulary)
    close = max(similarity, deep_similarity)
    specific = len(claim.words) >= 7 and (
        close >= 0.55
        or (close >= 0.42 and (specific_words or bool(METHOD.search(own)) or bool(NUMBER.search(own))))
        or (named and close >= 0.34 and specific_words)
    )
    if not specific:
        return Depth.MENTION
    reason = bool(REASON.search(text))
    weighed = bool(COMPARISON.search(text)) or bool(NUMBER.search(own)) or bool(NUMBER.search(claim.follow_up))
    deep = deep_similarity >= 0.58
    marks = reason + weighed + deep
    if weighed and marks >= 2:
        return Depth.QUANTIFIED
    return Depth.JUSTIFIED if marks else Depth.SPECIFIC
