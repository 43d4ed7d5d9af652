"""The report of an interview that was broken off: how far it came, what it keeps to itself, what was not missed."""

from __future__ import annotations

import re

from talk import answered

from agent.service import InterviewService
from agent.state import CandidateInput, Setup
from rubrics.report import Report
from rubrics.verdict import Decision

END = CandidateInput(action="end")
SAID = "I split by time: train until September, leave a gap for the chargeback delay, and test on December."


def report(service: InterviewService, *said: str) -> Report:
    session = service.start(Setup(question="card-fraud", template="six-steps", seed=5))
    found = answered(service, session, *said, END).report
    assert found
    return found


def test_how_far_it_came_stands_beside_the_verdict(service: InterviewService) -> None:
    found = report(service, SAID).summary
    assert re.search(r"Broken off after \d of 45 minutes; never opened: ML problem, Data pipeline, ", found)


def test_who_said_nothing_keeps_the_question_unread(service: InterviewService) -> None:
    found = report(service)
    assert not found.key_points and "the worked answer stay unread" in found.summary
    assert found.verdict.decision == Decision.INCOMPLETE and not found.verdict.would_move
    assert report(service, SAID).key_points


def test_what_was_asked_last_was_not_missed(service: InterviewService) -> None:
    found = report(service, SAID)
    assert not [row.criterion for row in found.criteria if row.status == "missed"]
