"""The candidate's own words in the interviewer's turn."""

from __future__ import annotations

import pytest

from agent.examiner.embedded.echo import leading_to, snippet
from knowledge.embedder import shared_embedder


@pytest.mark.parametrize(
    ("claim", "said_back"),
    [
        ("So I'd use a two-tower model for retrieval, because scoring everything is too slow.", "a two-tower model"),
        ("Is that fine?", None),
        ("If it fails.", None),
    ],
)
def test_a_few_words_of_a_sentence(claim: str, said_back: str | None) -> None:
    found = snippet(claim)
    assert (found or "").startswith(said_back or "") and bool(found) == bool(said_back)
    assert not found or found in claim


def test_of_an_answer_the_words_are_said_back_that_lead_to_the_question() -> None:
    embedder = shared_embedder()
    said = [
        "A gradient boosted model ranks them.",
        "I'd take a random split of the logs.",
        "It falls back to the rules.",
    ]
    assert leading_to("How do you split the logs?", said, "", embedder) == "a random split of the logs"
    assert leading_to("What stands around the model in production?", ["It falls back to them."], "", embedder) is None
    asked = "Would a random split of these logs do?"
    assert leading_to("How do you split the logs?", ["A random split of the logs, hm."], asked, embedder) is None
