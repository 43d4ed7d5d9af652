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
from rubrics.schema import Template


@dataclass(frozen=True)
class Reader:
    question: Question
    template: Template
    signals: SignalBank
    facts: FactBank
    intents: IntentBank
    pitfalls: PitfallBank
    prompt: Vectors  # the question's prompt, shape (1, 384)
    other_vocabularies: dict[str, Sequence[str]]
    embedder: Embedder


def build_reader(content: Content, question_id: str, template_id: str, cache: Path) -> Reader:
    """About 50 ms when the vectors are on disk; whoever runs interviews keeps it."""
    question, template = content.questions[question_id], content.templates[template_id]
    return Reader(
        question=question,
        template=template,
        signals=SignalBank(content, question, template, cache),
        facts=fact_bank(question, cache),
        intents=intent_bank(cache),
        pitfalls=pitfall_bank(list(content.pitfalls_for(question).values()), cache),
        prompt=vectors_for([question.prompt], cache),
        other_vocabularies={q.id: q.vocabulary for q in content.questions.values() if q.id != question.id},
        embedder=shared_embedder(),
    )
