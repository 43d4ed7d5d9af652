"""Who did not get a question hears it again: in the same words, or in others where it was not understood."""

from __future__ import annotations

import re

from agent.examiner.embedded.echo import said_back
from agent.examiner.embedded.language import Wording, phrases
from agent.examiner.embedded.probes import other_wording, question_of
from agent.policy.plan import Plan
from agent.policy.react import BACK
from agent.state import AGAIN, ASKING, CHECK, Interview, Move, MoveKind, Turn

HEAR_IT_AGAIN = re.compile(
    r"\b(?:repeat|(?:say|ask|read) (?:that|it|the question) (?:again|once more)|come again|once more|once again|"
    r"(?:what|how) was (?:the|your|that|it)\b|what did you (?:say|ask)|(?:didn'?t|did not|couldn'?t|could not) "
    r"(?:quite |really )?(?:hear|catch)|lost you|(?:line|audio|sound|connection|mic)\b.*\b(?:broke|cut|dropped|bad|gone))|"
    r"^(?:sorry|pardon|excuse me|hm+)[?.! ]*$",
    re.I,
)
MEANS = re.compile(
    r"\bwhat (?:do|did|does|is|was) (?:you|that|it|this) (?:mean|meant) (?:by|with) ([^?.]+)|\bwhat(?:'s| is) meant (?:by|with) "
    r"([^?.]+)|\bwhat does (?!that\b|it\b|this\b)([^?.]+?) mean\b",
    re.I,
)
EXAMPLE = re.compile(
    r"(?:(?:sorry|okay|hm+|and|so)[, ]+)*(?:(?:can|could|would|do) you (?:please |maybe )?(?:give|have|show|name)(?: me)?|"
    r"(?:is|are) there|may i have|i(?:'d| would) (?:like|need)|give me) an example(?: (?:of|for) (?:that|this|it|what you "
    r"(?:mean|want|have in mind)))?(?:,? please)?|(?:for example|like what|such as(?: what)?|an example)",
    re.I,
)
NO_SUCH_WORD = re.compile(
    r"\b(?:(?:don'?t|do not|never) (?:know|understand|heard of|heard) (?:that|this|the) (?:term|word|expression|acronym|"
    r"abbreviation)|(?:term|word|expression|acronym|abbreviation)(?: that| which)? i (?:don'?t|do not) (?:know|understand)|"
    r"not (?:familiar with|sure about) (?:that|this|the) (?:term|word|expression|acronym|abbreviation))\b",
    re.I,
)
ALL_KNOWN = 2  # words that are asked about of which each has to have been said; of more one may be another
SENTENCES = re.compile(r"(?<=[.?!])\s+(?=[A-Z“])")
MOST_SAID_BACK = 8  # words
SMALL = {"a", "an", "the", "your", "that", "this", "here", "exactly", "term", "word", "in", "context"}
ASIDE = 4  # words of a sentence that asks nothing: "Okay, next part."


def wants_it_again(text: str) -> bool:
    """Whether the same words will do: it was not heard, rather than not understood."""
    return bool(HEAR_IT_AGAIN.search(text))


def asks_what_was_meant(text: str, said: str) -> bool:
    """Whether it is the interviewer's words that are asked about, or an example of what they want."""
    if EXAMPLE.fullmatch(text.strip(" ?.!")) or NO_SUCH_WORD.search(text):
        return True
    meant = MEANS.search(text)
    about = (meant[1] or meant[2] or meant[3]).lower() if meant else ""
    words = [word for word in re.findall(r"[\w']+", about) if word not in SMALL]
    known = {word.rstrip("s") for word in re.findall(r"[\w']+", said.lower())}
    missing = sum(word.rstrip("s") not in known for word in words)
    return bool(words) and missing <= (len(words) > ALL_KNOWN)


def once_more(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
    """The open question as it was asked or in other words, what the part is for, or the task."""
    if (move.preface or "").startswith(BACK):
        return [w.say(move.preface or "")]
    if said := _as_asked(state, plan, move, w):
        return said
    if not move.criterion:
        last = next((t.move for t in reversed(state.turns) if t.move and t.move.kind == MoveKind.TRANSITION), None)
        if last and last.phase is not None:
            return [w.say("clarify"), plan.phases[last.phase].purpose]
        return [w.say("clarify_open", prompt=plan.question.prompt)]
    criterion = plan.bank[move.criterion]
    point = plan.key_points.get(move.key_point or "")
    if point:
        return [w.say("clarify_wider"), w.pick(f"probe-{criterion.id}", list(criterion.probes))]
    return [w.say("clarify"), question_of(plan, other_wording(state, plan, move))]


def _as_asked(state: Interview, plan: Plan, move: Move, w: Wording) -> list[str]:
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
    asking = {*ASKING, MoveKind.WRAP_UP} - {MoveKind.CLARIFY}
    return next((t for t in reversed(state.turns) if t.move and t.move.kind in asking), None)


def _without_asides(text: str) -> str:
    sentences = SENTENCES.split(text)
    return " ".join(s for s in sentences if "?" in s or len(s.split()) > ASIDE) or text
