"""How far a claim goes: mention, specific, justified, quantified or compared."""

from __future__ import annotations

import re
from collections.abc import Collection

from agent.examiner.embedded.claims import Claim
from agent.examiner.embedded.matching import Match
from agent.examiner.embedded.worthless import any_of
from rubrics.evidence import Depth

REASON = re.compile(
    r"\b(because|since|so that|so (?:we|it|they|i|the|that|you|there)|otherwise|which (?:means|is why|lets|makes|gives|would)|"
    r"that way|in order (?:to|that)|the reason|due to|therefore|hence|to avoid|to prevent|to keep|to make sure|lets us|allows? us|"
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
METHOD = re.compile(
    r"\b(by|with|us(?:e|es|ed|ing)|from|into|via|through|per|on top of|based on|trained on|against)\b", re.I
)


VAGUE = re.compile(
    r"\b(best practices?|well-known|state[- ]of[- ]the[- ]art|cutting[- ]edge|holistic\w*|comprehensive\w*|robust\w*|seamless\w*|powerful|"
    r"all (?:of )?the (?:relevant|necessary|usual|important)|and so on|etc|things like that|at the end of the day|(?:very|really|so|super) important|"
    r"in general|synerg\w+|various|different kinds of|some kind of|proper(?:ly)?|appropriate(?:ly)?|suitable|advanced|modern|of course|"
    r"as needed|if needed|necessary steps|high[- ]quality|world[- ]class|leverag\w+|fascinating|exciting|famous|wonderful|vision|journey)\b",
    re.I,
)


def depth_of(claim: Claim, match: Match, vocabulary: Collection[str]) -> Depth:
    """The depth of a claim that was matched to a signal.

    `vocabulary` holds the nouns of this problem. A reason or number may stand in the sentence that follows. A match that
    is not certain carries little, however many reasons and numbers stand around it.
    """
    close = max(match.similarity, match.deep_similarity)
    tied = bool(any_of(tuple(vocabulary)).search(claim.text))
    concrete = tied or bool(METHOD.search(claim.text)) or bool(NUMBER.search(claim.text))
    certain = close >= 0.62 or (match.named and close >= 0.50) or (match.telling and close >= 0.38)
    likely = match.named or close >= 0.55
    if len(claim.words) < 6 or not concrete or not (certain or likely):
        return Depth.MENTION
    vague = len(VAGUE.findall(claim.text))
    if vague >= 2 or (vague and not NUMBER.search(claim.text) and not certain):
        return Depth.MENTION
    text = f"{claim.text} {claim.follow_up}"
    reason = bool(REASON.search(text))
    weighed = bool(COMPARISON.search(text)) or bool(NUMBER.search(text))
    marks = reason + weighed + (match.deep_similarity >= 0.58)
    if vague or not certain:
        return Depth.SPECIFIC
    if weighed and marks >= 2:
        return Depth.QUANTIFIED
    return Depth.JUSTIFIED if marks else Depth.SPECIFIC


def is_concrete(claim: Claim) -> bool:
    """Whether it says how, why, how much or compared with what, without empty words."""
    text = claim.text
    says = any(pattern.search(text) for pattern in (METHOD, REASON, NUMBER, COMPARISON))
    return says and not VAGUE.search(text)
