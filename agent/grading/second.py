"""A transcript graded again by the examiner that did not grade it."""

from __future__ import annotations

from pathlib import Path

from agent.content import Content
from agent.examiner.base import Done
from agent.examiner.choice import NoModel
from agent.grading.grade import Grade, GradeOptions, grade
from agent.regrade import other_examiner
from agent.settings import ModelSettings
from agent.state import ExaminerName
from agent.transcript import Transcript
from rubrics.report import Regrade


def regrade_transcript(
    transcript: Transcript, first: Grade, content: Content, home: Path, done: Done = lambda *_: None
) -> Regrade:
    """On the same question, template and level. Raises NoModel, CannotRegrade."""
    examiner, model = other_examiner(first.graders), ModelSettings()
    if examiner == ExaminerName.LLM and not model.configured:
        raise NoModel
    options = GradeOptions(question=first.question, template=first.template, level=first.level, examiner=examiner)
    found = grade(transcript, content, home, options, model, done, insist=True)
    return Regrade(examiner=examiner, graders=found.graders, report=found.report)
