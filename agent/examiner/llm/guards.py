"""What must hold of a sentence before the candidate sees it, checked by code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from agent.examiner.embedded.claims import Claim, split_claims
from agent.examiner.embedded.matching import alias_pattern
from agent.examiner.embedded.worthless import copies
from agent.policy.plan import Plan
from agent.state import Interview, Mode, Move, MoveKind
from knowledge.schema import KeyPoint

MOST_WORDS = 90  # in a whole turn
ROLE = re.compile(
    r"\b(as an ai|language model|i(?:'m| am) (?:an ai|a bot|chatgpt|your assistant)|my (?:instructions|prompt|notes)|"
    r"system prompt|plain wording|<\/?(?:turn|candidate))",
    re.I,
)
GRADING = re.compile(
    r"\b(your score|(?:full|bonus|extra) (?:marks|points|credit)|(?:strong )?(?:no[- ])?hire\b|rubric|"
    r"criteri(?:on|a)\b|"
    r"level \d|rung|you(?:'re| are) doing (?:great|well|poorly|badly)|well done|"
    r"(?:great|excellent|perfect|brilliant|fantastic|impressive) "
    r"(?:answer|point|question|job|work|start|thinking|choice|idea)|"
    r"that(?:'s| is) (?:exactly right|correct|wrong|spot on))",
    re.I,
)
NUMBER = re.compile(r"\d[\d,.]*\d|\d")
WORDED = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    r"hundreds?|thousands?|millions?|billions?)\b",
    re.I,
)
UNITS = ((10**9, "billion"), (10**6, "million"), (1000, "thousand"), (100, "hundred"))
TENS = ["", "", *"twenty thirty forty fifty sixty seventy eighty ninety".split()]
SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen".split()
)
HARMLESS = {"one", "two", "first", "second"}
SECRET = (MoveKind.PROBE, MoveKind.DEEPEN, MoveKind.CHALLENGE, MoveKind.HINT, MoveKind.REDIRECT, MoveKind.CLARIFY)


class Breach(StrEnum):
    """Why a sentence was held back."""

    LEAK = "gives the answer away"
    NUMBER = "states a number that is not on the fact sheet"
    QUESTIONS = "asks a second question"
    REPEAT = "repeats an earlier question"
    LENGTH = "is too long"
    GRADING = "talks about grading"
    ROLE = "falls out of role"


class Guard:
    """Checks a turn sentence by sentence as it comes in."""

    def __init__(self, state: Interview, plan: Plan, move: Move, allowed: Iterable[str]) -> None:
        """`allowed`: texts whose numbers may be said besides those of the conversation, such as this turn's draft."""
        self._coach = state.setup.mode == Mode.COACH
        said = " ".join([*allowed, state.prompt, *(t.text for t in state.turns), *state.assumptions])
        numbers = numbers_in(said)
        self._numbers = numbers.union(*(_in_words(number) for number in numbers))
        self._heard = said.lower()
        self._asked = [
            claim.text
            for turn in state.turns
            if turn.speaker == "interviewer"
            for claim in split_claims(turn.text)
            if claim.is_question
        ]
        self._secret = _secrets(plan, move)
        self._questions = 0
        self._words = 0

    def check(self, sentence: str) -> Breach | None:
        """The first thing wrong with the next sentence; None where it may be said."""
        claim = Claim(sentence, 0)
        self._words += len(claim.words)
        self._questions += sentence.count("?")
        if ROLE.search(sentence):
            return Breach.ROLE
        if not self._coach and GRADING.search(sentence):
            return Breach.GRADING
        if self._words > MOST_WORDS:
            return Breach.LENGTH
        if self._questions > 1:
            return Breach.QUESTIONS
        if claim.is_question and len(claim.words) > 5 and copies(claim, self._asked):
            return Breach.REPEAT
        if numbers_in(sentence) - self._numbers:
            return Breach.NUMBER
        if any(m[0].lower() not in self._heard for pattern in self._secret for m in pattern.finditer(sentence)):
            return Breach.LEAK
        return None


def _secrets(plan: Plan, move: Move) -> Sequence[re.Pattern[str]]:
    """The terms that would give away what the move asks for; a hint on rung 3 may name them."""
    if move.kind not in SECRET or move.rung >= 3:
        return []
    points: list[KeyPoint] = plan.points_of(move.criterion) if move.criterion else []
    if move.key_point and move.key_point in plan.key_points:
        points = [plan.key_points[move.key_point]]
    return [pattern for point in points if (pattern := alias_pattern(point.aliases))]


def numbers_in(text: str) -> set[str]:
    """The numbers in a text, as digits and as number words, without those that mean no amount."""
    digits = {m[0].replace(",", "").rstrip(".") for m in NUMBER.finditer(text)}
    words = {m[0].lower().removesuffix("s") for m in WORDED.finditer(text)}
    return digits | words - HARMLESS


def _in_words(digits: str) -> set[str]:
    """The words that a number is said with: 98 as ninety and eight. Larger ones are made of these and their units."""
    if not digits.isdigit() or len(digits) > 12:
        return set()
    value, found = int(digits), set[str]()
    for size, unit in UNITS:
        if value >= size:
            found |= {unit, *_in_words(str(value // size))}
            value %= size
    if value >= 20:
        found.add(TENS[value // 10])
        value %= 10
    return found | ({SMALL[value]} if value else set())
