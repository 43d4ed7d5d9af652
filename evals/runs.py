"""A run: a folder with the interviews that were held, one a line, so that a run which was cut off goes on."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from agent.export import write_whole
from agent.problem import Problem
from evals.cells import Cell
from evals.held import Held
from evals.metrics import Measured

Line = TypeVar("Line", Held, Measured)

HELD, MEASURED = "interviews.jsonl", "measured.jsonl"
ROOT = Path(__file__).parents[1]
# What decides how an interview with a simulated candidate goes.
HOLDING = (
    "agent", "knowledge", "rubrics", "evals/candidate", "evals/profiles", "evals/data/bank", "evals/data/speech.yaml",
    "evals/interviewing.py", "evals/playing.py",
)  # fmt: skip


class NoRun(Problem):
    """A folder without a run in it, or with one that cannot be read."""


class Run:
    """A run to add to; its folder is made for the first interview. Several may add to one folder in turn."""

    def __init__(self, folder: Path) -> None:
        """Raises NoRun where a line cannot be read."""
        self.folder = folder
        for name in (HELD, MEASURED):
            _mend(folder / name)
        self._held, self._measured = _read(folder / HELD, Held), _read(folder / MEASURED, Measured)

    def get(self, cell: Cell) -> Held | None:
        return self._held.get(cell.id)

    def add(self, held: Held) -> None:
        self._held[held.cell.id] = held
        self._append(HELD, held)

    def add_measured(self, measured: Measured) -> None:
        self._measured[measured.cell.id] = measured
        self._append(MEASURED, measured)

    def _append(self, name: str, line: BaseModel) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / name).open("a", encoding="utf-8") as file:
            file.write(line.model_dump_json() + "\n")

    def held(self) -> list[Held]:
        return list(self._held.values())

    def measured(self) -> list[Measured]:
        return list(self._measured.values())


def read_held(folder: Path) -> list[Held]:
    """Raises NoRun."""
    return list(_read(_there(folder / HELD), Held).values())


def read_measured(folder: Path) -> list[Measured]:
    """Raises NoRun."""
    return list(_read(_there(folder / MEASURED), Measured).values())


@cache
def version(root: Path = ROOT) -> str:
    """Of the interviewer and the candidates as their files are now; a run of another says nothing about it."""
    digest = sha256()
    for place in (root / name for name in HOLDING):
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and path.suffix != ".pyc":
                digest.update(f"{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _there(path: Path) -> Path:
    if not path.is_file():
        raise NoRun(f"{path.parent}: no run; a folder that `greenroom eval` wrote is expected")
    return path


def _mend(path: Path) -> None:
    """Takes away what was left of a line when a run was cut off: its interview is held anew."""
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    whole, end, rest = text.rpartition("\n")
    if rest:
        write_whole(path, whole + end)


def _read(path: Path, model: type[Line]) -> dict[str, Line]:
    """By cell, the last line of each. What follows the last end of a line was cut off, and is left out."""
    lines = path.read_text(encoding="utf-8").split("\n")[:-1] if path.is_file() else []
    found: dict[str, Line] = {}
    for number, line in enumerate(lines, 1):
        try:
            one = model.model_validate_json(line)
        except ValidationError as error:
            raise NoRun(f"{path}: line {number} is not of this version; name another folder for the run") from error
        found[one.cell.id] = one
    return found
