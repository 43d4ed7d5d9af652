"""The model's own reading of a turn: made while the candidate thinks, it corrects the ledger for the next turn."""

from __future__ import annotations

import re
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from pydantic import BaseModel, Field

from agent.examiner.llm.client import ModelClient
from agent.examiner.llm.prompts import as_untrusted, prompt
from agent.examiner.llm.trouble import Trouble
from agent.policy.plan import Plan
from agent.state import Assessment, Interview
from knowledge.schema import Pitfall
from rubrics.evidence import DRAWN, Depth, Evidence, LedgerEntry, PitfallSeen, Prompting
from rubrics.scoring import DRAWN_CAP

WORKERS = 16  # readings at once, over all sessions
MOST_TOKENS = 900
SAME = {c: f"[{same}]" for same in ("'’", "<‹", ">›") for c in same}  # what a prompt or a model writes differently


class Shown(BaseModel):
    """One criterion that the turn shows."""

    criterion: str
    quote: str
    depth: int = Field(ge=1, le=4)


class Mistake(BaseModel):
    """One mistake made in the turn."""

    mistake: str
    quote: str


class TurnReading(BaseModel):
    """What the model answers."""

    shown: list[Shown]
    mistakes: list[Mistake] = []
    put_right: list[str] = []


class _Begun(NamedTuple):
    """A reading under way, and the mistakes that stood objected to when its turn was said."""

    answer: Future[TurnReading]
    objected: list[str]


_POOL = ThreadPoolExecutor(WORKERS, thread_name_prefix="reread")


class Rereader:
    """The readings of one session. What is not ready for the next turn is not waited for.

    They are kept by turn and words: after an answer was taken back, only readings of what still stands are found.
    """

    def __init__(self, client: ModelClient) -> None:
        self._client = client
        self._readings: dict[tuple[int, str], _Begun] = {}
        self._next: tuple[tuple[int, str], list[dict[str, str]], list[str]] | None = None

    def prepare(self, state: Interview, plan: Plan) -> None:
        """The candidate turn that stands last is the next to be read."""
        turn = state.turns[-1]
        self._next = (turn.id, turn.text), messages_for(state, plan), [p.pitfall for p in _objected(state)]

    def begin(self) -> None:
        """Starts what was prepared. Once the reply is out, as many servers answer one request after the other."""
        if self._next:
            key, messages, objected = self._next
            model = self._client.settings.grader
            answer = _POOL.submit(self._client.ask, messages, model, TurnReading, MOST_TOKENS)
            self._readings[key] = _Begun(answer, objected)
            self._next = None

    def collect(self, state: Interview, plan: Plan) -> Assessment | None:
        """The reading of the turn before this one as a correction; None where there is none yet."""
        before = next((t for t in reversed(state.turns[:-1]) if t.speaker == "candidate"), None)
        begun = self._readings.get((before.id, before.text)) if before else None
        if before is None or begun is None:
            return None
        try:
            found = begun.answer.result(self._client.settings.reread_seconds)
        except TimeoutError:
            return None
        except Trouble as trouble:
            return Assessment(note=f"A second reading by the model is missing for a turn: {trouble}")
        reading = correction(found, before.id, state, plan)
        told = "put_right" in found.model_fields_set
        settled = {pitfall: pitfall in found.put_right for pitfall in begun.objected} if told else {}
        return reading.model_copy(update={"settled": settled})


def messages_for(state: Interview, plan: Plan) -> list[dict[str, str]]:
    """What to look for, which stays the same for a whole interview so that servers can cache it; then the turn."""
    system = prompt("read").text(
        problem=plan.question.prompt,
        criteria=list(plan.criteria.values()),
        mistakes=_sayable(plan),
    )
    question = next((t.text for t in reversed(state.turns) if t.speaker == "interviewer"), "")
    objected = "".join(f"- {p.pitfall}: {p.quote}\n" for p in _objected(state))
    before = f"Mistakes objected to before:\n{objected}\n" if objected else ""
    turn = f"{before}The interviewer had said: {question}\n\n{as_untrusted(state.turns[-1])}"
    return [{"role": "system", "content": system}, {"role": "user", "content": turn}]


def _sayable(plan: Plan) -> list[Pitfall]:
    """The mistakes that a turn can make; the others are things left out of a whole interview."""
    return [p for p in plan.pitfalls.values() if p.kind == "said"]


def _objected(state: Interview) -> list[PitfallSeen]:
    """The mistakes that were challenged and are not put right."""
    return [p for p in state.pitfalls if p.challenged and not p.resolved]


def correction(found: TurnReading, number: int, state: Interview, plan: Plan) -> Assessment:
    """Evidence and mistakes of the turn with that number, in place of those read at once."""
    said = state.said_by_candidate()[number]
    evidence = [
        _evidence(shown, quote, number, state)
        for shown in found.shown
        if shown.criterion in plan.criteria and (quote := verbatim(shown.quote, said))
    ]
    said_mistakes = {p.id for p in _sayable(plan)}
    pitfalls = [
        PitfallSeen(pitfall=mistake.mistake, turn=number, quote=quote)
        for mistake in found.mistakes
        if mistake.mistake in said_mistakes and (quote := verbatim(mistake.quote, said))
    ]
    return Assessment(evidence=evidence, pitfalls=pitfalls, rereads=[number])


def _evidence(shown: Shown, quote: str, number: int, state: Interview) -> Evidence:
    entry = state.ledger.get(shown.criterion) or LedgerEntry(criterion=shown.criterion)
    rung = rung_before(state, shown.criterion, number)
    prompting = Prompting.HINTED if rung else Prompting.PROMPTED if entry.asked else Prompting.UNPROMPTED
    drawn = state.is_drawn(number, quote)
    return Evidence(
        turn=number, quote=quote, criterion=shown.criterion, signal=f"{DRAWN if drawn else 'read:'}{quote[:40]}",
        depth=Depth(min(shown.depth, DRAWN_CAP) if drawn else shown.depth),
        prompting=prompting, rung=rung,
    )  # fmt: skip


def rung_before(state: Interview, criterion: str, turn: int) -> int:
    """The highest rung that was given on a criterion before a turn."""
    moves = [t.move for t in state.turns if t.id < turn and t.move]
    return max((m.rung for m in moves if m.criterion == criterion), default=0)


def verbatim(quote: str, said: str) -> str:
    """The stretch of `said` that the quote copies, whatever the white space and the quotation marks; else nothing."""
    words = quote.strip().strip("\"'“”‘’").strip(" .…").split()
    pattern = r"\s+".join(re.sub("['’‹›<>]", lambda m: SAME[m[0]], re.escape(word)) for word in words)
    found = re.search(pattern, said, re.I) if words else None
    return found[0] if found else ""
