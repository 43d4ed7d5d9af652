"""What kind of turn the candidate's is, from what its sentences do and what they show."""

from __future__ import annotations

import re

from agent.examiner.embedded.intents import ASIDE
from agent.examiner.embedded.reader import Reader
from agent.examiner.embedded.reading import Reading
from agent.examiner.embedded.worthless import MIN_WORDS
from agent.state import Assessment, Intent

ON_TOPIC = 0.36  # similarity to anything we know about; below it a statement is about something else
AFTER_ANSWERS = frozenset({"asks_hint", "asks_solution"})  # requests that may follow an answer: the others repeat it
LITTLE = 8  # words beside a check-in, below which nothing else was said
MUCH = 24  # words of statements, after which a request is one at the end only
LIKELIER = 0.35  # the least chance of an aside where chatter is the alternative
UNCLEAR = frozenset(
    {
        "asks_hint",
        "stuck",
        "asks_solution",
        "asks_repeat",
        "asks_time",
        "move_on",
        "done",
        "check_in",
        "small_talk",
        "covered",
        "misread",
    }
)
ENDS = re.compile(
    r"\b(end|stop|finish|wrap up|conclude) (it|this|here|now|there|the (interview|session|conversation))\b|"
    r"\b(wrap (it |this |things )?up|(let's|let us|can we|could we|i'd like to|i want to) (end|stop|finish|conclude))[.!?]?$"
)


def wants_end(reading: Reading) -> bool:
    """Whether who is done is so with the whole interview."""
    return any(ENDS.search(claim.lower) for claim in reading.having("done"))


def kind_of_turn(reading: Reading, found: Assessment, reader: Reader, leaves: bool = False) -> Intent:
    """One intent for the turn; what it shows wins over how it is dressed, but for a request at its end.

    `leaves`: it ends in a wish to go on to another phase.
    """
    words = sum(len(c.words) for c in reading.claims)
    asides = {c.text for c in reading.having(ASIDE)}
    substance = [e for e in found.evidence if not e.signal.startswith("fact:") and e.quote not in asides]
    acts = set().union(*reading.acts) if reading.acts else set()
    last = reading.acts[-1] if reading.acts else set()
    plain = sum(len(c.words) for c, of in zip(reading.claims, reading.acts, strict=True) if not of)
    asked = last if plain >= MUCH else acts
    if substance:
        quotes = {e.quote for e in substance}
        beside = {act for c, of in zip(reading.claims, reading.acts, strict=True) if c.text not in quotes for act in of}
        asked = last & AFTER_ANSWERS | (beside & {"asks_repeat"} if plain < MUCH else set())
    if found.steering and not substance:
        return Intent.STEERS_GRADER
    if not words:
        return Intent.EMPTY
    for act in ("asks_solution", "asks_repeat", "asks_hint", "asks_time"):
        if act in asked:
            return Intent(act)
    if found.asks_about and not substance:
        return Intent.CLARIFYING_QUESTION
    if leaves and substance:
        return Intent.MOVE_ON
    if "stuck" in acts and "move_on" in acts and not substance:  # "no idea, can we move on?"
        return Intent.MOVE_ON
    if "stuck" in acts and not substance and not found.answers:
        return Intent.STUCK
    unknown = bool(found.answers) and not substance and not any(a.fact for a in found.answers)
    if unknown and _off_topic(reading, reader):
        return _instead(reading, acts, reader)
    if found.answers:
        return Intent.CLARIFYING_QUESTION
    if "move_on" in acts and not substance:
        return Intent.MOVE_ON
    if "done" in acts and (words < 14 or not substance):
        return Intent.DONE
    for act in ("misread", "covered"):
        if act in acts and not substance:
            return Intent(act)
    if "check_in" in acts and not substance and plain < LITTLE:
        return Intent.CHECK_IN
    if "small_talk" in acts and words < 14 and not substance and all(reading.acts):
        return Intent.SMALL_TALK
    if substance:
        return Intent.ANSWER
    if "restate" in acts or "recap" in acts:
        return Intent.ANSWER
    if all(reading.worthless):
        short = all(len(c.words) < MIN_WORDS for c in reading.claims)
        return Intent.ANSWER if short and words >= 2 and "off_topic" not in acts else Intent.EMPTY
    return _instead(reading, acts, reader) if _off_topic(reading, reader) else Intent.ANSWER


def _off_topic(reading: Reading, reader: Reader) -> bool:
    """Whether at least half of the turn is chatter, or none of it is near to anything that we know about."""
    chatter = sum(len(c.words) for c in reading.having("off_topic"))
    return 2 * chatter >= sum(len(c.words) for c in reading.claims) or _far_off(reading, reader)


def _far_off(reading: Reading, reader: Reader) -> bool:
    known = (reader.prompt, reader.signals.vectors)
    rows = zip(reading.vectors, reading.worthless, strict=True)
    closest = [float((bank @ vectors[0]).max()) for vectors, bad in rows if not bad for bank in known]
    return max(closest, default=0.0) < ON_TOPIC


def _instead(reading: Reading, acts: set[str], reader: Reader) -> Intent:
    """What is far from everything we know is chatter, or a short aside that was not clear enough by itself."""
    if "off_topic" in acts or len(reading.claims) > 1:
        return Intent.OFF_TOPIC
    chances = reader.intents.kinds.chances(reading.claims[0].text, reading.vectors[0][0])
    best = max(chances, key=lambda kind: chances[kind])
    return Intent(best) if best in UNCLEAR and chances[best] >= LIKELIER else Intent.OFF_TOPIC
