"""What must not move a grade, and what must: relations checked on the labelled transcripts.

python -m evals.metamorphic [transcripts]     # 20 take seven minutes, all 72 more than half an hour
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from agent.grading.score import group_rows, verdict_of
from agent.transcript import Transcript
from evals.changes import HARMLESS, Change, injected, lines, mistakes, said, with_mistake, worthless
from evals.labelled import Example, examples, paraphrase_of, read_as
from knowledge import embedder
from rubrics.schema import Group

SOME = 20  # transcripts, unless more are asked for
EACH = 4  # an instruction is tried on every fourth of them
FELL = 0.05  # a smaller loss of a level is none


class Cut(NamedTuple):
    """What cutting the passage that a labeller named takes from the level of each group."""

    example: Example
    group: Group
    lost: dict[Group, float]


def score(transcript: Transcript, question: str) -> float:
    state, plan = read_as(transcript, question)
    return verdict_of(state, plan).score or 0.0


def levels(transcript: Transcript, question: str) -> dict[Group, float]:
    """The level of each group before rounding; 0 where nothing was seen."""
    state, plan = read_as(transcript, question)
    return {Group(row.group): row.expected or 0.0 for row in group_rows(state, plan)}


def differences(change: Change, found: Sequence[Example], seed: int = 0) -> list[float]:
    """The change of the score of each transcript."""
    dice = random.Random(seed)
    return [score(change(e.transcript, dice), e.entry.question) - score(e.transcript, e.entry.question) for e in found]


def restatements() -> list[float]:
    """The change of the score where every sentence of the candidate is said in other words."""
    pairs = [(e, other) for e in examples() if (other := paraphrase_of(e)) is not None]
    return [score(other, e.entry.question) - score(e.transcript, e.entry.question) for e, other in pairs]


def worthless_scores(found: Sequence[Example]) -> dict[str, list[float]]:
    """Scores of answers without content, by the trick they try."""
    scores: dict[str, list[float]] = defaultdict(list)
    for e in found:
        for name, transcript in worthless(e.transcript, e.entry.question).items():
            scores[name].append(score(transcript, e.entry.question))
    return scores


def without_passage(example: Example, whole_answer: bool = False) -> Cut | None:
    """Cut is the passage alone, a sentence or two, or all of the answer it stands in. None where none was named."""
    passage = next((label.passage for label in example.labels if label.passage), None)
    if passage is None or not any(passage.quote in u.text for u in example.transcript.utterances):
        return None

    def rest(text: str) -> str:
        return "" if whole_answer and passage.quote in text else text.replace(passage.quote, " ").strip()

    cut = said(example.transcript, lambda text: rest(text) or "Well.")
    before, after = levels(example.transcript, example.entry.question), levels(cut, example.entry.question)
    return Cut(example, passage.group, {group: before[group] - after[group] for group in before})


def losses(cuts: Sequence[Cut]) -> tuple[float, float]:
    """The mean loss of the group a passage was named for, and the mean change of the others."""
    own = [cut.lost[cut.group] for cut in cuts]
    others = [abs(loss) for cut in cuts for group, loss in cut.lost.items() if group != cut.group]
    return sum(own) / len(own), sum(others) / len(others)


def noticed(example: Example, pitfall: str, sentence: str) -> bool:
    """Whether a mistake put into the middle of an interview is found there."""
    changed = with_mistake(example.transcript, sentence)
    state, _ = read_as(changed, example.entry.question)
    return any(seen.pitfall == pitfall and seen.quote in sentence for seen in state.pitfalls)


def mistakes_noticed(found: Sequence[Example], most: int = 1000) -> dict[str, bool]:
    """Mistakes of `mistakes.yaml`, at most so many, in the transcripts of their questions in turn.

    Every third of the file was for choosing thresholds and is left out.
    """
    by_question: dict[str, list[Example]] = defaultdict(list)
    for e in found:
        by_question[e.entry.question].append(e)
    result = {}
    kept = [row for index, row in enumerate(mistakes()) if index % 3]
    for index, row in enumerate(kept[:: max(1, len(kept) // most)]):
        some = by_question[row["question"]]
        if some:
            result[row["says"]] = noticed(some[index % len(some)], row["pitfall"], row["says"])
    return result


def main() -> None:
    embedder.REMEMBERED = 100_000  # most sentences come back in every change
    most = int(sys.argv[1]) if len(sys.argv) > 1 else SOME
    found = examples()[:: max(1, len(examples()) // most)][:most]
    print(f"| change, {len(found)} transcripts | mean | largest rise | largest fall |\n| --- | --- | --- | --- |")
    for name, change in HARMLESS.items():
        _row(name, differences(change, found))
    if restated := restatements():
        _row(f"every sentence restated ({len(restated)} transcripts)", restated)
    tried = [
        delta
        for number, line in enumerate(lines()["injections"])
        for delta in differences(injected(line), found[number % EACH :: EACH])
    ]
    print(f"| {len(lines()['injections'])} instructions to the grader, {len(tried)} attempts | ", end="")
    print(f"{sum(tried) / len(tried):+.3f} | {max(tried):+.2f} | {min(tried):+.2f} |")
    print("\n| answers without content | highest score |\n| --- | --- |")
    for name, scores in worthless_scores(found[::2]).items():
        print(f"| {name} | {max(scores):.2f} |")
    print("\n| cut out | the right group falls in | by | the others change by |\n| --- | --- | --- | --- |")
    for name, whole in (("a key passage", False), ("the answer it stands in", True)):
        cuts = [cut for example in found if (cut := without_passage(example, whole))]
        fell = sum(cut.lost[cut.group] > FELL for cut in cuts)
        own, others = losses(cuts)
        print(f"| {name} | {fell} of {len(cuts)} | {own:.2f} | {others:.2f} |")
    seen = mistakes_noticed(examples(), 2 * most)
    print(f"Mistakes put in: {sum(seen.values())} of {len(seen)} noticed.")


def _row(name: str, deltas: Sequence[float]) -> None:
    print(f"| {name} | {sum(deltas) / len(deltas):+.3f} | {max(deltas):+.2f} | {min(deltas):+.2f} |")


if __name__ == "__main__":
    main()
