"""Whether a text says the key point it should only lead to. A fitted detector, validated on labelled pairs.

    python -m evals.leaks

prints precision and recall on the test split of evals/data/leaks.jsonl; `python -m evals.fit_leaks` fits the weights.

What gives a point away is mostly its words: those that stand neither in the task, the facts, the question that leads to
it, nor in what was said before. Meaning comes second.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from math import log
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray
from pydantic import BaseModel

from agent.content import load_content
from agent.examiner.embedded.matching import alias_pattern
from knowledge.embedder import shared_embedder
from knowledge.schema import KeyPoint, Question

PAIRS, WEIGHTS = Path(__file__).parent / "data" / "leaks.jsonl", Path(__file__).with_name("leaks.yaml")
SURE = 0.7  # chance from which a text is called a leak: false alarms outnumber leaks where there are few
HEAD = "| leak detector | pairs | leaks | precision | recall |\n| --- | --- | --- | --- | --- |"
Numbers = NDArray[np.float64]


class Pair(BaseModel):
    question: str
    point: str
    text: str
    leaks: bool
    split: Literal["dev", "test"]


class Detector(NamedTuple):
    means: Numbers
    scales: Numbers
    weights: Numbers  # of the scaled features, and last of one

    def chance(self, row: Numbers) -> float:
        return float(1 / (1 + np.exp(-np.append((row - self.means) / self.scales, 1.0) @ self.weights)))


def gives_away(text: str, point: KeyPoint, question: Question, heard: str = "") -> bool:
    """`heard`: all that was said before; what is in it cannot be given away."""
    return detector().chance(features(text, point, question, heard)) >= SURE


def features(text: str, point: KeyPoint, question: Question, heard: str = "") -> Numbers:
    embedder = shared_embedder()
    pattern = alias_pattern(point.aliases)
    named = pattern.search(text) if pattern else None
    sentences = embedder.embed([s for s in re.split(r"(?<=[.?!])\s+", text) if s] or [text])
    whole = embedder.embed([text])[0]
    stated = embedder.embed([point.point, *point.says, *point.deep])
    leading = embedder.embed([point.probe, *point.hints[:2]])
    facts = " ".join(f.answer for f in question.facts)
    known = stems(" ".join([question.prompt, facts, point.probe, *point.hints[:2], *question.vocabulary, heard]))
    new = (stems(text) & stems(" ".join([point.point, *point.says, *point.deep, *point.aliases]))) - known
    return np.array(
        [
            float(bool(named) and named.group().lower() not in heard.lower() if named else 0.0),
            float((sentences @ stated.T).max()),
            float(embedder.embed([point.hints[2]])[0] @ whole),
            float((leading @ whole).max()),
            sum(rarity().get(stem, 5.0) for stem in new),
        ]
    )


def stems(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"[a-z]{3,}", text.lower())}


@cache
def rarity() -> dict[str, float]:
    """How rare a stem is among the key points of all questions."""
    points = [k for q in load_content().questions.values() for k in q.key_points]
    counts = Counter(stem for k in points for stem in stems(" ".join([k.point, *k.says, *k.deep])))
    return {stem: log((len(points) + 1) / (count + 1)) for stem, count in counts.items()}


@cache
def detector() -> Detector:
    data = yaml.safe_load(WEIGHTS.read_text(encoding="utf-8"))
    return Detector(*(np.array(data[name], float) for name in ("means", "scales", "weights")))


def pairs(split: str) -> list[Pair]:
    rows = [Pair.model_validate_json(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row.split == split]


def rows_of(found: list[Pair]) -> tuple[Numbers, Numbers]:
    """Features and labels."""
    questions = load_content().questions
    points = {(q.id, k.id): k for q in questions.values() for k in q.key_points}
    rows = [features(p.text, points[p.question, p.point], questions[p.question]) for p in found]
    return np.stack(rows), np.array([float(p.leaks) for p in found])


def row(name: str, said: NDArray[np.bool_], labels: Numbers) -> str:
    true = int((said & (labels == 1)).sum())
    precision, recall = true / max(1, int(said.sum())), true / int(labels.sum())
    return f"| {name} | {len(labels)} | {int(labels.sum())} | {precision:.2f} | {recall:.2f} |"


def main() -> None:
    rows, labels = rows_of(pairs("test"))
    print(HEAD)
    print(row("test", np.array([detector().chance(r) >= SURE for r in rows]), labels))


if __name__ == "__main__":
    main()
