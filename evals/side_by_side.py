"""The same candidates with all three interviewers: the embedded one, the LLM examiner and the naive baseline.

    python -m evals.side_by_side

The interviews of the models are recordings in `evals/data/model`, for want of a model to reach; the embedded examiner
holds the same cells anew.
"""

from __future__ import annotations

from pathlib import Path

from evals.cells import Examiner
from evals.interviewing import hold
from evals.metrics import measure
from evals.runs import read_held
from evals.table import markdown

RECORDED = Path(__file__).parent / "data" / "model"


def main() -> None:
    llm, naive = (read_held(RECORDED / f"{name}-run") for name in ("llm", "naive"))
    embedded = [hold(held.cell.model_copy(update={"examiner": Examiner.EMBEDDED})) for held in llm]
    columns = {"embedded": embedded, "LLM examiner": llm, "naive baseline": naive}
    print(markdown({f"{name}, {len(helds)}": [measure(held) for held in helds] for name, helds in columns.items()}))


if __name__ == "__main__":
    main()
