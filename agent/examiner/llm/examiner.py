"""The examiner with a model behind it: the local reading leads, the model words, rereads and grades."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from agent.examiner.base import Grading, Used, Utterance, Write
from agent.examiner.embedded.examiner import EmbeddedExaminer
from agent.examiner.llm.client import ModelClient
from agent.examiner.llm.grade import grade_interview
from agent.examiner.llm.reread import Rereader
from agent.examiner.llm.speak import MISREAD, SETTLED, speak
from agent.examiner.llm.usage import cost
from agent.policy.plan import Plan
from agent.settings import ModelSettings
from agent.state import AGAIN, Assessment, Intent, Interview, ModelCall, Move, MoveKind, Source

VERBATIM = (MoveKind.OPEN, MoveKind.FEEDBACK, MoveKind.CLOSE)  # worded by hand, and said exactly so


class LLMExaminer:
    """One session's. `local` reads each turn at once, and finishes what the model leaves."""

    name = "llm"

    def __init__(self, client: ModelClient, local: EmbeddedExaminer) -> None:
        self._client = client
        self._local = local
        self._rereader = Rereader(client)
        self._hurried = threading.Event()

    @classmethod
    def on(cls, settings: ModelSettings, local: EmbeddedExaminer) -> LLMExaminer:
        """An examiner for one session on a server."""
        return cls(ModelClient(settings), local)

    @property
    def used(self) -> Used:
        usage = self._client.usage
        return Used(usage.prompt, usage.completion, cost(usage, self._client.settings))

    def prepare(self, plan: Plan) -> None:
        self._local.prepare(plan)

    def assess(self, state: Interview, plan: Plan) -> Assessment:
        """The local reading of this turn, with the model's of the last one as a correction."""
        self._hurried.clear()  # whatever was hurried is over
        reading = self._local.assess(state, plan)
        late = self._rereader.collect(state, plan)
        if late:
            reading = reading.model_copy(
                update={
                    "evidence": [*late.evidence, *reading.evidence],
                    "pitfalls": [*late.pitfalls, *reading.pitfalls],
                    "rereads": late.rereads,
                    "settled": late.settled,
                    "note": late.note,
                }
            )
        if state.input and state.input.action == "say" and state.input.text.strip():
            self._rereader.prepare(state, plan)
        return reading

    def speak(self, state: Interview, plan: Plan, move: Move, sources: Sequence[Source], write: Write) -> Utterance:
        if move.kind in VERBATIM or move.preface in ("drill", AGAIN):
            return self._local.speak(state, plan, move, sources, write)
        draft: list[str] = []
        local = self._local.speak(state, plan, move, sources, draft.append)
        said = speak(self._client, state, plan, move, sources, local.text, write, self._hurried.is_set)
        call = ModelCall(
            model=self._client.settings.interviewer_model,
            prompts=said.prompts,
            temperature=self._client.settings.temperature,
            tokens_in=said.used.prompt,
            tokens_out=said.used.completion,
            held_back=[breach.value for breach in said.breaches],
            trouble=str(said.trouble) if said.trouble else "",
        )
        by = self.name if said.by_model else self._local.name
        misread = self._corrected(said.misread, state, plan) if said.misread else None
        if not misread:  # else there is a reply to come
            self._rereader.begin()
        return Utterance(said.text, local.phrases_used, by, call, misread)

    def _corrected(self, word: str, state: Interview, plan: Plan) -> Assessment:
        """The reading as the model's objection changes it."""
        reading = state.assessment or Assessment()
        pitfall = state.move.pitfall if state.move else None
        if word not in MISREAD and pitfall:
            made = word == SETTLED or pitfall in reading.reopened
            found = {"resolved": [*reading.resolved, pitfall]} if made else {"unfounded": [pitfall]}
            reopened = [p for p in reading.reopened if p != pitfall]
            return reading.model_copy(update={"corrected": True, "suspected": None, "reopened": reopened, **found})
        intent = MISREAD[word]
        asks = intent == Intent.CLARIFYING_QUESTION and not reading.answers
        answers = self._local.answers(state, plan) if asks else reading.answers
        return reading.model_copy(update={"intent": intent, "answers": answers, "corrected": True})

    def hurry(self) -> None:
        """Ends the turn that is being spoken: no more of the model is waited for, the draft says the rest."""
        self._hurried.set()

    def grade(self, state: Interview, plan: Plan) -> Grading | None:
        return grade_interview(self._client, state, plan)
