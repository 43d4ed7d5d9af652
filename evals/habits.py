"""The interviewer's bad habits that these evals found: before they were mended, and now, in the same cells.

python -m evals.habits
"""

from __future__ import annotations

from pathlib import Path

from evals.catalogue import catalogue
from evals.compare import compare
from evals.interviewers import results
from evals.runs import read_measured

BEFORE = Path(__file__).parent / "data" / "before"
HABITS = {
    "Accuses of mistakes that were not made": ("steering.false_challenge", "steering.challenged"),
    "Mishears questions": ("facts.unasked", "facts.answered"),
    "Nags, and asks again": ("questions.repeated", "steering.hint_given", "steering.brought_back"),
    "Finishes early, skips phases": ("structure.minutes", "structure.order"),
}


def main() -> None:
    """Now: the run of `evals.interviewers`."""
    before, now = read_measured(BEFORE), read_measured(results())
    found = {row.metric: row for row in compare(before, now)}
    cells = len({m.cell.id for m in before} & {m.cell.id for m in now})
    print(f"| habit | {cells} interviews | before | now | difference, 95 % | |\n{'| --- ' * 6}|")
    for habit, metrics in HABITS.items():
        for metric in metrics:
            if row := found.get(metric):
                change = f"{row.low:+.0%} to {row.high:+.0%}"
                columns = (habit, catalogue()[metric].title, f"{row.before:.1%}", f"{row.now:.1%}", change, row.says)
                print(f"| {' | '.join(columns)} |")


if __name__ == "__main__":
    main()
