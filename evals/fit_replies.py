"""Fits the weights by which the embedded examiner tells whether a reply to a challenge puts the mistake right.

    python -m evals.fit_replies

writes `replies.npz` in `agent/examiner/embedded` from `evals/data/replies.jsonl` and the banks that are not held out,
and prints how well the replies of each question are told apart by weights fitted on the others.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from agent.content import load_content
from agent.examiner.embedded.meant import CORRECTS, REPLIES, Meant, save
from agent.examiner.embedded.stance import puts_right
from evals.candidate import load_bank
from evals.candidate.bank import BANK
from evals.cells import HELD_OUT
from evals.fit_meant import Sentence, Told, fit, told
from knowledge.embedder import shared_embedder

WRITTEN = BANK.with_name("replies.jsonl")
RARE = 3  # sentences: a word that fewer of them say is left out


def of_writers() -> Told:
    found: list[Sentence] = []
    for line in WRITTEN.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        found += [Sentence(text, CORRECTS) for text in said["corrects"]]
        found += [Sentence(text, None) for text in (*said["insists"], *said["evades"])]
    return _embedded(found)


def of_candidates(question: str) -> Told:
    mistakes = load_bank(question).mistakes
    found = [Sentence(text, CORRECTS) for m in mistakes for text in m.corrects]
    return _embedded(found + [Sentence(text, None) for m in mistakes for text in m.insists])


def _embedded(sentences: list[Sentence]) -> Told:
    return told(sentences, shared_embedder().embed([s.text for s in sentences]))


def shares(model: Meant, of: Sequence[Told]) -> tuple[float, float]:
    """Of those that correct the mistake and of the others, the share that is taken for a correction."""
    sentences = [s for one in of for s in one.sentences]
    found = np.array([puts_right(s.text, shared_embedder(), model) for s in sentences])
    corrects = np.array([s.meaning == CORRECTS for s in sentences])
    return float(found[corrects].mean()), float(found[~corrects].mean())


def main() -> None:
    by_question = {q: of_candidates(q) for q in sorted(set(load_content().questions) - set(HELD_OUT))}
    general = of_writers()
    of_each: list[tuple[float, float]] = []
    for question, own in by_question.items():
        others = [one for q, one in by_question.items() if q != question]
        of_each.append(shares(fit([general, *others], RARE), [own]))
    right, wrong = np.array(of_each).mean(axis=0)
    print(f"Left out by question: {right:.1%} of the corrections are taken for one, and {wrong:.1%} of the others.")
    save(fit([general, *by_question.values()], RARE), REPLIES)


if __name__ == "__main__":
    main()
