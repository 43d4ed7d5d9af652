"""Drills: which criteria come back, when, on which question, and how the short interview runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from talk import answered

from agent.content import load_content
from agent.drills import (
    INTERVALS,
    MOST_DUE,
    Drill,
    after_drill,
    after_interview,
    drill_setup,
    due,
    following,
    free_drill,
    question_for,
    upcoming,
    weakest,
)
from agent.service import BadSetup, InterviewService
from agent.state import CandidateInput, Interview, MoveKind, Setup
from rubrics.drill import drilled
from rubrics.render import report_markdown
from rubrics.report import CriterionRow, PhaseRow, Report
from rubrics.verdict import Decision, Seniority, Verdict

TODAY = date(2026, 1, 5)
CONTENT = load_content()
SPLIT, DRIFT, METRIC = "split-strategy", "drift-handling", "offline-metric"


def row(criterion: str, level: int | None, weight: int = 2) -> CriterionRow:
    return CriterionRow.model_validate(
        {
            "criterion": criterion, "name": criterion, "group": "data", "competency": "practicality", "weight": weight,
            "level": level, "status": "shown", "asked": 1, "hint_rung": 0, "reason": "", "next_level": "",
        }
    )  # fmt: skip


def report(*rows: CriterionRow) -> Report:
    verdict = Verdict(decision=Decision.HIRE, level=Seniority.STAFF, score=2.5, coverage=1, reason="")
    phase = PhaseRow(
        phase="data", title="Data", minutes_planned=5, minutes_spent=5, reached=True, score=2, criteria=list(rows)
    )
    return Report(
        question="card-fraud", title="Fraud", template="six-steps", verdict=verdict, phases=[phase], competencies=[],
        pitfalls=[], key_points=[], improvements=[], hints_used=0, facts_asked=0, facts_in_all=0,
    )  # fmt: skip


def drill(criterion: str = SPLIT, step: int = 0, due_in: int = 0, owner: str = "me") -> Drill:
    return Drill(
        owner=owner, criterion=criterion, template="six-steps", asked_on=["card-fraud"], step=step,
        due=TODAY + timedelta(days=due_in),
    )  # fmt: skip


def test_an_interview_adds_its_two_weakest_criteria_for_tomorrow() -> None:
    found = report(row(SPLIT, 2), row(DRIFT, 0), row(METRIC, 1), row("labelling", None), row("cold-start", 3))
    drills = after_interview([], found, CONTENT.criteria, "me", TODAY)
    assert [d.criterion for d in drills] == [DRIFT, METRIC]
    assert {d.due for d in drills} == {TODAY + timedelta(days=1)}
    assert drills[0].level == Seniority.STAFF and drills[0].asked_on == ["card-fraud"]


def test_what_is_in_rotation_is_not_doubled_and_keeps_its_day() -> None:
    kept = drill(DRIFT, step=2, due_in=5)
    drills = after_interview([kept], report(row(DRIFT, 0), row(SPLIT, 1)), CONTENT.criteria, "me", TODAY)
    assert drills[0] == kept and [d.criterion for d in drills] == [DRIFT, SPLIT]


def test_of_equals_the_weightier_comes_first_and_conduct_is_no_drill() -> None:
    observed = next(c.id for c in CONTENT.criteria.values() if c.observed)
    found = weakest([row(SPLIT, 1, weight=1), row(METRIC, 1, weight=3), row(observed, 0)], CONTENT.criteria)
    assert [r.criterion for r in found] == [METRIC, SPLIT]


def test_done_well_each_time_it_comes_back_after_1_3_7_and_14_days_and_leaves() -> None:
    drills, day, days = after_interview([], report(row(SPLIT, 1)), CONTENT.criteria, "me", TODAY), TODAY, []
    while drills:
        days.append((drills[0].due - day).days)
        day = drills[0].due
        drills = after_drill(drills, SPLIT, 3, "spam-detection", day)
    assert tuple(days) == INTERVALS == (1, 3, 7, 14)


@pytest.mark.parametrize(
    ("level", "due_in", "step", "days"),
    [
        (2, 0, 0, 1),  # badly: from the start
        (0, 0, 0, 1),
        (4, 0, 3, 14),  # well: the next interval
        (3, -6, 3, 14),  # overdue: counted from the day it was done
        (4, 3, 2, 3),  # well before its day: keeps it
        (1, 3, 0, 1),  # badly before its day: from the start
        (None, 0, 2, 0),  # not answered: nothing changes
    ],
)
def test_what_a_drill_changes(level: int | None, due_in: int, step: int, days: int) -> None:
    [after] = after_drill([drill(step=2, due_in=due_in)], SPLIT, level, "spam-detection", TODAY)
    assert (after.step, (after.due - TODAY).days) == (step, days)


def test_a_drill_changes_no_other_and_one_that_is_not_in_rotation_changes_nothing() -> None:
    drills = [drill(SPLIT), drill(DRIFT)]
    assert after_drill(drills, DRIFT, 4, "spam-detection", TODAY)[0] == drills[0]
    assert after_drill(drills, METRIC, 0, "spam-detection", TODAY) == drills


def test_only_so_many_are_due_in_a_day_and_each_criterion_once() -> None:
    criteria = [c.id for c in CONTENT.criteria.values() if not c.observed][: MOST_DUE + 2]
    drills = [drill(c, due_in=-n) for n, c in enumerate(criteria)]
    drills += [drill(criteria[-1], owner="local"), drill(SPLIT, due_in=2)]
    today = due(drills, TODAY)
    assert [d.criterion for d in today] == criteria[::-1][:MOST_DUE]
    assert [d.criterion for d in upcoming(drills, TODAY)] == [criteria[1], criteria[0], SPLIT]


def test_the_question_is_another_one_that_has_a_point_on_the_criterion() -> None:
    asked = [question_for(CONTENT, SPLIT, ["card-fraud"], seed) for seed in range(40)]
    assert len(set(asked)) > 3 and "card-fraud" not in asked
    assert all(CONTENT.key_points_for(CONTENT.questions[q], SPLIT) for q in asked)
    every = sorted(q.id for q in CONTENT.questions.values() if CONTENT.key_points_for(q, SPLIT))
    assert question_for(CONTENT, SPLIT, every, 1) == every[-1]  # the one asked longest ago


@pytest.mark.parametrize("criterion", [c.id for c in CONTENT.criteria.values() if not c.observed])
def test_there_is_a_drill_on_every_criterion_that_can_be_asked_about(criterion: str) -> None:
    from agent.policy import decide, make_plan

    setup = drill_setup(CONTENT, free_drill(CONTENT, criterion, "me", TODAY), seed=1)
    plan = make_plan(CONTENT, setup)
    opening = decide(Interview(setup=setup), plan)
    assert (opening.kind, opening.criterion) == (MoveKind.PROBE, criterion)
    assert list(plan.criteria) == [criterion] and setup.minutes == 5


def test_after_a_drill_comes_what_is_due_else_what_is_next_and_never_the_same() -> None:
    def drill(criterion: str, days: int) -> Drill:
        return free_drill(CONTENT, criterion, "me", TODAY + timedelta(days=days))

    found = following([drill(SPLIT, -1), drill(DRIFT, 3), drill(METRIC, 0)], SPLIT, TODAY)
    assert found and found.criterion == METRIC
    found = following([drill(SPLIT, 0), drill(DRIFT, 3)], SPLIT, TODAY)
    assert found and found.criterion == DRIFT
    assert following([drill(SPLIT, 0)], SPLIT, TODAY) is None


def test_a_drill_from_a_report_is_on_the_question_of_the_report() -> None:
    drill = free_drill(CONTENT, SPLIT, "me", TODAY)
    assert drill_setup(CONTENT, drill, 3, "card-fraud").question == "card-fraud"
    assert drill_setup(CONTENT, drill, 3, "no-such-question") == drill_setup(CONTENT, drill, 3)


def test_a_criterion_that_does_not_exist_is_named_with_what_was_meant() -> None:
    with pytest.raises(KeyError, match="split-strategy"):
        free_drill(CONTENT, "split-strategie", "me", TODAY)


# --- the short interview -------------------------------------------------------------------------------------------


def held(service: InterviewService, answers: Sequence[str], criterion: str = SPLIT) -> Interview:
    setup = Setup(question="card-fraud", template="six-steps", mode="coach", minutes=5, drill=criterion)
    session = service.start(setup)
    return answered(service, session, *answers)


def test_a_drill_names_the_problem_and_asks_one_question(service: InterviewService) -> None:
    opening = held(service, []).turns[0].text
    assert "card payments" in opening and opening.count("?") == 1


def test_a_good_answer_ends_it_with_a_level_and_no_verdict(service: InterviewService) -> None:
    state = held(
        service,
        ["I split by time: ten months for training, a gap of sixty days until chargebacks are known, then two months "
         "for the test, because a random split would leak what happened later on the same card."],
    )  # fmt: skip
    assert state.report is not None and state.ended == "finished"
    found = drilled(state.report)
    assert found is not None and found.level is not None and found.level >= 3 and found.evidence
    assert state.report.verdict.decision == Decision.INCOMPLETE and state.report.verdict.score is None
    text = report_markdown(state.report)
    assert text.startswith("# Drill: Split strategy") and "hire" not in text.lower()


def test_an_answer_beside_the_point_gets_one_hint_and_not_a_second(service: InterviewService) -> None:
    state = held(service, ["I would use a big model.", "I don't care about that, maybe a bigger model."])
    kinds = [t.move.kind for t in state.turns if t.move]
    assert kinds[1] == MoveKind.HINT and kinds[-1] == MoveKind.CLOSE
    assert state.report is not None and (drilled(state.report) or row(SPLIT, 4)).level in (0, None)


def test_a_thin_answer_is_followed_up(service: InterviewService) -> None:
    state = held(service, ["I would split the transactions by time."])
    assert state.turns[-1].move is not None and state.turns[-1].move.kind in (MoveKind.DEEPEN, MoveKind.HINT)


def test_it_is_over_after_five_minutes(service: InterviewService) -> None:
    session = service.start(Setup(question="card-fraud", template="six-steps", minutes=5, drill=SPLIT))
    list(service.answer(session, CandidateInput(text="How many transactions are there a day?"), seconds=400))
    assert service.view(session).report is not None


def test_a_drill_on_what_does_not_exist_is_refused(service: InterviewService) -> None:
    with pytest.raises(BadSetup, match="no criterion"):
        service.start(Setup(question="card-fraud", template="six-steps", drill="no-such"))
