"""The model's own reading of a turn: made beside the interviewer's reply, it corrects the ledger for the next turn."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from pydantic import BaseModel, Field

from agent.examiner.llm.client import ModelClient
from agent.examiner.llm.prompts import as_untrusted, prompt
from agent.examiner.llm.trouble import Trouble
from agent.policy.plan import Plan
from agent.state import Assessment, Interview
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


_POOL = ThreadPoolExecutor(WORKERS, thread_name_prefix="reread")


class Rereader:
    """The readings of one session that are under way. What is not ready for the next turn is not waited for."""

    def __init__(self, client: ModelClient) -> None:
        self._client = client
        self._pending: tuple[int, str, Future[TurnReading]] | None = None

    def begin(self, state: Interview, plan: Plan) -> None:
        """Starts the reading of the candidate turn that stands last."""
        turn = state.turns[-1]
        messages = messages_for(state, plan)
        model = self._client.settings.grader
        future = _POOL.submit(self._client.ask, messages, model, TurnReading, MOST_TOKENS)
        self._pending = (turn.id, state.said_by_candidate()[turn.id], future)

    def collect(self, state: Interview, plan: Plan) -> Assessment | None:
        """The reading of the turn before this one as a correction; None where there is none yet."""
        pending, self._pending = self._pending, None
        if pending is None:
            return None
        number, text, future = pending
        said = state.said_by_candidate()
        if said.get(number) != text:  # that turn was taken back
            return None
        try:
            return correction(future.result(self._client.settings.reread_seconds), number, state, plan)
        except TimeoutError:
            return None
        except Trouble as trouble:
            return Assessment(note=f"A second reading by the model is missing for a turn: {trouble}")


def messages_for(state: Interview, plan: Plan) -> list[dict[str, str]]:
    """What to look for, which stays the same for a whole interview so that servers can cache it; then the turn."""
    system = prompt("read").text(
        problem=plan.question.prompt,
        criteria=list(plan.criteria.values()),
        mistakes=[p for p in plan.pitfalls.values() if p.kind == "said"],
    )
    question = next((t.text for t in reversed(state.turns) if t.speaker == "interviewer"), "")
    turn = f"The interviewer had said: {question}\n\n{as_untrusted(state.turns[-1])}"
    return [{"role": "system", "content": system}, {"role": "user", "content": turn}]


def correction(found: TurnReading, number: int, state: Interview, plan: Plan) -> Assessment:
    """Evidence and mistakes of the turn with that number, in place of those read at once."""
    said = state.said_by_candidate()[number]
    evidence = [
        _evidence(shown, quote, number, state)
        for shown in found.shown
        if shown.criterion in plan.criteria and (quote := verbatim(shown.quote, said))
    ]
    pitfalls = [
        PitfallSeen(pitfall=mistake.mistake, turn=number, quote=quote)
        for mistake in found.mistakes
        if mistake.mistake in plan.pitfalls and (quote := verbatim(mistake.quote, said))
    ]
    return Assessment(evidence=evidence, pitfalls=pitfalls, rereads=[number])


def _evidence(shown: Shown, quote: str, number: int, state: Interview) -> Evidence:
    entry = state.ledger.get(shown.criterion) or LedgerEntry(criterion=shown.criterion)
    rung = max((r for r in hints_before(state, shown.criterion, number)), default=0)
    prompting = Prompting.HINTED if rung else Prompting.PROMPTED if entry.asked else Prompting.UNPROMPTED
    drawn = state.is_drawn(number, quote)
    return Evidence(
        turn=number, quote=quote, criterion=shown.criterion, signal=f"{DRAWN if drawn else 'read:'}{quote[:40]}",
        depth=Depth(min(shown.depth, DRAWN_CAP) if drawn else shown.depth),
        prompting=prompting, rung=rung,
    )  # fmt: skip


def hints_before(state: Interview, criterion: str, turn: int) -> Sequence[int]:
    """The rungs that were given on a criterion before a turn."""
    moves = [t.move for t in state.turns if t.id < turn and t.move]
    return [m.rung for m in moves if m.rung and m.criterion == criterion]


def verbatim(quote: str, said: str) -> str:
    """The stretch of `said` that the quote copies, whatever the white space and the quotation marks; else nothing."""
    words = quote.strip().strip("\"'“”‘’").strip(" .…").split()
    pattern = r"\s+".join(re.sub("['’‹›<>]", lambda m: SAME[m[0]], re.escape(word)) for word in words)
    found = re.search(pattern, said, re.I) if words else None
    return found[0] if found else ""
