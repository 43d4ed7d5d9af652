"""One thing that was looked at in one turn."""

from __future__ import annotations

from pydantic import BaseModel, Field

from evals.cells import Cell


class Check(BaseModel):
    metric: str
    hit: bool = Field(description="whether it happened; `evals/metrics.yaml` says whether that is good")
    turn: int = Field(description="number of the turn it was looked at in")
    part: int = Field(default=0, ge=0, le=2, description="third of the interview")
    note: str = ""


class Measured(BaseModel):
    """The checks of one interview."""

    cell: Cell
    checks: list[Check]
    figures: dict[str, float] = {}


def check(metric: str, hit: bool, turn: int, turns: int, note: str = "") -> Check:
    return Check(metric=metric, hit=hit, turn=turn, part=min(2, 3 * turn // max(1, turns)), note=note)
