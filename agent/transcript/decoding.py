"""From bytes to text with plain line ends, whatever the encoding."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from agent.transcript.model import BadTranscript

BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
MAGIC = {
    b"%PDF": "a PDF; save its text as .txt or .docx first",
    b"{\\rtf": "an RTF file; save it as .txt or .docx first",
    b"\x89PNG": "an image, not a transcript",
    b"\xff\xd8\xff": "an image, not a transcript",
    b"ID3": "a sound file; transcribe it first",
    b"RIFF": "a sound or video file; transcribe it first",
}
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
MOST_CONTROL = 0.01  # share of control characters from which it is no text


def decode(data: bytes, name: str) -> str:
    """Raises BadTranscript for what is no text."""
    if not data.strip():
        raise BadTranscript(f"{name} is empty; expected a conversation")
    for magic, what in MAGIC.items():
        if data.startswith(magic):
            raise BadTranscript(f"{name} is {what}")
    text = _text(data)
    if text is None or len(CONTROL.findall(text)) > MOST_CONTROL * len(text):
        raise BadTranscript(f"{name} is a binary file; expected a transcript as text, VTT, SRT, JSON or docx")
    text = CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\xa0", " ")
    if not text.strip():
        raise BadTranscript(f"{name} is empty; expected a conversation")
    if re.match(r"\s*<(?:!doctype html|html|head|body)\b", text, re.I):
        raise BadTranscript(f"{name} is an HTML page; copy its text into a .txt file first")
    return text


def _text(data: bytes) -> str | None:
    for bom, encoding in BOMS.items():
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    start = data[:400]
    if start.count(0) > len(start) / 4 and start[:2].count(0) == 1:  # UTF-16 without its mark
        return data.decode("utf-16-be" if start[0] == 0 else "utf-16-le", errors="replace")
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        guess = from_bytes(data, cp_isolation=["cp1252", "cp1251"]).best()
        return str(guess) if guess is not None else data.decode("cp1252", errors="replace")
