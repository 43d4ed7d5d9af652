"""A candidate turn as claims: what each of them does, what is worth nothing, what was aimed at the grader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agent.examiner.embedded.aimed import aimed_beside
from agent.examiner.embedded.claims import SHORT, Claim, join_claims, joinable, split_claims
from agent.examiner.embedded.intents import ASIDE
from agent.examiner.embedded.reader import Reader
from agent.examiner.embedded.substance import ON_SUBJECT
from agent.examiner.embedded.worthless import (
    MIN_WORDS,
    about_another_problem,
    copies,
    is_gibberish,
    is_repetitive,
    is_term_list,
)
from agent.policy.pacing import wrapped_up
from agent.state import Interview
from knowledge.embedder import Vectors

OF_A_DESIGN = 0.5  # similarity to what a design says, above which little else is meant
LONG_ASIDE = 9  # words from which a sentence says more than "I have no idea"
ASIDES = frozenset(
    "asks_hint stuck asks_solution asks_repeat asks_time small_talk procedure term covered misread".split()
)


@dataclass
class Reading:
    """The claims of a turn with what each of them does."""

    text: str
    claims: list[Claim]
    vectors: list[Vectors]  # of each claim and its parts
    acts: list[set[str]]
    steering: list[str] = field(default_factory=list)  # what was aimed at the grader, and is not among the claims
    worthless: list[bool] = field(default_factory=list)
    similarities: list[Vectors] = field(default_factory=list)  # of each claim to every row of the signal bank

    def having(self, act: str) -> list[Claim]:
        return [c for c, acts in zip(self.claims, self.acts, strict=True) if act in acts]

    @property
    def useful(self) -> list[tuple[Claim, Vectors, set[str]]]:
        """Claims that may show something, with their similarities and acts."""
        rows = zip(self.claims, self.similarities, self.acts, self.worthless, strict=True)
        return [
            (c, s, a)
            for c, s, a, bad in rows
            if not bad and (not a & ASIDES or (len(c.words) >= LONG_ASIDE and ASIDE not in a))
        ]


def hear(text: str, reader: Reader) -> Reading:
    """The turn cut into claims, without what is aimed at the grader: it is as if that had not been said."""
    heard = _heard(text, reader)
    beside = [aimed_beside(c, v[0], reader) for c, v in zip(heard.claims, heard.vectors, strict=True)]
    if not any(beside) and not heard.having("steers_grader"):
        return heard
    steering: list[str] = []
    similar = reader.signals.similarities(heard.vectors)
    for claim, vectors, similarity, acts, part in zip(
        heard.claims, heard.vectors, similar, heard.acts, beside, strict=True
    ):
        designs = float(similarity.max()) > OF_A_DESIGN
        if part and (designs or "steers_grader" not in acts):
            steering.append(part)
            continue
        if designs and not reader.intents.sure("steers_grader", claim, vectors[0]):
            acts.discard("steers_grader")
        tail = claim.position > 0 and heard.claims[claim.position - 1].text in steering
        tail = tail and len(claim.words) < LONG_ASIDE and float(similarity.max()) <= ON_SUBJECT
        steering += [claim.text] if tail or "steers_grader" in acts else []
    if not steering:
        return heard
    for words in steering:
        text = text.replace(words, "\n", 1)  # what stood apart stays apart
    return replace(_heard(text.strip(), reader), steering=steering)


def read(heard: Reading, state: Interview, reader: Reader, hindsight: Sequence[str] = ()) -> Reading:
    """Fragments put together, and which claims are worth nothing in this interview."""
    reading = _joined(heard, reader)
    interviewer = [state.prompt, *(t.text for t in state.turns if t.speaker == "interviewer")]
    earlier = [t.text for t in state.turns[:-1] if t.speaker == "candidate"]
    own, others = reader.question.vocabulary, reader.other_vocabularies
    off_problem = about_another_problem(heard.text, hindsight or [*earlier, heard.text], own, others)
    for similarity, acts in zip(reading.similarities, reading.acts, strict=True):
        if "off_topic" in acts and float(similarity.max()) > ON_SUBJECT:  # "I train on the last ninety days"
            acts -= {"off_topic", ASIDE}
    said: set[str] = set()
    for claim, acts in zip(reading.claims, reading.acts, strict=True):
        aliases = reader.signals.terms_in(claim.text)
        again = claim.lower in said  # pasted over and over
        said.add(claim.lower)
        reading.worthless.append(
            bool(off_problem)
            or again
            or len(claim.words) < MIN_WORDS
            or "gibberish" in acts
            or is_gibberish(claim, reader.embedder)
            or is_repetitive(claim)
            or is_term_list(claim, aliases)
            or copies(claim, interviewer)
            or (copies(claim, earlier) and not wrapped_up(state))  # a recap goes over what was said
        )
    return reading


def _heard(text: str, reader: Reader) -> Reading:
    claims = split_claims(text)
    vectors = reader.embedder.embed_with_parts([c.spoken for c in claims], [c.parts for c in claims])
    return Reading(text, claims, vectors, [reader.intents.acts(c, v[0]) for c, v in zip(claims, vectors, strict=True)])


def _joined(reading: Reading, reader: Reader) -> Reading:
    """Fragments read together with their neighbours; what asks, steers or is filler stays by itself."""
    similar = reader.signals.similarities(reading.vectors)
    rows = zip(reading.claims, reading.acts, similar, strict=True)
    plain = [not acts and (len(c.words) < SHORT or float(s.max()) > ON_SUBJECT) for c, acts, s in rows]
    groups = joinable(reading.text, reading.claims, plain)
    claims = join_claims(reading.text, reading.claims, groups)
    new = [claim for claim, group in zip(claims, groups, strict=True) if len(group) > 1]
    fresh = reader.embedder.embed_with_parts([c.text for c in new], [c.parts for c in new])
    joined = iter(zip(fresh, reader.signals.similarities(fresh), strict=True))
    seen = [next(joined) if len(g) > 1 else (reading.vectors[g[0]], similar[g[0]]) for g in groups]
    return Reading(
        text=reading.text,
        claims=claims,
        vectors=[vectors for vectors, _ in seen],
        acts=[reading.acts[group[0]] for group in groups],
        similarities=[similarity for _, similarity in seen],
        steering=reading.steering,
    )
