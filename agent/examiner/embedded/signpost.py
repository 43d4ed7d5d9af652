"""Which phase a candidate announces: "on to the data", "for evaluation I would first …"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.examiner.embedded.claims import Claim
from rubrics.schema import Group, Phase

SIGNPOST = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|so|right|alright|good|fine|great|well|then|and|thanks)[,.]? )*"
    r"(?:(?:now|next|finally|lastly|last)\b|(?:moving |going |coming |turning |let me turn |let me go |let me move )?(?:on )?to\b|"
    r"(?:for|as for|as to|regarding|concerning|with regard to|about|in terms of|as regards|on) (?:the )?|let(?:'s| me| us) (?:now )?"
    r"(?:move|go|turn|talk|look|get|jump|switch|start|begin|cover|discuss|do)\b|(?:i'll|i will|i'd|i would) (?:now )?(?:move|go|turn|talk)\b)"
)
REACH = 9  # words of the sentence in which the phase must be named
NAMES = {
    Group.CLARIFY: "requirement|clarif|scope",
    Group.FRAMING: "problem|fram|ml task|objective",
    Group.METRICS: "metric|kpi|measur",
    Group.DATA: "data|label",
    Group.FEATURES: "feature",
    Group.MODELLING: "model",
    Group.TRAINING: "training|train it",
    Group.EVALUATION: "evaluat|a/b|experiment|validation",
    Group.ARCHITECTURE: "architect|system|infrastructure|data flow",
    Group.SERVING: "serv|deploy|launch|production|rollout",
    Group.MONITORING: "monitor|operat|maintenance|drift",
}
SKIPPED = re.compile(
    r"\b(?:skip|leave out|enough (?:of|on|about)|done with|finished with) (?:the (?:rest|remainder)|this|that|all)\b"
)


def announced_phase(
    claims: Sequence[Claim], phases: Sequence[Phase], current: int, leading_on: Sequence[Claim] = ()
) -> int | None:
    """The phase named by a signpost in the first three sentences of a turn, or by a wish to go on (`leading_on`).

    The current one does not count.
    """
    signposts = [(claim, REACH) for claim in claims[:3] if SIGNPOST.match(claim.lower)]
    for claim, reach in [*signposts, *((claim, len(claim.words)) for claim in leading_on)]:
        named = " ".join(claim.lower.split()[:reach])
        order = [*range(current + 1, len(phases)), *range(current)]
        here = _position(phases[current], named)
        found = [(pos, i) for i in order if (pos := _position(phases[i], named)) is not None]
        best = min(found, default=None, key=lambda item: item[0])
        if best is not None and (here is None or best[0] < here):
            return int(best[1])
    return None


def leaves(claim: Claim, phase: Phase) -> bool:
    """Whether who wants to go on wants to leave the phase: its own subjects are not named, or are to be skipped."""
    return _position(phase, claim.lower) is None or bool(SKIPPED.search(claim.lower))


def _position(phase: Phase, text: str) -> int | None:
    names = [NAMES[g] for g in phase.groups if g in NAMES]
    names += [w for w in re.findall(r"[a-z]{5,}", phase.title.lower()) if w not in {"system", "problem"}]
    match = re.search(rf"\b(?:{'|'.join(names)})", text) if names else None
    return match.start() if match else None
