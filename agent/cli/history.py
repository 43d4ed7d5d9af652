"""`greenroom sessions` and `greenroom resume`."""

from __future__ import annotations

from typing import Annotated

import typer

from agent.cli.chat import ContentOption, JsonOption
from agent.cli.opening import open_service
from agent.cli.output import check_writable, print_rows, say_error
from agent.settings import settings


def sessions() -> None:
    """List the interviews held here, the one used last first."""
    if not settings().database.exists():
        say_error("no sessions yet; start one with `greenroom chat`")
        return
    with open_service() as service:
        rows = [
            (s.id, s.question, s.level, s.started[:16].replace("T", " "), s.phase, "yes" if s.finished else "no")
            for s in service.sessions()
        ]
    print_rows("Sessions", ("id", "question", "level", "started (UTC)", "phase", "finished"), rows)


def resume(
    session: Annotated[str, typer.Argument(metavar="ID", help="See `greenroom sessions`.")],
    json_out: JsonOption = None,
    content: ContentOption = None,
) -> None:
    """Go on with an interview, or read the report of a finished one."""
    from agent.service import UnknownSession

    if json_out:
        check_writable(json_out)
    if not settings().database.exists():
        raise UnknownSession(session)
    from agent.cli.terminal import Conversation

    with open_service(content) as service:
        Conversation(service, session, json_out).hold()
