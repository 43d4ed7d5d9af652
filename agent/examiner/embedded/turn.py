"""What kind of turn the candidate's is, from what its sentences do and what they show."""

from __future__ import annotations

import re
from collections.abc import Collection

from agent.examiner.embedded.intents import ASIDE
from agent.examiner.embedded.reader import Reader
from agent.examiner.embedded.reading import Reading
from agent.examiner.embedded.worthless import MIN_WORDS
from agent.state import Assessment, Intent
from rubrics.evidence import Evidence

ON_TOPIC = 0.36  # similarity to anything we know about; below it a statement is about something else
AFTER_ANSWERS = frozenset(  # requests that may follow an answer: the others repeat it
    {"asks_hint", "asks_solution", "procedure", "term"}
)
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
PAUSES = re.compile(
    r"(?:(?:um+|uh+|er+|hm+|okay|ok|sorry|right|well|so|good question|yeah|yes|sure|please|just)\b[\s,.!…-]*)*"
    r"(?:(?:give me|just|wait|one|hang on|hold on|need)(?: (?:just |for )?(?:a|one|another))? ?(?:sec(?:ond)?|moment|minute|bit|while)|"
    r"(?:let me|i have to|i need to|i'm|i am) (?:just )?think(?:ing)?(?: (?:about|through|over))?(?: (?:that|this|it))?"
    r"(?: for)?(?: (?:a|one))?(?: (?:second|sec|moment|minute|bit))?|hold on|hang on|bear with me|wait)"
    r"(?:[\s,.!…-]+(?:please|to think|let me think|i'm thinking|thinking|about (?:that|this|it)))*[\s.!…]*",
    re.I,
)
NOT_YET = re.compile(
    r"\b(?:(?:can|could|may|shall) (?:we|i)\b.{0,60}\b(?:first|before (?:that|we)|still)\b|not (?:done|finished|ready) yet|"
    r"i (?:haven't|have not|didn't|did not) (?:got(?:ten)? to|get to|talked? about|covered?|said|say|had (?:time|a chance))|"
    r"we(?:'ve| have|'ve still| still have)?(?: still)? (?:got|have) (?:about )?(?:\w+|\d+) minutes)\b",
    re.I,
)
HOW_AM_I = re.compile(
    r"\bhow(?: a|')m i doing\b|\bhow (?:is|was|does) (?:this|that|it) (?:going|look(?:ing)?|so far)\b|"
    r"\b(?:is|was) there (?:something|anything) (?:i(?:'ve|'m| have| am)? (?:still |got |getting |did |said |do )*wrong|"
    r"wrong (?:with|in|so far))\b",
    re.I,
)
ENDS = re.compile(
    r"\b(end|stop|finish|wrap up|conclude) (it|this|here|now|there|the (interview|session|conversation))\b|"
    r"\b(wrap (it |this |things )?up|(let's|let us|can we|could we|i'd like to|i want to) (end|stop|finish|conclude))[.!?]?$"
)


def wants_end(reading: Reading) -> bool:
    """Whether who is done is so with the whole interview."""
    return any(ENDS.search(claim.lower) for claim in reading.having("done"))


def wants_more(reading: Reading) -> bool:
    """Whether who is asked to sum up wants to say something else before."""
    return bool(NOT_YET.search(reading.text))


def requests(reading: Reading, shown: Collection[Evidence]) -> set[str]:
    """What the turn asks for: after an answer, or when much was said, what it asks for at its end.

    A wish to hear the question again also counts before that, in a sentence of a short turn that shows nothing.
    """
    acts, last = _acts(reading), reading.acts[-1] if reading.acts else set[str]()
    much = _plain_words(reading) >= MUCH
    if not shown:
        return last if much or last & {"covered", "misread"} else acts
    quotes = {e.quote for e in shown}
    beside = [of for claim, of in zip(reading.claims, reading.acts, strict=True) if claim.text not in quotes]
    again = not much and any("asks_repeat" in of for of in beside)
    return last & AFTER_ANSWERS | ({"asks_repeat"} if again else set())


def kind_of_turn(reading: Reading, found: Assessment, reader: Reader, leaves: bool) -> Intent:
    """One intent for the turn; what it shows wins over how it is dressed, but for a request at its end.

    `leaves`: it ends in a wish to go on to another phase.
    """
    words = sum(len(c.words) for c in reading.claims)
    asides = {c.text for c in reading.having(ASIDE)}
    substance = [e for e in found.evidence if not e.signal.startswith("fact:") and e.quote not in asides]
    acts, asked = _acts(reading), requests(reading, substance)
    if PAUSES.fullmatch(reading.text.strip()):
        return Intent.PAUSE
    if HOW_AM_I.search(reading.text) and not substance and not any(a.fact for a in found.answers):
        return Intent.CHECK_IN
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
    if "check_in" in acts and not substance and _plain_words(reading) < LITTLE:
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


def _acts(reading: Reading) -> set[str]:
    return set[str]().union(*reading.acts)


def _plain_words(reading: Reading) -> int:
    """Words of statements and nothing else."""
    return sum(len(claim.words) for claim, of in zip(reading.claims, reading.acts, strict=True) if not of)


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
    chances = reader.intents.kinds.chances(reading.claims[0].spoken, reading.vectors[0][0])
    best = max(chances, key=lambda kind: chances[kind])
    return Intent(best) if best in UNCLEAR and chances[best] >= LIKELIER else Intent.OFF_TOPIC
