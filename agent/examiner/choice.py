"""Who interviews or grades: as asked, or the model where one is configured."""

from __future__ import annotations

from enum import StrEnum

from agent.settings import ModelSettings
from agent.state import ExaminerName


class ExaminerChoice(StrEnum):
    AUTO = "auto"
    LLM = "llm"
    EMBEDDED = "embedded"


class NoModel(ValueError):
    """The model was asked for, and none is configured."""

    def __str__(self) -> str:
        return (
            "no model server is configured: set OPENAI_API_KEY or OPENAI_BASE_URL (or GREENROOM_PRESET), "
            "or choose the embedded examiner"
        )


def chosen(choice: ExaminerChoice, model: ModelSettings) -> ExaminerName:
    """Raises NoModel."""
    if choice == ExaminerChoice.EMBEDDED or (choice == ExaminerChoice.AUTO and not model.configured):
        return ExaminerName.EMBEDDED
    if not model.configured:
        raise NoModel
    return ExaminerName.LLM
