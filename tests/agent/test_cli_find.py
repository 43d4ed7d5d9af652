"""Taking documents in and searching them from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from agent.cli.search import groups_of
from agent.content import load_content


def hits(result) -> list[dict[str, object]]:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)["hits"]


def test_a_search_of_the_guides(run) -> None:
    found = hits(run("search", "how to detect that the data drift", "--json", "-k", 3))
    assert [h["rank"] for h in found] == [1, 2, 3]
    assert len({h["section"] for h in found}) == 3, "one result a section"
    assert "monitoring" in {h["source"] for h in found}
    assert found == sorted(found, key=lambda h: -h["score"])
    plain = run("search", "how to detect that the data drift", "-k", 3).stdout
    assert plain.startswith("1. ") and found[0]["section"] in plain


def test_a_phase_narrows_the_search(run) -> None:
    query = "how do I compare two versions"
    everywhere = hits(run("search", query, "--json", "-k", 8))
    for phase in ("metrics", "six-steps/ml-problem"):
        narrowed = hits(run("search", query, "--json", "-k", 8, "--phase", phase))
        assert narrowed and [h["section"] for h in narrowed] != [h["section"] for h in everywhere]


def test_phases_and_their_subjects() -> None:
    content = load_content()
    assert groups_of("data", content) == ["data"]
    assert groups_of("model", content) == ["modelling", "training"]
    assert groups_of("funnel-and-flow/features", content) == ["features"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("x", "--phase", "modeling"), "'modelling'"),
        (("x", "--phase", "six-steps/dta"), "'data'"),
        (("x", "--phase", "sixsteps/data"), "'six-steps'"),
        (("x", "--collection", "nothing-here"), "none yet"),
        ((" ",), "empty"),
        ((), "--queries"),
        (("--queries", "none.jsonl"), "none.jsonl"),
    ],
)
def test_a_search_that_cannot_be_made(run, arguments: tuple[str, ...], says: str) -> None:
    result = run("search", *arguments)
    assert result.exit_code == 2 and says in result.stderr and len(result.stderr.strip().splitlines()) == 1


def test_many_queries_give_what_single_ones_give(run, tmp_path: Path) -> None:
    texts = ["drift of the data", "size of an A/B test", "drift of the data"]
    lines = [{"_id": "a", "text": texts[0]}, {"id": 7, "question": texts[1]}, {"query": texts[2]}]
    path = tmp_path / "queries.jsonl"
    path.write_text("\ufeff" + "\n\n".join(map(json.dumps, lines)) + "\n", encoding="utf-8")
    results = json.loads(run("search", "--queries", path, "--json", "-k", 2).stdout)["results"]
    assert [r["id"] for r in results] == ["a", "7", "5"] and [r["query"] for r in results] == texts
    for result in results:
        assert result["hits"] == hits(run("search", result["query"], "--json", "-k", 2))


@pytest.mark.parametrize("line", ["{", "[1]", '{"id": 1}', '"text"', '{"query": ""}'])
def test_a_broken_line_of_queries_is_named(run, tmp_path: Path, line: str) -> None:
    path = tmp_path / "queries.jsonl"
    path.write_text('{"query": "drift"}\n' + line)
    result = run("search", "--queries", path)
    assert result.exit_code == 2 and "line 2" in result.stderr


def test_documents_are_found_by_what_is_theirs(run, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    (docs / "deep").mkdir(parents=True)
    (docs / "cats.md").write_text("# Cats\n\nA cat purrs when it is content.\n\n## Food\n\nFish, mostly.\n")
    (docs / "deep" / "cats.md").write_text("Lions roar across the savanna at dusk.")
    (docs / "records.jsonl").write_text('{"_id": "doc-9", "title": "Dogs", "text": "A dog barks at strangers."}\n')
    taken = run("ingest", docs)
    assert taken.exit_code == 0 and "3 documents taken in (4 new passages)" in taken.stdout
    for query, source in (
        ("purring", "cats.md"), ("roaring lions", "deep/cats.md"), ("barking dog", "doc-9"),
    ):  # fmt: skip
        found = hits(run("search", query, "--collection", "documents", "--json"))
        assert found[0]["source"] == source
        assert len({h["section"] for h in found}) == len(found)
    again = run("ingest", docs)
    assert "0 documents taken in" in again.stdout and "3 unchanged" in again.stdout
    (docs / "cats.md").write_text("# Cats\n\nTigers swim well.\n")
    changed = run("ingest", docs)
    assert "1 document taken in" in changed.stdout
    found = hits(run("search", "purring cat", "--collection", "documents", "--json"))
    assert not any("purrs" in h["text"] for h in found), "what a file no longer says is gone"


def test_files_of_the_same_name_do_not_collide(run, tmp_path: Path) -> None:
    for folder, text in (("a", "Apples grow on trees."), ("b", "Boats float on water.")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "notes.txt").write_text(text)
        (tmp_path / folder / "items.jsonl").write_text(json.dumps({"id": "1", "text": f"{text} Really."}))
    run("ingest", tmp_path / "a")
    run("ingest", tmp_path / "b")
    found = hits(run("search", "trees and boats", "--collection", "documents", "--json"))
    assert {h["source"] for h in found} == {"notes.txt", "b/notes.txt", "1", "b/items.jsonl#1"}
    assert "0 documents taken in" in run("ingest", tmp_path / "b", tmp_path / "a").stdout


def test_a_broken_file_does_not_stop_the_others(run, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Something to read.")
    (tmp_path / "bad.jsonl").write_text('{"id": "1"}\n')
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "bad.txt").write_bytes(b"a\x00b")
    result = run("ingest", *sorted(tmp_path.glob("*.*")), tmp_path / "missing.md", "--collection", "mixed")
    assert result.exit_code == 1 and "1 document taken in" in result.stdout
    complaints = result.stderr.splitlines()
    assert len(complaints) == 4 and all(c.startswith("greenroom: ") for c in complaints)
    assert "line 1" in result.stderr and "missing.md" in result.stderr


def test_nothing_to_read(run, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"a\x00b")
    assert run("ingest", tmp_path / "bad.txt").exit_code == 2
    assert run("ingest", tmp_path / "missing").exit_code == 2
    assert run("ingest", tmp_path / "home" / "index").exit_code == 2
    assert run("ingest", "bad.txt", "--collection", "?").exit_code == 2


def test_an_interview_draws_on_a_collection(run, tmp_path: Path) -> None:
    (tmp_path / "ours.md").write_text("# House rules\n\nWe always split by time and never by chance.\n")
    run("ingest", tmp_path / "ours.md", "--collection", "ours")
    (tmp_path / "turns.md").write_text("I would look at the data.\n---\n/hint\n")
    result = run("chat", "--script", "turns.md", "--collection", "ours", "--json", "out.json")
    assert result.exit_code == 0, result.output
    turns = json.loads((tmp_path / "out.json").read_text())["turns"]
    assert "ours.md#house-rules" in {s["section"] for t in turns for s in t["sources"]}
