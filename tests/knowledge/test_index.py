"""The index of the guides: built once, whole or not at all, and rebuilt when its content changes or it is damaged."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from chromadb.api.shared_system_client import SharedSystemClient

from knowledge import index
from knowledge.index import UnknownCollection, content_hash, guide_passages, open_collection, open_guides

BUILDER = """
import sys
from pathlib import Path
from knowledge import index

guides, home, log = map(Path, sys.argv[1:])
index.GUIDES = guides
build = index._build
def logged(*args):
    with log.open("a") as file:
        file.write("built\\n")
    return build(*args)
index._build = logged
print(index.open_guides(home).count())
"""


@pytest.fixture
def guides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small library in place of the real one."""
    folder = tmp_path / "guides"
    folder.mkdir()
    for i in range(3):
        (folder / f"g{i}.md").write_text(
            f"---\ntitle: Guide {i}\ngroups: [data]\n---\n## Part {i}\n\nText number {i}.\n"
        )
    monkeypatch.setattr(index, "GUIDES", folder)
    return folder


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders built during the test."""
    built: list[Path] = []
    build = index._build

    def logged(folder: Path, *args: object) -> object:
        built.append(folder)
        return build(folder, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(index, "_build", logged)
    return built


def test_built_once_and_opened_again(guides: Path, tmp_path: Path, builds: list[Path]) -> None:
    seen: list[tuple[int, int]] = []
    assert open_guides(tmp_path, progress=lambda done, total: seen.append((done, total))).count() == 3
    assert open_guides(tmp_path).count() == 3
    assert len(builds) == 1 and seen[-1] == (3, 3)
    assert not list((tmp_path / "index").glob("*.building"))


def test_changed_content_is_another_index(guides: Path, tmp_path: Path, builds: list[Path]) -> None:
    open_guides(tmp_path)
    (guides / "g0.md").write_text("## Part 0\n\nAnother text.\n")
    assert "Another text." in (open_guides(tmp_path).get()["documents"] or [])
    assert len(set(builds)) == 2


def test_old_indexes_go_unless_used_today(guides: Path, tmp_path: Path) -> None:
    open_guides(tmp_path)
    (first,) = (p for p in (tmp_path / "index").iterdir() if p.is_dir())
    for i in (1, 2):
        (guides / "g0.md").write_text(f"## Part 0\n\nVersion {i}.\n")
        open_guides(tmp_path)
        assert first.exists() == (i == 1)
        long_ago = time.time() - 2 * index.UNUSED_SECONDS
        os.utime(first, (long_ago, long_ago)) if first.exists() else None


def test_what_a_crash_left_is_cleared_away(guides: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index" / content_hash(guide_passages())
    left_over = folder.with_suffix(".building")
    left_over.mkdir(parents=True)
    (left_over / "chroma.sqlite3").write_bytes(b"half of a file")
    assert open_guides(tmp_path).count() == 3
    assert not left_over.exists()


@pytest.mark.parametrize("damage", ["empty folder", "broken file", "records missing"])
def test_a_damaged_index_is_built_again(guides: Path, tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "index" / content_hash(guide_passages())
    if damage == "records missing":
        collection = open_guides(tmp_path)
        collection.delete(ids=collection.get()["ids"][:1])
        SharedSystemClient.clear_system_cache()  # as in a process that has not opened it yet
    else:
        folder.mkdir(parents=True)
        if damage == "broken file":
            (folder / "chroma.sqlite3").write_bytes(b"this is no database" * 100)
    assert open_guides(tmp_path).count() == 3


def test_two_processes_at_once_build_it_once(guides: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = [sys.executable, "-c", BUILDER, str(guides), str(tmp_path / "home"), str(log)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0, 0], said
    assert [out.strip() for out, _ in said] == ["3", "3"]
    assert log.read_text() == "built\n"


def test_a_users_documents_are_guides_too(guides: Path, tmp_path: Path) -> None:
    (tmp_path / "mine" / "sources").mkdir(parents=True)
    (tmp_path / "mine" / "sources" / "own.txt").write_text("Our own rule.")
    found = open_guides(tmp_path, [tmp_path / "mine" / "sources"]).get(where={"source": "sources/own.txt"})
    assert found["documents"] == ["Our own rule."]


def test_collections_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnknownCollection, match="none yet"):
        open_collection(tmp_path, "papers")
    open_collection(tmp_path, "papers", create=True)
    assert open_collection(tmp_path, "papers").count() == 0
    with pytest.raises(UnknownCollection, match="papers"):
        open_collection(tmp_path, "paper")
    for name in ("", "a", "../x", "with space", "-x-"):
        with pytest.raises(UnknownCollection, match="cannot name a collection"):
            open_collection(tmp_path, name, create=True)


def test_an_empty_folder_adds_nothing(tmp_path: Path) -> None:
    assert guide_passages([tmp_path]) == guide_passages()
