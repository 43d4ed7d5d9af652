"""Questions that no fact of the sheet could answer: for the interviewer's opinion, a term, the way an interview goes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from agent.state import Answer

About = Literal["", "opinion", "term", "procedure"]

PROCEDURE = re.compile(
    r"\b(?:what (?:should|do|am|must|shall) i (?:do|say|supposed|meant|start|begin)|where (?:do|should|shall) i (?:start|begin)|"
    r"how (?:does|do) (?:this|it|the interview|we) (?:work|go|proceed)|what is (?:a|this) phase|what happens next|"
    r"(?:can|may|should) i (?:draw|use (?:the|a) (?:white)?board|take notes|think (?:aloud|out loud)|ask questions)|"
    r"(?:give|show) me an example of (?:a|an|how|what))",
    re.I,
)
OPINION = re.compile(
    r"\b(?:do you (?:see|think|agree|disagree|like|prefer|mind|accept|buy)|would you (?:accept|agree|object|prefer|buy|do it|have)|"
    r"what do you (?:think|make of|prefer)|what (?:worries|bothers|concerns) you|your (?:opinion|view|take)|"
    r"(?:is|are|was) (?:that|this|it|the|a|my) [\w -]{0,40}(?:ok(?:ay)?|fine|right|good enough|acceptable|alright))\b",
    re.I,
)
TERM = re.compile(
    r"^(?:and |so |sorry,? |but |hm+,? )*(?:what(?:'s| is| are| does)|do you mean|what do you mean by) (?:an? |by )?"
    r"(?!the |our |your |my |this |that |these |those )[\w/-]+(?: [\w/-]+){0,2}?(?: mean)?\?$",
    re.I,
)
ASKED: dict[About, re.Pattern[str]] = {"procedure": PROCEDURE, "opinion": OPINION, "term": TERM}


def asked_beside(questions: Sequence[str], answers: Sequence[Answer] = ()) -> About:
    """What the first question is about, where none of them asks for a fact."""
    if not questions or any(a.fact for a in answers):
        return ""
    asked = questions[0].strip().replace("’", "'")
    return next((about for about, pattern in ASKED.items() if pattern.search(asked)), "")
