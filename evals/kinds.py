"""How often the local reading of a turn and a large language model disagree about what kind of turn it is.

    python -m evals.kinds [-v]

The local reading decides at once what the interviewer does; a model that words the move may object with one word
(`agent/examiner/llm/speak.py`). Counted here, on the candidate turns of `evals/data/model/kinds.jsonl`: where would
asking the model first have changed anything? A language model labelled the kinds, from these two turns alone.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from pydantic import BaseModel

from agent.examiner.llm.speak import MISREAD
from agent.state import Intent
from evals.single import read_turn, reader_of

DATA = Path(__file__).parent / "data" / "model" / "kinds.jsonl"
SAME = {  # kinds that the interviewer meets in the same way
    Intent.STUCK: Intent.ASKS_HINT,
    Intent.CHECK_IN: Intent.ANSWER,
    Intent.SMALL_TALK: Intent.ANSWER,
    Intent.PAUSE: Intent.ANSWER,
    Intent.DONE: Intent.MOVE_ON,
}


class Kind(BaseModel):
    """What a labeller takes a turn for, and what it could be taken for as well."""

    question: str
    asked: str
    said: str
    kind: Intent
    alternative: Intent | None = None

    def allows(self, intent: Intent) -> bool:
        allowed = {self.kind, self.alternative or self.kind}
        return bool({intent, SAME.get(intent, intent)} & (allowed | {SAME.get(k, k) for k in allowed}))


def read_kinds() -> list[Kind]:
    return [Kind.model_validate_json(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


def main(verbose: bool = False) -> None:
    kinds = read_kinds()
    missed: Counter[tuple[Intent, Intent]] = Counter()
    for label in kinds:
        found = read_turn(label.said, reader_of(label.question), label.asked).intent
        if not label.allows(found):
            missed[label.kind, found] += 1
            if verbose:
                print(f"{label.kind}, read as {found}: {label.said}\n")
    total, wrong = len(kinds), missed.total()
    sayable = sum(
        n for (kind, _), n in missed.items() if SAME.get(kind, kind) in {SAME.get(i, i) for i in MISREAD.values()}
    )
    print("| kind of turn, local reading beside a large language model | |\n| --- | --- |")
    print(f"| turns | {total} |\n| read alike | {total - wrong} ({(total - wrong) / total:.0%}) |")
    print(f"| otherwise, and the model has a word to object with | {sayable} |")
    for (kind, found), count in missed.most_common():
        print(f"| {kind}, read as {found} | {count} |")


if __name__ == "__main__":
    main("-v" in sys.argv)
