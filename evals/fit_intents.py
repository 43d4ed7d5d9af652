"""Fits the weights by which the embedded examiner tells asides from answers.

    python -m evals.fit_intents

writes `agent/examiner/embedded/intents.json` from `evals/data/asides.yaml`, the wordings in `knowledge/questions`, and
answers and questions of the simulated candidates that are not held out. Prints what weights fitted on the other four
fifths make of each sentence.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from agent.content import load_content
from agent.examiner.embedded.claims import split_claims
from agent.examiner.embedded.kinds import ANSWER, QUESTION, WEIGHTS, Numbers, counted, grams, inputs
from evals.candidate import load_bank
from evals.candidate.bank import BANK
from evals.cells import HELD_OUT
from evals.fitting import logistic, softmax, words_in
from evals.kinds_said import DATA
from knowledge.embedder import shared_embedder

ASIDES = DATA.with_name("asides.yaml")
FROM_BANK = 200  # sentences of answers, of each question
OWN_WEIGHT, OF_CONTENT = 3.0, 0.4  # of a sentence of `asides.yaml`, of a way to ask for a fact; one of the banks has 1
MANY = 80  # sentences: a kind with more of them counts as one that has so many
UNMARKED = 0.3  # of the questions, that are there without their mark, too
PENALTY = 0.3  # on the squares of the weights
RARE = 2  # a word occurs in this many sentences of `asides.yaml`, or is left out
FOLDS = 5


class Sentence(NamedTuple):
    text: str
    kind: str
    weight: float = 1.0
    own: bool = False  # of `asides.yaml`


def sentences() -> list[Sentence]:
    own: dict[str, list[str]] = yaml.safe_load(ASIDES.read_text(encoding="utf-8"))
    chooser = random.Random(3)
    found = [
        Sentence(text, kind, OWN_WEIGHT * min(1, MANY / len(texts)), own=True)
        for kind, texts in own.items()
        for text in [*texts, *(unmarked(t) for t in texts if t.endswith("?") and chooser.random() < UNMARKED)]
    ]
    for question in sorted({path.stem for path in BANK.glob("*.yaml")} - set(HELD_OUT)):
        bank = load_bank(question)
        claims = [claim for text in bank.texts() for claim in split_claims(text)]
        for claim in chooser.sample(claims, min(FROM_BANK, len(claims))):
            found.append(Sentence(claim.text, QUESTION if claim.is_question else ANSWER))
        asked = [claim for ask in bank.asks for text in ask.says for claim in split_claims(text)]
        found += [Sentence(claim.text, QUESTION) for claim in asked if claim.is_question]
    for sheet in load_content().questions.values():
        asks = [text for fact in sheet.facts for text in fact.asks]
        asks += [unmarked(text) for text in asks if chooser.random() < UNMARKED]
        found += [Sentence(text, QUESTION, OF_CONTENT) for text in asks]
        found += [Sentence(text, ANSWER) for point in sheet.key_points for text in point.says[:1]]
    return found


def unmarked(question: str) -> str:
    """As somebody types it who is in a hurry."""
    return question.rstrip("?").lower().replace("'", "")


def main() -> None:
    said = sentences()
    seen = Counter(gram for s in said if s.own for gram in grams(s.text))
    words = {gram: place for place, gram in enumerate(sorted(g for g, n in seen.items() if n >= RARE))}
    kinds = sorted({s.kind for s in said})
    dense = inputs([s.text for s in said], shared_embedder().embed([s.text for s in said]))
    sparse = words_in([counted(s.text, words) for s in said], len(words))
    truth = np.eye(len(kinds))[[kinds.index(s.kind) for s in said]]
    weights = np.array([s.weight for s in said])
    _cross_validate(dense, sparse, truth, weights, kinds, np.array([s.own for s in said]))
    rows = [[round(float(w), 2) for w in row] for row in logistic(dense, truth, weights, PENALTY, sparse)]
    lines = ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    WEIGHTS.write_text(
        f'{{"kinds": {json.dumps(kinds)},\n"words": {json.dumps(list(words))},\n"weights": [\n{lines}]}}\n', "utf-8"
    )


def _cross_validate(
    dense: Numbers, sparse: csr_matrix, truth: Numbers, weights: Numbers, kinds: list[str], own: NDArray[np.bool_]
) -> None:
    fold = np.random.default_rng(0).integers(0, FOLDS, len(dense))
    likely = np.zeros_like(truth)
    for held in range(FOLDS):
        rest = fold != held
        found = logistic(dense[rest], truth[rest], weights[rest], PENALTY, sparse[rest])
        likely[~rest] = softmax(dense[~rest] @ found[: dense.shape[1]] + sparse[~rest] @ found[dense.shape[1] :])
    best, sure = likely.argmax(1), likely.max(1) >= 0.5
    for place, kind in enumerate(kinds):
        of = own & (truth[:, place] == 1)
        right, wrong = (best == place)[of].mean(), int(((best == place) & sure & ~own).sum())
        print(f"{kind}: {right:.0%} of {of.sum()} sentences, and {wrong} of {(~own).sum()} of the banks.")


if __name__ == "__main__":
    main()
