"""Who did not get a question hears it again: in the same words, or in others where it was not understood."""

from __future__ import annotations

import re

from agent.examiner.embedded.echo import said_back
from agent.examiner.embedded.language import Wording, phrases
from agent.policy.plan import Plan
from agent.policy.react import AGAIN
from agent.state import ASKING, CHECK, Interview, Move, MoveKind, Turn

HEAR_IT_AGAIN = re.compile(
    r"\b(?:repeat|(?:say|ask|read) (?:that|it|the question) (?:again|once more)|come again|once more|once again|"
    r"(?:what|how) was (?:the|your|that|it)\b|what did you (?:say|ask)|(?:didn'?t|did not|couldn'?t|could not) "
    r"(?:quite |really )?(?:hear|catch)|lost you|(?:line|audio|sound|connection|mic)\b.*\b(?:broke|cut|dropped|bad|gone))|"
    r"^(?:sorry|pardon|excuse me|hm+)[?.! ]*$",
    re.I,
)
MEANS = re.compile(r"\bwhat (?:do|did|does|is|was) (?:you|that|it|this) (?:mean|meant) (?:by|with) ([^?.]+)", re.I)
LEAST_MEANT = 3  # words of the question that are not understood; one or two are a term
SENTENCES = re.compile(r"(?<=[.?!])\s+(?=[A-Z“])")
MOST_SAID_BACK = 8  # words
ASIDE = 4  # words of a sentence that asks nothing: "Okay, next part."


def wants_it_again(text: str) -> bool:
    """Whether the same words will do: it was not heard, rather than not understood."""
    return bool(HEAR_IT_AGAIN.search(text))


def asks_what_was_meant(text: str, said: str) -> bool:
    """Whether words of what the interviewer has just said are asked about, and not a term."""
    meant = MEANS.search(text)
    words = re.findall(r"[\w']+", meant[1].lower()) if meant else []
    known = set(re.findall(r"[\w']+", said.lower()))
    return len(words) >= LEAST_MEANT and sum(word in known for word in words) >= len(words) - 1


def once_more(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
    """The open question as it was asked; or, in other words, what was objected to or gone into.

    Nothing where it was a question of the bank, which has other wordings.
    """
    asked = _asking_turn(state)
    if asked is None or asked.move is None:
        return []
    if move.preface == AGAIN:
        return [w.say(AGAIN, question=_without_asides(asked.text))]
    if asked.move.kind == MoveKind.CHALLENGE or asked.move.angle == CHECK:
        pitfall = plan.pitfalls[asked.move.pitfall or ""]
        return [w.say("clarify"), w.pick(f"challenge-{pitfall.id}", list(pitfall.challenge))]
    if asked.move.kind == MoveKind.DEEPEN and asked.move.angle in phrases():
        about = w.say("echo", echo=said_back(asked.move.echo, MOST_SAID_BACK)) if asked.move.echo else ""
        return [w.say("clarify"), about, w.say(asked.move.angle)]
    return []


def _asking_turn(state: Interview) -> Turn | None:
    """The last turn that asked something of its own."""
    asking = set(ASKING) - {MoveKind.CLARIFY}
    return next((t for t in reversed(state.turns) if t.move and t.move.kind in asking), None)


def _without_asides(text: str) -> str:
    sentences = SENTENCES.split(text)
    return " ".join(s for s in sentences if "?" in s or len(s.split()) > ASIDE) or text
