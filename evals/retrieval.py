"""How well the right section of the guides is found: Recall@5 and MRR@10 beside BM25 alone and the embedder alone.

python -m evals.retrieval [dev|test]
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import typer

from agent.settings import settings
from evals.splits import Chosen, Split
from knowledge.index import open_guides
from knowledge.retrieval import Searcher

DATA = Path(__file__).parent / "data" / "retrieval.jsonl"


class Score(NamedTuple):
    recall_at_5: float
    mrr_at_10: float
    low: float  # of a 95 % bootstrap interval of MRR@10
    high: float
    queries: int


def queries(split: str) -> list[tuple[str, set[str]]]:
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    return [(row["query"], set(row["relevant"])) for row in rows if row["split"] == split]


def measure(rank: Callable[[str], Sequence[str]], split: str = "test") -> Score:
    """`rank` returns at least ten section ids for a query, best first."""
    recalls, reciprocals = [], []
    for query, relevant in queries(split):
        found = list(rank(query))
        recalls.append(len(relevant & set(found[:5])) / len(relevant))
        reciprocals.append(next((1 / i for i, s in enumerate(found[:10], 1) if s in relevant), 0.0))
    draws = np.random.default_rng(0).choice(reciprocals, (2000, len(reciprocals))).mean(axis=1)
    low, high = np.quantile(draws, [0.025, 0.975])
    return Score(float(np.mean(recalls)), float(np.mean(reciprocals)), float(low), float(high), len(recalls))


def rankers(searcher: Searcher) -> dict[str, Callable[[str], Sequence[str]]]:
    def with_weight(dense: float, lexical: float) -> Callable[[str], Sequence[str]]:
        return lambda query: [h.passage.section for h in searcher.search(query, 10, dense=dense, lexical=lexical)]

    return {
        "BM25 alone": with_weight(0, 1),
        "MiniLM alone": with_weight(1, 0),
        "fused (what Greenroom uses)": lambda query: [h.passage.section for h in searcher.search(query, 10)],
    }


def main(split: Chosen = Split.TEST) -> None:
    searcher = Searcher(open_guides(settings().home))
    print(
        f"| retrieval, {split} split | Recall@5 | MRR@10 | 95 % interval | queries |\n| --- | --- | --- | --- | --- |"
    )
    for name, rank in rankers(searcher).items():
        s = measure(rank, split)
        print(f"| {name} | {s.recall_at_5:.3f} | {s.mrr_at_10:.3f} | {s.low:.3f}–{s.high:.3f} | {s.queries} |")


if __name__ == "__main__":
    typer.run(main)
