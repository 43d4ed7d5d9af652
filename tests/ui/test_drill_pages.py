"""From a report to practice: the links under what to work on, the page of a drill, and what it leads to."""

from __future__ import annotations

from datetime import date

import pytest

from agent.content import load_content
from agent.drills import free_drill
from agent.grading.grade import grade_of
from agent.grading.output import as_text
from agent.progress import Progress, Weak, mistakes_in
from agent.script import play
from agent.service import InterviewService
from agent.state import CandidateInput, Interview, Setup
from knowledge.schema import Reference
from ui import drill, tables
from ui.report import frame

TODAY = date(2026, 1, 5)
CONTENT = load_content()
SAID = ["How many users are there?", "I would use accuracy on a random split of the data.", "A neural network."]


@pytest.fixture
def interview(service: InterviewService) -> Interview:
    return play(service, Setup(question="youtube-recommendations", template="six-steps", seed=7), SAID)


@pytest.fixture
def drilled(service: InterviewService) -> Interview:
    session = service.start(
        Setup(question="card-fraud", template="six-steps", seed=1, minutes=5, drill="split-strategy")
    )
    list(service.answer(session, CandidateInput(text="I split by time, because a random split leaks the future.")))
    list(service.answer(session, CandidateInput(action="end")))
    return service.view(session)


def test_each_improvement_can_be_practised_from_the_page_and_not_from_a_file(interview: Interview) -> None:
    grade = grade_of(interview)
    assert grade and grade.report.improvements
    page = frame(grade, CONTENT)
    for row in grade.report.improvements:
        assert f"drill={row.criterion}&amp;amp;on=youtube-recommendations" in page
    assert "data-drill" not in as_text(grade, CONTENT, "html")
    assert "data-drill" not in frame(grade.model_copy(update={"format": "text"}), CONTENT)  # a transcript's page


def test_the_page_of_a_drill_leads_on_and_shows_its_worked_answer_as_markdown(drilled: Interview) -> None:
    assert drilled.report
    later = free_drill(CONTENT, "drift-handling", "me", date(2026, 1, 8))
    onward = drill.onward(drilled.report, CONTENT, [later], TODAY)
    assert onward == {
        f"Practise the next one: {CONTENT.criteria['drift-handling'].name}": "?drill=drift-handling",
        "Once more on this": "?drill=split-strategy",
    }
    parts = dict.fromkeys(Reference.model_fields, "A **bold** point:\n\n- one\n- two <b>x</b>")
    page = drill.render(drilled.report, {}, Reference.model_validate(parts), onward)
    assert "<strong>bold</strong>" in page and "<li>one</li>" in page and "&lt;b&gt;" in page
    assert 'href="?drill=drift-handling"' in page


def test_the_weakest_criteria_can_be_practised_at_once_and_drills_before_their_day() -> None:
    weak = [Weak("split-strategy", 1, 0.0, 0), Weak("responds-to-challenge", 1, 1.0, 1)]
    later = free_drill(CONTENT, "drift-handling", "me", date(2026, 1, 6))
    found = Progress([], [], [], [], [later], weak, mistakes_in([]), set())
    shown = tables.weakest(found, CONTENT)
    assert 'href="?drill=split-strategy"' in shown and "drill=responds-to-challenge" not in shown
    [(label, _)] = tables.drill_choices(found, CONTENT, TODAY)
    assert label.endswith("due tomorrow; you can do it now")
