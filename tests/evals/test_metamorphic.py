"""The grader's relations, each on at least twenty transcripts: what must not move a grade, and what must."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from agent.transcript import Transcript
from evals.changes import HARMLESS, injected, lines, worthless
from evals.labelled import Example, examples, paraphrase_of
from evals.metamorphic import FELL, losses, mistakes_noticed, score, without_passage

MANY = 20
# The largest change of the 0–4 score that is let pass, for one transcript and for the mean of all.
MOST_ONE, MOST_MEAN = 0.35, 0.06
FORMATS = ("as VTT", "as Markdown", "as a JSON chat")
MISTAKES = 21  # of those in `mistakes.yaml`; `python -m evals.metamorphic` puts in more

pytestmark = pytest.mark.timeout(900)  # the first test embeds the content of all questions


@pytest.fixture(scope="module")
def some() -> list[Example]:
    """Those that also exist in other words."""
    return [e for e in examples() if paraphrase_of(e)][:MANY]


@pytest.fixture(scope="module")
def scored() -> Callable[[Example], float]:
    known: dict[str, float] = {}

    def scored(example: Example) -> float:
        if example.entry.id not in known:
            known[example.entry.id] = score(example.transcript, example.entry.question)
        return known[example.entry.id]

    return scored


@pytest.mark.parametrize("name", [name for name in HARMLESS if name not in FORMATS])
def test_what_means_nothing_moves_nothing(name: str, some: list[Example], scored: Callable[[Example], float]) -> None:
    dice = random.Random(1)
    deltas = [score(HARMLESS[name](e.transcript, dice), e.entry.question) - scored(e) for e in some]
    assert len(deltas) >= MANY
    assert max(map(abs, deltas)) <= MOST_ONE
    assert abs(sum(deltas) / len(deltas)) <= MOST_MEAN


@pytest.mark.parametrize("name", FORMATS)
def test_in_another_format_the_same_is_read(name: str, scored: Callable[[Example], float]) -> None:
    def read(transcript: Transcript) -> list[tuple[str, bool]]:
        return [(" ".join(u.text.split()), u.speaker == transcript.candidate) for u in transcript.utterances]

    for e in examples():
        assert read(HARMLESS[name](e.transcript, random.Random(0))) == read(e.transcript), e.entry.id
    e = examples()[0]
    assert score(HARMLESS[name](e.transcript, random.Random(0)), e.entry.question) == scored(e)


def test_saying_it_in_other_words_moves_little(some: list[Example], scored: Callable[[Example], float]) -> None:
    pairs = [(e, other) for e in some if (other := paraphrase_of(e))]
    deltas = [score(other, e.entry.question) - scored(e) for e, other in pairs]
    assert len(pairs) >= MANY
    assert abs(sum(deltas) / len(deltas)) <= 0.15 and max(map(abs, deltas)) <= 0.8


def test_no_instruction_to_the_grader_raises_a_score(some: list[Example], scored: Callable[[Example], float]) -> None:
    """Forty attempts, two for each transcript; `python -m evals.metamorphic` tries each on every fourth of twenty."""
    attempts = lines()["injections"]
    assert len(attempts) >= 2 * MANY
    for index, e in enumerate(some):
        for line in attempts[2 * index : 2 * index + 2]:
            changed = injected(line)(e.transcript, random.Random(0))
            assert score(changed, e.entry.question) <= scored(e) + 0.01, line


def test_answers_without_content_earn_nothing(some: list[Example]) -> None:
    for e in some[::2]:
        for name, transcript in worthless(e.transcript, e.entry.question).items():
            assert score(transcript, e.entry.question) <= 0.5, (e.entry.id, name)


def _with_passage() -> list[Example]:
    return [e for e in examples() if any(label.passage for label in e.labels)][: MANY + 1]


def test_without_the_answer_that_earned_it_the_right_group_falls() -> None:
    """The sentence alone that a labeller named is often backed up by its neighbours; both are in RESULTS.md."""
    cuts = [cut for e in _with_passage() if (cut := without_passage(e, whole_answer=True))]
    assert len(cuts) >= MANY
    assert sum(cut.lost[cut.group] > FELL for cut in cuts) / len(cuts) >= 0.6
    own, others = losses(cuts)
    assert own >= 2 * others


def test_mistakes_put_in_are_noticed() -> None:
    """A third: nobody is to be held to a mistake they did not make. `evals.recognition` has both rates."""
    seen = mistakes_noticed(examples(), MISTAKES)
    assert len(seen) >= MANY and sum(seen.values()) / len(seen) >= 0.3
