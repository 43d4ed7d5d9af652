"""The commands, and the program's start."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from agent.cli.chat import chat, resume
from agent.cli.doctor import doctor
from agent.cli.errors import Commands
from agent.cli.eval import evaluate
from agent.cli.grade import grade
from agent.cli.index import index, serve
from agent.cli.ingest import ingest
from agent.cli.listing import questions, sessions, templates
from agent.cli.progress import drill, progress
from agent.cli.report import report
from agent.cli.search import search
from agent.cli.show import show

app = typer.Typer(
    name="greenroom",
    cls=Commands,
    help="A mock interviewer for machine-learning system design interviews.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    chat, resume, drill, sessions, progress, report, grade, questions, templates, show, search, ingest, index, serve,
    doctor,
):  # fmt: skip
    app.command()(command)
app.command("eval")(evaluate)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"greenroom {version('greenroom')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """A mock interviewer for machine-learning system design interviews."""


def main() -> None:
    app()
