"""How well the embedded examiner recognises what simulated candidates say: facts asked for, mistakes made
and put right.

    python -m evals.recognition [dev|held-out] [-v]

Each text of the bank by itself, without an interview around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, NamedTuple

import typer

from agent.content import load_content
from agent.examiner.embedded.facts import fact_bank
from agent.examiner.embedded.mistakes import PitfallBank
from agent.examiner.embedded.reader import Reader
from agent.examiner.embedded.reading import hear
from agent.examiner.embedded.stance import puts_right
from agent.settings import settings
from evals.candidate import Bank, load_bank
from evals.cells import HELD_OUT
from evals.single import reader_of
from evals.splits import Verbose
from knowledge.embedder import shared_embedder


class Split(StrEnum):
    DEV = "dev"
    HELD_OUT = "held-out"


class Heard(NamedTuple):
    question: str
    kind: str
    truth: str | None
    found: list[str]
    text: str


def facts_heard(bank: Bank, question: str) -> list[Heard]:
    facts = fact_bank(load_content().questions[question], settings().home / "vectors")
    return [
        Heard(question, "fact", ask.fact, [f.id for f in facts.asked(text, shared_embedder())], text)
        for ask in bank.asks
        for text in ask.says
    ]


def mistakes_heard(bank: Bank, reader: Reader) -> list[Heard]:
    """Of mistakes, of what is near to one and right, of answers that walk into one, and of those that do not."""
    rows: list[tuple[str, str | None, str]] = []
    for mistake in bank.mistakes:
        rows += [("mistake", mistake.pitfall, text) for text in mistake.says]
        rows += [("near", None, text) for text in (*mistake.near, *mistake.corrects)]
    clear, arguable = bank.mistaken_texts("clear"), bank.mistaken_texts("arguable")
    rows += [("mistaken", pitfall, text) for text, pitfall in clear.items()]
    rows += [("answer", None, text) for text in bank.texts() if text not in clear and text not in arguable]
    return [Heard(reader.question.id, kind, truth, pitfalls_in(text, reader), text) for kind, truth, text in rows]


def replies_heard(bank: Bank, reader: Reader) -> list[Heard]:
    """Of replies to a challenge, those that put the mistake right and those that insist on it."""
    rows = [("corrects", text) for m in bank.mistakes for text in m.corrects]
    rows += [("insists", text) for m in bank.mistakes for text in m.insists]
    right = {text: ["put right"] if puts_right(text, reader.embedder) else [] for _, text in rows}
    truth = {"corrects": "put right", "insists": None}
    return [Heard(reader.question.id, kind, truth[kind], right[text], text) for kind, text in rows]


def pitfalls_in(text: str, reader: Reader) -> list[str]:
    bank: PitfallBank = reader.pitfalls
    found: dict[str, None] = {}
    for heard in bank.heard(hear(text, reader).claims, reader.embedder):
        found |= dict.fromkeys(heard)
    return list(found)


def main(
    split: Annotated[Split, typer.Argument()] = Split.HELD_OUT,
    verbose: Verbose = False,
) -> None:
    chosen = [q for q in load_content().questions if (q in HELD_OUT) == (split == Split.HELD_OUT)]
    heard: list[Heard] = []
    for question in chosen:
        bank = load_bank(question)
        reader = reader_of(question)
        heard += facts_heard(bank, question) + mistakes_heard(bank, reader) + replies_heard(bank, reader)
    _show(heard, len(chosen))
    if verbose:
        for row in heard:
            if row.truth != (row.found[0] if row.found else None):
                print(f"{row.question} {row.kind} truth={row.truth} found={row.found}: {row.text}")


def _show(heard: Sequence[Heard], questions: int) -> None:
    known = [h for h in heard if h.kind == "fact" and h.truth]
    unknown = [h for h in heard if h.kind == "fact" and not h.truth]
    made = [h for h in heard if h.kind == "mistake"]
    near, answers = [h for h in heard if h.kind == "near"], [h for h in heard if h.kind == "answer"]
    mistaken = [h for h in heard if h.kind == "mistaken"]
    corrects, insists = [h for h in heard if h.kind == "corrects"], [h for h in heard if h.kind == "insists"]
    print(f"| recognised, {questions} questions | share | of |\n| --- | --- | --- |")
    for title, rows, hits in (
        ("facts asked for: the right one is told", known, [h.truth in h.found for h in known]),
        (
            "facts asked for: another one is told too, or instead",
            known,
            [bool(set(h.found) - {h.truth}) for h in known],
        ),
        ("questions beyond the fact sheet: a fact is told", unknown, [bool(h.found) for h in unknown]),
        ("mistakes: heard", made, [h.truth in h.found for h in made]),
        ("mistakes: another one is heard", made, [bool(set(h.found) - {h.truth}) for h in made]),
        ("answers that walk into a mistake: it is heard", mistaken, [h.truth in h.found for h in mistaken]),
        ("right, and near to a mistake: a mistake is heard", near, [bool(h.found) for h in near]),
        ("answers without a mistake: one is heard", answers, [bool(h.found) for h in answers]),
        ("replies that put a mistake right: heard as that", corrects, [bool(h.found) for h in corrects]),
        ("replies that insist on it: heard as putting it right", insists, [bool(h.found) for h in insists]),
    ):
        print(f"| {title} | {sum(hits) / max(1, len(rows)):.1%} | {len(rows)} |")


if __name__ == "__main__":
    typer.run(main)
