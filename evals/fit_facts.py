"""Fits the weights by which the embedded examiner finds the fact that a question asks for.

    python -m evals.fit_facts

writes `agent/examiner/embedded/facts.yaml` from the banks that are not held out and the wordings in
`knowledge/questions`, each compared with the others, and prints how well the questions of each bank are found by
weights fitted on the other problems.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize

from agent.content import load_content
from agent.examiner.embedded.fact_chances import WEIGHTS, FactChances, fact_chances, ways_to_ask
from agent.settings import settings
from evals.candidate import load_bank
from evals.cells import HELD_OUT
from evals.fitting import Numbers, features_in, softmax, write_weights
from knowledge.embedder import Vectors, shared_embedder

PENALTY = 1.0  # on the squares of the weights
OF_CONTENT = 0.3  # the weight of a question in `knowledge/questions`; one of a bank has 1


class Asked(NamedTuple):
    question: str
    features: Vectors  # facts × features
    none: Vectors  # features of asking for none of them
    fact: int  # which one; their number where it is none
    weight: float = 1.0
    of_bank: bool = False


def of_banks() -> list[Asked]:
    found: list[Asked] = []
    for question in sorted(set(load_content().questions) - set(HELD_OUT)):
        bank = _facts(question)
        ids = [fact.id for fact in bank.facts]
        for ask in load_bank(question).asks:
            place = ids.index(ask.fact) if ask.fact else len(ids)
            found += [_asked(question, bank, text, place)._replace(of_bank=True) for text in ask.says]
    return found


def of_content() -> list[Asked]:
    """Each wording as if it were not in the content, and what the sheets do not answer."""
    found: list[Asked] = []
    for question, sheet in load_content().questions.items():
        bank = _facts(question)
        wordings = [(text, text in fact.asks) for fact in bank.facts for text in ways_to_ask(fact, sheet)]
        for place, text in ((place, text) for place, (text, own) in enumerate(wordings) if own):
            without = replace(bank, owners=np.where(np.arange(len(wordings)) == place, -1, bank.owners))
            found.append(_asked(question, without, text, int(bank.owners[place]), OF_CONTENT))
        for place, text in enumerate(sheet.beyond):
            beyond, words = (np.delete(rows, place, axis=0) for rows in (bank.beyond, bank.beyond_words))
            without = replace(bank, beyond=beyond, beyond_words=words)
            found.append(_asked(question, without, text, len(bank.facts), OF_CONTENT))
    return found


def _asked(question: str, bank: FactChances, text: str, fact: int, weight: float = 1.0) -> Asked:
    embedder = shared_embedder()
    return Asked(question, bank.features(text, embedder), bank.none_features(text, embedder), fact, weight)


def _facts(question: str) -> FactChances:
    return fact_chances(load_content().questions[question], settings().home / "vectors")


def fit(rows: list[Asked]) -> Numbers:
    """The weights of the features, of those of none, and last the score of none."""
    count = rows[0].features.shape[1] + len(rows[0].none) + 1
    found: Numbers = minimize(_loss, np.zeros(count), args=(rows,), jac=True).x
    return found


def _loss(weights: Numbers, rows: list[Asked]) -> tuple[float, Numbers]:
    loss, gradient = PENALTY * float((weights[:-1] ** 2).sum()), np.append(2 * PENALTY * weights[:-1], 0.0)
    for row in rows:
        chances = _chances(weights, row)
        loss -= row.weight * float(np.log(chances[row.fact] + 1e-12))
        chances[row.fact] -= 1
        gradient += row.weight * np.concatenate([row.features.T @ chances[:-1], row.none * chances[-1], chances[-1:]])
    return loss, gradient


def _chances(weights: Numbers, row: Asked) -> Numbers:
    count = row.features.shape[1]
    none = row.none @ weights[count:-1] + weights[-1]
    return softmax(np.append(row.features @ weights[:count], none))


def main() -> None:
    rows = [*of_banks(), *of_content()]
    questions = sorted({row.question for row in rows if row.of_bank})
    right, told_wrongly, asked = 0, 0, 0
    for question in questions:
        others = fit([row for row in rows if row.question != question])
        for row in (row for row in rows if row.question == question and row.of_bank):
            best = int(_chances(others, row).argmax())
            asked += 1
            right += best == row.fact
            told_wrongly += best not in (row.fact, len(row.features))
    print(f"Left out by question: {right / asked:.1%} right, {told_wrongly / asked:.1%} told wrongly.")
    weights = [round(float(w), 2) for w in fit(rows)]
    of_facts, of_none = features_in(WEIGHTS), features_in(WEIGHTS, "none_features")
    found = {
        "features": dict(zip(of_facts, weights[: len(of_facts)], strict=True)),
        "none_features": dict(zip(of_none, weights[len(of_facts) : -1], strict=True)),
        "none": weights[-1],
        "usual": [round(float(mean), 2) for mean in np.mean([row.none for row in rows], axis=0)],
    }
    write_weights(WEIGHTS, found)


if __name__ == "__main__":
    main()
