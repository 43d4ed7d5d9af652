"""A turn of a simulated candidate, with the truth about it that no interviewer is told."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, Field


class Act(StrEnum):
    """What a turn does."""

    ANSWERS = "answers"
    ASKS = "asks"
    MOVES_ON = "moves on"
    EXHAUSTED = "exhausted"  # was asked, and has nothing more
    STUCK = "stuck"
    SILENT = "silent"
    ASKS_HINT = "asks for a hint"
    ASKS_SOLUTION = "asks for the solution"
    OFF_TOPIC = "off topic"
    STEERS = "steers"
    GIBBERISH = "gibberish"
    REPEATS = "repeats"
    JUMPS = "jumps ahead"
    CORRECTS = "corrects a mistake"
    INSISTS = "insists on a mistake"
    DEFENDS = "was challenged without a mistake"
    RECAPS = "recaps"
    UNKNOWN = "unknown"  # a model spoke


class Said(BaseModel):
    text: str
    act: Act
    levels: dict[str, int] = Field(default={}, description="criterion to the level of what was said on it")
    points: list[str] = Field(default=[], description="key points stated")
    asked: list[str] = Field(default=[], description="facts asked for")
    requests: list[str] = Field(default=[], description="facts that need not be told here, but may be")
    mistakes: list[str] = Field(default=[], description="pitfalls walked into")
    put_in: list[str] = Field(default=[], description="of these, the ones that no answer of the bank makes by itself")
    arguable: list[str] = Field(default=[], description="pitfalls that need not be challenged here, but may be")
    on: str | None = Field(default=None, description="the criterion the question was understood to be about")
