"""The labelled transcripts: what was said, what two blind labellings found, and how the grader read it.

`evals/data/transcripts`: a language model wrote the conversations, and others, which saw neither grader nor
profile, labelled them. `index.jsonl` has question, profile and the verdict aimed at; `labels.jsonl` the labellings.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel

from agent.content import DEFAULT_TEMPLATE, Content, load_content
from agent.examiner.embedded.reader import Reader, build_reader
from agent.grading.conversation import follow
from agent.grading.moves import subject_bank
from agent.grading.question import UNKNOWN, with_unknown
from agent.policy.plan import Plan, make_plan
from agent.settings import settings
from agent.state import Interview, Setup
from agent.transcript import Transcript, read_transcript
from evals.single import reader_of
from rubrics.schema import Group
from rubrics.verdict import ORDER, Decision

DATA = Path(__file__).parent / "data" / "transcripts"


class Entry(BaseModel):
    """What is used of a line of the index."""

    id: str
    question: str


class Passage(BaseModel):
    """What a group's level rests on."""

    group: Group
    quote: str


class Label(BaseModel):
    """What is used of one labelling of one transcript."""

    id: str
    verdict: Decision
    groups: dict[Group, int | None]
    passage: Passage | None = None


class Example(NamedTuple):
    entry: Entry
    transcript: Transcript
    labels: list[Label]

    @property
    def verdict(self) -> float:
        """The mean of the labellings, 0 (strong no hire) to 3."""
        return sum(ORDER.index(label.verdict) for label in self.labels) / len(self.labels)

    def group(self, group: Group) -> float | None:
        """The mean level, where at least one labelling has one."""
        levels = [level for label in self.labels if (level := label.groups.get(group)) is not None]
        return sum(levels) / len(levels) if levels else None


@cache
def examples() -> list[Example]:
    """All that are written and labelled."""
    entries = [
        Entry.model_validate_json(line) for line in (DATA / "index.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    labels = [
        Label.model_validate_json(line) for line in (DATA / "labels.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    found = []
    for entry in entries:
        own = [label for label in labels if label.id == entry.id]
        if own:
            found.append(Example(entry, read_transcript(DATA / f"{entry.id}.txt"), own))
    return found


def paraphrase_of(example: Example) -> Transcript | None:
    """The same interview with the candidate's turns said in other words, where it was written."""
    path = DATA / "restated" / f"{example.entry.id}.txt"
    return read_transcript(path) if path.is_file() else None


class Graded(NamedTuple):
    """An example as the grader read it."""

    example: Example
    state: Interview
    plan: Plan


def read_as(transcript: Transcript, question: str) -> tuple[Interview, Plan]:
    """A transcript followed under the default template."""
    return _followed(transcript, load_content(), reader_of(question))


def read_as_unknown(transcript: Transcript) -> tuple[Interview, Plan]:
    """The same where the question is none of the bank's."""
    content = with_unknown(load_content(), transcript)
    return _followed(transcript, content, build_reader(content, UNKNOWN, DEFAULT_TEMPLATE, settings().home / "vectors"))


def _followed(transcript: Transcript, content: Content, reader: Reader) -> tuple[Interview, Plan]:
    plan = make_plan(content, Setup(question=reader.question.id, template=DEFAULT_TEMPLATE))
    state = follow(transcript, plan, reader, subject_bank(plan, settings().home / "vectors"))
    state.ended = "finished"
    return state, plan


@cache
def graded(unknown: bool = False) -> list[Graded]:
    """All examples as read with their question, or as if it were unknown."""
    if unknown:
        return [Graded(e, *read_as_unknown(e.transcript)) for e in examples()]
    return [Graded(e, *read_as(e.transcript, e.entry.question)) for e in examples()]
