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
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

import typer
from pydantic import ValidationError
from rich.table import Table

from agent.cli.errors import sentence_for
from agent.cli.opening import ContentOption, stderr, stdout, the_content
from agent.settings import BROWSER, PRESETS, ModelSettings, VoiceSettings, settings

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


def doctor(
    content: ContentOption = None,
    probe: Annotated[bool, typer.Option("--probe", help="Also try the model server, with a few short calls.")] = False,
) -> None:
    """Check the installation; exit code 1 if something essential is broken."""
    checks = (*CHECKS, _model_server) if probe else CHECKS
    findings = [finding for check in checks for finding in _safely(check, content)]
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
    from agent.storage import open_storage, thread_ids

    if not settings().database.exists():
        yield Finding("sessions", State.OK, "none yet")
        return
    storage = open_storage(settings().database)
    yield Finding("sessions", State.OK, str(len(thread_ids(storage))))
    storage.conn.close()


def _examiner(content: Path | None) -> Iterator[Finding]:
    model = _model_settings()
    if isinstance(model, Finding):
        yield model
    elif not model.configured:
        yield Finding("examiner", State.OK, "embedded: no key and no network needed (LLM: not configured)")
    else:
        names = dict.fromkeys([model.interviewer_model, model.grader])
        server = f"{' and '.join(names)} at {_host(model.base_url)}"
        yield Finding("examiner", State.OK, f"{server}: auto uses it; `greenroom doctor --probe` tries it")


def _voice(content: Path | None) -> Iterator[Finding]:
    voice = VoiceSettings()
    named = [f"{voice.transcribe_model} writes down speech"] if voice.transcribe_model else []
    if voice.speech_model:
        named.append(f"{voice.speech_model if voice.speech_model != BROWSER else 'the browser'} reads aloud")
    if not named:
        yield Finding("voice", State.OK, "none; GREENROOM_TRANSCRIBE_MODEL and GREENROOM_SPEECH_MODEL add it")
    elif (voice.transcribe_model and not voice.hears) or (voice.speech_model and not voice.reads):
        says = f"{', '.join(named)}, but no server is set: set GREENROOM_VOICE_BASE_URL or OPENAI_API_KEY"
        yield Finding("voice", State.NOTE, says)
    else:
        by_server = voice.hears or voice.speech_model != BROWSER
        where = f" at {_host(voice.server.base_url)}" if by_server and voice.server else ""
        yield Finding("voice", State.OK, ", ".join(named) + where)


def _model_server(content: Path | None) -> Iterator[Finding]:
    model = _model_settings()
    if isinstance(model, Finding):
        return  # said by `_examiner`
    if not model.configured:
        says = f"none configured; set OPENAI_API_KEY, OPENAI_BASE_URL or GREENROOM_PRESET ({', '.join(PRESETS)})"
        yield Finding("server", State.NOTE, says)
        return
    from agent.examiner.llm.probe import interview_cost, probe

    try:
        with stderr().status("Trying the model server …"):
            for tried in probe(model):
                yield Finding(tried.subject, State(tried.state), tried.says)
    except Exception as error:  # not its text, which may quote a key or a proxy's password
        says = f"could not be tried ({type(error).__name__}); check proxy settings such as ALL_PROXY"
        yield Finding("server", State.BROKEN, says)
    about = interview_cost(model)
    yield Finding(about.subject, State(about.state), about.says)


def _model_settings() -> ModelSettings | Finding:
    """The settings, or what is wrong with them, without their values: one of them is the key."""
    try:
        return ModelSettings()
    except ValidationError as error:
        wrong = [(".".join(map(str, e["loc"])), e["msg"].removeprefix("Value error, ")) for e in error.errors()]
        says = "; ".join(f"GREENROOM_{where.upper()}: {what}" if where else what for where, what in wrong)
        return Finding("examiner", State.BROKEN, says)


def _host(url: str | None) -> str:
    """Where the server is, without login and path; a key put there by mistake is not shown either."""
    scheme, found, rest = (url or PRESETS["openai"]).partition("://")
    try:
        host = urlsplit(f"//{rest.rpartition('@')[2]}").netloc  # the last @: a password may have / and @ in it
    except ValueError:
        host = ""
    return host if found and host and scheme in ("http", "https") else "an address that is not http:// or https://"


CHECKS: tuple[Check, ...] = (
    _python, _packages, _embedding_model, _content, _home, _index, _sessions, _examiner, _voice,
)  # fmt: skip
