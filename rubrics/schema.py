"""What good looks like, as data: criteria with level anchors, and templates made of phases.

The shapes of `rubrics/criteria/*.yaml` and `rubrics/templates/*.yaml`; a user's own files have the same shapes.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
SourceRef = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+#[a-z0-9-]+$")]
Level = Literal[0, 1, 2, 3, 4]
RECAP = "closing-recap"  # the criterion that wrapping up asks for


class Group(StrEnum):
    """The subject a criterion belongs to; templates cut these into phases in their own ways."""

    CLARIFY = "clarify"
    FRAMING = "framing"
    METRICS = "metrics"
    DATA = "data"
    FEATURES = "features"
    MODELLING = "modelling"
    TRAINING = "training"
    EVALUATION = "evaluation"
    ARCHITECTURE = "architecture"
    SERVING = "serving"
    MONITORING = "monitoring"
    COMMUNICATION = "communication"


class Competency(StrEnum):
    """The six things interviewers look for."""

    PROBLEM_FORMULATION = "problem_formulation"
    SYSTEM_THINKING = "system_thinking"
    TRADEOFF_AWARENESS = "tradeoff_awareness"
    SCALABILITY = "scalability"
    PRACTICALITY = "practicality"
    COMMUNICATION = "communication"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Signal(Strict):
    """One way a criterion shows up in speech."""

    id: Slug
    says: list[Text] = Field(min_length=3, description="whole sentences, as a candidate would say them")
    aliases: list[str] = Field(default=[], description="terms that name the thing")
    deep: list[Text] = Field(
        min_length=1, description="sentences that go beyond a mention: why, how much, against what"
    )


class Anchors(Strict):
    """What each level of a criterion looks like."""

    level_0: Text
    level_1: Text
    level_2: Text
    level_3: Text
    level_4: Text

    @property
    def texts(self) -> tuple[Text, ...]:
        """By level."""
        return self.level_0, self.level_1, self.level_2, self.level_3, self.level_4


class Criterion(Strict):
    id: Slug
    name: Text
    group: Group
    competency: Competency
    weight: Literal[1, 2, 3] = 2
    expects: Text = Field(description="one sentence: what a good candidate shows")
    anchors: Anchors
    terms: list[str] = Field(default=[], description="everyday words for the subject; they support, never prove")
    signals: list[Signal] = Field(min_length=2)
    probes: list[Text] = Field(min_length=3, description="one question each, without the answer in it")
    stretch: str = Field(default="", description="for who has shown it, with time left: a twist on the finished design")
    hints: list[Text] = Field(
        min_length=3, max_length=3, description="rungs 1 to 3, from a nudge to a part of the answer"
    )
    sources: list[SourceRef] = Field(min_length=1)
    traits: list[Slug] = Field(default=[], description="only for questions with one of these traits; empty: for all")
    observed: bool = Field(default=False, description="shown by conduct; never asked for")


class CriteriaFile(Strict):
    criteria: list[Criterion] = Field(min_length=1)


class Phase(Strict):
    id: Slug
    title: Text
    minutes: float = Field(gt=0, le=60)
    purpose: Text
    groups: list[Group] = Field(min_length=1, description="the subjects of this phase: guides and reference answer")
    criteria: list[Slug] = Field(min_length=1)
    openings: list[Text] = Field(min_length=2, description="how the interviewer turns to this phase; one request each")
    focus: bool = Field(default=False, description="a phase where the interviewer digs deeper")
    optional: bool = Field(default=False, description="left out when time is short, without loss to the candidate")


class Template(Strict):
    id: Slug
    title: Text
    seed: str = Field(description="the document this template follows")
    description: Text
    advice: list[Text] = Field(min_length=1, description="what a candidate using this template should keep in mind")
    phases: list[Phase] = Field(min_length=2)

    @property
    def minutes(self) -> float:
        return sum(phase.minutes for phase in self.phases)
