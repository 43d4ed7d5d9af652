"""From features to a level: ordinal models whose coefficients are data, fitted by `python -m evals.calibrate`."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import exp
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from agent.grading.features import Features

COEFFICIENTS = Path(__file__).with_name("calibration.yaml")


class OrdinalModel(BaseModel):
    """Proportional odds: the chance of more than level k is σ(η − cut[k]), η the weighted sum of the features."""

    model_config = ConfigDict(extra="forbid")

    weights: dict[str, float] = Field(description="per feature")
    cuts: list[float] = Field(min_length=1, description="ascending; one fewer than there are levels")

    def eta(self, features: Features) -> float:
        return sum(weight * features[name] for name, weight in self.weights.items())

    def chances(self, eta: float) -> list[float]:
        """The probability of each level; they add up to 1."""
        above = [1.0, *(_sigmoid(eta - cut) for cut in self.cuts), 0.0]
        return [a - b for a, b in pairwise(above)]

    def expected(self, eta: float) -> float:
        return sum(level * chance for level, chance in enumerate(self.chances(eta)))

    def level(self, eta: float) -> int:
        """The median level, the one that costs the least in steps."""
        return sum(eta > cut for cut in self.cuts)


class Calibration(BaseModel):
    """Both models, and what they were fitted on."""

    model_config = ConfigDict(extra="forbid")

    fitted_on: str
    verdict: OrdinalModel
    generic: OrdinalModel = Field(description="the verdict where the question, and so its key points, are unknown")
    group: OrdinalModel
    generic_group: OrdinalModel


@cache
def calibration() -> Calibration:
    return Calibration.model_validate(yaml.safe_load(COEFFICIENTS.read_text(encoding="utf-8")))


def _sigmoid(x: float) -> float:
    return 1 / (1 + exp(-x)) if x > -700 else 0.0
