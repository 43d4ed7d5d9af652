"""The LLM examiner's grades of labelled transcripts, with a large language model, beside the labels.

    python -m evals.model

The grades in `evals/data/model` were recorded once; this measures them anew.
"""

from __future__ import annotations

import json
from pathlib import Path

from evals.grading import TOP_VERDICT, held_out, row, verdict_cases
from evals.labelled import examples, graded
from rubrics.schema import Group
from rubrics.verdict import ORDER, Decision

GRADES = Path(__file__).parent / "data" / "model" / "grades.jsonl"
HEAD = "| graded by a model, {n} transcripts | n | QWK [95 %] | MAE | exact | ±1 | bias |\n" + "| --- " * 7 + "|"


def main() -> None:
    """The transcripts that were graded, by the model and by an embedded grader that saw none of their questions."""
    lines = GRADES.read_text(encoding="utf-8").splitlines()
    by_model = {found["id"]: found for found in map(json.loads, lines)}
    labelled = {e.entry.id: e for e in examples()}
    truth = [labelled[key].verdict for key in by_model]
    print(HEAD.format(n=len(by_model)))
    print(row("verdict, model", truth, [ORDER.index(Decision(g["decision"])) for g in by_model.values()]))
    local = dict(zip(labelled, held_out(verdict_cases(graded()), TOP_VERDICT), strict=True))
    print(row("verdict, embedded", truth, [local[key] for key in by_model]))
    pairs = [
        (level, round(g["groups"][group]))
        for key, g in by_model.items()
        for group in Group
        if (level := labelled[key].group(group)) is not None and g["groups"].get(group) is not None
    ]
    print(row("group levels, model", [a for a, _ in pairs], [float(b) for _, b in pairs]))


if __name__ == "__main__":
    main()
