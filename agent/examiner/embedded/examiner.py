"""The embedded examiner: no key, no network, no download."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from agent.content import Content
from agent.examiner.base import Grading, Utterance, Write
from agent.examiner.embedded.assess import assess
from agent.examiner.embedded.claims import split_claims
from agent.examiner.embedded.echo import leading_to, touched_before
from agent.examiner.embedded.probes import question_of
from agent.examiner.embedded.reader import Reader, build_reader
from agent.examiner.embedded.speak import EARLIER, word_move
from agent.policy.plan import Plan
from agent.state import Answer, Assessment, Interview, Move, MoveKind, Source


class EmbeddedExaminer:
    name = "embedded"

    def __init__(self, content: Content, cache: Path) -> None:
        self._content = content
        self._cache = cache
        self._readers: dict[tuple[str, str], Reader] = {}
        self._lock = threading.Lock()

    def assess(self, state: Interview, plan: Plan) -> Assessment:
        return assess(state, self._reader(plan), plan)

    def speak(self, state: Interview, plan: Plan, move: Move, sources: Sequence[Source], write: Write) -> Utterance:
        text, phrases = word_move(state, plan, self._tied(state, plan, move))
        for word in text.split(" "):
            write(word + " ")
        return Utterance(text, phrases, self.name)

    def _tied(self, state: Interview, plan: Plan, move: Move) -> Move:
        """Before the next question, those of the candidate's words that lead to it are said back: from the last answer,
        or from an earlier one that touched on its subject."""
        if move.kind != MoveKind.PROBE or not move.criterion or move.angle or len(state.turns) < 2:
            return move
        question, embedder = question_of(plan, move), self._reader(plan).embedder
        heard, said = (turn.text for turn in state.turns[-2:])
        claims = [claim.text for claim in split_claims(said)]
        if move.echo and (words := leading_to(question, claims, heard, embedder)):
            return move.model_copy(update={"echo": words})
        touched = [] if move.preface else touched_before(state, move.criterion)
        earlier = leading_to(question, touched, heard, embedder)
        return move.model_copy(update={"echo": earlier, "preface": EARLIER if earlier else move.preface})

    def answers(self, state: Interview, plan: Plan) -> list[Answer]:
        """The last turn as a question, whatever its form: with the facts it is about, if any."""
        reader, text = self._reader(plan), state.turns[-1].text
        facts = {f.id for claim in split_claims(text) for f in reader.facts.asked(claim.text, reader.embedder)}
        return [Answer(asked=text, fact=fact) for fact in sorted(facts)][:3] or [Answer(asked=text)]

    def grade(self, state: Interview, plan: Plan) -> Grading | None:
        return None

    def prepare(self, plan: Plan) -> None:
        self._reader(plan)

    def ready(self, plan: Plan) -> bool:
        return (plan.question.id, plan.template.id) in self._readers

    def _reader(self, plan: Plan) -> Reader:
        key = (plan.question.id, plan.template.id)
        with self._lock:
            if key not in self._readers:
                self._readers[key] = build_reader(self._content, *key, self._cache)
            return self._readers[key]
