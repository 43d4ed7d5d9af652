"""Dependencies point one way: ui, evals → agent → rubrics, knowledge; and each big library has one home."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("agent", "rubrics", "knowledge", "ui", "evals")
MAY_IMPORT = {
    "rubrics": {"rubrics"},
    "knowledge": {"knowledge"},
    "agent": {"agent", "rubrics", "knowledge"},
    "ui": {"ui", "agent", "rubrics", "knowledge"},
    "evals": {"evals", "agent", "rubrics", "knowledge"},
}
LATE = {"agent/cli"}  # the command line starts the web app and the evals, when it is told to
HOMES = {"openai": "agent/examiner/llm", "chromadb": "knowledge/", "gradio": "ui/"}


def modules() -> list[Path]:
    return sorted(p for package in PACKAGES for p in (ROOT / package).rglob("*.py"))


# Before any other thread runs: Python 3.11 fails when two of them parse (SystemError, python/cpython#106905).
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in modules()}


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """The dotted names a file imports, and whether at the top of the module."""
    tree = TREES[path]
    top = set(map(id, tree.body))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield str(node.module), id(node) in top


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_is_something_to_look_at() -> None:
    assert {name_of(p).split("/")[0] for p in modules()} == set(PACKAGES)
    assert ("chromadb", False) in set(imports(ROOT / "knowledge" / "index.py"))


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_it_may(package: str) -> None:
    found: list[str] = []
    for path in (ROOT / package).rglob("*.py"):
        for module, top in imports(path):
            root = module.split(".")[0]
            allowed = set(MAY_IMPORT[package])
            if not top and any(name_of(path).startswith(late) for late in LATE):
                allowed |= {"ui", "evals"}
            if root in PACKAGES and root not in allowed:
                found.append(f"{name_of(path)}: {module}")
    assert found == []


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_imported_in_its_home_only(library: str) -> None:
    users = [name_of(p) for p in modules() if library in {m.split(".")[0] for m, _ in imports(p)}]
    assert [u for u in users if not u.startswith(HOMES[library])] == []


def test_nothing_imports_the_tests() -> None:
    assert [name_of(p) for p in modules() if "tests" in {m.split(".")[0] for m, _ in imports(p)}] == []


def test_policy_needs_no_library_and_does_no_input_or_output() -> None:
    for path in (ROOT / "agent" / "policy").glob("*.py"):
        roots = {m.split(".")[0] for m, _ in imports(path)}
        assert roots <= {"__future__", "agent", "rubrics", "knowledge", "dataclasses", "typing"}, path
        agent = {m for m, _ in imports(path) if m.startswith("agent.")}
        assert all(m.startswith(("agent.policy", "agent.state", "agent.content")) for m in agent), path
