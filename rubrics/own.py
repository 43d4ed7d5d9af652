"""A user's own rubric for single answers: the shape of the YAML file of `greenroom grade --rubric`."""

from __future__ import annotations

from pydantic import Field, model_validator

from rubrics.schema import Slug, Strict, Text


class OwnCriterion(Strict):
    """One thing an answer earns points for."""

    id: Slug
    name: Text
    points: float = Field(default=4, gt=0, description="what the best answer earns")
    anchors: list[Text] = Field(min_length=1, description="what answers look like, from the worst to the best")
    says: list[Text] = Field(default=[], description="whole sentences a good answer would contain, in other words")


class OwnRubric(Strict):
    """Criteria for answers to any question, with reference answers where there are any."""

    title: Text = "Rubric"
    criteria: list[OwnCriterion] = Field(min_length=1)
    reference: Text | None = Field(default=None, description="a worked answer, where all rows answer one question")
    references: dict[str, Text] = Field(default={}, description="worked answers by the question's text or the row's id")

    @model_validator(mode="after")
    def _ids_differ(self) -> OwnRubric:
        ids = [c.id for c in self.criteria]
        twice = next((i for i in ids if ids.count(i) > 1), None)
        if twice:
            raise ValueError(f"the id {twice!r} stands in criteria twice; give each a different one")
        return self

    @property
    def points(self) -> float:
        return sum(c.points for c in self.criteria)
