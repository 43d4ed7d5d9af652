"""How a turn is cut into claims."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from agent.examiner.embedded.claims import split_claims


def in_order(turn: str) -> None:
    at = 0
    for position, claim in enumerate(split_claims(turn)):
        assert claim.position == position
        found = turn.find(claim.text, at)
        assert found >= 0, f"{claim.text!r} is not in the rest of {turn!r}"
        at = found + len(claim.text)


@given(st.text(max_size=200))
@example("one.\n\n- two; three?\r\n3) four… “five!” six")
@example("a\x0bb.\x85c? d\u2028e")
@settings(deadline=None)
def test_claims_stand_in_the_turn_word_for_word_and_in_order(turn: str) -> None:
    in_order(turn)


WORDS = st.sampled_from(
    """we the a model data because so and then but also so that users e.g. 3.5 1,000 p99 don't we’re A/B U.S. vs. Dr.
    two-tower split, features; labels: (maybe) “quoted” ms. 50% right? Yes! logs. however""".split()
)
LINES = st.lists(WORDS, min_size=1, max_size=70).map(" ".join)
BULLETS = st.sampled_from(["", "- ", "* ", "• ", "1. ", "2) ", "# "])
TURNS = st.lists(st.tuples(BULLETS, LINES).map("".join), min_size=1, max_size=4)


@given(TURNS)
@settings(deadline=None)
def test_no_word_is_lost_but_bullets(lines: list[str]) -> None:
    turn = "\n".join(lines)
    in_order(turn)
    kept = " ".join(c.text for c in split_claims(turn)).split()
    bare = [re.sub(r"^(?:[-*•#]|1\.|2\))\s", "", line) for line in lines]
    assert re.findall(r"\w+", " ".join(kept)) == re.findall(r"\w+", " ".join(bare))


@pytest.mark.parametrize(
    ("turn", "claims"),
    [
        ("", []),
        ("  \n ", []),
        ("… !?", []),
        ("One thing. Another thing.", ["One thing.", "Another thing."]),
        ("We have approx. 3.5 million users, e.g. in the U.S. today.", 1),
        ("- use logs\n- use labels", ["use logs", "use labels"]),
        ("1. use logs\n2) use labels", ["use logs", "use labels"]),
        ("Is it fast? I hope so; we need it.", ["Is it fast?", "I hope so;", "we need it."]),
    ],
)
def test_claims(turn: str, claims: list[str] | int) -> None:
    found = [c.text for c in split_claims(turn)]
    assert found == claims if isinstance(claims, list) else len(found) == claims


def test_a_spoken_run_on_is_cut() -> None:
    spoken = (
        "well first I would take all the watch logs of the last ninety days and then I would join them with the video "
        "table so that I get one row for every impression because the model has to learn from what was not clicked too"
    )
    assert len(split_claims(spoken)) >= 3


def test_what_a_claim_says_of_itself() -> None:
    first, second = split_claims("I'd use two towers. They're fast, aren't they?")
    assert not first.is_question and second.is_question
    assert first.follow_up == second.text and second.follow_up == ""
    assert split_claims("we’re")[0].lower == "we're"
