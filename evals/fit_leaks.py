"""Fits the weights by which a text is found to give a key point away.

    python -m evals.fit_leaks

writes `evals/leaks.yaml` from the dev split of `evals/data/leaks.jsonl`, and prints how well it does by
cross-validation.
"""

from __future__ import annotations

import numpy as np

from evals.fitting import Numbers, logistic, write_weights
from evals.leaks import HEAD, SURE, WEIGHTS, Detector, pairs, row, rows_of

FOLDS, PENALTY = 6, 4.0


def fit(rows: Numbers, labels: Numbers) -> Detector:
    means, scales = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = np.column_stack([(rows - means) / scales, np.ones(len(rows))])
    clean, leak = logistic(scaled, np.column_stack([1 - labels, labels]), np.ones(len(rows)), PENALTY).T
    return Detector(means, scales, leak - clean)


def main() -> None:
    rows, labels = rows_of(pairs("dev"))
    said = np.zeros(len(labels), bool)
    for fold in range(FOLDS):
        left_out = np.arange(len(labels)) % FOLDS == fold
        known = fit(rows[~left_out], labels[~left_out])
        said[left_out] = [known.chance(r) >= SURE for r in rows[left_out]]
    print(HEAD)
    print(row("dev, cross-validated", said, labels))
    fitted = fit(rows, labels)._asdict()
    write_weights(WEIGHTS, {name: [round(float(x), 3) for x in value] for name, value in fitted.items()})


if __name__ == "__main__":
    main()
