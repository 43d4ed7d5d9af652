"""`greenroom serve`: the web app."""

from __future__ import annotations

from typing import Annotated

import typer

from agent.cli.chat import ContentOption
from agent.cli.opening import open_service
from agent.cli.prepare import prepare
from agent.settings import settings


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on; 127.0.0.1 by default.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="7860 by default; 0 takes a free one.")] = None,
    open_browser: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = False,
    content: ContentOption = None,
) -> None:
    """Hold interviews in the browser."""
    with open_service(content) as service:
        prepare(service.content, settings().home)
        from ui.app import serve as serve_app

        serve_app(service, host or settings().host, settings().port if port is None else port, open_browser)
