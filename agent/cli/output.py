"""How the command line prints: tables on a terminal, plain tab-separated lines when piped."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table


class Mistake(ValueError):
    """Something the user asked for that cannot be; the message is ready to be shown."""


def console() -> Console:
    """Standard output, looked up anew each time."""
    return Console(highlight=False)


def say_error(sentence: str) -> None:
    print(f"greenroom: {sentence}", file=sys.stderr)


def print_rows(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table on a terminal, one tab-separated line each when piped."""
    out = console()
    if not out.is_terminal:
        for row in rows:
            print("\t".join(" ".join(cell.split()) for cell in row))
        return
    table = Table(title=title, title_justify="left", header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    out.print(table)


def check_writable(path: Path) -> None:
    """Raises Mistake or OSError where `write_atomically` would."""
    if path.is_dir():
        raise Mistake(f"{path}: this is a folder; name a file to write to")
    if _special(path):
        return
    target = path.resolve()
    if not target.parent.is_dir():
        raise Mistake(f"{path}: the folder {target.parent} does not exist; create it first")
    if target.exists() and not os.access(target, os.W_OK):
        raise Mistake(f"{path}: permission denied")
    try:
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        raise Mistake(f"{path}: cannot be written to ({(error.strerror or str(error)).lower()})") from error


def write_atomically(path: Path, text: str) -> None:
    """Writes beside the file and renames into place, so that no one ever sees half of it."""
    if str(path) == "-":
        sys.stdout.write(text)
        return
    if _special(path):
        path.write_text(text, encoding="utf-8", newline="\n")
        return
    target = path.resolve()
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _special(path: Path) -> bool:
    """Standard output, or something that is not a regular file, such as /dev/stdout: not to be renamed over."""
    return str(path) == "-" or (path.exists() and not path.is_file())
