"""What is played: a cell is one profile on one question under one template, with one examiner and one seed."""

from __future__ import annotations

from enum import StrEnum
from itertools import cycle
from pathlib import Path

from pydantic import BaseModel

from agent.content import load_content
from evals.candidate import load_profiles

GATE_QUESTIONS = ("card-fraud", "youtube-recommendations", "image-moderation")
SEED = 7
SCRIPTS = Path(__file__).parent / "data" / "scripts"  # candidates who say the same whatever they are asked
# Half of the questions, over all families. Whoever improves the interviewer looks at the others only; the suites
# `profiles` and `repeats` play these.
HELD_OUT = (
    "airbnb-search", "amazon-products", "conversational-assistant", "face-recognition", "google-search",
    "harmful-content", "netflix-recommendations", "ride-eta", "sentiment-analysis", "spotify-music",
    "support-assistant", "twitter-timeline", "weather-prediction",
)  # fmt: skip


class Examiner(StrEnum):
    EMBEDDED = "embedded"
    LLM = "llm"
    NAIVE = "naive"


class Simulation(StrEnum):
    EMBEDDED = "embedded"  # from the bank, with the truth about each turn
    LLM = "llm"  # a model with the profile's guidelines


class Cell(BaseModel, frozen=True):
    profile: str
    question: str
    template: str
    examiner: Examiner = Examiner.EMBEDDED
    candidate: Simulation = Simulation.EMBEDDED
    seed: int = SEED

    @property
    def id(self) -> str:
        played = "" if self.candidate == Simulation.EMBEDDED else f" by {self.candidate}"
        return f"{self.examiner}/{self.question}/{self.template}/{self.profile}{played}/{self.seed}"


class Suite(StrEnum):
    GATE = "gate"
    PROFILES = "profiles"
    ORDER = "order"
    REPEATS = "repeats"


WHAT = {
    Suite.GATE: "every profile once",
    Suite.PROFILES: "every profile on seven held-out questions",
    Suite.ORDER: "an average candidate, every question under every template",
    Suite.REPEATS: "six profiles, three held-out questions, eight seeds",
}


def cells_of(
    suite: Suite, examiner: Examiner = Examiner.EMBEDDED, candidate: Simulation = Simulation.EMBEDDED
) -> list[Cell]:
    """The cells of a suite, those of one question together: what is loaded for it is loaded once."""
    cells = sorted(_SUITES[suite](), key=lambda cell: cell.question)
    return [cell.model_copy(update={"examiner": examiner, "candidate": candidate}) for cell in cells]


def _gate() -> list[Cell]:
    """Each profile once, each of three questions and each template in turn."""
    templates, questions = cycle(sorted(load_content().templates)), cycle(GATE_QUESTIONS)
    return [Cell(profile=p, question=next(questions), template=next(templates)) for p in sorted(load_profiles())]


def _profiles() -> list[Cell]:
    """Each profile on seven held-out questions, one of every family; the templates rotate so that each meets each."""
    content, firsts = load_content(), dict[str, str]()
    for question in HELD_OUT:
        firsts.setdefault(content.questions[question].family, question)
    templates = sorted(content.templates)
    return [
        Cell(profile=profile, question=question, template=templates[(row + column) % len(templates)])
        for row, profile in enumerate(sorted(load_profiles()))
        for column, question in enumerate(firsts.values())
    ]


def _order() -> list[Cell]:
    content = load_content()
    return [Cell(profile="average", question=q, template=t) for q in content.questions for t in content.templates]


def _repeats() -> list[Cell]:
    """Eight seeds of six profiles on three held-out questions."""
    profiles = ("strong", "average", "weak", "terse", "confidently-wrong", "hostile")
    return [
        Cell(profile=profile, question=question, template="six-steps", seed=seed)
        for profile in profiles
        for question in ("airbnb-search", "harmful-content", "ride-eta")
        for seed in range(1, 9)
    ]


_SUITES = {Suite.GATE: _gate, Suite.PROFILES: _profiles, Suite.ORDER: _order, Suite.REPEATS: _repeats}
