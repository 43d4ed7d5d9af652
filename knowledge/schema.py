"""What the interviewer knows, as data: questions with their facts and key points, and pitfalls.

The shapes of `knowledge/questions/*.yaml` and `knowledge/pitfalls/*.yaml`; a user's own files have the same shapes.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3)]
SourceRef = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+#[a-z0-9-]+$")]


class Family(StrEnum):
    RECOMMENDATION = "recommendation"
    SEARCH = "search"
    VISION = "vision"
    NLP = "nlp"
    ADS_FEED = "ads-feed"
    FORECASTING = "forecasting"
    RISK = "risk"


class Trait(StrEnum):
    """What kind of problem it is; decides which pitfalls can apply."""

    TEMPORAL = "temporal"
    IMBALANCED = "imbalanced"
    RANKING = "ranking"
    REGRESSION = "regression"
    CLASSIFICATION = "classification"
    GENERATIVE = "generative"
    VISION = "vision"
    TEXT = "text"
    PERSONAL_DATA = "personal-data"
    REAL_TIME = "real-time"
    LARGE_SCALE = "large-scale"
    SMALL_SCALE = "small-scale"
    FEEDBACK_LOOP = "feedback-loop"
    ADVERSARIAL = "adversarial"
    EDGE = "edge"
    SAFETY_CRITICAL = "safety-critical"


class Topic(StrEnum):
    GOAL = "goal"
    USERS = "users"
    SCALE = "scale"
    LATENCY = "latency"
    DATA = "data"
    LABELS = "labels"
    FRESHNESS = "freshness"
    CONSTRAINTS = "constraints"
    PRIVACY = "privacy"
    BUDGET = "budget"
    EXISTING_SYSTEM = "existing-system"
    SCOPE = "scope"
    QUALITY = "quality"
    TEAM = "team"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(Strict):
    """Something the interviewer knows and says only when asked."""

    id: Slug
    topic: Topic
    asks: list[Text] = Field(min_length=3, description="differently worded questions that ask for it")
    aliases: list[str] = Field(min_length=1, description="words that mark a question as being about this")
    answer: Text = Field(description="what the interviewer says, one or two spoken sentences")


class KeyPoint(Strict):
    """Something specific to this question that a strong answer contains."""

    id: Slug
    criterion: Slug
    weight: Literal[1, 2, 3] = 2
    point: Text = Field(description="the point itself, one sentence; shown after the debrief")
    says: list[Text] = Field(min_length=3)
    aliases: list[str] = Field(default=[])
    deep: list[Text] = Field(min_length=1)
    probe: Text = Field(description="one question that asks for it without giving it away")
    hints: list[Text] = Field(min_length=3, max_length=3)


class Reference(Strict):
    """A worked answer by subject, Markdown; shown only after the debrief."""

    clarify: Text
    framing: Text
    metrics: Text
    data: Text
    features: Text
    modelling: Text
    architecture: Text
    evaluation: Text
    serving: Text
    monitoring: Text


class Question(Strict):
    id: Slug
    title: Text
    family: Family
    difficulty: Literal[1, 2, 3]
    traits: list[Trait] = Field(min_length=1)
    prompt: Text = Field(description="the deliberately vague statement the interview opens with")
    vocabulary: list[str] = Field(min_length=8, description="nouns of this problem: what makes a claim specific to it")
    facts: list[Fact] = Field(min_length=12)
    beyond: list[Text] = Field(default=[], description="questions that a candidate may ask and no fact answers")
    key_points: list[KeyPoint] = Field(min_length=10)
    pitfalls: list[Slug] = Field(default=[], description="ids of general pitfalls to watch for here")
    own_pitfalls: list[Pitfall] = Field(default=[])
    not_asked: list[Text] = Field(
        default=[],
        description="probes of criteria and challenges of pitfalls that presuppose what this problem does not have, "
        "word for word",
    )
    numbers: list[Text] = Field(min_length=3, description="arithmetic that ties the facts together")
    reference: Reference

    @field_validator("facts", "key_points", "own_pitfalls")
    @classmethod
    def _ids_differ(cls, items: list[Any]) -> list[Any]:
        ids = [item.id for item in items]
        twice = sorted({key for key in ids if ids.count(key) > 1})
        if twice:
            raise ValueError(f"the id {twice[0]!r} stands here twice; give each a different one")
        return items


class Pitfall(Strict):
    """A recognisable mistake: how it sounds, and how an interviewer challenges it."""

    id: Slug
    name: Text
    criterion: Slug = Field(description="the criterion it counts against")
    kind: Literal["said", "omitted"] = "said"
    severity: Literal["minor", "major"] = "major"
    traits: list[Trait] = Field(default=[], description="only for questions with one of these; empty: for all")
    sounds_like: list[Text] = Field(min_length=3)
    rather: list[Text] = Field(
        default=[],
        description="how a good candidate sounds on the same subject; nearness to these speaks against it",
    )
    cues: list[list[str]] = Field(
        default=[],
        description="groups of terms; each group found in the sentence speaks for it; empty for omitted ones",
    )
    unless: list[str] = Field(
        default=[], description="terms in the sentence which show that the candidate knows better"
    )
    challenge: list[Text] = Field(min_length=2, description="one question each; no lecture, no answer")
    why: Text = Field(description="for the report: what goes wrong in practice and what to do instead")
    sources: list[SourceRef] = Field(min_length=1)


class PitfallFile(Strict):
    pitfalls: list[Pitfall] = Field(min_length=1)


Question.model_rebuild()
