"""Scripted candidates: strong, average and weak in every family, played against the embedded examiner.

    python -m evals.scripted [-v]

The scripts in `evals/data/scripts` were written without sight of criteria, key points or pitfalls.
"""

from __future__ import annotations

import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from agent.content import load_content
from agent.policy import make_plan
from agent.script import play, read_script
from agent.service import InterviewService
from agent.settings import settings
from agent.state import Setup
from agent.storage import open_storage
from evals.cells import SCRIPTS, Cell
from evals.held import Held
from evals.interviewing import held_of
from evals.metrics import SUBJECTS, Measured
from evals.table import markdown

QUALITIES = ("strong", "average", "weak")
TOLD_BY_WORDS = ("questions", "facts", "hints")  # what a script shows is not noted, and it reacts to nothing


class Played(NamedTuple):
    family: str
    question: str
    quality: str
    held: Held


def play_all(template: str = "six-steps", seed: int = 7) -> list[Played]:
    content = load_content()
    with tempfile.TemporaryDirectory() as folder:
        storage = open_storage(Path(folder) / "sessions.sqlite")
        service = InterviewService(storage, content, settings().home)
        found = []
        for path in sorted(SCRIPTS.glob("*.md")):
            question, quality = path.stem.rsplit(".", 1)
            state = play(service, Setup(question=question, template=template, seed=seed), read_script(path))
            cell = Cell(profile=quality, question=question, template=template, seed=seed)
            found.append(Played(content.questions[question].family, question, quality, held_of(cell, state)))
        storage.conn.close()
    return found


def measured(held: Held) -> Measured:
    plan = make_plan(load_content(), Setup(question=held.cell.question, template=held.cell.template))
    return Measured(cell=held.cell, checks=[c for subject in TOLD_BY_WORDS for c in SUBJECTS[subject](held, plan)])


def main() -> None:
    played = play_all()
    by_family: dict[str, dict[str, Played]] = defaultdict(dict)
    for p in played:
        by_family[f"{p.family}: {p.question}"][p.quality] = p
    print("| family: question | strong | average | weak | in order |\n| --- | --- | --- | --- | --- |")
    ordered = 0
    for family, row in sorted(by_family.items()):
        scores = [row[quality].held.score or 0.0 for quality in QUALITIES]
        cells = [f"{score:.2f} {row[q].held.decision}" for score, q in zip(scores, QUALITIES, strict=True)]
        in_order = scores[0] > scores[1] > scores[2]
        ordered += in_order
        print(f"| {family} | {' | '.join(cells)} | {'yes' if in_order else 'NO'} |")
    print(f"\nStrong > average > weak: {ordered} of {len(by_family)} questions.\n")
    print(markdown({"": [measured(p.held) for p in played]}))
    if "-v" in sys.argv:
        for p in played:
            print(f"\n\n# {p.question} {p.quality}")
            for number, t in enumerate(p.held.turns):
                move = f" [{t.move.kind} {t.move.criterion or ''} {t.move.key_point or ''}]" if t.move else ""
                print(f"\n{number} {t.phase} {t.speaker.upper()}{move}: {t.text}")


if __name__ == "__main__":
    main()
