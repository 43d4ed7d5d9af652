"""What a turn ends in that asks the interviewer about the conversation: an offer, a choice, what a question meant.

The answer is short, and the floor stays with the candidate.
"""

from __future__ import annotations

import re
from typing import Literal

from agent.examiner.embedded.reading import Reading
from agent.state import Interview

AsksBack = Literal["", "offer", "choice", "meant", "either"]

GO = r"(?:go|talk|start|begin|come back|get back|return|stay|continue)"
TELL = rf"(?:{GO}|walk|describe|cover|draw|sketch|explain|list|do|dive|expand|elaborate|detail|focus|touch|say|tell|show|give|estimate|work out)"
WANTS = r"(?:do you want|would you like|do you prefer|would you prefer|you want|want)"
THING = r"(?:the|a|an|my|more|some|numbers|details?|one)\b"
OFFERS = re.compile(
    rf"\b(?:shall|should|may|can|could) i (?:\w+ly |also |first |now |just )?{TELL}\b|"
    rf"\b(?:shall|should|can|could) we (?:\w+ly |also |first |now |just )?{GO}\b|"
    rf"\bis it (?:ok|okay|fine|all right) if i {TELL}\b|\b{WANTS} me to\b|\b{WANTS} to hear\b|"
    rf"\b{WANTS} {THING}(?!.*\bto\b).*\b(?:too|as well|first|now|next|also)\b|\b{WANTS} {THING}(?!.*\bto\b).* or\b",
    re.I,
)
CHOOSES = re.compile(
    r"\bwhich (?:one |of (?:them|those|these|the two) )?(?:first|next|should i|do you (?:want|prefer)|would you)\b|"
    r"\b(?:one|any|some) of (?:those|these|them) (?:that )?you(?:'d| would)? (?:want|like)\b|\bwhich(?:ever)? you(?:'d)? (?:prefer|like|want)\b",
    re.I,
)
MEANS = re.compile(
    r"\b(?:do you mean|you mean|are you asking (?:about|for|whether|if)|is (?:the|your) question (?:about|whether))\b",
    re.I,
)
ENOUGH = re.compile(  # "is that enough, or do you want the serving too?"
    r"\b(?:does|did|is|was) (?:that|this|it) (?:\w+ )?(?:cover\w*|answer\w*|enough|ok|okay|fine|clear|make sense|what you|help\w*|do)\b.* or\b",
    re.I,
)
WHICH = re.compile(r"^(?:\w+[,.]? )?(?:what|which|who|where|how)\b", re.I)  # asks for the words once more
ELLIPTIC = re.compile(r"^(?:(?:so|and|hm+|sorry|okay|ok),? )?(?:for|at|in|on|about|before|after) .* or .*\?$", re.I)
OTHERWISE = frozenset({"move_on", "asks_hint", "asks_solution", "asks_time", "stuck"})


def asks_back(reading: Reading, state: Interview) -> AsksBack:
    """What the last sentence of the turn asks about the conversation, if anything."""
    if not reading.claims or reading.acts[-1] & OTHERWISE:
        return ""
    if "procedure" in reading.acts[-1] and len(reading.claims) == 1:  # nothing was told that could be gone on with
        return ""
    said = reading.claims[-1]
    either = " or " in said.lower
    if CHOOSES.search(said.text):
        return "choice"
    if not said.is_question:
        return ""
    asking = bool(WHICH.search(said.text))
    if OFFERS.search(said.text) and not asking:
        return "choice" if either and not ENOUGH.search(said.text) else "offer"
    if not state.asked or (asking and not either):
        return ""
    if MEANS.search(said.text):
        return "either" if either else "meant"
    return "either" if ELLIPTIC.search(said.text) else ""
