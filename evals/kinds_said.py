"""How well the embedded examiner recognises what kind of turn a short utterance is.

    python -m evals.kinds_said [dev|test] [-v]

The set is `evals/data/kinds_said.jsonl`, after a probe of one question. Besides, whether the answers of simulated
candidates (`evals/data/bank`, held-out questions for the test) are taken for asides, and whether an attempt at the
grader is heard within a sentence that says something about the design, too (`evals/data/joined.txt`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import typer
from pydantic import BaseModel, Field

from agent.content import DEFAULT_TEMPLATE, load_content
from agent.examiner.embedded.reader import Reader
from agent.state import Assessment, Intent, Move, MoveKind
from evals.candidate import load_bank
from evals.candidate.bank import BANK
from evals.cells import HELD_OUT
from evals.single import read_turn, reader_of
from evals.splits import Chosen, Split, Verbose

DATA = Path(__file__).parent / "data" / "kinds_said.jsonl"
JOINED = DATA.with_name("joined.txt")
QUESTION = "youtube-recommendations"
PHASE, ASKED = 2, "How would you go about this?"
# Met in the same way as an answer, or nearly.
OF_ANSWERS: frozenset[str] = frozenset({Intent.ANSWER, Intent.CLARIFYING_QUESTION, Intent.CHECK_IN})
EVERY = 7  # of the bank's answers, one


class Said(BaseModel):
    text: str
    kind: str = Field(description="an intent, or what is asked about besides the problem")
    split: str


class Heard(NamedTuple):
    said: Said
    found: str
    steers: bool


def rows(split: str) -> list[Said]:
    found = [Said.model_validate_json(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    return [row for row in found if row.split == split]


def hear(said: Sequence[Said], reader: Reader) -> list[Heard]:
    """After a probe in the middle of an interview."""
    probe = Move(kind=MoveKind.PROBE, criterion=load_content().templates[DEFAULT_TEMPLATE].phases[PHASE].criteria[0])
    found = [read_turn(row.text, reader, ASKED, PHASE, probe) for row in said]
    return [Heard(row, met_as(reading), bool(reading.steering)) for row, reading in zip(said, found, strict=True)]


def met_as(reading: Assessment) -> str:
    """What is reacted to: a remark that ends in a call for approval is met as such before anything else is asked."""
    if reading.intent == Intent.CLARIFYING_QUESTION and reading.asks_about:
        return reading.asks_about
    return Intent.CHECK_IN if reading.intent == Intent.ANSWER and reading.check_in else reading.intent


def hear_joined(reader: Reader) -> list[Heard]:
    """A design and an attempt at the grader in one sentence."""
    said = [Said(text=line, kind=Intent.ANSWER, split="dev") for line in JOINED.read_text("utf-8").splitlines()]
    return hear(said, reader)


def hear_answers(split: str) -> list[Heard]:
    """A sample of the answers that simulated candidates give, of all levels."""
    heard: list[Heard] = []
    for question in sorted(path.stem for path in BANK.glob("*.yaml")):
        if (question in HELD_OUT) != (split == "test"):
            continue
        said = [Said(text=text, kind=Intent.ANSWER, split=split) for text in load_bank(question).texts()[::EVERY]]
        heard += hear(said, reader_of(question))
    return heard


def show(heard: Sequence[Heard], answers: Sequence[Heard], joined: Sequence[Heard]) -> None:
    kinds = Counter(h.said.kind for h in heard)
    print(f"| kind of {len(heard)} utterances | n | recognised | others taken for it | taken for |")
    print("| --- | --- | --- | --- | --- |")
    for kind, n in kinds.items():
        right = sum(h.found == kind == h.said.kind for h in heard)
        wrongly = sum(h.found == kind != h.said.kind for h in heard)
        missed = Counter(h.found for h in heard if h.said.kind == kind != h.found)
        named = ", ".join(f"{found} {count}" for found, count in missed.most_common())
        print(f"| {kind} | {n} | {right / n:.0%} | {wrongly} | {named} |")
    right = sum(h.found == h.said.kind for h in heard)
    print(f"| all | {len(heard)} | {right / max(1, len(heard)):.0%} | | |")
    asides = Counter(h.found for h in answers if h.found not in OF_ANSWERS)
    share = asides.total() / max(1, len(answers))
    named = ", ".join(f"{found} {count}" for found, count in asides.most_common())
    print(f"\nOf {len(answers)} answers of simulated candidates {share:.1%} are taken for an aside: {named or 'none'}.")
    steering, accused = (sum(h.steers for h in rows) / max(1, len(rows)) for rows in (joined, answers))
    heard_in = f"{steering:.0%} of {len(joined)} sentences which join one to a design"
    print(f"\nAn attempt at the grader is heard in {heard_in}, and in {accused:.2%} of the answers.")


def main(split: Chosen = Split.TEST, verbose: Verbose = False) -> None:
    reader = reader_of(QUESTION)
    heard, answers, joined = hear(rows(split), reader), hear_answers(split), hear_joined(reader)
    show(heard, answers, joined)
    if verbose:
        for row in heard:
            if row.found != row.said.kind:
                print(f"{row.said.kind}, read as {row.found}: {row.said.text}")
        for row in answers:
            if row.found not in OF_ANSWERS:
                print(f"an answer, read as {row.found}: {row.said.text}")


if __name__ == "__main__":
    typer.run(main)
