"""Who a simulated candidate is: what they can do, subject by subject, and how they behave.

A profile is a Markdown file in `evals/profiles`: the front matter is for the embedded simulation, the text below it is
the instruction for a language model that plays the same person.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

import frontmatter
from pydantic import Field, ValidationError

from agent.problem import Problem
from rubrics.schema import Group, Slug, Strict, Text

PROFILES = Path(__file__).parents[1] / "profiles"
Chance = Annotated[float, Field(ge=0, le=1)]


class Manner(StrEnum):
    """How the same content is put into words."""

    PLAIN = "plain"
    TERSE = "terse"  # the shortest text there is
    RAMBLING = "rambling"  # wrapped in talk that says nothing
    NON_NATIVE = "non_native"  # without articles, with the mistakes of a second language
    GIBBERISH = "gibberish"  # no content at all


class Profile(Strict):
    id: Slug
    skill: float = Field(ge=0, le=4, description="the level, 0 to 4, in every group that `skills` does not name")
    skills: dict[Group, float] = Field(default={})
    manner: Manner = Manner.PLAIN
    thinks: float = Field(default=20, gt=0, description="seconds before an answer")
    pace: float = Field(default=1.2, gt=0, description="words a second, typed or spoken with pauses")
    asks: int = Field(default=4, ge=0, description="clarifying questions at the start; more than there are: all")
    asks_later: Chance = Field(default=0.05, description="of asking another question in the middle of a phase")
    volunteers: int = Field(default=2, ge=0, description="criteria spoken to when a phase is opened")
    mistakes: Chance = Field(default=0.0, description="of walking into a pitfall while speaking on its subject")
    insists: Chance = Field(default=0.2, description="of standing by a mistake after a challenge")
    learns: Chance = Field(default=0.5, description="of getting a level further by a nudge; later rungs help more")
    asks_hints: Chance = Field(default=0.0, description="of asking for a hint where nothing more is known")
    stuck: Chance = Field(default=0.0, description="of having nothing to say")
    silent: Chance = Field(default=0.0, description="of sending an empty turn")
    jumps: Chance = Field(default=0.0, description="of speaking about a later phase")
    off_topic: Chance = 0.0
    steers: Chance = Field(default=0.0, description="of addressing the grader or the rules")
    repeats: Chance = Field(default=0.0, description="of saying again what was said before")
    asks_solution: Chance = 0.0
    over_engineers: Chance = Field(default=0.0, description="of adding machinery that nobody needs")
    guidelines: Text

    def seconds(self, text: str) -> float:
        """How long this person takes for a turn."""
        return self.thinks + len(text.split()) / self.pace

    def level(self, group: Group) -> float:
        return self.skills.get(group, self.skill)


class BadProfile(Problem):
    """A profile that cannot be used; the message names the file and what to do."""


def load_profile(path: Path) -> Profile:
    """Raises BadProfile."""
    try:
        found = frontmatter.load(str(path))
        return Profile.model_validate({"id": path.stem, **found.metadata, "guidelines": found.content})
    except (OSError, ValueError, ValidationError) as error:
        raise BadProfile(f"{path}: {error}") from error


@cache
def load_profiles(folder: Path = PROFILES) -> dict[str, Profile]:
    """All profiles by id. Raises BadProfile."""
    return {p.stem: load_profile(p) for p in sorted(folder.glob("*.md"))}
