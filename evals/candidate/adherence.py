"""Whether simulated candidates are who they are meant to be.

    python -m evals.candidate.adherence RUN

Per profile, from the interviews of a run: whether what was asked was answered, whether the level of what was said is
the profile's skill, and whether its habits show as often as they should. Each from 0 to 1; the score is their mean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

import typer

from agent.content import load_content
from agent.policy import make_plan
from agent.state import MoveKind, Setup
from evals.candidate.heard import by_words
from evals.candidate.profile import Manner, Profile, load_profiles
from evals.candidate.said import Act, Said
from evals.held import Held
from evals.runs import read_held

ASKED = (MoveKind.PROBE, MoveKind.DEEPEN)
HABITS = {
    Act.SILENT: "silent", Act.STUCK: "stuck", Act.OFF_TOPIC: "off_topic", Act.STEERS: "steers",
    Act.ASKS_SOLUTION: "asks_solution", Act.REPEATS: "repeats", Act.JUMPS: "jumps",
}  # fmt: skip
TOP = 4


class Adherence(NamedTuple):
    profile: str
    answers: float  # share of answered questions that were answered on the criterion asked about
    skill: float  # 1 less the distance of what was said to the skill, as a share of the scale
    habits: float  # 1 less the largest difference between how often a habit shows and how often it should
    by_words: float  # share of questions whose group can be told from the words alone; not in the score

    @property
    def score(self) -> float:
        return (self.answers + self.skill + self.habits) / 3


def adherence(profile: Profile, helds: Sequence[Held]) -> Adherence:
    answered: list[bool] = []
    understood: list[bool] = []
    gaps: list[float] = []
    said = [turn.said for held in helds for turn in held.turns if turn.said]
    criteria = load_content().criteria
    for held in helds:
        plan = make_plan(load_content(), Setup(question=held.cell.question, template=held.cell.template))
        for number, turn, _ in held.exchanges():
            after = held.turns[number + 1].said if number + 1 < len(held.turns) else None
            if not turn.move or turn.move.kind not in ASKED or not turn.move.criterion or not after:
                continue
            if after.act == Act.ANSWERS:
                answered.append(after.on == turn.move.criterion)
            guess = by_words(turn.text, plan).criterion
            understood.append(guess is not None and criteria[guess].group == criteria[turn.move.criterion].group)
        gaps += [abs(level - profile.level(criteria[c].group)) / TOP for c, level in _said_when_pressed(held).items()]
    wrong = max((abs(_share(said, act) - float(getattr(profile, name))) for act, name in HABITS.items()), default=0.0)
    habits = 1.0 if profile.manner == Manner.GIBBERISH else 1 - wrong
    return Adherence(profile.id, fmean(answered or [1.0]), 1 - fmean(gaps or [0.0]), habits, fmean(understood or [1.0]))


def _said_when_pressed(held: Held) -> dict[str, int]:
    """What was disclosed on criteria that were asked about: volunteered things are held back on purpose."""
    asked = {t.move.criterion for t in held.turns if t.move and t.move.kind == MoveKind.DEEPEN}
    return {criterion: level for criterion, level in held.disclosed().items() if criterion in asked}


def _share(said: Sequence[Said], act: Act) -> float:
    return sum(s.act == act for s in said) / max(1, len(said))


def table(helds: Sequence[Held]) -> str:
    """Only candidates about whom the truth is known."""
    by_profile: dict[str, list[Held]] = defaultdict(list)
    for held in (held for held in helds if held.known):
        by_profile[held.cell.profile].append(held)
    columns = ("profile", "adherence", "answers what is asked", "skill", "habits", "question told by words")
    lines = [f"| {' | '.join(columns)} |", "| --- " * len(columns) + "|"]
    for name, rows in sorted(by_profile.items()):
        row = adherence(load_profiles()[name], rows)
        cells = (row.score, row.answers, row.skill, row.habits, row.by_words)
        lines.append(f"| {name} | {' | '.join(f'{cell:.2f}' for cell in cells)} |")
    return "\n".join(lines)


def main(run: Path) -> None:
    print(table(read_held(run)))


if __name__ == "__main__":
    typer.run(main)
