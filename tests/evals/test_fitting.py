"""What the fits of weights share."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import yaml
from scipy.sparse import csr_matrix

from agent.content import load_content
from evals.fit_meant import MISTAKES, written
from evals.fit_replies import WRITTEN
from evals.fitting import features_in, logistic, softmax, write_weights


def test_the_chances_are_those_of_the_examples() -> None:
    """Three of four where the feature is there, one of four where it is not: the log-odds are ±log 3."""
    rows = np.array([[1.0, 1.0]] * 4 + [[-1.0, 1.0]] * 4)
    truth = np.eye(2)[[0, 1, 1, 1, 1, 0, 0, 0]]
    found = logistic(rows, truth, np.ones(8), penalty=0.0)
    assert np.allclose(softmax(rows @ found)[[0, 4]], [[0.25, 0.75], [0.75, 0.25]], atol=1e-3)
    shy = logistic(rows, truth, np.ones(8), penalty=10.0)
    assert 0.5 < softmax(rows @ shy)[0, 1] < 0.6


def test_sparse_features_weigh_as_much_as_others() -> None:
    rows = np.array([[1.0, 0.5, 1.0], [0.0, -1.0, 1.0], [1.0, 2.0, 1.0], [0.0, 0.0, 1.0]])
    truth = np.eye(2)[[0, 1, 1, 0]]
    whole = logistic(rows, truth, np.ones(4), 0.1)
    apart = logistic(rows[:, 1:], truth, np.ones(4), 0.1, csr_matrix(rows[:, :1]))
    assert np.allclose(apart, whole[[1, 2, 0]], atol=1e-3)


def test_every_pitfall_was_worded_by_writers_and_so_were_the_replies_to_it() -> None:
    content = load_content()
    every = [*content.pitfalls.values(), *(p for q in content.questions.values() for p in q.own_pitfalls)]
    said = [s for s in written() if s.meaning]
    assert {s.meaning for s in said} == {p.id for p in every if p.kind == "said"}
    assert len(MISTAKES.read_text(encoding="utf-8").splitlines()) == len({s.meaning for s in said})
    replies = [json.loads(line)["pitfall"] for line in WRITTEN.read_text(encoding="utf-8").splitlines()]
    assert sorted(replies) == sorted({s.meaning for s in said})


def test_weights_are_written_under_what_is_said_of_them(tmp_path: Path) -> None:
    path = tmp_path / "weights.yaml"
    path.write_text("# Fitted.\n# By hand: no.\nfeatures:\n  one: 1.0\n  other: 2.0\nnone: 3.0\n")
    assert features_in(path) == ["one", "other"]
    write_weights(path, {"features": {"one": 0.5, "other": 4.0}, "none": 1.0})
    assert path.read_text().startswith("# Fitted.\n# By hand: no.\nfeatures:\n")
    assert yaml.safe_load(path.read_text()) == {"features": {"one": 0.5, "other": 4.0}, "none": 1.0}
