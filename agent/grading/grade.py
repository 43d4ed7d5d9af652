"""From a transcript to its graded report: recognised, followed turn by turn, debriefed by the interview's own code."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel, Field

from agent.content import DEFAULT_TEMPLATE, Content, nearest
from agent.debrief import make_report
from agent.examiner.base import Done
from agent.examiner.embedded.reader import Reader, build_reader
from agent.export import LedgerRow, TurnRow, interview_file
from agent.grading.conversation import follow
from agent.grading.moves import SubjectBank, subject_bank
from agent.grading.question import UNKNOWN, recognise, with_unknown
from agent.ledger import with_grading
from agent.policy.plan import Plan, make_plan
from agent.regrade import CannotRegrade
from agent.service import BadSetup
from agent.settings import ModelSettings
from agent.state import ExaminerName, Interview, Mode, Setup
from agent.transcript import Transcript
from rubrics.report import Regrade, Report
from rubrics.verdict import Seniority, Verdict

INTERVIEW = "interview"  # the format of what was held here and not read from a file
HELD_HERE = {Mode.MOCK: "Mock interview", Mode.COACH: "Coached interview"}


class GradeOptions(BaseModel):
    """What a user may say about a transcript; the question is recognised where it is not given."""

    question: str | None = None
    template: str = DEFAULT_TEMPLATE
    level: Seniority = Seniority.SENIOR
    examiner: ExaminerName = ExaminerName.EMBEDDED


class Grade(BaseModel):
    """A graded transcript, or an interview held here; its schema is `schemas/grade.schema.json`."""

    greenroom: str = Field(description="the version that graded it")
    source: str = Field(description="the file's name, or what kind of interview was held here")
    format: str
    candidate: str = Field(description="who was graded")
    certainty: float = Field(description="how sure it is that this is the candidate, 0–1")
    question: str = Field(description="the question's id, or `unknown`: graded on the generic criteria")
    template: str
    level: Seniority
    examiner: ExaminerName
    graders: dict[str, str] = Field(description="phase to the examiner that graded it, where a model was asked to")
    verdict: Verdict
    report: Report
    turns: list[TurnRow]
    ledger: list[LedgerRow]
    regrade: Regrade | None = Field(default=None, description="the other examiner's grade, where it was asked for")


def grade(
    transcript: Transcript,
    content: Content,
    home: Path,
    options: GradeOptions | None = None,
    model: ModelSettings | None = None,
    done: Done = lambda *_: None,
    insist: bool = False,
) -> Grade:
    """Raises BadSetup for an unknown question or template. The embedded examiner's grade is always the same.

    `model`: the server of the LLM examiner, where it is not the one in the environment. `done` hears of each phase it
    has graded. Where it grades none, the levels are the embedded examiner's, or with `insist` CannotRegrade is raised.
    """
    options = options or GradeOptions()
    question = _question(transcript, content, home, options)
    if options.template not in content.templates:
        raise BadSetup(nearest(options.template, content.templates, "template"))
    setup = Setup(question=question, template=options.template, level=options.level, examiner=options.examiner)
    if question == UNKNOWN:
        content = with_unknown(content, transcript)
        plan, reader, subjects = _tools(content, setup, home)
    else:
        plan, reader, subjects = _kept(_Key(content), question, options.template, options.level, home)
    state = follow(transcript, plan, reader, subjects)
    state.ended, state.setup = "finished", setup
    if options.examiner == ExaminerName.LLM:
        state = _graded_by_model(state, plan, model or ModelSettings(), done, insist)
    report = make_report(state, plan)
    if all(utterance.at is None for utterance in transcript.utterances):
        report.phases = [phase.model_copy(update={"minutes_spent": None}) for phase in report.phases]
    report.notes[:0] = [*transcript.notes, *_doubts(question)]
    return _grade(state, report, transcript.source, transcript.format, transcript.candidate, transcript.certainty)


def grade_of(state: Interview) -> Grade | None:
    """A finished interview of our own as a grade, with the report it ended in; none while it is going on."""
    if state.report is None:
        return None
    return _grade(state, state.report, HELD_HERE[state.setup.mode], INTERVIEW, "Candidate", 1.0)


def _grade(state: Interview, report: Report, source: str, format: str, candidate: str, certainty: float) -> Grade:
    file = interview_file(state)
    return Grade(
        greenroom=version("greenroom"),
        source=source,
        format=format,
        candidate=candidate,
        certainty=certainty,
        question=state.setup.question,
        template=state.setup.template,
        level=state.setup.level,
        examiner=state.setup.examiner,
        graders=state.graders,
        verdict=report.verdict,
        report=report,
        turns=file.turns,
        ledger=file.ledger,
        regrade=state.regrade,
    )


def _graded_by_model(state: Interview, plan: Plan, model: ModelSettings, done: Done, insist: bool) -> Interview:
    from agent.examiner.llm.client import ModelClient  # slow to import
    from agent.examiner.llm.grade import grade_interview

    found = grade_interview(ModelClient(model), state, plan, done)
    if insist and not found.graders:
        raise CannotRegrade.by_model(found.why)
    return with_grading(state, found)


def _question(transcript: Transcript, content: Content, home: Path, options: GradeOptions) -> str:
    if options.question and options.question != UNKNOWN and options.question not in content.questions:
        raise BadSetup(nearest(options.question, content.questions, "question"))
    if options.question:
        return options.question
    if transcript.question in content.questions:
        return transcript.question
    return recognise(transcript, content, home / "vectors") or UNKNOWN


def _doubts(question: str) -> list[str]:
    if question != UNKNOWN:
        return []
    return [
        "The question is none of the bank's: graded on the generic criteria, without key points or facts. "
        "Name one with --question to grade against it."
    ]


class _Key:
    """Lets content be kept as a key: two are the same when they are one object."""

    def __init__(self, content: Content) -> None:
        self.content = content

    def __hash__(self) -> int:
        return id(self.content)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.content is self.content


@lru_cache(maxsize=32)
def _kept(key: _Key, question: str, template: str, level: Seniority, home: Path) -> tuple[Plan, Reader, SubjectBank]:
    return _tools(key.content, Setup(question=question, template=template, level=level), home)


def _tools(content: Content, setup: Setup, home: Path) -> tuple[Plan, Reader, SubjectBank]:
    plan, cache = make_plan(content, setup), home / "vectors"
    return plan, build_reader(content, setup.question, setup.template, cache), subject_bank(plan, cache)
