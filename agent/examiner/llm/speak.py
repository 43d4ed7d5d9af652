"""Wording a move with the model: streamed sentence by sentence through the guards, finished by the draft if need be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from agent.examiner.llm.client import ModelClient
from agent.examiner.llm.guards import Breach, Guard
from agent.examiner.llm.prompts import as_untrusted, prompt
from agent.examiner.llm.trouble import Trouble
from agent.examiner.llm.usage import Usage
from agent.policy.plan import Plan
from agent.policy.react import BACK, INSTEAD
from agent.state import CHECK, LEFT_OUT, STRETCH, Intent, Interview, Move, MoveKind, Source, Turn

MOST_TOKENS = 220
KEPT = 12  # turns of the conversation at least in view
STEP = 8  # turns by which the view moves on: in between, the start of every prompt stays the same
PASSAGE = 600  # characters of a passage shown to the model
END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=\S)")
OPENER = re.compile(
    r"(okay|i see|all right|alright|right|sure|fine|understood|got it|fair enough|yes|hm+)(?=[,.…:;])", re.I
)  # says nothing, so it needs no check and can be heard before its sentence is whole
PURPOSES = {
    MoveKind.REVEAL: "Answer the candidate's questions with the facts given, nothing more.",
    MoveKind.ASSUME: "Agree on the assumption, or leave the choice to the candidate.",
    MoveKind.ACKNOWLEDGE: "Let the candidate go on.",
    MoveKind.PROBE: "Ask about something that has not come up.",
    MoveKind.DEEPEN: "Follow up on what the candidate just said.",
    MoveKind.HINT: "Give this nudge and no more than this.",
    MoveKind.CHALLENGE: "Put the candidate's claim to the test with a question; do not say what is wrong.",
    MoveKind.REDIRECT: "Bring the conversation back, kindly and briefly.",
    MoveKind.CLARIFY: "Say your own question again in other words.",
    MoveKind.TIME_CUE: "Tell the candidate how the time stands.",
    MoveKind.TRANSITION: "Lead over to the next part.",
    MoveKind.WRAP_UP: "Ask for a recap.",
    MoveKind.DECLINE: "Decline in passing, without fuss, and go on.",
}
PARTICULAR: dict[str | None, str] = {  # by angle or preface, where the kind of the move does not say it
    STRETCH: "Put a twist on the design.",
    CHECK: PURPOSES[MoveKind.CHALLENGE],
    LEFT_OUT: "Ask what makes it safe to do without that.",
    BACK: "Answer how you meant your question, or what to go on with, in a few words; ask nothing.",
    INSTEAD: "Ask what the candidate would do instead.",
}
OBJECTIONABLE = (
    MoveKind.ACKNOWLEDGE, MoveKind.PROBE, MoveKind.DEEPEN, MoveKind.CHALLENGE, MoveKind.REDIRECT,
)  # no transition: the phase is closed by then  # fmt: skip

MISREAD = {  # what the model says in place of a turn that would not fit
    "QUESTION": Intent.CLARIFYING_QUESTION,
    "STUCK": Intent.STUCK,
    "NEXT": Intent.MOVE_ON,
    "REPEAT": Intent.ASKS_REPEAT,
}
UNSAID, SETTLED = "UNSAID", "SETTLED"  # and in place of a challenge


@dataclass
class Spoken:
    """What was said and how it came about. Where it was misread, nothing was said."""

    text: str
    breaches: list[Breach] = field(default_factory=list)
    trouble: Trouble | None = None
    by_model: bool = True
    prompts: list[str] = field(default_factory=list)
    misread: str = ""  # the word that was said instead
    used: Usage = field(default_factory=Usage)


def speak(
    client: ModelClient,
    state: Interview,
    plan: Plan,
    move: Move,
    sources: Sequence[Source],
    draft: str,
    write: Callable[[str], None],
    hurried: Callable[[], bool] = lambda: False,
) -> Spoken:
    """Says the move through `write`, a sentence at a time; what fails a guard or breaks off ends in the draft.

    Once `hurried`, no further sentence of the model is waited for.
    """
    facts = [f.answer for f in plan.question.facts if f.id in {a.fact for a in move.answers}]
    guard = Guard(state, plan, move, [draft, *facts])
    result = Spoken("", prompts=[prompt(name).tag for name in ("interviewer", "before", "turn")])
    said: list[str] = []
    opener = ""

    def begin(words: str) -> None:
        nonlocal opener
        opener = words
        write(words)

    messages = messages_for(state, plan, move, sources, draft, facts)
    pieces = client.stream(messages, client.settings.interviewer_model, MOST_TOKENS, result.used)
    try:
        for sentence in sentences(_until(hurried, _opened(pieces, begin))):
            if hurried():  # this one may be the beginning of a sentence only
                break
            if not said and (word := sentence.strip(" .\"'*")) in (*MISREAD, UNSAID, SETTLED):
                if may_object(state, move) and (word in MISREAD or move.pitfall):
                    return replace(result, misread=word)
                break
            breach = guard.check(sentence)
            if breach:
                result.breaches.append(breach)
                break
            write(sentence[0 if said else len(opener) :] + " ")
            said.append(sentence)
    except Trouble as trouble:
        result.trouble = trouble
    finally:
        pieces.close()  # also where the rest is not wanted, so that what it took is known
    if opener and not said:  # the sentence it began is not said
        write(". ")
        said.append(f"{opener}.")
    result.by_model = bool(said) and said != [f"{opener}."]
    for sentence in _rest(said, draft, bool(result.breaches or result.trouble or hurried() or not said)):
        said.append(sentence)
        write(sentence + " ")
    result.text = " ".join(said)
    return result


def messages_for(
    state: Interview, plan: Plan, move: Move, sources: Sequence[Source], draft: str, facts: Sequence[str]
) -> list[dict[str, str]]:
    """The system prompt, the conversation in view, and the note for this turn at the end."""
    system = prompt("interviewer").text(level=state.setup.level.value, prompt=plan.question.prompt)
    note = prompt("turn").text(
        purpose=_purpose(move),
        draft=draft,
        claim=_claim(state, move),
        mistake=plan.pitfalls[move.pitfall].name if move.pitfall else "",
        facts=" ".join(facts),
        passage=sources[0].text[:PASSAGE] if sources and move.kind == MoveKind.HINT else "",
        minutes_left=move.minutes_left,
        may_object=may_object(state, move),
    )
    view = _in_view(state.turns)
    conversation = [_message(turn) for turn in view]
    if view[0].id:
        conversation.insert(0, {"role": "user", "content": prompt("before").text(**_earlier(state, plan, view[0].id))})
    if conversation and conversation[-1]["role"] == "user":
        conversation[-1] = {"role": "user", "content": f"{conversation[-1]['content']}\n\n{note}"}
    else:
        conversation.append({"role": "user", "content": note})
    return [{"role": "system", "content": system}, *conversation]


def _claim(state: Interview, move: Move) -> str:
    """What is put to the test: a mistake that was heard, or one that may have been made."""
    heard = next((p.quote for p in state.pitfalls if p.pitfall == move.pitfall), "")
    return heard or (move.echo or "" if move.angle == CHECK else "")


def _purpose(move: Move) -> str:
    preface = BACK if (move.preface or "").startswith(BACK) else move.preface
    purpose = PARTICULAR.get(move.angle) or PARTICULAR.get(preface) or PURPOSES.get(move.kind, "Say this.")
    told = bool(move.answers) and move.kind == MoveKind.TRANSITION
    return f"{PURPOSES[MoveKind.REVEAL]} {purpose}" if told else purpose


def _earlier(state: Interview, plan: Plan, first: int) -> dict[str, object]:
    """What was settled before the view begins."""
    told = {a.fact for t in state.turns[:first] if t.move for a in t.move.answers if a.fact}
    return {
        "facts": [f.answer for f in plan.question.facts if f.id in told],
        "parts": [phase.title for phase in plan.phases if any(t.phase == phase.id for t in state.turns[:first])],
    }


def may_object(state: Interview, move: Move) -> bool:
    """Whether the model may say that the move does not fit: once a turn, and only where the turn was read by rules."""
    reading, given = state.assessment, state.input
    said = bool(given and given.action == "say" and given.text)
    return bool(said and reading and not reading.corrected and move.kind in OBJECTIONABLE)


def _in_view(turns: Sequence[Turn]) -> Sequence[Turn]:
    """The last turns; the first in view changes only every few turns, so that servers can cache what precedes."""
    return turns[max(0, (len(turns) - KEPT) // STEP * STEP) :] if len(turns) > KEPT else turns


def _message(turn: Turn) -> dict[str, str]:
    if turn.speaker == "interviewer":
        return {"role": "assistant", "content": turn.text}
    return {"role": "user", "content": as_untrusted(turn)}


def sentences(pieces: Iterator[str]) -> Iterator[str]:
    """Whole sentences as soon as each is complete."""
    waiting = ""
    for piece in pieces:
        waiting += piece
        while match := END.search(waiting):
            yield waiting[: match.start()].strip()
            waiting = waiting[match.end() :]
    if waiting.strip():
        yield waiting.strip()


def _opened(pieces: Iterator[str], begin: Callable[[str], None]) -> Iterator[str]:
    """The pieces as they come; the opener is passed to `begin` as soon as it is whole."""
    start: str | None = ""
    for piece in pieces:
        if start is not None:
            start += piece
            if match := OPENER.match(start):
                begin(match[0])
            if match or len(start) > 16:
                start = None
        yield piece


def _until(hurried: Callable[[], bool], pieces: Iterator[str]) -> Iterator[str]:
    for piece in pieces:
        yield piece
        if hurried():
            return


def _rest(said: Sequence[str], draft: str, cut_short: bool) -> list[str]:
    """What of the draft must still be said: all of it, or its question where none was asked."""
    if not said:
        return [draft]
    questions = [sentence for sentence in END.split(draft) if sentence.rstrip().endswith("?")]  # whole ones
    asked = any("?" in sentence for sentence in said)
    if asked or not (questions or cut_short):
        return []
    return questions[-1:] or ([draft] if cut_short else [])
