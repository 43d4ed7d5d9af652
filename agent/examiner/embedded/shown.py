"""What the statements of a turn show, and what they call needless."""

from __future__ import annotations

from agent.examiner.embedded.claims import Claim
from agent.examiner.embedded.depth import depth_of
from agent.examiner.embedded.dismissed import is_dismissed
from agent.examiner.embedded.matching import Match
from agent.examiner.embedded.pitfalls import Heard
from agent.examiner.embedded.questions import is_rhetorical
from agent.examiner.embedded.reader import Reader
from agent.examiner.embedded.reading import Reading
from agent.examiner.embedded.signpost import announced_phase
from agent.policy.pacing import wrapped_up
from agent.policy.plan import Plan
from agent.state import Interview, LeftOut
from rubrics.evidence import Depth, Evidence, Prompting
from rubrics.schema import RECAP, Group

MONOLOGUE_WORDS = 150  # who talks for a minute does not keep to the phase


def find_evidence(
    reading: Reading, state: Interview, reader: Reader, plan: Plan
) -> tuple[list[Evidence], list[LeftOut]]:
    """What the statements of the turn show, one item per claim and signal; and what they call needless."""
    announced = announced_phase(reading.claims, plan.phases, state.phase)
    here = frozenset(plan.phases[state.phase].criteria)
    if announced is not None:
        here |= frozenset(plan.phases[announced].criteria)
    if sum(len(claim.text.split()) for claim in reading.claims) >= MONOLOGUE_WORDS:
        here = frozenset(c.id for c in reader.signals.criteria)
    clarify = {c.id for c in reader.signals.criteria if c.group == Group.CLARIFY}
    found: list[Evidence] = []
    left_out: list[LeftOut] = []
    seen: set[tuple[str, str]] = set()
    for claim, similarity, acts in reading.useful:
        questioning = "question" in acts and not is_rhetorical(claim, reading)
        for match in reader.signals.match(claim.text, similarity, state.asked, here):
            if questioning and match.criterion not in clarify:
                continue
            if match.criterion == RECAP and "recap" not in acts and not wrapped_up(state):
                continue
            if is_dismissed(claim, match):
                left_out.append(LeftOut(criterion=match.criterion, quote=claim.text))
                continue
            if (match.criterion, match.signal) in seen:
                continue
            seen.add((match.criterion, match.signal))
            found.append(_evidence(claim, match, state, reader))
    return found, left_out


def _evidence(claim: Claim, match: Match, state: Interview, reader: Reader) -> Evidence:
    depth = depth_of(claim, match, reader.question.vocabulary)
    entry = state.ledger.get(match.criterion)
    rung = entry.hints if entry else 0
    prompted = match.criterion == state.asked or bool(entry and entry.asked)
    prompting = Prompting.HINTED if rung else Prompting.PROMPTED if prompted else Prompting.UNPROMPTED
    return Evidence(
        turn=state.turns[-1].id,
        quote=claim.text,
        criterion=match.criterion,
        signal=match.signal,
        depth=depth,
        prompting=prompting,
        rung=rung,
        strength=round(min(1.0, max(match.similarity, match.deep_similarity)), 3),
    )


def doubted(item: Evidence, suspected: Heard, plan: Plan) -> Evidence:
    """What may be a mistake on its own subject only brings the subject up."""
    doubts = {plan.bank[plan.pitfalls[p].criterion].group for p in suspected.get(item.quote, ())}
    if plan.bank[item.criterion].group not in doubts:
        return item
    return item.model_copy(update={"depth": min(item.depth, Depth.MENTION)})
