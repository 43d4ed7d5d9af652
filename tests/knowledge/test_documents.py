"""Cutting and reading documents: no word is lost, every passage is short, a broken file is one clear sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.documents import GUIDES, UnreadableDocument, document_files, read_document
from knowledge.passages import MAX_WORDS, cut, slug

WORDS = st.lists(
    st.sampled_from(["a", "model", "e.g.", "3.5", "Dr.", "end.", "why?", "-", "*", "é", "1."]), max_size=400
)
GAPS = st.sampled_from([" ", "\n", "\n\n", "\n- ", "\t", "  ", "\r\n"])


@st.composite
def texts(draw: st.DrawFn) -> str:
    return "".join(word + draw(GAPS) for word in draw(WORDS))


@given(texts())
@example("word " * 1_000)
@example("no stop " * 300 + ". End.")
def test_cutting_keeps_every_word_in_order(text: str) -> None:
    assert " ".join(cut(text)).split() == text.split()


@given(st.text(max_size=2_000))
def test_cutting_any_text_keeps_every_word(text: str) -> None:
    assert " ".join(cut(text)).split() == text.split()


@given(texts(), st.integers(5, MAX_WORDS))
def test_passages_are_short_and_never_empty(text: str, most: int) -> None:
    assert all(0 < len(piece.split()) <= most for piece in cut(text, most))


def test_the_guides_read_as_cited_passages() -> None:
    for path in sorted(GUIDES.glob("*.md")):
        passages = [p for p in read_document(path, path.stem) if p.heading]
        assert passages, path
        for p in passages:
            assert p.source == path.stem and p.section == f"{path.stem}#{slug(p.heading)}"
            assert p.groups and p.rests_on and "Rests on" not in p.text
            assert len(p.text.split()) <= MAX_WORDS
        assert len({p.id for p in passages}) == len(passages)


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_markdown_headings_become_sections(tmp_path: Path) -> None:
    text = "---\ntitle: Notes\ngroups: data\n---\nIntro.\n\n# One\n\nFirst.\n\n## Two, too!\n\nSecond.\n\n## Empty\n"
    found = read_document(written(tmp_path, "n.md", text), "n.md")
    assert [(p.section, p.heading, p.text) for p in found] == [
        ("n.md", "", "Intro."),
        ("n.md#one", "One", "First."),
        ("n.md#two-too", "Two, too!", "Second."),
    ]
    assert {p.title for p in found} == {"Notes"} and all(p.groups == ["data"] for p in found)


@pytest.mark.parametrize(
    "raw",
    ["Grüße — naïve".encode(), "Grüße — naïve".encode("utf-8-sig"), "Grüße — naïve".encode("utf-16"),
     "Grüße — naïve".encode("cp1252")],
    ids=["utf-8", "with a mark", "utf-16", "cp1252"],
)  # fmt: skip
def test_encodings(tmp_path: Path, raw: bytes) -> None:
    assert [p.text for p in read_document(written(tmp_path, "t.txt", raw))] == ["Grüße — naïve"]


def test_json_lines(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "text": "First.", "title": "One"},
        {"_id": 7, "text": "Second."},
        {"text": "Third\u2028line."},  # a line separator inside a string does not end the record
        {"id": "a", "text": "More of the first."},
        {"id": "t", "text": "", "title": "Only a title"},
    ]
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n\n"
    found = read_document(written(tmp_path, "d.jsonl", text), "d.jsonl")
    assert [(p.source, p.text.split()[0]) for p in found] == [
        ("a", "First."), ("7", "Second."), ("d.jsonl:3", "Third"), ("a", "More"), ("t", "Only"),
    ]  # fmt: skip
    assert len({p.id for p in found}) == len(found)


def pdf(text: str) -> bytes:
    """A one-page PDF, written by hand."""
    stream = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


def test_pdf(tmp_path: Path) -> None:
    found = read_document(written(tmp_path, "paper.pdf", pdf("Drift is measured weekly.")), "paper.pdf")
    assert [(p.source, p.title, p.text) for p in found] == [("paper.pdf", "paper", "Drift is measured weekly.")]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("x.pdf", b"not a pdf", "not a readable PDF"),
        ("x.pdf", b"%PDF-1.4\n%%EOF", "not a readable PDF"),
        ("x.pdf", pdf(""), "holds no text"),
        ("x.txt", b"\x7fELF\x00\x01", "binary file"),
        ("x.md", "---\na: [\n---\ntext", "front matter is not valid YAML"),
        ("x.jsonl", '{"text": "a"}\nnot json', "line 2: expected a JSON object"),
        ("x.jsonl", '["a"]', "line 1: expected a JSON object"),
        ("x.jsonl", "3", "line 1: expected a JSON object"),
        ("x.jsonl", '{"title": "a"}', "with `text`"),
        ("x.jsonl", "[" * 100_000, "line 1"),
    ],
)
def test_a_broken_file_is_one_sentence(tmp_path: Path, name: str, content: str | bytes, complaint: str) -> None:
    path = written(tmp_path, name, content)
    with pytest.raises(UnreadableDocument, match=complaint) as caught:
        read_document(path, name)
    assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_files_are_found_below_folders(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    written(tmp_path, "sub/b.MD", "b")
    written(tmp_path, "a.txt", "a")
    written(tmp_path, "c.exe", "c")
    assert [p.name for p in document_files([tmp_path])] == ["a.txt", "b.MD"]
    with pytest.raises(UnreadableDocument, match="no such file"):
        document_files([tmp_path / "nowhere"])
    with pytest.raises(UnreadableDocument, match="expected one of"):
        document_files([tmp_path / "c.exe"])
    (tmp_path / "void").mkdir()
    with pytest.raises(UnreadableDocument, match="no documents"):
        document_files([tmp_path / "void"])
