"""The command line: `greenroom` and its commands, one module each."""

from agent.cli.quiet import quiet_libraries

quiet_libraries()

from agent.cli.app import app, main  # noqa: E402  (libraries read the environment when they are imported)

__all__ = ["app", "main"]
