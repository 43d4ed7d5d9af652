"""The mistakes in a turn: those made for the first time, and those put right after a challenge."""

from __future__ import annotations

from agent.examiner.embedded.mistakes import Likeness
from agent.examiner.embedded.reader import Reader
from agent.examiner.embedded.reading import Reading
from agent.examiner.embedded.stance import puts_right, takes_back
from agent.policy.plan import Plan
from agent.state import Interview, MoveKind
from rubrics.evidence import Depth, Evidence, PitfallSeen

LEAST_WORDS = 8  # "good point" alone puts nothing right

Heard = dict[str, dict[str, Likeness]]  # sentence, pitfall, how much it sounds like it


def hear_pitfalls(reading: Reading, reader: Reader) -> Heard:
    """What each statement of the turn sounds like, questions and restatements left out."""
    stated = [claim for claim, _, acts in reading.useful if not acts & {"question", "restate"}]
    found = reader.pitfalls.heard(stated, reader.embedder)
    return {claim.text: heard for claim, heard in zip(stated, found, strict=True) if heard}


def new_pitfalls(heard: Heard, state: Interview) -> list[PitfallSeen]:
    """Each with the claim that sounds most like it: a reason or a start of it may stand next to it."""
    known = {p.pitfall for p in state.pitfalls}
    best: dict[str, tuple[Likeness, str]] = {}
    for quote, likeness in heard.items():
        for pitfall, like in likeness.items():
            if pitfall not in known and (pitfall not in best or like.near > best[pitfall][0].near):
                best[pitfall] = (like, quote)
    return [
        PitfallSeen(pitfall=p, turn=state.turns[-1].id, quote=quote, certainty=round(like.certainty, 2))
        for p, (like, quote) in best.items()
    ]


def put_right(
    reading: Reading, reader: Reader, heard: Heard, state: Interview, plan: Plan, evidence: list[Evidence]
) -> list[str]:
    """What a reply to a challenge corrects, and does not say once more; later on, who takes it back has to say so."""
    challenge = state.open_challenge
    made = [p for p in state.pitfalls if not p.resolved]
    if challenge and not challenge.pitfall:
        # An interviewer of flesh and blood does not say which mistake is meant: any of those made so far may be.
        meant = [p.pitfall for p in made]
    else:
        subject = challenge.criterion if challenge else state.asked
        meant = [p.pitfall for p in made if p.challenged and plan.pitfalls[p.pitfall].criterion == subject]
    direct = challenge is not None and state.last_move_kind != MoveKind.REDIRECT
    if not meant:
        return []
    again = {pitfall for likeness in heard.values() for pitfall in likeness}
    said = " ".join(claim.text for claim, _, acts in reading.useful if "question" not in acts)
    if (
        len(said.split()) < LEAST_WORDS
        or not (direct or takes_back(reading.text))
        or not puts_right(said, reader.embedder)
    ):
        return []
    shown = {e.criterion for e in evidence if e.depth >= Depth.SPECIFIC}
    known = len(meant) == 1 or challenge is None or challenge.pitfall is not None  # then all are on its subject
    return [p for p in meant if p not in again and (known or plan.pitfalls[p].criterion in shown)]
