"""Which mistakes are heard, and who is not accused of any."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from states import DATA

from agent.content import load_content
from agent.examiner.embedded.clauses import clauses_of
from agent.examiner.embedded.meant import PITFALLS as FITTED
from agent.examiner.embedded.meant import UNKNOWN, meant
from agent.state import Assessment

Read = Callable[..., Assessment]


PITFALLS = [
    ("random-split-of-temporal-data", "I'd randomly split the interactions into 80 percent train and 20 percent test."),
    ("random-split-of-temporal-data", "We shuffle the logs and do a stratified train test split."),
    ("test-set-tuning", "I tune the hyperparameters until the test set score stops improving."),
    (
        "preprocessing-before-split",
        "I normalise all features over the whole data set and then split into train and test.",
    ),
    ("clicks-as-satisfaction", "A click means that the user liked the video, so clicks are my positive label."),
    (
        "score-everything-online",
        "When a user opens the page we score every video in the catalogue and take the top ten.",
    ),
    ("ship-without-experiment", "If NDCG is better offline, we roll it out to everybody."),
    ("peeking-at-ab-test", "We check the experiment each day and stop as soon as the p-value is below 0.05."),
    ("single-server-for-millions", "One big machine with the model in memory can serve all the users."),
    ("no-baseline", "I'd skip the baseline and go straight to a transformer."),
    ("no-baseline", "I’d skip the baseline and go straight to a transformer."),
    ("ignoring-monitoring", "We don't need monitoring, the model was tested before launch."),
    ("ignoring-monitoring", "We don’t need monitoring, the model was tested before launch."),
    ("retrain-never", "Once it is trained, the model can stay in production as it is."),
]
NEAR_MISSES = [
    "I would not split randomly, I'd split by time so that the test set lies after the training data.",
    "A random split would leak the future, so the last week is the test set.",
    "A random split wouldn’t be right here, because the interactions are ordered in time.",
    "I tune hyperparameters on a validation set and open the test set once at the end.",
    "I split first, and fit the normalisation on the training part only.",
    "A click doesn't mean that the user liked it, so I use watch time instead.",
    "We can't score every video in the catalogue, so a retrieval stage picks a thousand first.",
    "Even if NDCG is better offline, I would run an A/B test before rolling it out to everybody.",
    "I fix the sample size before the experiment and look at the p-value only at the end.",
    "One machine can't serve all the users, so I shard the index and add replicas.",
    "I'd start with a popularity baseline before I go to a transformer.",
    "I wouldn't skip the baseline, because it tells us what a transformer has to beat.",
    "After the launch we monitor the score distribution and the feature drift.",
    "The model is retrained every day, because tastes and videos change quickly.",
]


@pytest.mark.parametrize(("pitfall", "text"), PITFALLS)
def test_a_clear_pitfall_is_heard(read: Read, pitfall: str, text: str) -> None:
    assert pitfall in [p.pitfall for p in read(text, phase=DATA).pitfalls]


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_who_knows_better_is_not_accused(read: Read, text: str) -> None:
    assert read(text, phase=DATA).pitfalls == []


SPOKEN = (
    "I'd compare the two with a random 5-fold over all the logged interactions, just to be quick, and if the new one "
    "comes out better I replace the old one for everybody, because it takes long to wait."
)


def test_a_long_spoken_sentence_is_heard_clause_by_clause(read: Read) -> None:
    clauses = clauses_of(SPOKEN)
    assert any("random 5-fold" in c for c in clauses) and not any("takes long" in c for c in clauses)
    assert read(SPOKEN, phase=DATA).pitfalls
    assert clauses_of("I split them randomly.") == []


def test_what_the_next_clause_turns_down_is_not_judged_by_itself(read: Read) -> None:
    text = (
        "At first I thought we split the interactions randomly into train and test, but that leaks the future, so by "
        "time it is."
    )
    assert not any("randomly" in c for c in clauses_of(text))
    assert read(text, phase=DATA).pitfalls == []


def test_a_pitfall_asked_about_is_not_one(read: Read) -> None:
    assert read("Should I randomly split the interactions into 80 percent train and 20 percent test?").pitfalls == []


def test_the_fit_knows_every_pitfall_of_the_content() -> None:
    content = load_content()
    every = [*content.pitfalls.values(), *(p for q in content.questions.values() for p in q.own_pitfalls)]
    assert {p.id for p in every if p.kind == "said"} <= set(meant(FITTED).meanings)


def test_a_pitfall_of_ones_own_has_no_meaning_in_the_fit() -> None:
    vectors, worded = np.zeros((2, 384), np.float32), np.zeros((2, 8), np.float32)
    scores = meant(FITTED).scores(["", "a leak"], vectors, worded, ["somebodys-own", "target-leakage"])
    assert (scores[:, 0] == UNKNOWN).all() and (scores[:, 1] != UNKNOWN).all()
