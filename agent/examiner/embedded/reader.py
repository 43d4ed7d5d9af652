"""Everything the embedded examiner compares a turn with, for one question and one template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent.content import Content
from agent.examiner.embedded.facts import FactBank, fact_bank
from agent.examiner.embedded.intents import IntentBank, intent_bank
from agent.examiner.embedded.matching import SignalBank
from agent.examiner.embedded.mistakes import PitfallBank, pitfall_bank
from knowledge.embedder import Embedder, Vectors, shared_embedder
from knowledge.schema import Question
from knowledge.vectors import vectors_for


@dataclass(frozen=True)
class Reader:
    question: Question
    signals: SignalBank
    facts: FactBank
    intents: IntentBank
    pitfalls: PitfallBank
    prompt: Vectors  # the question's prompt, shape (1, 384)
    other_vocabularies: dict[str, Sequence[str]]
    embedder: Embedder


def build_reader(content: Content, question_id: str, template_id: str, cache: Path) -> Reader:
    """About 0.3 s when the vectors are on disk; whoever runs interviews keeps it."""
    question = content.questions[question_id]
    return Reader(
        question=question,
        signals=SignalBank(content, question, content.templates[template_id], cache),
        facts=fact_bank(question, cache),
        intents=intent_bank(cache),
        pitfalls=pitfall_bank(list(content.pitfalls_for(question).values()), _good(content), cache),
        prompt=vectors_for([question.prompt], cache),
        other_vocabularies={q.id: q.vocabulary for q in content.questions.values() if q.id != question.id},
        embedder=shared_embedder(),
    )


def _good(content: Content) -> list[tuple[str, str]]:
    """What is right to say on each criterion, in this problem and in the others."""
    signals = [(c.id, text) for c in content.criteria.values() for s in c.signals for text in (*s.says, *s.deep)]
    points = [k for question in content.questions.values() for k in question.key_points]
    return signals + [(k.criterion, text) for k in points for text in (*k.says, *k.deep)]
