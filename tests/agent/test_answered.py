"""An answer to a direct question counts as a whole; so do a recap and a reply to a challenge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from states import ARCHITECTURE, DATA, MODEL, SIX_STEPS, at
from talk import answered

from agent.content import load_content
from agent.examiner.embedded.examiner import EmbeddedExaminer
from agent.service import InterviewService
from agent.state import Assessment, CandidateInput, Move, MoveKind, Setup
from rubrics.evidence import ANSWER, Depth, Evidence, LedgerEntry, Prompting
from rubrics.scoring import ALIKE, level_of

Read = Callable[..., Assessment]

SPLIT = (
    "By time: I train on everything up to a day, leave a gap of two days so that late watches come in, and test on the "
    "three days after it. A random split would put the same session on both sides, so the score would be too good. I'd "
    "repeat it over four start dates, because one of them may be a holiday for the viewers."
)
THIN = "I'd split into train, validation and test sets of videos."
FLUFF = "That is a very important topic, and there are many best practices for it which one should follow in general."


def whole(found: Assessment, criterion: str) -> Evidence | None:
    return next((e for e in found.evidence if e.criterion == criterion and e.signal == ANSWER), None)


def test_reasons_and_numbers_beside_the_sentence_that_names_it_count(read: Read) -> None:
    good, thin = (whole(read(text, phase=DATA, asked="split-strategy"), "split-strategy") for text in (SPLIT, THIN))
    assert good and good.depth == Depth.QUANTIFIED and good.prompting == Prompting.PROMPTED
    assert thin is None or thin.depth <= Depth.SPECIFIC


@pytest.mark.parametrize("text", [FLUFF, "split split split by time time time", "What do you mean by that?"])
def test_what_says_nothing_shows_nothing(read: Read, text: str) -> None:
    assert whole(read(text, phase=DATA, asked="split-strategy"), "split-strategy") is None


def test_an_answer_to_something_else_shows_nothing_of_it(read: Read) -> None:
    assert whole(read(SPLIT, phase=MODEL, asked="model-architecture"), "model-architecture") is None


def test_what_was_asked_for_and_is_named_counts_beside_what_is_nearer(read: Read) -> None:
    text = "Start with popularity as the baseline, then matrix factorisation, then a two-tower model."
    found = read(text, phase=MODEL, asked="baseline-first")
    assert "baseline-first" in {e.criterion for e in found.evidence}


def test_a_dense_sentence_that_does_something_is_no_list_of_terms(read: Read) -> None:
    does = "We monitor feature drift, click rate, latency, alerts on null rates, and retrain daily."
    bare = "Feature drift, click rate, latency, alerts, null rates, retraining."
    asked = "model-monitoring"
    told, listed = (read(text, phase=ARCHITECTURE, asked=asked) for text in (does, bare))
    assert told.evidence and not listed.evidence


def test_fluff_around_it_changes_nothing(read: Read) -> None:
    alone = whole(read(SPLIT, phase=DATA, asked="split-strategy"), "split-strategy")
    padded = whole(read(f"{FLUFF} {SPLIT} {FLUFF}", phase=DATA, asked="split-strategy"), "split-strategy")
    assert alone and padded and alone.depth == padded.depth


def test_who_takes_an_objection_up_is_credited_and_who_insists_is_not(service: InterviewService) -> None:
    def after(reply: str) -> LedgerEntry | None:
        session = service.start(Setup(question="card-fraud", template="six-steps", seed=5))
        said = ("I shuffle all the transactions and split them randomly 80/20 into train and test.", reply)
        return answered(service, session, *said).ledger.get("responds-to-challenge")

    corrects = after(
        "You are right, the card's Tuesday would be in training and its Monday in the test. I'd cut at a date."
    )
    insists = after(
        "I stay with it: with millions of transactions, random is fine, because whatever leaks is 1 percent."
    )
    assert corrects and any(e.signal == ANSWER for e in corrects.evidence)
    assert insists is None or not any(e.signal == ANSWER for e in insists.evidence)


def test_a_recap_counts_for_the_subjects_it_goes_over(home: Path) -> None:
    text = (
        "The goal is satisfied watch time of the viewers. Labels come from the watch logs, split by time, with a gap "
        "of a day. A two-tower model retrieves a thousand videos and a multi-task ranker orders them within 170 ms. We "
        "roll out by shadow and A/B test and watch calibration per hour. The biggest risk is the feedback loop."
    )
    state = at(SIX_STEPS, 5, None, Move(kind=MoveKind.WRAP_UP, criterion="closing-recap"))
    state.turns[-1] = state.turns[-1].model_copy(update={"text": text})
    state.input = CandidateInput(text=text)
    found = EmbeddedExaminer(load_content(), home / "vectors").assess(state, SIX_STEPS)
    shown = whole(found, "closing-recap")
    assert shown and shown.depth >= Depth.JUSTIFIED


def test_what_is_said_by_the_way_and_only_alike_brings_a_subject_up_and_no_more() -> None:
    def level(strength: float, prompting: Prompting) -> int | None:
        item = Evidence(
            turn=1, quote="…", criterion="c", signal="s", depth=Depth.JUSTIFIED, prompting=prompting, strength=strength
        )
        return level_of(LedgerEntry(criterion="c", evidence=[item]))

    assert level(ALIKE - 0.1, Prompting.UNPROMPTED) == 1
    assert level(ALIKE, Prompting.UNPROMPTED) == level(ALIKE - 0.1, Prompting.PROMPTED) == 3
