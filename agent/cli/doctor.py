"""`greenroom doctor`: what is there, what is not, and what to do about it."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple

import typer
from rich.table import Table

from agent.cli.errors import sentence_for
from agent.cli.opening import ContentOption, stdout, the_content
from agent.settings import settings

PACKAGES = ("greenroom", "chromadb", "gradio", "langgraph", "onnxruntime", "pydantic", "tokenizers")
ENOUGH_BYTES = 200 * 1024 * 1024


class State(StrEnum):
    OK = "ok"
    NOTE = "note"  # works without, or will be made when it is needed
    BROKEN = "broken"


class Finding(NamedTuple):
    subject: str
    state: State
    says: str


Check = Callable[[Path | None], Iterator[Finding]]


def doctor(content: ContentOption = None) -> None:
    """Check the installation; exit code 1 if something essential is broken."""
    findings = [finding for check in CHECKS for finding in _safely(check, content)]
    console = stdout()
    if console.is_terminal:
        table = Table("", "", "", box=None, show_header=False, pad_edge=False)
        colours = {State.OK: "green", State.NOTE: "yellow", State.BROKEN: "bold red"}
        for f in findings:
            table.add_row(f.subject, f"[{colours[f.state]}]{f.state}[/]", f.says.replace("[", "\\["))
        console.print(table)
    else:
        for f in findings:
            typer.echo(f"{f.subject}\t{f.state}\t{' '.join(f.says.split())}")
    if any(f.state is State.BROKEN for f in findings):
        raise typer.Exit(1)


def _safely(check: Check, content: Path | None) -> list[Finding]:
    """A check that fails is a finding too."""
    try:
        return list(check(content))
    except Exception as error:
        subject = check.__name__.strip("_").replace("_", " ")
        return [Finding(subject, State.BROKEN, sentence_for(error) or f"{type(error).__name__}: {error}")]


def _python(content: Path | None) -> Iterator[Finding]:
    enough = sys.version_info >= (3, 11)
    says = platform.python_version() + ("" if enough else "; Greenroom needs 3.11 or newer")
    yield Finding("Python", State.OK if enough else State.BROKEN, says)


def _packages(content: Path | None) -> Iterator[Finding]:
    versions, missing = [], []
    for name in PACKAGES:
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        yield Finding("packages", State.BROKEN, f"not installed: {', '.join(missing)}; run `make run` again")
    else:
        yield Finding("packages", State.OK, ", ".join(versions))


def _embedding_model(content: Path | None) -> Iterator[Finding]:
    from knowledge.embedder import MODEL_NAME, shared_embedder

    shared_embedder().embed(["hello"])
    yield Finding("embedding model", State.OK, f"{MODEL_NAME}, as pinned, works offline")


def _content(content: Path | None) -> Iterator[Finding]:
    from knowledge.documents import GUIDES

    found = the_content(content)
    counts = (
        f"{len(found.questions)} questions, {len(found.templates)} templates, {len(found.criteria)} criteria, "
        f"{len(found.pitfalls)} pitfalls, {len(list(GUIDES.glob('*.md')))} guides"
    )
    yield Finding("content", State.OK, counts)
    own = ", ".join(map(str, found.folders))
    yield Finding("your content", State.OK, own or "none; --content DIR or GREENROOM_CONTENT adds a folder of yours")


def _home(content: Path | None) -> Iterator[Finding]:
    home = settings().home
    home.mkdir(parents=True, exist_ok=True)
    with TemporaryFile(dir=home):
        pass
    free = shutil.disk_usage(home).free
    says = f"{home}, writable, {free / 1024**3:.1f} GiB free"
    enough = free > ENOUGH_BYTES
    yield Finding("home", State.OK if enough else State.NOTE, says + ("" if enough else "; make room for the index"))


def _index(content: Path | None) -> Iterator[Finding]:
    from knowledge.index import guides_folder

    built = guides_folder(settings().home, the_content(content).document_folders).is_dir()
    says = "built" if built else "not built yet; `greenroom index` builds it, so does the first interview"
    yield Finding("index", State.OK if built else State.NOTE, says)


def _sessions(content: Path | None) -> Iterator[Finding]:
    from agent.storage import open_storage, session_ids

    if not settings().database.exists():
        yield Finding("sessions", State.OK, "none yet")
        return
    storage = open_storage(settings().database)
    yield Finding("sessions", State.OK, str(len(session_ids(storage))))
    storage.conn.close()


def _examiner(content: Path | None) -> Iterator[Finding]:
    yield Finding("examiner", State.OK, "embedded: no key and no network needed (LLM: not configured)")


CHECKS: tuple[Check, ...] = (
    _python, _packages, _embedding_model, _content, _home, _index, _sessions, _examiner,
)  # fmt: skip
