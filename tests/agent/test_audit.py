"""How the interviewer did, from the transcript alone."""

from __future__ import annotations

import pytest

from agent.grading.audit import LEADING, made_up, out_of_order, same_question

TEMPLATE = ["clarify", "data", "model", "serving"]


@pytest.mark.parametrize(
    ("entered", "late"),
    [
        (["clarify", "data", "data", "model"], []),
        (["clarify", "model", "data", "serving"], ["data"]),
        (["clarify", "serving", "model", "data"], ["model", "data"]),
        (["clarify", "data", "clarify", "model"], []),
    ],
)
def test_a_phase_that_comes_after_a_later_one_is_out_of_order(entered: list[str], late: list[str]) -> None:
    assert out_of_order(entered, TEMPLATE) == late


def test_a_number_in_a_question_is_no_claim() -> None:
    assert made_up("We have 40 servers. What if there were 900?", set()) == {"40"}
    assert made_up("We have 40 servers.", {"40"}) == set()


def test_the_same_question_in_nearly_the_same_words() -> None:
    one = "what would tell you that the model has become stale".split()
    assert same_question(one, "and what would tell you that the model has become stale".split())
    assert not same_question(one, "Which metric would you report for the rare class".split())
    assert not same_question(["Why", "that"], ["Why", "that"])


@pytest.mark.parametrize("question", ["Wouldn't you cache that?", "So you would use a queue?", "It is batch, right?"])
def test_a_question_with_its_answer_in_it_leads(question: str) -> None:
    assert LEADING.search(question)
    assert not LEADING.search("Where would you cache, if at all?")
