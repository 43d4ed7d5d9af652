"""WebVTT and SRT: cues to utterances, with rolling captions said once."""

from __future__ import annotations

import io
import re

import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from agent.transcript.labels import LABEL, Labels
from agent.transcript.model import BadTranscript, Utterance
from agent.transcript.usual import as_usual

ARROW = re.compile(r"^\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}\s*-->", re.M)
TAG = re.compile(r"</?[a-z][^>]*>|<[\d:.]+>", re.I)
OVERLAP = 2  # words that must repeat for a cue to be the continuation of a rolling caption


def looks_like_captions(text: str) -> str | None:
    if re.match(r"\s*WEBVTT\b", text):
        return "vtt"
    return "srt" if ARROW.search(text[:4000]) else None


def read_captions(text: str, kind: str, name: str) -> list[Utterance]:
    """One utterance a cue, before merging. Raises BadTranscript."""
    if kind == "srt":
        text = re.sub(r"(\d{2})\.(\d{3})", r"\1,\2", text)
    try:
        cues = webvtt.from_buffer(io.StringIO(text.lstrip()), format=kind)
    except (MalformedFileError, MalformedCaptionError) as error:
        raise BadTranscript(f"{name} looks like {kind.upper()} but cannot be read ({error})") from error
    rows: list[tuple[str | None, str, float]] = []
    for cue in cues.captions:
        voice, lines = cue.voice, [line for line in TAG.sub("", cue.raw_text).split("\n") if line.strip()]
        at = float(cue.start_in_seconds)
        parts: list[tuple[str | None, str]] = [*_voices(cue.raw_text)] or [(voice, " ".join(lines))]
        for part in parts:
            rows.append((part[0], " ".join(part[1].split()), at))
    if not any(voice for voice, _, _ in rows) and not Labels(words for _, words, _ in rows).any:
        usual = as_usual("\n".join(words for _, words, _ in rows)).split("\n")
        rows = [(None, words, at) for words, (_, _, at) in zip(usual, rows, strict=True)]
    labels = Labels(text for _, text, _ in rows)
    found: list[Utterance] = []
    said: list[str] = []
    speaker = ""
    for voice, words, at in rows:
        match = None if voice else LABEL.match(words)
        before = speaker
        if voice:
            speaker = voice
        elif match and labels.known(match["name"]):
            speaker, words = match["name"].strip(), words[match.end() :].strip()
        if speaker != before:
            said = []  # nobody rolls on in another's words
        fresh = _fresh(said, words.split())
        said = (said + fresh)[-60:]
        if fresh:
            found.append(Utterance(speaker=speaker, text=" ".join(fresh), at=at))
    return found


def _voices(raw: str) -> list[tuple[str, str]]:
    """The voice spans of a cue in which several people speak."""
    spans = re.findall(r"<v(?:\.[\w.]+)?\s+([^>]+)>(.*?)(?=</v>|<v[ .]|\Z)", raw, re.S)
    return [(name.strip(), TAG.sub("", text)) for name, text in spans] if len(spans) > 1 else []


def _fresh(said: list[str], words: list[str]) -> list[str]:
    """What a cue adds: rolling captions begin with the end of what was shown before."""
    for size in range(min(len(said), len(words)), OVERLAP - 1, -1):
        if said[-size:] == words[:size]:
            return words[size:]
    return words
