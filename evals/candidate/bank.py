"""What simulated candidates say about one question: `evals/data/bank/<question>.yaml`.

The texts were written from the prompt, the facts, the anchors and the pitfalls' names, without sight of signals, cues,
key points or worked answers; which texts state a key point, and which walk into a mistake, was noted afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

import yaml
from pydantic import Field, ValidationError

from agent.problem import Problem
from rubrics.schema import Slug, Strict, Text

BANK = Path(__file__).parents[1] / "data" / "bank"
BankLevel = Literal[1, 2, 3, 4]


class Ask(Strict):
    """A clarifying question in several wordings; without a fact it is one that the fact sheet does not answer."""

    fact: Slug | None
    says: list[Text] = Field(min_length=1)


class Mistake(Strict):
    pitfall: Slug
    says: list[Text] = Field(min_length=1)
    corrects: list[Text] = Field(min_length=1, description="after a challenge, by somebody who sees it")
    insists: list[Text] = Field(min_length=1, description="after a challenge, by somebody who does not")
    near: list[Text] = Field(min_length=1, description="on the same subject, and right")


class Mistaken(Strict):
    """Answers that walk into a mistake by themselves: pitfall to the texts, criterion/level/variant."""

    clear: dict[Slug, list[str]]
    arguable: dict[Slug, list[str]] = Field(description="not said outright, but to ask about it is right")
    doubted: dict[Slug, list[str]] = Field(
        default={}, description="a mistake to one of three readers: it counts as none"
    )


class Ref(NamedTuple):
    """One text of the bank."""

    criterion: str
    level: BankLevel
    variant: int


class Bank(Strict):
    question: Slug
    asks: list[Ask]
    answers: dict[Slug, dict[BankLevel, list[Text]]]
    mistakes: list[Mistake]
    points: dict[Slug, list[str]] = Field(description="key point to the texts that state it: criterion/level/variant")
    mistaken: Mistaken
    requests: dict[Slug, list[str]] = Field(default={}, description="fact to the answers that ask for it by the way")

    def text(self, ref: Ref) -> str:
        return self.answers[ref.criterion][ref.level][ref.variant]

    def texts(self) -> list[str]:
        """The answers on all criteria, of all levels."""
        return [text for levels in self.answers.values() for texts in levels.values() for text in texts]

    def mistaken_texts(self, how: Literal["clear", "arguable", "doubted"]) -> dict[str, str]:
        """The answers that walk into a mistake, with the pitfall."""
        found: dict[str, list[str]] = getattr(self.mistaken, how)
        return {self.text(parse_ref(ref)): pitfall for pitfall, refs in found.items() for ref in refs}

    def stating(self, point: str) -> list[Ref]:
        return [parse_ref(ref) for ref in self.points.get(point, [])]

    def stated_by(self, ref: Ref) -> list[str]:
        """The key points a text states."""
        return _having(self.points, ref)

    def mistakes_of(self, ref: Ref) -> tuple[list[str], list[str]]:
        """The pitfalls a text walks into: clearly, and arguably."""
        return _having(self.mistaken.clear, ref), _having(self.mistaken.arguable, ref)

    def requested_by(self, ref: Ref) -> list[str]:
        """The facts that a text asks for by the way, or supposes something about."""
        return _having(self.requests, ref)


class BadBank(Problem):
    """A bank that cannot be read; the message names the file and the key."""


def _having(refs: Mapping[str, list[str]], ref: Ref) -> list[str]:
    key = f"{ref.criterion}/{ref.level}/{ref.variant}"
    return [name for name, found in refs.items() if key in found]


def parse_ref(ref: str) -> Ref:
    criterion, level, variant = ref.rsplit("/", 2)
    return Ref(criterion, BANK_LEVELS[int(level) - 1], int(variant))


BANK_LEVELS: tuple[BankLevel, ...] = (1, 2, 3, 4)


@lru_cache(maxsize=4)
def load_bank(question: str, folder: Path = BANK) -> Bank:
    """Raises BadBank."""
    path = folder / f"{question}.yaml"
    try:
        with path.open(encoding="utf-8") as file:
            return Bank.model_validate(yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise BadBank(f"{path}: {error}") from error
