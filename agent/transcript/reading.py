"""One way in: the format is found by content, fragments are merged, the candidate is found."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path

from agent.transcript.captions import looks_like_captions, read_captions
from agent.transcript.chats import looks_like_json, read_chat
from agent.transcript.decoding import decode
from agent.transcript.labels import header_roles, read_text
from agent.transcript.model import BadTranscript, Transcript, Utterance
from agent.transcript.roles import find_candidate

ZIP = b"PK\x03\x04"
NOISE = re.compile(
    r"[\[(](?:music|crosstalk|laughs?|laughter|inaudible|applause|silence|noise|pause|background noise)[\])]", re.I
)
STAMPED = re.compile(  # a time that stands between a name and what is said
    r"(?:[\[(](?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?[\])]|(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d+)?(?=\n))\s*"
)
OWN_REPORT = re.compile(r"^(?:# |<title>)Interview report:", re.M)
LARGEST = 20_000_000  # bytes
EXPECTED = (
    "expected lines such as `Interviewer: …` and `Candidate: …`, captions (VTT, SRT), a JSON chat or a docx of these"
)


def read_transcript(path: Path, candidate: str | None = None) -> Transcript:
    """Raises BadTranscript, which names the file, what is wrong and what to do."""
    try:
        if path.stat().st_size > LARGEST:
            raise BadTranscript(
                f"{path} has more than {LARGEST // 1_000_000} MB; expected a transcript of one interview"
            )
        data = path.read_bytes()
    except OSError as error:
        raise BadTranscript(f"{path}: cannot be read ({(error.strerror or str(error)).lower()})") from error
    return parse_transcript(data, path.name, candidate)


def parse_transcript(data: bytes | str, name: str = "pasted text", candidate: str | None = None) -> Transcript:
    """The conversation in a file's bytes, or in pasted text. Raises BadTranscript."""
    if isinstance(data, bytes) and data.startswith(ZIP):
        kind, text = "docx", _docx(data, name)
    else:
        kind, text = "text", decode(data if isinstance(data, bytes) else data.encode("utf-8", "replace"), name)
    if OWN_REPORT.search(text[:2000]):
        raise BadTranscript(
            f"{name} is a report, without the conversation; `greenroom report ID -o FILE.json` writes both"
        )
    question, utterances = None, list[Utterance]()
    if kind == "text" and (captions := looks_like_captions(text)):
        kind, utterances = _captions(text, captions, name)
    elif kind == "text" and looks_like_json(text) and (chat := read_chat(text, name)):
        kind, utterances, question = ("greenroom" if chat.greenroom else "json"), chat.utterances, chat.question
    else:
        utterances = read_text(text)
    merged = merge(utterances)
    if not merged:
        raise BadTranscript(f"{name}: no speakers found; {EXPECTED}")
    speakers = {u.speaker for u in merged}
    if len(speakers) == 1:
        only = merged[0].speaker or "without a name"
        raise BadTranscript(f"{name}: only one speaker ({only}); expected an interviewer and a candidate")
    found = find_candidate(merged, header_roles(text) if kind in ("text", "docx") else {}, candidate, name)
    return Transcript(
        source=name,
        format=kind,
        utterances=merged,
        candidate=found.name,
        certainty=found.certainty,
        question=question,
        notes=[found.note] if found.note else [],
    )


def _captions(text: str, kind: str, name: str) -> tuple[str, list[Utterance]]:
    """The captions, or what stands between times that are written like captions' and are none."""
    try:
        return kind, read_captions(text, kind, name)
    except BadTranscript:
        if found := read_text(text):
            return "text", found
        raise


def merge(utterances: Sequence[Utterance]) -> list[Utterance]:
    """Fragments of one speaker in a row are one utterance; noises and empty ones go."""
    found: list[Utterance] = []
    spelled: dict[str, str] = {}
    for utterance in utterances:
        text = NOISE.sub("", utterance.text).strip()
        stamp = STAMPED.match(text)
        if stamp:
            text = text[stamp.end() :].strip()
        if not text:
            continue
        speaker = spelled.setdefault(utterance.speaker.lower().strip(), utterance.speaker.strip())
        if found and found[-1].speaker == speaker:
            gap = "\n" if "\n" in text or "\n" in found[-1].text else " "
            found[-1] = found[-1].model_copy(update={"text": f"{found[-1].text}{gap}{text}"})
        else:
            found.append(Utterance(speaker=speaker, text=text, at=utterance.at))
    return found


def _docx(data: bytes, name: str) -> str:
    from docx import Document

    try:
        document = Document(io.BytesIO(data))
        lines = [p.text for p in document.paragraphs]
        for table in document.tables:
            lines += [": ".join(dict.fromkeys(c.text.strip() for c in row.cells)) for row in table.rows]
    except Exception as error:  # the library raises many kinds for what is no docx
        raise BadTranscript(f"{name} is an archive but no readable docx; expected a transcript") from error
    if not "".join(lines).strip():
        raise BadTranscript(f"{name} is empty; expected a conversation")
    return "\n".join(lines)
