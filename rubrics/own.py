"""A user's own rubric for single answers: the shape of the YAML file of `greenroom grade --rubric`."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from rubrics.schema import Slug, Strict

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]  # a user's anchor may be one word


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


class OwnCriterion(Strict):
    """One thing an answer earns points for."""

    id: Slug
    name: Text
    points: float = Field(default=4, gt=0, description="what the best answer earns")
    anchors: list[Text] = Field(
        min_length=1, description="what answers look like, from the worst to the best; or a mapping of level to text"
    )
    says: list[Text] = Field(default=[], description="whole sentences a good answer would contain, in other words")

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, data: Any) -> Any:
        """An id alone, a name alone and anchors by level are as clear as the long form."""
        if not isinstance(data, dict):
            return data
        data = dict(data)
        if isinstance(data.get("name"), str) and "id" not in data:
            data["id"] = _slug(data["name"])
        if isinstance(data.get("id"), str) and "name" not in data:
            data["name"] = data["id"].replace("-", " ").capitalize()
        anchors = data.get("anchors")
        if isinstance(anchors, dict) and all(str(key).replace(".", "", 1).isdigit() for key in anchors):
            data["anchors"] = [anchors[key] for key in sorted(anchors, key=lambda key: float(str(key)))]
        return data


class OwnRubric(Strict):
    """Criteria for answers to any question, with reference answers where there are any."""

    title: Text = "Rubric"
    criteria: list[OwnCriterion] = Field(min_length=1)
    reference: Text | None = Field(default=None, description="a worked answer, where all rows answer one question")
    references: dict[str, Text] = Field(default={}, description="worked answers by the question's text or the row's id")

    @model_validator(mode="before")
    @classmethod
    def _ids_by_place(cls, data: Any) -> Any:
        """A name without a Latin letter gives no id."""
        criteria = data.get("criteria") if isinstance(data, dict) else None
        if not isinstance(criteria, list):
            return data
        numbered = [
            {"id": f"criterion-{number}"} | c if isinstance(c, dict) and not _slug(str(c.get("name", "a"))) else c
            for number, c in enumerate(criteria, 1)
        ]
        return data | {"criteria": numbered}

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
