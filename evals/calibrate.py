"""Fits the calibration on all labelled transcripts and writes `agent/grading/calibration.yaml`.

    python -m evals.calibrate

What it is worth is measured by `python -m evals.grading`, which leaves each question out in turn.
"""

from __future__ import annotations

import yaml

from agent.grading.calibration import COEFFICIENTS, Calibration, OrdinalModel
from evals.grading import RIDGE, TOP_GROUP, TOP_VERDICT, Case, group_cases, verdict_cases
from evals.labelled import graded
from evals.ordinal import fit

HEAD = "# Fitted by `python -m evals.calibrate`; do not edit by hand. How well it does: evals/RESULTS.md.\n"


def main() -> None:
    found, unknown = graded(), graded(unknown=True)
    questions = {g.example.entry.question for g in found}
    fitted = Calibration(
        fitted_on=f"{len(found)} labelled transcripts over {len(questions)} questions",
        verdict=_fit(verdict_cases(found), TOP_VERDICT),
        generic=_fit(verdict_cases(unknown), TOP_VERDICT),
        group=_fit(group_cases(found), TOP_GROUP),
        generic_group=_fit(group_cases(unknown), TOP_GROUP),
    )
    COEFFICIENTS.write_text(HEAD + yaml.safe_dump(fitted.model_dump(), sort_keys=False), encoding="utf-8")
    print(COEFFICIENTS.read_text(encoding="utf-8"))


def _fit(cases: list[Case], top: int) -> OrdinalModel:
    return fit([c.features for c in cases], [int(c.label) for c in cases], top, RIDGE)


if __name__ == "__main__":
    main()
