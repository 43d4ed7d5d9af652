"""The seven common mistakes and the checklist, as data; and which of the mistakes turned up."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import Field

from agent.content import KNOWLEDGE, read_yaml
from agent.history import Results
from rubrics.schema import Strict


class Mistake(Strict):
    id: str
    name: str
    instead: str
    read: str = Field(description="the guide's section on it")
    pitfalls: list[str]
    criteria: list[str]

    def made_in(self, results: Results) -> bool:
        """Heard and not corrected, or asked about in vain."""
        return bool(self.heard_in(results) or self.missed_in(results))

    def heard_in(self, results: Results) -> list[str]:
        """Its pitfalls."""
        return [pitfall for pitfall in self.pitfalls if pitfall in results.pitfalls]

    def missed_in(self, results: Results) -> list[str]:
        """Its criteria that were asked about in vain."""
        return [criterion for criterion in self.criteria if results.levels.get(criterion) == 0]


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


def mistake_sentences(results: Results, pitfalls: Mapping[str, str], criteria: Mapping[str, str]) -> list[str]:
    """The common mistakes of one interview, each with what it rests on: what Progress counts. `pitfalls` and `criteria`
    say what these are called."""
    found = []
    for mistake in checklist().mistakes:
        heard = [f"“{pitfalls.get(key, key)}”" for key in mistake.heard_in(results)]
        missed = [criteria.get(key, key) for key in mistake.missed_in(results)]
        rests_on = [f"see {', '.join(heard)} above"] * bool(heard)
        rests_on += [f"nothing was shown when asked about {', '.join(missed)}"] * bool(missed)
        if rests_on:
            found.append(f"{mistake.name}: {'; '.join(rests_on)}. {mistake.instead}")
    return found


@cache
def checklist() -> Checklist:
    return read_yaml(KNOWLEDGE / "checklist.yaml", Checklist)
