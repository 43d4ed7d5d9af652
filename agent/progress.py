"""What somebody's interviews show over time. Pure: from the entries of the history to figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from agent.checklist import Mistake, checklist
from agent.drills import Drill, due, upcoming
from agent.history import Entry, History
from rubrics.verdict import Decision

WEAKEST = 8


@dataclass(frozen=True)
class Weak:
    """A criterion as it was met over time."""

    criterion: str
    seen: int
    mean: float
    last: int


@dataclass(frozen=True)
class MistakeSeen:
    mistake: Mistake
    times: int
    of: int
    last: datetime | None


@dataclass(frozen=True)
class Progress:
    interviews: list[Entry]  # finished ones, the oldest first; no drills
    open: list[Entry]  # the one used last first
    drills_done: list[Entry]  # the oldest first
    due: list[Drill]
    upcoming: list[Drill]
    weakest: list[Weak]
    mistakes: list[MistakeSeen]
    ticked: set[str]

    @property
    def verdicts(self) -> list[Entry]:
        """Interviews with a verdict."""
        return [e for e in self.interviews if e.score is not None and e.decision != Decision.INCOMPLETE]


def progress_of(history: History, owners: Sequence[str], today: date) -> Progress:
    entries = history.entries(owners)
    finished = sorted((e for e in entries if e.finished), key=lambda e: e.finished or e.used)
    interviews = [e for e in finished if not e.drill]
    drills = history.drills(owners)
    return Progress(
        interviews=interviews,
        open=[e for e in entries if not e.finished],
        drills_done=[e for e in finished if e.drill],
        due=due(drills, today),
        upcoming=upcoming(drills, today),
        weakest=weakest_of(finished),
        mistakes=mistakes_in(interviews),
        ticked=history.ticks(owners),
    )


def weakest_of(finished: Sequence[Entry], most: int = WEAKEST) -> list[Weak]:
    """The criteria with the lowest mean level, drills included; of equals the one that was seen more often."""
    met: dict[str, list[int]] = {}
    for entry in finished:
        for criterion, level in entry.results.levels.items():
            met.setdefault(criterion, []).append(level)
    rows = [Weak(key, len(levels), sum(levels) / len(levels), levels[-1]) for key, levels in met.items()]
    return sorted(rows, key=lambda w: (w.mean, -w.seen, w.criterion))[:most]


def mistakes_in(interviews: Sequence[Entry]) -> list[MistakeSeen]:
    """Each of the common mistakes, with how often it turned up."""
    found = []
    for mistake in checklist().mistakes:
        made = [e for e in interviews if mistake.made_in(e.results)]
        found.append(MistakeSeen(mistake, len(made), len(interviews), made[-1].finished if made else None))
    return found
