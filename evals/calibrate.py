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
    found = graded()
    cases = verdict_cases(found)
    generic = [c._replace(features={k: v for k, v in c.features.items() if k != "key_points"}) for c in cases]
    fitted = Calibration(
        fitted_on=f"{len(found)} labelled transcripts over {len({c.question for c in cases})} questions",
        verdict=_fit(cases, TOP_VERDICT),
        generic=_fit(generic, TOP_VERDICT),
        group=_fit(group_cases(found), TOP_GROUP),
    )
    COEFFICIENTS.write_text(HEAD + yaml.safe_dump(fitted.model_dump(), sort_keys=False), encoding="utf-8")
    print(COEFFICIENTS.read_text(encoding="utf-8"))


def _fit(cases: list[Case], top: int) -> OrdinalModel:
    return fit([c.features for c in cases], [int(c.label) for c in cases], top, RIDGE)


if __name__ == "__main__":
    main()
