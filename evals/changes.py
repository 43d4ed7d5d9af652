"""Changes of a transcript: those that mean nothing, those that try tricks, and those that leave nothing of worth."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

import yaml

from agent.content import load_content
from agent.transcript import Transcript, Utterance, parse_transcript

LINES = Path(__file__).parent / "data" / "metamorphic" / "lines.yaml"
MISTAKES = LINES.with_name("mistakes.yaml")
Change = Callable[[Transcript, random.Random], Transcript]


@cache
def lines() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(LINES.read_text(encoding="utf-8"))
    return found


@cache
def mistakes() -> list[dict[str, str]]:
    """Rows of question, pitfall and the sentence that walks into it; written without sight of how they are found."""
    rows: list[dict[str, str]] = yaml.safe_load(MISTAKES.read_text(encoding="utf-8"))
    return rows


def padded(transcript: Transcript, dice: random.Random) -> Transcript:
    """Two sentences of fluff after every answer."""
    return said(transcript, lambda text: " ".join([text, *dice.sample(lines()["fluff"], 2)]))


def polite(transcript: Transcript, dice: random.Random) -> Transcript:
    return said(transcript, lambda text: f"{dice.choice(lines()['politeness'])} {text}")


def dialect(transcript: Transcript, dice: random.Random) -> Transcript:
    return said(transcript, lambda text: _replaced(text, lines()["dialect"]))


def restated(transcript: Transcript, dice: random.Random) -> Transcript:
    """Word by word; whole sentences said anew are not covered by this."""
    return said(transcript, lambda text: _replaced(text, lines()["restated"]))


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
        return said(transcript, lambda text: f"{text} {line}" if next(count) % 3 == 1 else text)

    return change


def with_mistake(transcript: Transcript, sentence: str) -> Transcript:
    """The sentence at the end of an answer in the middle of the interview."""
    turns = [i for i, u in enumerate(transcript.utterances) if u.speaker == transcript.candidate]
    at = turns[len(turns) // 2]
    utterances = list(transcript.utterances)
    utterances[at] = utterances[at].model_copy(update={"text": f"{utterances[at].text} {sentence}"})
    return transcript.model_copy(update={"utterances": utterances})


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


def said(transcript: Transcript, change: Callable[[str], str]) -> Transcript:
    """The transcript with every turn of the candidate changed."""
    utterances = [
        Utterance(speaker=u.speaker, at=u.at, text=change(u.text)) if u.speaker == transcript.candidate else u
        for u in transcript.utterances
    ]
    return transcript.model_copy(update={"utterances": utterances})


def _replaced(text: str, pairs: Sequence[Sequence[str]]) -> str:
    for pattern, new in pairs:
        text = re.sub(pattern, new, text, flags=re.I)
    return text


def worthless(transcript: Transcript, question: str) -> dict[str, Transcript]:
    """The interview with answers of no worth, by the trick they try."""
    content = load_content()
    other = content.questions[_unlike(question)]
    answers: dict[str, list[str]] = {
        "empty": [" "],
        "one word": ["Fine."],
        "gibberish": lines()["gibberish"],
        "the question again": [content.questions[question].prompt],
        "a list of terms": lines()["terms"],
        "promises": lines()["promises"],
        "another problem's perfect answer": list(other.reference.model_dump().values()),
    }
    found = {name: _answered(transcript, texts) for name, texts in answers.items()}
    return found | {"the interviewer's words again": _parroted(transcript)}


def _unlike(question: str) -> str:
    """A question of another family."""
    questions = load_content().questions
    return next(q.id for q in questions.values() if q.family != questions[question].family)


def _answered(transcript: Transcript, texts: Sequence[str]) -> Transcript:
    endless = cycle(texts)
    return said(transcript, lambda _: next(endless))


def _parroted(transcript: Transcript) -> Transcript:
    utterances, last = [], "Okay."
    for u in transcript.utterances:
        if u.speaker == transcript.candidate:
            utterances.append(u.model_copy(update={"text": last}))
        else:
            utterances.append(u)
            last = u.text
    return transcript.model_copy(update={"utterances": utterances})
