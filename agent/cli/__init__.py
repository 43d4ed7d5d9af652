"""The command line: `greenroom` and its commands, one module each."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from agent.cli.browse import questions, templates
from agent.cli.chat import chat
from agent.cli.errors import GreenroomGroup
from agent.cli.history import resume, sessions
from agent.cli.prepare import index
from agent.cli.quiet import quiet_libraries
from agent.cli.show import show
from agent.cli.web import serve

app = typer.Typer(
    name="greenroom", cls=GreenroomGroup, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
for command in (chat, serve, resume, sessions, questions, templates, show, index):
    app.command()(command)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"greenroom {version('greenroom')}")
        raise typer.Exit


@app.callback()
def start(
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Greenroom: mock interviews for machine-learning system design."""
    quiet_libraries()


def main() -> None:
    app()
