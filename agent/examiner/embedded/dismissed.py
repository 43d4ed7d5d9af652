"""What a candidate leaves out as not needed, and gives no reason: naming it shows nothing, and it is worth a question."""

from __future__ import annotations

import re

from agent.examiner.embedded.claims import Claim
from agent.examiner.embedded.depth import COMPARISON, NUMBER, REASON
from agent.examiner.embedded.matching import Match

LEANER = frozenset(  # what is kept out of a design belongs to it
    "scope-control serving-components distributed-training multi-stage-design tooling-and-platform capacity-estimate "
    "latency-optimisation inference-location optimisation feature-crosses".split()
)

DISMISSES = re.compile(
    r"\b(?:no (?:\S+ ){1,3}(?:is|are) (?:needed|necessary|required)|no (?:real |great |particular )?(?:need|reason) (?:for|to|of)|needn['’]t|"
    r"(?:i|we|you) (?:really |also )?(?:do|did|would|wo|could)(?:n['’]t| not) (?:really |even |actually |think (?:that )?(?:we|i)(?:['’]d)? )?"
    r"(?:need|have to|bother|worry|care|require)|(?:do|does|did|would|wo)(?:n['’]t| not) (?:really |even )?(?:need(?! to)|matter|require)|"
    r"(?:i|we) will not (?:need|bother|worry|require)|never mind|"
    r"(?:is|are|was|be)(?:n['’]t| not) (?:really |actually |even |much of |that |so )?(?:needed|necessary|required|important|relevant|"
    r"an? (?:real |big |huge |serious |major )?(?:problem|issue|concern|worry)|something (?:i|we)\b|worth)|"
    r"(?:['’]s|['’]re) not (?:really |even |that )?(?:needed|necessary|required|important|an? (?:real |big )?(?:problem|issue|concern))|"
    r"(?:won['’]t|will not|wouldn['’]t) be (?:needed|necessary|required|an? (?:problem|issue|concern))|not needed|"
    r"(?:do|would)(?:n['’]t| not) (?:really )?see (?:the|any|a|much|what) (?:benefit|point|need|reason|value|use|gain)|"
    r"overkill|superfluous|unnecessary|waste of (?:time|effort|money)|no point in|not worth (?:it|the|doing|worrying)|"
    r"(?:i|we|you|can|could|would|['’]d|['’]ll|let['’]s|just|safely) (?:ignore|skip|forget about|leave out|do without))\b",
    re.I,
)
BECAUSE = re.compile(r"^so\b|, so\b|\bas (?:nothing|there|all|most|every|only|its|our)\b", re.I)  # beside `REASON`
AS_IT_IS = re.compile(r"\bas (?:they are|it is)\b", re.I)
SCOPE = re.compile(r"\b(out of scope|for now|for today|in this (?:session|interview|discussion)|here today)\b", re.I)


def is_dismissed(claim: Claim, match: Match) -> bool:
    """Whether a sentence says of its subject that it need not be there, and neither why nor at what price."""
    if match.criterion in LEANER or not DISMISSES.search(claim.text) or SCOPE.search(claim.text):
        return False
    text = AS_IT_IS.sub("", f"{claim.text} {claim.follow_up}")
    return not any(pattern.search(text) for pattern in (REASON, BECAUSE, COMPARISON, NUMBER))
