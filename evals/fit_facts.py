"""Fits the weights by which the embedded examiner finds the fact that a question asks for.

    python -m evals.fit_facts

writes `agent/examiner/embedded/facts.yaml` from the banks that are not held out, and prints how well each question's
are found by weights fitted on the others.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from agent.content import load_content
from agent.examiner.embedded.facts import WEIGHTS, fact_bank
from agent.settings import settings
from evals.candidate import load_bank
from evals.cells import HELD_OUT
from evals.fitting import Numbers, features_in, softmax, write_weights
from knowledge.embedder import Vectors, shared_embedder

PENALTY = 1.0  # on the squares of the weights


class Asked(NamedTuple):
    question: str
    features: Vectors  # facts × features
    fact: int  # which one; their number where it is none


def examples() -> list[Asked]:
    content, found = load_content(), []
    for question in sorted(set(content.questions) - set(HELD_OUT)):
        bank = fact_bank(content.questions[question], settings().home / "vectors")
        ids = [fact.id for fact in bank.facts]
        for ask in load_bank(question).asks:
            place = ids.index(ask.fact) if ask.fact else len(ids)
            found += [Asked(question, bank.features(text, shared_embedder()), place) for text in ask.says]
    return found


def fit(rows: list[Asked]) -> Numbers:
    """The weights of the features, and last the score of no fact."""
    found: Numbers = minimize(_loss, np.zeros(rows[0].features.shape[1] + 1), args=(rows,), jac=True).x
    return found


def _loss(weights: Numbers, rows: list[Asked]) -> tuple[float, Numbers]:
    loss, gradient = PENALTY * float((weights[:-1] ** 2).sum()), np.append(2 * PENALTY * weights[:-1], 0.0)
    for row in rows:
        chances = _chances(weights, row)
        loss -= float(np.log(chances[row.fact] + 1e-12))
        chances[row.fact] -= 1
        gradient += np.append(row.features.T @ chances[:-1], chances[-1])
    return loss, gradient


def _chances(weights: Numbers, row: Asked) -> Numbers:
    return softmax(np.append(row.features @ weights[:-1], weights[-1]))


def main() -> None:
    rows = examples()
    right, told_wrongly = 0, 0
    for question in {row.question for row in rows}:
        others = fit([row for row in rows if row.question != question])
        for row in (row for row in rows if row.question == question):
            best = int(_chances(others, row).argmax())
            right += best == row.fact
            told_wrongly += best not in (row.fact, len(row.features))
    print(f"Left out by question: {right / len(rows):.1%} right, {told_wrongly / len(rows):.1%} told wrongly.")
    weights = [round(float(w), 2) for w in fit(rows)]
    named = dict(zip(features_in(WEIGHTS), weights[:-1], strict=True))
    write_weights(WEIGHTS, {"features": named, "none": weights[-1]})


if __name__ == "__main__":
    main()
