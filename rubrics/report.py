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
    this_level: str = Field(default="", description="what the level given means for this criterion")
    next_level: str = Field(description="what the next level would have needed")
    read: list[str] = Field(default=[], description="guide sections")


class PhaseRow(BaseModel):
    phase: str
    title: str
    minutes_planned: float
    minutes_spent: float | None = Field(description="None for a transcript without time stamps")
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
    invented: list[str] = Field(default=[], description="turns that state a number which nobody knows")
    out_of_order: list[str] = Field(default=[], description="phases that came later than the template has them")
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


class HintRow(BaseModel):
    """A hint that was given."""

    turn: int
    rung: int = Field(description="1 nudges, 2 points, 3 says a part of the answer")
    criterion: str
    name: str


class FactRow(BaseModel):
    """Something the candidate could have asked for."""

    fact: str
    topic: str
    answer: str
    asked: bool


class Improvement(BaseModel):
    criterion: str
    name: str
    advice: str
    read: list[str]


class BoardRow(BaseModel):
    """The whiteboard as it stood at the end, and how the examiner read it."""

    source: str = Field(description="Mermaid, as the candidate wrote it")
    drawing: str = Field(description="Mermaid drawn anew from what was read: safe to show; empty where it is broken")
    turn: int | None = Field(description="the turn it was last sent with; none where it was not sent with an answer")
    parts: list[str] = Field(description="what is on it, in plain words")
    missing: list[str] = []
    contradictions: list[str] = Field(default=[], description="where it disagrees with what was said")
    problem: str = Field(default="", description="why it could not be read")


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
    hints: list[HintRow] = []
    facts: list[FactRow] = []
    audit: Audit | None = None
    board: BoardRow | None = Field(default=None, description="none where nothing was drawn")
    notes: list[str] = []
    summary: str = ""

    @property
    def criteria(self) -> list[CriterionRow]:
        """The rows of all phases."""
        return [row for phase in self.phases for row in phase.criteria]


class Regrade(BaseModel):
    """The same conversation as the other examiner grades it, kept beside the first report."""

    examiner: str
    graders: dict[str, str] = Field(default={}, description="phase to the examiner that graded it, if it was a model")
    report: Report
