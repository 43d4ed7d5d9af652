"""The report: what a candidate reads after the interview. Pure data; `rubrics.render` writes it out."""

from __future__ import annotations

from pydantic import BaseModel, Field

from rubrics.evidence import Evidence, PitfallSeen
from rubrics.schema import Level
from rubrics.verdict import Verdict


class CriterionRow(BaseModel):
    criterion: str
    name: str
    group: str
    competency: str
    weight: int
    level: Level | None = Field(description="None: not assessed, because neither shown nor asked")
    status: str = Field(description="shown, shown after a hint, missed, talked past, never asked")
    asked: int
    hint_rung: int
    evidence: list[Evidence] = []
    reason: str
    next_level: str = Field(description="what the next level would have needed")
    read: list[str] = Field(default=[], description="guide sections")


class PhaseRow(BaseModel):
    phase: str
    title: str
    minutes_planned: float
    minutes_spent: float
    reached: bool
    score: float | None
    criteria: list[CriterionRow]


class CompetencyRow(BaseModel):
    competency: str
    score: float | None
    assessed: int
    of: int


class GroupRow(BaseModel):
    """A subject of the rubric, judged as a whole."""

    group: str
    level: Level | None = Field(description="calibrated on labelled transcripts; none where nothing could be judged")
    expected: float | None = Field(description="the same before rounding, 0–4")
    rubric_mean: float | None = Field(description="weighted mean of its assessed criteria, which come from rules")


class Audit(BaseModel):
    """How the interviewer did."""

    questions: int
    repeated: list[str] = Field(default=[], description="questions asked again in nearly the same words")
    doubled: int = Field(default=0, description="turns with two questions or more")
    leading: list[str] = Field(default=[], description="questions that contain their answer")
    gave_away: list[str] = Field(default=[], description="key points the interviewer said before the candidate did")
    not_covered: list[str] = Field(default=[], description="subjects of the template that never came up")
    talk_share: float = Field(description="the candidate's share of all words, 0–1")
    longest_turn: int = Field(description="words in the interviewer's longest turn")


class PitfallRow(BaseModel):
    pitfall: str
    name: str
    criterion: str
    why: str
    seen: PitfallSeen | None = Field(default=None, description="None for what was left out rather than said")
    read: list[str] = []


class KeyPointRow(BaseModel):
    key_point: str
    criterion: str
    point: str
    shown: bool
    quote: str = ""


class Improvement(BaseModel):
    criterion: str
    name: str
    advice: str
    read: list[str]


class Report(BaseModel):
    """Everything derived by code from the ledger; no figure here was written by a model."""

    question: str
    title: str
    template: str
    drill: str | None = Field(default=None, description="the criterion of a drill, which has no verdict")
    verdict: Verdict
    phases: list[PhaseRow]
    groups: list[GroupRow] = []
    competencies: list[CompetencyRow]
    pitfalls: list[PitfallRow]
    key_points: list[KeyPointRow]
    improvements: list[Improvement]
    hints_used: int
    facts_asked: int
    facts_in_all: int
    audit: Audit | None = None
    notes: list[str] = []
    summary: str = ""
