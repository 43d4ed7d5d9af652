"""The interviewer's bad habits that these evals found: before they were mended, and now, in the same cells.

python -m evals.habits
"""

from __future__ import annotations

from pathlib import Path

from evals.catalogue import catalogue
from evals.compare import compare
from evals.held import Held
from evals.interviewers import results
from evals.metrics import measure
from evals.runs import read_held, read_measured

BEFORE = Path(__file__).parent / "data" / "before"
HABITS = {
    "Accuses of mistakes that were not made": ("steering.false_challenge", "steering.challenged"),
    "Mishears questions": ("facts.unasked", "facts.answered"),
    "Nags, and asks again": ("questions.repeated", "steering.hint_given", "steering.brought_back"),
    "Finishes early, skips phases": ("structure.minutes", "structure.order"),
}


def main() -> None:
    """Now: the run of `evals.interviewers`."""
    before = read_measured(BEFORE)
    cells = {measured.cell.id for measured in before}
    now = [measure(_as_noted_then(held)) for held in read_held(results()) if held.cell.id in cells]
    found = {row.metric: row for row in compare(before, now)}
    print(f"| habit | {len(now)} interviews | before | now | difference, 95 % | |\n{'| --- ' * 6}|")
    for habit, metrics in HABITS.items():
        for metric in metrics:
            if row := found.get(metric):
                change = f"{row.low:+.0%} to {row.high:+.0%}"
                columns = (habit, catalogue()[metric].title, f"{row.before:.1%}", f"{row.now:.1%}", change, row.says)
                print(f"| {' | '.join(columns)} |")


def _as_noted_then(held: Held) -> Held:
    """Without the mistakes that answers make by themselves: these were noted after the run from before was held."""
    turns = []
    for turn in held.turns:
        said = turn.said and turn.said.model_copy(update={"mistakes": turn.said.put_in, "arguable": []})
        turns.append(turn.model_copy(update={"said": said}))
    return held.model_copy(update={"turns": turns})


if __name__ == "__main__":
    main()
