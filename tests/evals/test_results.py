"""Which blocks of RESULTS.md are measured, and what becomes of them."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from agent.problem import Problem
from evals import results
from evals.results import BLOCK, RESULTS, chosen

COMMANDS = [block["command"] for block in BLOCK.finditer(RESULTS.read_text(encoding="utf-8"))]


def test_every_block_is_of_a_module_that_is_there() -> None:
    modules = [command.split()[2] for command in COMMANDS if command.startswith("python -m ")]
    assert modules and all(find_spec(module) for module in modules)
    assert len(set(COMMANDS)) == len(COMMANDS)


def test_all_but_the_speed_is_measured_and_the_speed_when_it_is_named() -> None:
    assert "greenroom eval gate" in chosen(COMMANDS, [])
    speed = chosen(COMMANDS, ["bench"])
    assert len(speed) == 5 and all("bench" in command for command in speed)
    assert sorted([*chosen(COMMANDS, []), *speed]) == sorted(COMMANDS)
    assert chosen(COMMANDS, ["grading"]) == ["python -m evals.grading"]


def test_a_word_that_is_nowhere_is_named() -> None:
    with pytest.raises(Problem, match="nonsense"):
        chosen(COMMANDS, ["grading", "nonsense"])


def test_a_block_becomes_what_its_command_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "RESULTS.md"
    path.write_text("Before.\n\n<!-- python -c print(42) -->\n<!-- end -->\n\nAfter.\n")
    monkeypatch.setattr(results, "RESULTS", path)
    results.main([])
    assert path.read_text() == "Before.\n\n<!-- python -c print(42) -->\n42\n<!-- end -->\n\nAfter.\n"
