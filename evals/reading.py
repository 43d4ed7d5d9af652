"""How well the embedded examiner reads a sentence: criteria shown, depth, pitfalls, and waffle that shows nothing.

    python -m evals.reading [dev|test] [-v]

The set is `evals/data/claims.jsonl`; a language model wrote and labelled it without seeing signals or pitfalls.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import typer
from pydantic import BaseModel

from agent.content import DEFAULT_TEMPLATE, load_content
from agent.state import Move, MoveKind
from evals.single import read_turn, reader_of
from evals.splits import Chosen, Split, Verbose

DATA = Path(__file__).parent / "data" / "claims.jsonl"


class Row(BaseModel):
    id: str
    split: str
    question: str
    phase: str
    asked: str | None
    text: str
    criteria: list[str]
    depth: int
    pitfalls: list[str]


class Read(NamedTuple):
    row: Row
    criteria: dict[str, int]  # criterion to depth
    pitfalls: set[str]


def rows(split: str) -> list[Row]:
    found = [Row.model_validate_json(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    return [row for row in found if row.split == split]


def read_row(row: Row) -> Read:
    phases = load_content().templates[DEFAULT_TEMPLATE].phases
    index = next(i for i, p in enumerate(phases) if p.id == row.phase)
    move = Move(kind=MoveKind.PROBE, criterion=row.asked) if row.asked else Move(kind=MoveKind.OPEN)
    reading = read_turn(row.text, reader_of(row.question), "Go ahead.", index, move)
    depths: dict[str, int] = {}
    for item in reading.evidence:
        depths[item.criterion] = max(depths.get(item.criterion, 0), int(item.depth))
    return Read(row, depths, {p.pitfall for p in reading.pitfalls})


def read_all(split: str) -> list[Read]:
    return [read_row(row) for row in rows(split)]


def figures(reads: list[Read], known: set[str]) -> dict[str, float]:
    """All shares are 0 to 1; `known` are the criteria of the template, the only ones that could be found."""
    truth = [set(r.row.criteria) & known for r in reads]
    guess = [set(r.criteria) for r in reads]
    hits = sum(len(t & g) for t, g in zip(truth, guess, strict=True))
    pairs = [(r.row.depth, r.criteria[c]) for r, t in zip(reads, truth, strict=True) for c in t if c in r.criteria]
    labelled, measured = np.array(pairs, float).T if pairs else (np.zeros(2), np.zeros(2))
    empty = [r for r in reads if r.row.depth == 0]
    said = sum(len(r.row.pitfalls) for r in reads)
    heard = sum(len(r.pitfalls) for r in reads)
    right = sum(len(set(r.row.pitfalls) & r.pitfalls) for r in reads)
    return {
        "criterion precision": hits / max(1, sum(map(len, guess))),
        "criterion recall": hits / max(1, sum(map(len, truth))),
        "depth, mean absolute error": float(np.abs(labelled - measured).mean()),
        "depth, rank correlation": _spearman(labelled, measured),
        "statements read as nothing": float(np.mean([not r.criteria for r in reads if r.row.depth > 0])),
        "empty talk read as evidence": float(np.mean([bool(r.criteria) for r in empty])),
        "empty talk read deeper than a mention": float(
            np.mean([max(r.criteria.values(), default=0) > 1 for r in empty])
        ),
        "pitfall precision": right / max(1, heard),
        "pitfall recall": right / max(1, said),
    }


def _spearman(a: np.ndarray, b: np.ndarray) -> float:
    def ranks(x: np.ndarray) -> np.ndarray:
        return np.array([(np.sum(x < v) + np.sum(x <= v)) / 2 for v in x])

    return float(np.corrcoef(ranks(a), ranks(b))[0, 1]) if len(set(a)) > 1 and len(set(b)) > 1 else 0.0


def main(split: Chosen = Split.TEST, verbose: Verbose = False) -> None:
    template = load_content().templates[DEFAULT_TEMPLATE]
    known = {c for phase in template.phases for c in phase.criteria}
    reads = read_all(split)
    print(f"| reading single turns, {split} split, {len(reads)} utterances | |\n| --- | --- |")
    for name, value in figures(reads, known).items():
        print(f"| {name} | {value:.2f} |")
    if verbose:
        for r in reads:
            print(json.dumps({"id": r.row.id, "truth": r.row.criteria, "depth": r.row.depth, "read": r.criteria,
                              "pitfalls": [r.row.pitfalls, sorted(r.pitfalls)], "text": r.row.text}))  # fmt: skip


if __name__ == "__main__":
    typer.run(main)
