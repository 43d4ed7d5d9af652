"""Reading source documents into passages: our guides, and a user's Markdown, text, PDF and JSON Lines files."""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from knowledge.passages import Passage, cut, slug

GUIDES = Path(__file__).parent / "sources"
SUFFIXES = {".md", ".markdown", ".txt", ".text", ".pdf", ".jsonl"}
MARKDOWN = {".md", ".markdown"}
RESTS_ON = re.compile(r"^Rests on:\s*(.+)$", re.MULTILINE)
HEADING = re.compile(r"^(#{1,4})\s+(.+?)\s*#*$", re.MULTILINE)
DOCUMENTS = {  # what the guides and templates rest on, by the number they name it with
    "000": "A generic template for ML design interviews",
    "001": "What is Machine Learning System Design Interview and How to Prepare for It",
    "002": "ML System Design Interview (Alex Xu et al.)",
    "003": "ML System Design Preparation Guide",
    "004": "Machine Learning System Design Interview",
}
NUMBERED = re.compile(r"seed (\d{3})\b")
OURS = "own experience"


class UnreadableDocument(ValueError):
    """A source document that cannot be read; the message names the file and what to do."""


class Section(NamedTuple):
    id: str  # "guide#section"; the document's name for what stands above the first heading
    heading: str
    text: str
    rests_on: str = ""  # document and section, in words


class Document(NamedTuple):
    """A document as it is read, before it is cut into passages."""

    name: str
    title: str
    sections: list[Section]
    groups: list[str]


def document_files(paths: list[Path]) -> list[Path]:
    """The readable files among `paths`, folders searched recursively, sorted. Raises UnreadableDocument."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += files_below(path)
        elif not path.exists():
            raise UnreadableDocument(f"{path}: no such file or folder")
        elif path.suffix.lower() not in SUFFIXES:
            raise UnreadableDocument(f"{path}: expected one of {', '.join(sorted(SUFFIXES))}")
        else:
            found.append(path)
    if not found:
        raise UnreadableDocument(f"{', '.join(map(str, paths))}: no documents ({', '.join(sorted(SUFFIXES))}) found")
    return found


def files_below(folder: Path) -> list[Path]:
    """The readable files in a folder and its folders, sorted."""
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES)


def read_document(path: Path, name: str | None = None) -> list[Passage]:
    """The passages of one document, in order. `name` is how it is cited; the path by default."""
    name = name or str(path)
    suffix = path.suffix.lower()
    if suffix == ".pdf":
        return _plain(name, path.stem, _pdf_text(path))
    if suffix in MARKDOWN:
        return _markdown(read_markdown(path, name))
    if suffix == ".jsonl":
        return list(_records(name, path, _text(path)))
    return _plain(name, path.stem, _text(path))


def read_markdown(path: Path, name: str) -> Document:
    """A Markdown document by its headings; front matter `title`, `groups` and a line `Rests on:` are understood."""
    import frontmatter

    try:
        post = frontmatter.loads(_text(path))
    except UnreadableDocument:
        raise
    except Exception as error:
        raise UnreadableDocument(f"{path}: front matter is not valid YAML ({' '.join(str(error).split())})") from error
    body = post.content
    marks = list(HEADING.finditer(body))
    first = next((m[2] for m in marks if len(m[1]) == 1), path.stem)
    bounds = [m.start() for m in marks] + [len(body)]
    parts = [("", body[: bounds[0]])] + [(m[2], body[m.end() : end]) for m, end in zip(marks, bounds[1:], strict=True)]
    return Document(
        name=name,
        title=str(post.metadata.get("title", first)),
        groups=[str(g) for g in _as_list(post.metadata.get("groups"))],
        sections=[_section(name, heading, content) for heading, content in parts],
    )


def _section(name: str, heading: str, content: str) -> Section:
    noted = RESTS_ON.search(content)
    return Section(
        id=f"{name}#{slug(heading)}" if heading else name,
        heading=heading,
        text=RESTS_ON.sub("", content).strip(),
        rests_on=rests_on(noted[1]) if noted else "",
    )


def rests_on(noted: str) -> str:
    """The line `Rests on:` of a guide in words for readers: documents by title, ours left out."""
    parts = [part.strip() for part in noted.split(";")]
    known = [part for part in parts if part and part != OURS]
    titled = [NUMBERED.sub(lambda found: DOCUMENTS.get(found[1], ""), part).removeprefix(", ") for part in known]
    return "; ".join(dict.fromkeys(filter(None, titled)))


def _markdown(document: Document) -> list[Passage]:
    """One or more passages a heading."""
    passages: list[Passage] = []
    for section in document.sections:
        for piece in cut(section.text):
            passages.append(
                Passage(
                    id=f"{section.id}:{len(passages)}",
                    source=document.name,
                    section=section.id,
                    title=document.title,
                    heading=section.heading,
                    text=piece,
                    groups=document.groups,
                    rests_on=section.rests_on,
                )
            )
    return passages


def _plain(name: str, title: str, text: str) -> list[Passage]:
    return [
        Passage(id=f"{name}:{i}", source=name, section=name, title=title, heading="", text=piece)
        for i, piece in enumerate(cut(text))
    ]


def _records(name: str, path: Path, text: str) -> Iterator[Passage]:
    """One document a line: `text`, with optional `id` (or `_id`) and `title`, as retrieval data sets have them."""
    pieces: Counter[str] = Counter()  # so far, by record: lines with the same id are one document
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            body, title = str(record["text"] or ""), str(record.get("title") or "")
        except (ValueError, KeyError, AttributeError, TypeError, RecursionError) as error:
            raise UnreadableDocument(f"{path}: line {number}: expected a JSON object with `text`") from error
        key = next((str(record[k]) for k in ("id", "_id") if record.get(k) is not None), f"{name}:{number}")
        for piece in cut(body) or cut(title):
            passage = Passage(
                id=f"{key}:{pieces[key]}", source=key, section=key, title=title or key, heading="", text=piece
            )
            pieces[key] += 1
            yield passage


def _pdf_text(path: Path) -> str:
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns of what it could repair
    try:
        text = "\n\n".join(page.extract_text() for page in PdfReader(path).pages)
    except Exception as error:  # what a damaged file makes pypdf raise is not limited to its own errors
        raise UnreadableDocument(f"{path}: not a readable PDF ({' '.join(str(error).split()) or 'damaged'})") from error
    if not text.strip():
        raise UnreadableDocument(f"{path}: this PDF holds no text (a scan?); convert it to text first")
    return text


def _text(path: Path) -> str:
    try:
        return _decode(path)
    except OSError as error:
        raise UnreadableDocument(f"{path}: cannot be read ({error.strerror})") from error


def _decode(path: Path) -> str:
    raw = path.read_bytes()
    encodings = ["utf-16"] if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    if b"\x00" in raw and encodings[0] != "utf-16":
        raise UnreadableDocument(f"{path}: this is a binary file; expected text")
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]
