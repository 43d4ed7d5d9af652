"""What level the embedded examiner gives to an answer to a direct question, by the level it was written for.

    python -m evals.levels [dev|held-out]

Each answer of the bank by itself, after a question on its criterion. Better ones are longer, too;
the examiner counts claims with a reason, a number or an alternative, and not words.
"""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from agent.content import DEFAULT_TEMPLATE, load_content
from agent.state import Move, MoveKind
from evals.agreement import qwk
from evals.candidate import load_bank
from evals.cells import HELD_OUT
from evals.recognition import Split
from evals.single import read_turn, reader_of
from rubrics.evidence import LedgerEntry
from rubrics.scoring import level_of

GIVEN = (None, 0, 1, 2, 3, 4)
Pair = tuple[int, int | None]  # written for, given


def pairs_of(question: str) -> list[Pair]:
    phases, reader = load_content().templates[DEFAULT_TEMPLATE].phases, reader_of(question)
    found: list[Pair] = []
    for criterion, levels in load_bank(question).answers.items():
        phase = next((i for i, p in enumerate(phases) if criterion in p.criteria), None)
        if phase is None or load_content().criteria[criterion].observed:
            continue
        asked = Move(kind=MoveKind.PROBE, criterion=criterion)
        for level, texts in levels.items():
            for text in texts:
                shown = [
                    e for e in read_turn(text, reader, "Go on.", phase, asked).evidence if e.criterion == criterion
                ]
                given = level_of(LedgerEntry(criterion=criterion, evidence=shown)) if shown else None
                found.append((level, given))
    return found


def main(split: Annotated[Split, typer.Argument()] = Split.HELD_OUT) -> None:
    chosen = [q for q in load_content().questions if (q in HELD_OUT) == (split == Split.HELD_OUT)]
    pairs = [pair for question in chosen for pair in pairs_of(question)]
    count = Counter(pairs)
    print("| answers written for | n | not recognised | 0 | 1 | 2 | 3 | 4 |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for level in (1, 2, 3, 4):
        total = sum(count[level, given] for given in GIVEN)
        shares = " | ".join(f"{count[level, given] / total:.0%}" for given in GIVEN)
        print(f"| level {level} | {total} | {shares} |")
    agreed = qwk([level for level, _ in pairs], [given or 0 for _, given in pairs])
    print(f"\nQuadratic weighted kappa {agreed:.2f} of {len(pairs)}; what is not recognised counts as 0.")


if __name__ == "__main__":
    typer.run(main)
