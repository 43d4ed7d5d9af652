"""Each metric on interviews written by hand: one in which all is well, and one in which what it looks for happens."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from agent.content import load_content
from agent.policy import make_plan
from agent.state import Answer, Move, MoveKind, Setup, Source
from evals.candidate import Act, Said
from evals.catalogue import catalogue
from evals.cells import Cell
from evals.held import Held, HeldTurn
from evals.metrics import SUBJECTS
from rubrics.evidence import PitfallSeen
from rubrics.report import PitfallRow, Report
from rubrics.verdict import Decision, Seniority, Verdict

QUESTION, TEMPLATE = "card-fraud", "six-steps"
PLAN = make_plan(load_content(), Setup(question=QUESTION, template=TEMPLATE))
POINT, PITFALL = PLAN.key_points["declined-bias"], PLAN.pitfalls["refused-counted-as-fraud"]
MISTAKE = "Declined transactions are labelled as fraud in the training data."
MINUTES = {phase.id: (phase.minutes, phase.minutes) for phase in PLAN.phases}


def asks(text: str = "What comes next?", kind: MoveKind | None = None, phase: str = "data", **move: object) -> HeldTurn:
    """A turn of the interviewer; without a kind it is one that names no moves."""
    made = Move.model_validate({"kind": kind, **move}) if kind else None
    return HeldTurn(speaker="interviewer", text=text, phase=phase, at=0, move=made)


def says(text: str = "I'd look at the data.", act: Act = Act.ANSWERS, **truth: object) -> HeldTurn:
    said = Said.model_validate({"text": text, "act": act, **truth})
    return HeldTurn(speaker="candidate", text=text, phase="data", at=0, said=said)


def held(*turns: HeldTurn, profile: str = "average", **changes: object) -> Held:
    cell = Cell(profile=profile, question=QUESTION, template=TEMPLATE)
    return Held(cell=cell, turns=list(turns)).model_copy(update=changes)


def report(resolved: bool = False) -> Report:
    seen = PitfallSeen(pitfall=PITFALL.id, turn=1, quote=MISTAKE, resolved=resolved)
    return Report(
        question=QUESTION, title="Card fraud", template=TEMPLATE, phases=[], competencies=[], key_points=[],
        verdict=Verdict(decision=Decision.HIRE, level=Seniority.SENIOR, score=2.0, coverage=1, reason="At the bar."),
        pitfalls=[PitfallRow(pitfall=PITFALL.id, name="", criterion=PITFALL.criterion, why="", seen=seen)],
        improvements=[], hints_used=0, facts_asked=0, facts_in_all=1,
    )  # fmt: skip


def through(*phases: str, minutes: dict[str, float] | None = None) -> Held:
    """An interview that enters these phases, and takes these minutes where they are not the planned ones."""
    spent = {key: (planned, (minutes or {}).get(key, planned)) for key, (planned, _) in MINUTES.items()}
    turns = [asks(phase=phase, kind=MoveKind.TRANSITION) for phase in phases]
    turns[-1].at = sum(taken for _, taken in spent.values()) * 60
    return held(*turns, minutes=spent)


def answered(act: Act, kind: MoveKind, text: str = "Let us go on.") -> Held:
    return held(asks(), says(act=act), asks(text, kind))


def hinted(rung: int, text: str) -> Held:
    return held(asks(), says(), asks(text, MoveKind.HINT, criterion=POINT.criterion, key_point=POINT.id, rung=rung))


def helped(level: int) -> Held:
    before, after = (says(levels={POINT.criterion: shown}) for shown in (2, level))
    return held(asks(), before, asks(POINT.hints[0], MoveKind.HINT, criterion=POINT.criterion, rung=1), after)


def told(said: HeldTurn, *facts: str) -> Held:
    answers = [{"asked": "", "fact": fact} for fact in facts]
    return held(asks(), said, asks("It is so.", MoveKind.REVEAL, answers=answers))


def probes(text: str = POINT.probe, level: int = 0, section: str = "") -> Held:
    """A question on the key point's criterion, on which so much was shown."""
    before = says("We keep refunds, and chargebacks as well.", levels={POINT.criterion: level})
    turn = asks(text, MoveKind.PROBE, criterion=POINT.criterion)
    sources = [Source(section=section, title="", heading="", text="")] if section else []
    return held(asks("Hello."), before, turn.model_copy(update={"sources": sources}))


def challenged(made: str, about: str, kind: MoveKind = MoveKind.CHALLENGE) -> Held:
    said = says(MISTAKE, mistakes=[made])
    return held(asks(), said, asks(PITFALL.challenge[0], kind, pitfall=about), report=report())


def insisted(resolved: bool) -> Held:
    said = says(MISTAKE, Act.INSISTS, mistakes=[PITFALL.id])
    return held(asks(), said, asks(), report=report(resolved))


PHASES = tuple(MINUTES)
LEAK = f"{POINT.says[0]} {POINT.deep[0]}"
TWICE = "Which transactions would the split leave out of the test set?"
LONG = "There is something that I would like to understand about your design. " * 6
ASKED = says("How fast must it be?", Act.ASKS, asked=["latency"])
ALL_WELL = "How would you set the threshold when the two kinds of errors cost differently?"
NEAR, FAR = "metrics#thresholds-and-cost-of-errors", "data-collection#label-quality"


class Case(NamedTuple):
    well: Held
    wrong: Held


CASES = {
    "structure.order": Case(through(*PHASES), through(PHASES[0], PHASES[2], PHASES[1], *PHASES[3:])),
    "structure.minutes": Case(through(*PHASES), through(*PHASES, minutes={PHASES[0]: 30})),
    "structure.focus": Case(through(*PHASES), through(*PHASES, minutes={"data": 1})),
    "structure.recap": Case(held(asks(kind=MoveKind.WRAP_UP)), held(asks(kind=MoveKind.CLOSE))),
    "structure.ends": Case(
        held(asks(), minutes=MINUTES, ended="finished", report=report()),
        held(asks(), minutes=MINUTES, ended="script ran out", report=report()),
    ),
    "questions.aimed": Case(probes(level=2), probes(level=3)),
    "questions.repeated": Case(held(asks(TWICE)), held(asks(TWICE), says(), asks(f"All right. {TWICE}"))),
    "questions.two": Case(held(asks("Which metric?")), held(asks("Which metric do you take? And why is it that one?"))),
    "questions.long": Case(held(asks("Why so?")), held(asks(LONG))),
    "questions.leading": Case(held(asks("Which split do you take?")), held(asks("Wouldn't you split by time?"))),
    "questions.tied": Case(
        probes("And what do chargebacks teach the model?", level=1), probes("What else is there?", level=1)
    ),
    "questions.grounded": Case(probes(ALL_WELL, section=NEAR), probes(ALL_WELL, section=FAR)),
    "facts.unasked": Case(told(ASKED, "latency"), told(ASKED, "volume")),
    "facts.answered": Case(told(ASKED, "latency"), told(ASKED)),
    "facts.invented": Case(
        held(asks(), ASKED, asks("It has 50 milliseconds.")), held(asks(), ASKED, asks("It has 170 milliseconds."))
    ),
    "hints.leak_rung_1": Case(hinted(1, POINT.hints[0]), hinted(1, LEAK)),
    "hints.leak_rung_2": Case(hinted(2, POINT.hints[1]), hinted(2, LEAK)),
    "hints.leak_rung_3": Case(hinted(3, "What has no outcome?"), hinted(3, LEAK)),
    "hints.leak_follow_up": Case(probes(), probes(LEAK)),
    "hints.useful": Case(helped(3), helped(2)),
    "hints.wanted": Case(answered(Act.STUCK, MoveKind.HINT), answered(Act.ANSWERS, MoveKind.HINT)),
    "steering.challenged": Case(
        challenged(PITFALL.id, PITFALL.id), challenged(PITFALL.id, PITFALL.id, MoveKind.DEEPEN)
    ),
    "steering.tested": Case(
        challenged(PITFALL.id, PITFALL.id, MoveKind.DEEPEN), challenged(PITFALL.id, "another", MoveKind.DEEPEN)
    ),
    "steering.false_challenge": Case(challenged(PITFALL.id, PITFALL.id), challenged("another", PITFALL.id)),
    "steering.false_check": Case(
        challenged(PITFALL.id, PITFALL.id, MoveKind.DEEPEN), challenged("another", PITFALL.id, MoveKind.DEEPEN)
    ),
    "steering.brought_back": Case(answered(Act.OFF_TOPIC, MoveKind.REDIRECT), answered(Act.OFF_TOPIC, MoveKind.PROBE)),
    "steering.helped": Case(answered(Act.SILENT, MoveKind.CLARIFY), answered(Act.SILENT, MoveKind.ACKNOWLEDGE)),
    "steering.hint_given": Case(answered(Act.ASKS_HINT, MoveKind.HINT), answered(Act.ASKS_HINT, MoveKind.PROBE)),
    "steering.declined": Case(answered(Act.STEERS, MoveKind.DECLINE), answered(Act.STEERS, MoveKind.DECLINE, LONG)),
    "steering.solution_kept": Case(
        answered(Act.ASKS_SOLUTION, MoveKind.DECLINE), answered(Act.ASKS_SOLUTION, MoveKind.REVEAL)
    ),
    "steering.jump_handled": Case(answered(Act.JUMPS, MoveKind.REDIRECT), answered(Act.JUMPS, MoveKind.HINT)),
    "grading.nothing_passes": Case(
        held(asks(), profile="gibberish", decision="no_hire"), held(asks(), profile="gibberish", decision="hire")
    ),
    "grading.noted": Case(challenged(PITFALL.id, PITFALL.id), challenged("another", PITFALL.id)),
    "grading.gave_in": Case(insisted(resolved=False), insisted(resolved=True)),
}


def good(metric: str, interview: Held) -> list[bool]:
    """Whether each check of a metric came out as it should."""
    found = SUBJECTS[metric.split(".")[0]](interview, PLAN)
    return [catalogue()[metric].good(c.hit) for c in found if c.metric == metric]


def test_every_metric_has_its_cases() -> None:
    assert {*CASES, "structure.covered"} == {key for key in catalogue() if not key.startswith("checklist.")}


@pytest.mark.parametrize("metric", CASES)
def test_a_metric_tells_what_is_well_from_what_is_not(metric: str) -> None:
    well, wrong = good(metric, CASES[metric].well), good(metric, CASES[metric].wrong)
    assert well and all(well)
    assert wrong.count(False) == 1


def test_phases_are_covered_one_by_one() -> None:
    assert good("structure.covered", through(*PHASES)) == [True] * len(PHASES)
    assert good("structure.covered", through(*PHASES[:-1])) == [True] * (len(PHASES) - 1) + [False]


def test_a_question_beyond_the_sheet_asks_for_no_fact() -> None:
    assert good("facts.unasked", told(says("Is the moon full?", Act.ASKS), "volume")) == [False]
    assert good("facts.unasked", told(says("Suppose that it is fast?"), "latency")) == [True]
    assert good("facts.unasked", told(says("Why would it be fast?"), "latency")) == [False]


def test_any_key_point_can_be_given_away_by_whoever_asks() -> None:
    """By a question on another one, and by somebody who names no moves; a hint that was asked for is none."""
    leading = f"{LEAK} What do you make of it?"
    other = next(p for p in PLAN.key_points.values() if p.criterion != POINT.criterion)
    move = asks(leading, MoveKind.PROBE, criterion=other.criterion, key_point=other.id)
    assert good("hints.leak_follow_up", held(asks(), says(), move)) == [False]
    assert good("hints.leak_follow_up", held(asks(), says(), asks(leading))) == [False]
    assert good("hints.leak_follow_up", held(asks(), says(act=Act.ASKS_HINT), asks(leading))) == []


def test_what_is_not_known_is_not_judged() -> None:
    """With a model as the candidate nothing is known but the words."""
    unknown = says().model_copy(update={"said": None})
    hint = asks(POINT.hints[0], MoveKind.HINT, criterion=POINT.criterion, rung=1)
    reveal = asks("It is so.", MoveKind.REVEAL, answers=[Answer(asked="", fact="volume")])
    interview = held(
        asks("Hello."), unknown, hint, unknown, reveal, unknown, asks(kind=MoveKind.PROBE, criterion="labelling")
    )
    for metric in ("hints.wanted", "hints.useful", "facts.unasked", "questions.aimed", "steering.helped"):
        assert good(metric, interview) == []
