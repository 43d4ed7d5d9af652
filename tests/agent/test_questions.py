"""Candidates' questions: the fact that answers them, or an assumption."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from agent.content import load_content
from agent.examiner.embedded.fact_chances import weights
from agent.examiner.embedded.facts import fact_bank
from agent.state import Assessment, Intent
from knowledge.embedder import shared_embedder

YOUTUBE = "youtube-recommendations"
FRAUD = "card-fraud"
ETA = "ride-eta"
Read = Callable[..., Assessment]


QUESTIONS = {
    YOUTUBE: [
        ("What are we actually trying to maximise here, clicks or watch time?", "goal"),
        ("Is this for the home page, or for what comes up next to a video?", "surface"),
        ("Can people tell us that they are not interested in something?", "user-actions"),
        ("Roughly how many daily active users are we talking about?", "user-count"),
        ("And how big is the catalogue?", "catalogue"),
        ("How much new content gets uploaded every day?", "uploads"),
        ("What latency do we have to hit?", "latency"),
        ("What do we log, do we have impressions?", "logs"),
        ("Do users ever rate videos or fill in a survey?", "satisfaction-surveys"),
        ("How soon should a fresh upload be able to show up?", "freshness"),
        ("Do we also have to serve signed-out visitors?", "new-users"),
        ("Any GDPR constraints on the watch history?", "privacy"),
        ("What does the current system look like?", "existing-system"),
        ("Are ads or Shorts in scope?", "scope"),
    ],
    FRAUD: [
        ("Are we the bank that issued the card or are we the payment network?", "role"),
        ("When something looks suspicious, can we ask the customer to confirm?", "actions"),
        ("How many transactions do we see on a normal day?", "volume"),
        ("What fraction of payments is fraudulent?", "fraud-rate"),
        ("How do we get the labels, from chargebacks?", "label-source"),
        ("How many milliseconds do I have to decide?", "latency"),
        ("What does it cost us when we wrongly decline a good payment?", "costs"),
        ("How many analysts can look at cases?", "analysts"),
        ("Is there already a rules engine?", "existing-system"),
        ("Do we have to explain a decision to the customer, legally?", "regulation"),
        ("Which hardware can we run on?", "availability"),
    ],
    ETA: [
        ("Who uses the estimate, just the riders?", "surfaces"),
        ("How many rides per day are we looking at?", "trip-volume"),
        ("In how many cities do we operate?", "geography"),
        ("What's the response time we need?", "latency"),
        ("What are you using today to estimate arrival?", "existing-system"),
        ("How much trip history do we have?", "trip-logs"),
        ("How often do the phones send GPS pings?", "gps-pings"),
        ("How do we know when the driver actually arrived?", "arrival-label"),
        ("Do we have weather data?", "outside-signals"),
        ("Is it worse to be late than to be early?", "cost-of-lateness"),
        ("Can we use GPUs for serving?", "hardware"),
        ("Is food delivery part of this?", "scope"),
    ],
}


@pytest.mark.parametrize(
    ("question", "asked", "fact"), [(q, *pair) for q, pairs in QUESTIONS.items() for pair in pairs]
)
def test_a_question_gets_its_fact(read: Read, question: str, asked: str, fact: str) -> None:
    found = read(asked, question)
    assert fact in [a.fact for a in found.answers]
    assert len(found.answers) <= 2, "more was given away than asked for"
    assert found.intent == Intent.CLARIFYING_QUESTION


@pytest.mark.parametrize(
    ("question", "asked", "fact"),
    [
        (YOUTUBE, "DAU?", "user-count"),
        (YOUTUBE, "What p99?", "latency"),
        (FRAUD, "QPS?", "volume"),
        (FRAUD, "How many TPS?", "volume"),
        (FRAUD, "Is there an SLA?", "latency"),
    ],
)
def test_an_abbreviation_is_a_question(read: Read, question: str, asked: str, fact: str) -> None:
    found = read(asked, question)
    assert [a.fact for a in found.answers] == [fact] and found.intent == Intent.CLARIFYING_QUESTION


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_wordings_in_the_bank_get_their_facts(read: Read, question: str) -> None:
    facts = load_content().questions[question].facts
    wordings = [(asked, fact.id) for fact in facts for asked in fact.asks]
    missed = [pair for pair in wordings if pair[1] not in [a.fact for a in read(pair[0], question).answers]]
    assert len(missed) <= 0.02 * len(wordings), missed


@pytest.mark.parametrize(
    ("asked", "question", "fact"),
    [
        ("Is it real time or may it be asynchronous?", FRAUD, "latency"),
        ("Is it the home page or the up-next panel?", YOUTUBE, "surface"),
        ("Is it bad to be early, or only to be late?", ETA, "cost-of-lateness"),
    ],
)
def test_a_question_that_begins_with_is_it_is_a_question(read: Read, asked: str, question: str, fact: str) -> None:
    assert fact in [a.fact for a in read(asked, question).answers]


def test_several_questions_in_one_turn_get_several_facts(read: Read) -> None:
    found = read("Thanks. How many users do we have? What is the latency budget? And what is in place today?")
    assert {a.fact for a in found.answers} == {"user-count", "latency", "existing-system"}


def test_questions_in_one_breath_get_their_facts_and_what_was_skipped_is_admitted(read: Read) -> None:
    rambling = (
        "How much traffic are we talking about, and, uh, how long have I got to answer — the whole thing, I mean?"
    )
    assert {a.fact for a in read(rambling, FRAUD).answers} == {"volume", "latency"}
    found = read("What is the fraud rate, and which team wrote the rules?", FRAUD)
    assert [(a.fact, a.more) for a in found.answers] == [("fraud-rate", True)]
    found = read("What is the fraud rate, and how high is that at night?", FRAUD)
    assert [(a.fact, a.more) for a in found.answers] == [("fraud-rate", False)]


@pytest.mark.parametrize(
    "before", ["I would first ask: ", "One thing I'd like to know, ", "So my first question is - "]
)
def test_words_that_only_say_that_a_question_comes_are_none(read: Read, before: str) -> None:
    assert [a.fact for a in read(f"{before}what's the fraud rate?", FRAUD).answers] == ["fraud-rate"]


def test_who_reminds_of_a_question_asks_it(read: Read) -> None:
    found = read("Okay, but you still haven't told me how many users there are.", YOUTUBE)
    assert [a.fact for a in found.answers] == ["user-count"]


def test_the_same_question_twice_in_one_turn_gets_its_fact_once(read: Read) -> None:
    found = read("How many users do we have a day? How many daily users should I plan for?")
    assert [a.fact for a in found.answers] == ["user-count"]


@pytest.mark.parametrize(
    "text",
    [
        "We have many users and a latency budget, so I would go for two stages.",
        "The catalogue is large.",
        "I would log impressions as well as plays.",
        "Privacy matters to me a lot in this design.",
    ],
)
def test_statements_give_no_facts_away(read: Read, text: str) -> None:
    assert [a for a in read(text).answers if a.fact] == []


@pytest.mark.parametrize(
    "text",
    [
        "What programming language does the backend team use?",
        "Which cloud provider are we on?",
        "Do creators get paid for each recommendation?",
    ],
)
def test_what_is_not_on_the_sheet_is_left_to_an_assumption(read: Read, text: str) -> None:
    found = read(text)
    assert found.intent == Intent.CLARIFYING_QUESTION
    assert [a.fact for a in found.answers] == [None]


def test_a_proposed_assumption_is_proposed(read: Read) -> None:
    found = read("Can I assume that the team knows Python?")
    assert found.answers[0].fact is None and found.answers[0].proposed
    stated = read("I'll assume that we run on a public cloud.")
    assert stated.assumptions == ["I'll assume that we run on a public cloud."]


def test_what_is_known_to_be_beyond_the_sheet_speaks_against_every_fact(tmp_path: Path) -> None:
    question = load_content().questions[YOUTUBE]
    known = fact_bank(question.model_copy(update={"facts": question.facts[:2]}), tmp_path)
    unknown = fact_bank(question.model_copy(update={"facts": question.facts[:2], "beyond": []}), tmp_path)
    beyond = question.beyond[0]
    assert known.chances.none_features(beyond, shared_embedder())[0] > 0.99
    assert list(unknown.chances.none_features(beyond, shared_embedder())) == list(weights().usual)
    assert known.asked(beyond, shared_embedder()) == []
    assert [f.id for f in unknown.asked(question.facts[0].asks[0], shared_embedder())] == [question.facts[0].id]
