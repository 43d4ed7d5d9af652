"""A transcript as it was understood: who said what, and who of them is the candidate."""

from __future__ import annotations

from pydantic import BaseModel, Field


class BadTranscript(ValueError):
    """A file that is no transcript; the message names it, what is wrong and what to do."""


class Utterance(BaseModel):
    """What one speaker said until the other one began."""

    speaker: str = Field(description="the name or label in the file")
    text: str
    at: float | None = Field(default=None, description="seconds since the beginning, where the file says so")


class Transcript(BaseModel):
    """The utterances of a conversation in order; fragments of one speaker are merged."""

    source: str = Field(description="the file's name")
    format: str = Field(description="vtt, srt, json, docx, text or greenroom")
    utterances: list[Utterance]
    candidate: str = Field(description="the label of the candidate among the speakers")
    certainty: float = Field(ge=0, le=1, description="how sure it is who the candidate is")
    question: str | None = Field(default=None, description="the question's id, where the file names it")
    notes: list[str] = Field(default=[], description="what a reader of the report should know about the reading")
