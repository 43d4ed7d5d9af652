"""Errors in the candidate's words: what happened, what is safe, what to do."""

from __future__ import annotations

import errno
import sqlite3
from typing import NamedTuple

from pydantic import ValidationError


class Cause(NamedTuple):
    happened: str
    first: str = ""  # what must be done before it helps to try again


FULL = Cause(
    "The disk of the machine that runs Greenroom is full, so nothing more can be saved.", "Make room on that disk"
)
LOCKED = Cause("Another program holds the file with the interviews.", "Wait a moment")
UNWRITABLE = Cause(
    "Greenroom may not write to the folder with the interviews.", "Let `greenroom doctor` name the folder"
)
DAMAGED = Cause("The file with the interviews cannot be read.", "Run `greenroom doctor`")
INDEX = Cause("The index of the guides cannot be read.", "Run `greenroom doctor`")
PARTS = Cause("A part of this installation is missing.", "Run `greenroom doctor`")
MEMORY = Cause("The machine that runs Greenroom is out of memory.", "Close other programs")
OTHER_VERSION = Cause(
    "This interview was saved by a version of Greenroom that this one cannot read.", "Update Greenroom"
)
OURS = Cause("Something went wrong on our side.")


def explained(error: Exception, safe: str, again: str) -> str:
    """`safe` is a sentence; `again` says how to try again, as in "send it again"."""
    cause = cause_of(error)
    do = f"{cause.first}, then {again}." if cause.first else f"Please {again}."
    return f"{cause.happened} {safe} {do}"


def cause_of(error: BaseException | None) -> Cause:
    while error is not None:
        if found := _known(error):
            return found
        error = error.__cause__
    return OURS


def _known(error: BaseException) -> Cause | None:
    if isinstance(error, sqlite3.Error):
        return _of_database(str(error).lower())
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FULL
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return UNWRITABLE
    if isinstance(error, MemoryError):
        return MEMORY
    if isinstance(error, ValidationError) and error.title == "Interview":
        return OTHER_VERSION
    return _of_libraries(error)


def _of_database(says: str) -> Cause:
    if "full" in says:
        return FULL
    if "locked" in says or "busy" in says:
        return LOCKED
    return UNWRITABLE if "readonly" in says else DAMAGED


def _of_libraries(error: BaseException) -> Cause | None:
    """Imported only when something went wrong: these modules are slow to load."""
    from agent.examiner.llm.trouble import Trouble
    from knowledge.embedder import ModelMissing
    from knowledge.index import index_errors

    if isinstance(error, Trouble):
        return Cause(str(error))
    if isinstance(error, ModelMissing):
        return PARTS
    return INDEX if isinstance(error, index_errors()) else None


def advice(trouble: str) -> str:
    """What a candidate whose turn was finished without the model can rely on and do, by the sentence of the trouble."""
    from agent.examiner.llm.trouble import LASTING, SENTENCES, Kind

    kind = next((kind for kind, sentence in SENTENCES.items() if sentence == trouble), None)
    if kind == Kind.NONE:
        return (
            "Nothing is lost; a key typed in is forgotten with a restart, so this interview goes on without the model."
        )
    if kind in LASTING:
        return "Nothing is lost and the interview goes on; check “Model server” before the next one."
    return "Nothing is lost; the model is asked again in a later turn."
