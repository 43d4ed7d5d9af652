"""What must not move a grade, and what must: relations checked on the labelled transcripts.

python -m evals.metamorphic
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from agent.grading.score import group_rows, verdict_of
from agent.transcript import Transcript, Utterance, parse_transcript
from evals.labelled import Example, examples, read_as
from rubrics.schema import Group

LINES = Path(__file__).parent / "data" / "metamorphic" / "lines.yaml"
Change = Callable[[Transcript, random.Random], Transcript]


@cache
def lines() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(LINES.read_text(encoding="utf-8"))
    return found


def score(transcript: Transcript, question: str) -> float:
    state, plan = read_as(transcript, question)
    return verdict_of(state, plan).score or 0.0


def levels(transcript: Transcript, question: str) -> dict[Group, float]:
    """The level of each group before rounding; 0 where nothing was seen."""
    state, plan = read_as(transcript, question)
    return {Group(row.group): row.expected or 0.0 for row in group_rows(state, plan)}


# --- changes that mean nothing ------------------------------------------------------------------------------------


def padded(transcript: Transcript, dice: random.Random) -> Transcript:
    """Two sentences of fluff after every answer."""
    return _candidate(transcript, lambda text: " ".join([text, *dice.sample(lines()["fluff"], 2)]))


def polite(transcript: Transcript, dice: random.Random) -> Transcript:
    return _candidate(transcript, lambda text: f"{dice.choice(lines()['politeness'])} {text}")


def dialect(transcript: Transcript, dice: random.Random) -> Transcript:
    return _candidate(transcript, lambda text: _replaced(text, lines()["dialect"]))


def restated(transcript: Transcript, dice: random.Random) -> Transcript:
    """Word by word; whole sentences said anew are not covered by this."""
    return _candidate(transcript, lambda text: _replaced(text, lines()["restated"]))


def renamed(transcript: Transcript, dice: random.Random) -> Transcript:
    one, other = dice.sample(lines()["names"], 2)
    names = {u.speaker: one if u.speaker == transcript.candidate else other for u in transcript.utterances}
    utterances = [u.model_copy(update={"speaker": names[u.speaker]}) for u in transcript.utterances]
    return transcript.model_copy(update={"utterances": utterances, "candidate": one})


def swapped(transcript: Transcript, dice: random.Random) -> Transcript:
    """Two neighbouring exchanges in the middle change places: within a phase, order is the candidate's to choose."""
    us = list(transcript.utterances)
    starts = [i for i in range(2, len(us) - 4) if us[i].speaker != transcript.candidate and i % 2 == 0]
    if starts:
        at = dice.choice(starts)
        us[at : at + 4] = [*us[at + 2 : at + 4], *us[at : at + 2]]
    return transcript.model_copy(update={"utterances": us})


def as_vtt(transcript: Transcript, dice: random.Random) -> Transcript:
    def stamp(seconds: int) -> str:
        return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}.000"

    cues = [
        f"{stamp(10 * i)} --> {stamp(10 * i + 9)}\n<v {u.speaker}>{' '.join(u.text.split())}</v>"
        for i, u in enumerate(transcript.utterances)
    ]
    return parse_transcript("WEBVTT\n\n" + "\n\n".join(cues), "transcript.vtt")


def as_markdown(transcript: Transcript, dice: random.Random) -> Transcript:
    text = "\n\n".join(f"**{u.speaker}:** {u.text}" for u in transcript.utterances)
    return parse_transcript(text, "transcript.md")


def as_chat(transcript: Transcript, dice: random.Random) -> Transcript:
    rows = [
        {"role": "user" if u.speaker == transcript.candidate else "assistant", "content": u.text}
        for u in transcript.utterances
    ]
    return parse_transcript(json.dumps({"messages": rows}), "transcript.json")


def injected(line: str) -> Change:
    """An instruction to the grader after every third answer."""

    def change(transcript: Transcript, dice: random.Random) -> Transcript:
        count = iter(range(10**6))
        return _candidate(transcript, lambda text: f"{text} {line}" if next(count) % 3 == 1 else text)

    return change


HARMLESS: dict[str, Change] = {
    "padding with fluff": padded,
    "praise and politeness": polite,
    "dialect": dialect,
    "other words, one by one": restated,
    "names": renamed,
    "two exchanges swapped": swapped,
    "as VTT": as_vtt,
    "as Markdown": as_markdown,
    "as a JSON chat": as_chat,
}


def _candidate(transcript: Transcript, change: Callable[[str], str]) -> Transcript:
    utterances = [
        Utterance(speaker=u.speaker, at=u.at, text=change(u.text)) if u.speaker == transcript.candidate else u
        for u in transcript.utterances
    ]
    return transcript.model_copy(update={"utterances": utterances})


def _replaced(text: str, pairs: Sequence[Sequence[str]]) -> str:
    for pattern, new in pairs:
        text = re.sub(pattern, new, text, flags=re.I)
    return text


# --- measuring ----------------------------------------------------------------------------------------------------


def differences(change: Change, found: Sequence[Example], seed: int = 0) -> list[float]:
    """The change of the score of each transcript."""
    dice = random.Random(seed)
    return [score(change(e.transcript, dice), e.entry.question) - score(e.transcript, e.entry.question) for e in found]


def without_passage(example: Example) -> tuple[Group, dict[Group, float]] | None:
    """What the levels of the groups lose when the passage that a labeller named is cut out."""
    passage = next((label.passage for label in example.labels if label.passage), None)
    if passage is None or not any(passage.quote in u.text for u in example.transcript.utterances):
        return None
    cut = _candidate(example.transcript, lambda text: text.replace(passage.quote, " ").strip() or "Well.")
    before, after = levels(example.transcript, example.entry.question), levels(cut, example.entry.question)
    return passage.group, {group: before[group] - after[group] for group in before}


def main() -> None:
    found = examples()
    print(f"| change, {len(found)} transcripts | mean | largest rise | largest fall |\n| --- | --- | --- | --- |")
    for name, change in HARMLESS.items():
        deltas = differences(change, found)
        print(f"| {name} | {sum(deltas) / len(deltas):+.3f} | {max(deltas):+.2f} | {min(deltas):+.2f} |")
    some = found[::3][:20]
    rises = [max(differences(injected(line), some)) for line in lines()["injections"]]
    print(f"| {len(rises)} instructions to the grader, {len(some)} transcripts each | | {max(rises):+.2f} | |")
    cuts = [cut for example in found if (cut := without_passage(example))]
    fell = sum(lost[group] > 0.05 for group, lost in cuts)
    others = [loss for group, lost in cuts for g, loss in lost.items() if g != group]
    print(f"\n{len(cuts)} key passages cut out: the level of the right group falls in {fell}; ", end="")
    print(f"the other groups change by {sum(map(abs, others)) / max(1, len(others)):.3f} on average")


if __name__ == "__main__":
    main()
