"""What is called needless without a reason shows nothing, and is asked about."""

from __future__ import annotations

import pytest
from talk import answered

from agent.service import InterviewService
from agent.state import LEFT_OUT, Assessment, MoveKind, Setup
from evals.single import read_turn, reader_of

YOUTUBE = "youtube-recommendations"


def read(said: str) -> Assessment:
    return read_turn(said, reader_of(YOUTUBE), "Which family of models do you use, and why?", 2)


@pytest.mark.parametrize(
    ("said", "criterion"),
    [
        ("Position bias isn't a problem, the ranker can learn from clicks as they are.", "bias-in-data"),
        ("We don't need to calibrate the scores.", "calibration-and-uncertainty"),
        ("No A/B test is needed, offline NDCG is enough.", "offline-metric"),
        ("We don't need to worry about new videos, they will get popular on their own.", "cold-start"),
        ("A feature store is overkill, I'd skip it.", "feature-freshness"),
        ("Privacy is not something I'd care about here.", "privacy-and-regulation"),
    ],
)
def test_naming_what_is_left_out_shows_nothing(said: str, criterion: str) -> None:
    found = read(said)
    assert found.left_out and (found.left_out.criterion, found.left_out.quote) == (criterion, said)
    assert not [e for e in found.evidence if e.criterion == criterion]


@pytest.mark.parametrize(
    "said",
    [
        "We don't need calibrated scores, because only the order within one page matters.",
        "I'd skip daily retraining: weekly costs 0.2 per cent watch time and a seventh of the compute.",
    ],
)
def test_a_reason_a_price_or_a_leaner_design_counts(said: str) -> None:
    found = read(said)
    assert found.left_out is None and found.evidence


def test_it_is_asked_about_once(service: InterviewService) -> None:
    start = service.start(Setup(question=YOUTUBE, template="six-steps", seed=3))
    said = "We don't need to worry about new videos, they will get popular on their own."
    state = answered(service, start, "Two stages: retrieval by two towers, then a ranker on watch time.", said)
    move = state.last_move
    assert move and (move.kind, move.angle, move.criterion) == (MoveKind.DEEPEN, LEFT_OUT, "cold-start")
    assert "worry about new videos" in state.turns[-1].text and state.turns[-1].text.endswith("?")
    state = answered(service, start, "As I said, there's no need to worry about new videos.")
    assert state.last_move and state.last_move.angle != LEFT_OUT
