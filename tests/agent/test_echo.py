"""The candidate's own words in the interviewer's turn."""

from __future__ import annotations

import pytest

from agent.examiner.embedded.echo import leads_to, snippet
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


def test_words_are_said_back_where_they_lead_to_the_question() -> None:
    embedder = shared_embedder()
    assert leads_to("a random split of the logs", "How do you split the logs into training and test?", embedder)
    assert not leads_to("It falls back", "What stands around the model in production?", embedder)
