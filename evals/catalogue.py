"""`evals/metrics.yaml`: the metrics, which way is better, the goals and CI's thresholds."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field

from rubrics.schema import Strict, Text

PATH = Path(__file__).with_name("metrics.yaml")


class Metric(Strict):
    title: Text
    better: Literal["more", "less"]
    goal: float | None = None
    gate: float | None = None
    must: bool = Field(default=False, description="one check that goes wrong is a mistake no interview should have")

    def met(self, rate: float, bar: float | None) -> bool:
        if bar is None:
            return True
        return rate >= bar if self.better == "more" else rate <= bar

    def good(self, hit: bool) -> bool:
        return hit == (self.better == "more")


@cache
def catalogue() -> dict[str, Metric]:
    """All metrics by id, in the file's order."""
    rows = yaml.safe_load(PATH.read_text(encoding="utf-8"))
    return {key: Metric.model_validate(row) for key, row in rows.items()}
