"""The mistakes in a turn: those made for the first time, and those put right after a challenge."""

from __future__ import annotations

from agent.examiner.embedded.claims import split_claims
from agent.examiner.embedded.mistakes import Likeness
from agent.examiner.embedded.reader import Reader
from agent.examiner.embedded.reading import Reading
from agent.examiner.embedded.stance import puts_right, takes_back
from agent.policy.plan import Plan
from agent.state import CHECK, Interview, MoveKind
from knowledge.schema import Pitfall
from rubrics.evidence import Depth, Evidence, PitfallSeen

LEAST_WORDS = 8  # "good point" alone puts nothing right
AGAIN = 0.2  # certainty from which a mistake that was put right is one again
# Chosen on the banks that are not held out: 97 % of the corrections are let through, and of the answers to other
# questions that sound like corrections half.
ON_SUBJECT, ON_CRITERION = 0.3, 0.1  # likeness to who knows better, and what it counts that the turn shows
ALONE = 16  # words in which nobody says what to do instead

Heard = dict[str, dict[str, Likeness]]  # sentence, pitfall, how much it sounds like it


def hear_pitfalls(reading: Reading, reader: Reader, state: Interview) -> tuple[Heard, Heard]:
    """What each statement of the turn sounds like, questions and restatements left out; and what it is suspected of.

    A mistake that was suspected, and asked about, is heard when the reply sounds like it again.
    """
    stated = [claim for claim, _, acts in reading.useful if not acts & {"question", "restate"}]
    found = reader.pitfalls.suspected(stated, reader.embedder)
    move = state.last_move
    checked = move.pitfall if move and move.angle == CHECK else None
    heard: Heard = {}
    suspected: Heard = {}
    for claim, likeness in zip(stated, found, strict=True):
        for pitfall, like in likeness.items():
            sure = like.certainty >= 0 or pitfall == checked
            like = like._replace(certainty=max(0.0, like.certainty)) if sure else like
            (heard if sure else suspected).setdefault(claim.text, {})[pitfall] = like
    return heard, suspected


def suspicion(suspected: Heard, heard: Heard, state: Interview) -> PitfallSeen | None:
    """The mistake that is likeliest to have been made, of those that were neither heard nor asked about."""
    known = {p.pitfall for p in state.pitfalls} | {t.move.pitfall for t in state.turns if t.move}
    known |= {pitfall for likeness in heard.values() for pitfall in likeness}
    found = [
        (like.certainty, pitfall, quote)
        for quote, likeness in suspected.items()
        for pitfall, like in likeness.items()
        if pitfall not in known
    ]
    if not found:
        return None
    _, pitfall, quote = max(found)
    return PitfallSeen(pitfall=pitfall, turn=state.turns[-1].id, quote=quote, certainty=0)


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


def made_again(heard: Heard, state: Interview, resolved: list[str]) -> list[str]:
    """Mistakes that were put right and are now made once more, beyond doubt."""
    settled = {p.pitfall for p in state.pitfalls if p.resolved} - set(resolved)
    said = {pitfall for of in heard.values() for pitfall, like in of.items() if like.certainty >= AGAIN}
    return sorted(settled & said)


def put_right(
    reading: Reading, reader: Reader, heard: Heard, state: Interview, plan: Plan, evidence: list[Evidence]
) -> list[str]:
    """What a reply to a challenge corrects, and does not say once more; later on, or unasked, who takes it back has to
    say so."""
    challenge = state.open_challenge
    again = {pitfall for likeness in heard.values() for pitfall in likeness}
    made = [p for p in state.pitfalls if not p.resolved and p.pitfall not in again]
    shown = {e.criterion for e in evidence if e.depth >= Depth.SPECIFIC}
    back = takes_back(reading.text)
    free = [p for p in made if back and not (p.challenged and challenge)]
    unasked = [p.pitfall for p in free if plan.pitfalls[p.pitfall].criterion in shown]
    if challenge and not challenge.pitfall:
        # An interviewer of flesh and blood does not say which mistake is meant: any of those made so far may be.
        meant = [p.pitfall for p in made]
    else:
        subject = challenge.criterion if challenge else state.asked
        meant = [p.pitfall for p in made if p.challenged and plan.pitfalls[p.pitfall].criterion == subject]
        if subject not in shown:  # the reply may be to what nobody has objected to yet
            meant = [
                p.pitfall for p in made if not p.challenged and plan.pitfalls[p.pitfall].criterion in shown
            ] or meant
    direct = challenge is not None and state.last_move_kind != MoveKind.REDIRECT
    said = reading.text if back else _statements(reading)
    if not meant or len(said.split()) < LEAST_WORDS or not (direct or back) or not puts_right(said, reader.embedder):
        return unasked
    if not back:
        meant = [p for p in meant if _is_about(said, plan.pitfalls[p], shown, reader, plan)]
    known = len(meant) == 1 or challenge is None or challenge.pitfall is not None  # then all are on its subject
    return unasked + [p for p in meant if p not in unasked and (known or plan.pitfalls[p].criterion in shown)]


def _is_about(said: str, pitfall: Pitfall, shown: set[str], reader: Reader, plan: Plan) -> bool:
    """Whether a reply is on the mistake's subject: it sounds like who knows better there, and shows nothing else."""
    claims = [claim.text for claim in split_claims(said)]
    near = float((reader.embedder.embed([said, *claims]) @ reader.embedder.embed(pitfall.rather).T).max())
    groups = {plan.bank[criterion].group for criterion in shown}
    if pitfall.criterion in shown:
        near += ON_CRITERION
    elif groups and plan.bank[pitfall.criterion].group not in groups:
        near -= ON_CRITERION
    return near >= ON_SUBJECT


def withdraws(reading: Reading, state: Interview) -> bool:
    """Whether a challenge is answered with taking the mistake back, and little more."""
    return bool(state.open_challenge) and takes_back(reading.text) and len(_statements(reading).split()) < ALONE


def _statements(reading: Reading) -> str:
    return " ".join(claim.text for claim, _, acts in reading.useful if "question" not in acts)
