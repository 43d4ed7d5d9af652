"""A finished interview graded again by the other examiner: both grades kept, the first untouched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from agent.content import load_content
from agent.examiner.choice import NoModel
from agent.grading.grade import grade, grade_of
from agent.grading.output import as_text
from agent.grading.second import regrade_transcript
from agent.regrade import CannotRegrade, replayed
from agent.service import InterviewService
from agent.settings import ModelSettings
from agent.state import CandidateInput, ExaminerName, Mode, Setup
from agent.transcript import parse_transcript
from evals.scripted_model.behaviours import status
from evals.scripted_model.playing import everything_at, model
from evals.scripted_model.server import KEY, ModelServer

BOARD = "flowchart LR\n  user[Sender] --> features[Feature store]\n  features --> model[Spam classifier]"
TURNS = [
    CandidateInput(text="How many messages a day are there, and how much delay is acceptable?"),
    CandidateInput(text="I would use accuracy on a random split, with logistic regression as a baseline."),
    CandidateInput(action="hint"),
    CandidateInput(text="Precision at a fixed recall, because a lost invoice costs more than one spam mail."),
    CandidateInput(action="next"),
    CandidateInput(text="I split by time, because spammers change their wording every week.", board=BOARD),
    *[CandidateInput(action="next")] * 2,
    CandidateInput(action="end"),
]
Held = Callable[..., str]


@pytest.fixture
def held(service: InterviewService) -> Held:
    """`held(examiner, model)` → the id of a finished interview."""

    def held(
        examiner: ExaminerName = ExaminerName.EMBEDDED, model: ModelSettings | None = None, mode: Mode = Mode.MOCK
    ) -> str:
        setup = Setup(question="spam-detection", template="six-steps", examiner=examiner, mode=mode, seed=3)
        session = service.start(setup, model)
        for given in TURNS:
            list(service.answer(session, given, seconds=40))
        return session

    return held


@pytest.fixture
def configured(model_server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> ModelServer:
    """A model in the environment, that gives every criterion a 3."""
    monkeypatch.setenv("OPENAI_BASE_URL", model_server.url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("GREENROOM_GRADE_SECONDS", "5")
    model_server.behave(model(grade=everything_at(3)))
    return model_server


@pytest.mark.parametrize("mode", Mode)
def test_reading_the_turns_again_gives_the_ledger_of_the_interview(
    service: InterviewService, held: Held, mode: Mode
) -> None:
    state = service.view(held(mode=mode))
    again = replayed(state, service.plan(state.setup), service._embedded)
    assert (again.ledger, again.pitfalls, again.facts_revealed) == (state.ledger, state.pitfalls, state.facts_revealed)
    assert (again.substance, again.steering, again.turns) == (state.substance, state.steering, state.turns)
    assert again.board == state.board != ""


def test_the_model_grades_what_the_embedded_examiner_held(
    service: InterviewService, held: Held, configured: ModelServer
) -> None:
    session, heard = held(), list[tuple[int, int]]()
    before = service.view(session)
    found = service.regrade(session, lambda done, of: heard.append((done, of)))
    after = service.view(session)
    assert after.model_copy(update={"regrade": None}) == before
    assert after.regrade == found and found.examiner == "llm" and set(found.graders.values()) == {"llm"}
    levels = {c.level for p in found.report.phases for c in p.criteria if c.level is not None}
    assert 3 in levels and found.report.verdict != before.report.verdict  # type: ignore[union-attr]
    assert heard[-1] == (len(before.phases), len(before.phases))
    assert not list(service.answer(session, CandidateInput(text="more"))) and service.view(session) == after
    grade = grade_of(after)
    assert grade and grade.regrade == found
    for suffix in ("html", "md"):
        text = as_text(grade, service.content, suffix)
        assert "The two examiners side by side" in text and "language model" in text
    assert KEY not in after.model_dump_json()


def test_the_embedded_examiner_grades_what_the_model_held(
    service: InterviewService, held: Held, configured: ModelServer
) -> None:
    session = held(ExaminerName.LLM)
    first = service.view(session).report
    found = service.regrade(session)
    assert first and service.view(session).report == first
    assert found.examiner == "embedded" and found.graders == {} and found.report.verdict.chances


def test_without_a_model_it_is_said_how_to_get_one(service: InterviewService, held: Held) -> None:
    session = held()
    with pytest.raises(NoModel, match="OPENAI_BASE_URL"):
        service.regrade(session)
    assert service.view(session).regrade is None


def test_a_server_in_trouble_ends_in_one_sentence(
    service: InterviewService, held: Held, configured: ModelServer
) -> None:
    session = held()
    before = service.view(session)
    configured.behave(status(401))
    with pytest.raises(
        CannotRegrade, match=r"could not grade this interview\. .+ The first grade is unchanged\.$"
    ) as why:
        service.regrade(session)
    assert service.view(session) == before and KEY not in str(why.value)


def test_an_interview_that_goes_on_cannot_be_graded_again(service: InterviewService) -> None:
    session = service.start(Setup(question="spam-detection", template="six-steps"))
    with pytest.raises(CannotRegrade, match="not over"):
        service.regrade(session)


def test_a_transcript_that_no_model_could_grade_keeps_its_grade_and_says_why(
    home: Path, configured: ModelServer
) -> None:
    talk = parse_transcript(
        "Interviewer: Design a spam filter.\nCandidate: I split by time, because spammers change.\n"
    )
    first = grade(talk, load_content(), home)
    configured.behave(status(401))
    with pytest.raises(CannotRegrade, match=r"this interview\. [^.]+\. .*The first grade is unchanged\.$") as why:
        regrade_transcript(talk, first, load_content(), home)
    assert "Its levels are" not in str(why.value)
