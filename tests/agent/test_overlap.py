"""Words that two texts share."""

from __future__ import annotations

import numpy as np
import pytest

from agent.examiner.embedded.overlap import words_of

ASKED = ["How many users are there?", "How many requests are there a second?", "Who labels the photos?"]


def test_what_few_texts_have_counts_more() -> None:
    rows = words_of(ASKED).rows([*ASKED, "users", "many"])
    assert rows[0] @ rows[3] > rows[0] @ rows[4]
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(5))


def test_words_count_whatever_their_ending() -> None:
    rows = words_of(ASKED).rows(["request", "requested", "REQUESTS"])
    assert rows[0] @ rows[1] > 0.99 and rows[0] @ rows[2] > 0.99


def test_what_nobody_said_takes_from_the_likeness() -> None:
    words = words_of(ASKED, besides=["A billion users."])
    plain, longer = words.rows(["users", "users of zebras"])
    answer = words.rows(["A billion users."])[0]
    assert plain @ answer > longer @ answer > 0
    assert not words.rows(["zebras"]).any()
