"""How often the local reading of a turn and a strong reader disagree about what kind of turn it is.

    python -m evals.kinds [-v]

The local reading decides at once what the interviewer does; a model that words the move may object with one word
(`agent/examiner/llm/speak.py`). Counted here, on candidate turns of `evals/data/model`: where would asking the model
first have changed anything? A language model labelled the kinds, from the interviewer's turn and the candidate's alone.
"""

from __future__ import annotations

import sys
from collections import Counter

from pydantic import BaseModel

from agent.content import load_content
from agent.examiner.embedded.assess import assess
from agent.examiner.embedded.reader import build_reader
from agent.examiner.llm.speak import MISREAD
from agent.policy import make_plan
from agent.settings import settings
from agent.state import CandidateInput, Intent, Interview, PhaseClock, Setup, Turn
from evals.model import DATA
from evals.naive import NaiveInterview

TEMPLATE = "six-steps"
SAME = {  # kinds that the interviewer meets in the same way
    Intent.STUCK: Intent.ASKS_HINT,
    Intent.CHECK_IN: Intent.ANSWER,
    Intent.SMALL_TALK: Intent.ANSWER,
    Intent.DONE: Intent.MOVE_ON,
}


class Kind(BaseModel):
    """What a labeller takes a turn for, and what it could be taken for as well."""

    file: str
    turn: int
    kind: Intent
    alternative: Intent | None = None

    def allows(self, intent: Intent) -> bool:
        allowed = {self.kind, self.alternative or self.kind}
        return bool({intent, SAME.get(intent, intent)} & (allowed | {SAME.get(k, k) for k in allowed}))


def read_kinds() -> list[Kind]:
    lines = (DATA / "kinds.jsonl").read_text(encoding="utf-8").splitlines()
    return [Kind.model_validate_json(line) for line in lines]


def read_locally(held: NaiveInterview, turn: int) -> Intent:
    """The embedded examiner's reading of one turn, with nothing before it but the interviewer's words."""
    content = load_content()
    setup = Setup(question=held.question, template=TEMPLATE)
    plan, reader = (
        make_plan(content, setup),
        build_reader(content, held.question, TEMPLATE, settings().home / "vectors"),
    )
    asked, said = held.turns[turn - 1][1], held.turns[turn][1]
    phases = [PhaseClock(id=p.id, budget=p.minutes * 60) for p in plan.phases]
    turns = [
        Turn(id=0, speaker="interviewer", phase=phases[0].id, at=0, text=asked),
        Turn(id=1, speaker="candidate", phase=phases[0].id, at=0, text=said),
    ]
    state = Interview(
        setup=setup, prompt=plan.question.prompt, phases=phases, turns=turns, input=CandidateInput(text=said)
    )
    return assess(state, reader).intent


def main(verbose: bool = False) -> None:
    kinds = read_kinds()
    held = {
        name: NaiveInterview.model_validate_json((DATA / name).read_text("utf-8")) for name in {k.file for k in kinds}
    }
    missed: Counter[tuple[Intent, Intent]] = Counter()
    for label in kinds:
        found = read_locally(held[label.file], label.turn)
        if not label.allows(found):
            missed[label.kind, found] += 1
            if verbose:
                print(f"{label.kind}, read as {found}: {held[label.file].turns[label.turn][1]}\n")
    total, wrong = len(kinds), missed.total()
    sayable = sum(
        n for (kind, _), n in missed.items() if SAME.get(kind, kind) in {SAME.get(i, i) for i in MISREAD.values()}
    )
    print("| kind of turn, local reading beside a strong reader | |\n| --- | --- |")
    print(f"| turns | {total} |\n| read alike | {total - wrong} ({(total - wrong) / total:.0%}) |")
    print(f"| otherwise, and the model has a word to object with | {sayable} |")
    for (kind, found), count in missed.most_common():
        print(f"| {kind}, read as {found} | {count} |")


if __name__ == "__main__":
    main("-v" in sys.argv)
