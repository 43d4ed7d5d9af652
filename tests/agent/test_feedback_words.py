"""What a coach says after a phase: short, tied to the candidate's own words, and with what the next level needs."""

from __future__ import annotations

import pytest

from agent.content import load_content
from agent.examiner.embedded.feedback import MOST_WORDS, feedback, lowered
from agent.examiner.embedded.language import Wording
from agent.policy.plan import Plan, make_plan
from agent.state import Interview, Mode, PhaseClock, Setup
from rubrics.evidence import Depth, Evidence, LedgerEntry
from rubrics.schema import Level

CONTENT = load_content()
SETUP = Setup(question="card-fraud", template="six-steps", mode=Mode.COACH)
PLAN = make_plan(CONTENT, SETUP)
SAID = "I split by time, because a random split would leak the future of the same card into the training data"


def interview(levels: dict[str, Level], plan: Plan = PLAN) -> Interview:
    ledger = {}
    for key, level in levels.items():
        seen = [Evidence(turn=3, quote=f"{SAID}.", criterion=key, signal="x", depth=Depth.JUSTIFIED)] if level else []
        ledger[key] = LedgerEntry(criterion=key, level=level, evidence=seen, asked=1)
    phases = [PhaseClock(id=p.id, budget=60) for p in plan.phases]
    return Interview(setup=SETUP, phases=phases, ledger=ledger)


def said(levels: dict[str, Level], index: int = 2) -> str:
    return " ".join(feedback(interview(levels), PLAN, index, Wording(0, 1, [])))


def asked_in(index: int) -> list[str]:
    return [c.id for c in PLAN.phase_criteria(index)]


def test_one_thing_is_praised_in_the_candidates_words_and_one_is_shown_the_next_level() -> None:
    good, thin, *_ = asked_in(2)
    text = said({good: 3, thin: 1})
    assert "“I split by time”" in text  # whole clauses, where they fit
    assert lowered(CONTENT.criteria[good].name) in text and lowered(CONTENT.criteria[thin].name) in text
    wanted = CONTENT.criteria[thin].anchors.level_3.split()[1:8]
    assert " ".join(wanted) in text
    assert "in the guide “" in text


def test_it_is_short_however_much_there_is_to_say() -> None:
    for index in range(len(PLAN.phases)):
        for levels in ((3, 1, 0, 0, 2), (0, 0, 0, 0, 0), (1, 1, 1, 1, 1), (4, 4, 3, 3, 3)):
            found = dict(zip(asked_in(index), levels, strict=False))
            assert 3 < len(said(found, index).split()) <= MOST_WORDS  # type: ignore[arg-type]


def test_what_was_never_met_is_no_reproach() -> None:
    assert "which is fine" in said({})


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("A/B test design", "A/B test design"),
        ("ML objective", "ML objective"),
        ("Split strategy", "split strategy"),
        ("Train-serve skew", "train-serve skew"),
        ("KPIs", "KPIs"),
        ("A first look", "a first look"),
    ],
)
def test_abbreviations_keep_their_capitals(name: str, inside: str) -> None:
    assert lowered(name) == inside
