"""The report of a drill: the level of its one criterion and what it rests on. No verdict."""

from __future__ import annotations

from rubrics.report import CriterionRow, Report
from rubrics.schema import Level

MEANS = {
    0: "not shown",
    1: "mentioned",
    2: "specific",
    3: "specific and with a reason",
    4: "with numbers or weighed against an alternative",
}
WELL = 3  # the level from which a drill counts as done well and moves on to the next interval


def drilled(report: Report) -> CriterionRow | None:
    """The row of the drill's criterion; None in the report of an interview."""
    return next((row for row in report.criteria if row.criterion == report.drill), None)


def level_words(level: Level | None) -> str:
    return "not assessed" if level is None else f"level {level} of 4"


def outcome(row: CriterionRow) -> str:
    """What came of it, in a sentence or two."""
    if row.level is None:
        return "The question was not answered, so nothing changes in your rotation."
    if row.level >= WELL:
        return (
            f"Done well: {MEANS[row.level]}. In your rotation it now waits longer, or leaves after the last interval."
        )
    return f"Not there yet: {MEANS[row.level]}. In your rotation it starts again tomorrow; you can do it now, too."
