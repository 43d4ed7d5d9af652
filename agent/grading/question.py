"""Which question a transcript is about, or a stand-in for one that is not in the bank."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

from agent.content import Content
from agent.examiner.embedded.claims import FUNCTION_WORDS, Claim, split_claims
from agent.examiner.embedded.worthless import any_of
from agent.transcript.model import Transcript
from knowledge.embedder import shared_embedder
from knowledge.schema import Family, Question, Trait
from knowledge.vectors import vectors_for

UNKNOWN = "unknown"
OPENING = 6  # utterances in which the problem is stated
ALIKE = 0.62  # similarity of a sentence of the opening to a prompt, from which it is that question
WORDS_WEIGH = 0.25  # what the share of a question's vocabulary adds to that similarity
LEAD = 0.03  # by which the best question must lead
VOCABULARY = 24  # words taken from the transcript itself where the question is unknown


def recognise(transcript: Transcript, content: Content, cache: Path) -> str | None:
    """The question a transcript is about, by how the problem is stated and by the nouns that are used all along; None
    when it is none of the bank's."""
    questions = [q for q in content.questions.values() if q.id != UNKNOWN]
    opening = " ".join(u.text for u in transcript.utterances[:OPENING])
    sentences = [c.text for c in split_claims(opening)][:40]
    if not sentences:
        return None
    stated = vectors_for([text for q in questions for text in (q.prompt, f"Design {q.title}.")], cache)
    near = (stated @ shared_embedder().embed(sentences).T).max(axis=1).reshape(len(questions), 2).max(axis=1)
    everything = " ".join(u.text for u in transcript.utterances)
    shares = np.array([_share(q.vocabulary, everything) for q in questions])
    scores = near + WORDS_WEIGH * shares
    first, second = np.argsort(scores)[::-1][:2]
    sure = scores[first] >= ALIKE + WORDS_WEIGH / 2 and scores[first] - scores[second] >= LEAD
    return questions[first].id if sure else None


def with_unknown(content: Content, transcript: Transcript) -> Content:
    """The content with a question that has nothing but a prompt: graded on the generic criteria and mistakes.

    Its family and reference answer are any: neither is read where a transcript is graded.
    """
    first = next((u.text for u in transcript.utterances if u.speaker != transcript.candidate), "Unknown question")
    counts = Counter(
        w for u in transcript.utterances for w in Claim(u.text, 0).words if len(w) > 4 and w not in FUNCTION_WORDS
    )
    question = Question.model_construct(
        id=UNKNOWN,
        title="Unknown question",
        family=Family.RECOMMENDATION,
        difficulty=2,
        traits=list(Trait),
        prompt=first,
        vocabulary=[word for word, _ in counts.most_common(VOCABULARY)],
        facts=[],
        key_points=[],
        pitfalls=list(content.pitfalls),
        own_pitfalls=[],
        numbers=[],
        reference=next(iter(content.questions.values())).reference,
    )
    return replace(content, questions={**content.questions, UNKNOWN: question})


def _share(vocabulary: list[str], text: str) -> float:
    used = {m[0].lower() for m in any_of(tuple(vocabulary)).finditer(text)}
    return min(1.0, len(used) / len(vocabulary))
