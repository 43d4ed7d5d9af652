"""What was to be expected goes to stderr as one sentence, with exit code 2; anything else keeps its traceback."""

from __future__ import annotations

import sqlite3
from typing import Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from agent.problem import Problem


class Commands(TyperGroup):
    """All commands, with the one place where errors become sentences."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            sentence = sentence_for(error)
            if sentence is None:
                raise
            typer.echo(f"greenroom: {sentence}", err=True)
            raise typer.Exit(2) from error


def sentence_for(error: Exception) -> str | None:
    """What to tell the user; None for an error that is ours."""
    if isinstance(error, BrokenPipeError):
        return None
    if isinstance(error, ValidationError):
        return "; ".join(
            _complaint(e, error.title in ("Settings", "ModelSettings", "VoiceSettings")) for e in error.errors()
        )
    if isinstance(error, OSError):
        named = error.filename and error.strerror
        return f"{error.filename}: {_lower(error.strerror)}" if named else str(error)
    if isinstance(error, sqlite3.Error):
        return f"the sessions cannot be read or written ({error}); `greenroom doctor` says more"
    return str(error) if isinstance(error, _expected()) else None


def _expected() -> tuple[type[Exception], ...]:
    """Imported only when something went wrong: some of these modules are slow to load."""
    from agent.accounts import BadAccounts
    from agent.content import ContentError
    from agent.examiner.choice import NoModel
    from agent.grading.answers import BadAnswers
    from agent.history import NewerHistory
    from agent.regrade import CannotRegrade
    from agent.script import BadScript
    from agent.search import BadQuery
    from agent.service import BadSetup, UnknownSession
    from agent.transcript import BadTranscript
    from knowledge.documents import UnreadableDocument
    from knowledge.embedder import ModelMissing
    from knowledge.index import UnknownCollection, index_errors

    return (
        Problem, BadAccounts, NewerHistory, NoModel, ContentError, BadAnswers, BadQuery, BadScript, BadTranscript,
        BadSetup, UnknownSession, CannotRegrade, UnreadableDocument, ModelMissing,
        UnknownCollection, *index_errors(),
    )  # fmt: skip


def _complaint(error: Any, from_environment: bool) -> str:
    where = ".".join(str(step) for step in error["loc"])
    where = f"GREENROOM_{where.upper()}" if from_environment else where
    plain = isinstance(error["input"], str | int | float) and "key" not in where.lower()
    got = f" (got {error['input']!r})" if plain else ""  # a mapping could be the environment, keys and all
    return f"{where}: {_lower(error['msg'])}{got}" if error["loc"] else _lower(error["msg"]) + got


def _lower(message: str | None) -> str:
    return (message or "")[:1].lower() + (message or "")[1:]
