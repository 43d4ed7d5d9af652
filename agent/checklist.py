"""The seven common mistakes and the checklist, as data; and which of the mistakes turned up."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from agent.content import KNOWLEDGE, read_yaml
from agent.history import Entry


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Mistake(Strict):
    id: str
    name: str
    instead: str
    read: str = Field(description="the guide's section on it")
    pitfalls: list[str]
    criteria: list[str]

    def made_in(self, entry: Entry) -> bool:
        """Heard and not corrected, or asked about in vain."""
        missed = (entry.results.levels.get(criterion) == 0 for criterion in self.criteria)
        return bool(set(self.pitfalls) & set(entry.results.pitfalls)) or any(missed)


class Item(Strict):
    id: str
    text: str


class Part(Strict):
    title: str
    items: list[Item]


class Checklist(Strict):
    mistakes: list[Mistake]
    checklist: list[Part]

    @property
    def ids(self) -> set[str]:
        return {item.id for part in self.checklist for item in part.items}


@cache
def checklist() -> Checklist:
    return read_yaml(KNOWLEDGE / "checklist.yaml", Checklist)
