"""Where sessions are kept: SQLite by default."""

from __future__ import annotations

import inspect
import sqlite3
from datetime import datetime
from pathlib import Path

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver

import agent.state
import rubrics.evidence
import rubrics.report
import rubrics.schema
import rubrics.verdict

MODULES = (agent.state, rubrics.evidence, rubrics.report, rubrics.schema, rubrics.verdict)


def serializer() -> JsonPlusSerializer:
    """A serializer which knows our own types by name and accepts no others."""
    own = [
        (module.__name__, name)
        for module in MODULES
        for name, value in vars(module).items()
        if inspect.isclass(value) and value.__module__ == module.__name__
    ]
    return JsonPlusSerializer(allowed_msgpack_modules=own)


def open_storage(path: Path) -> SqliteSaver:
    """The checkpointer on a file that is created where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, check_same_thread=False, timeout=30)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")  # of a killed process nothing is lost; of a power cut the last turn
    connection.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten
    saver = SqliteSaver(connection, serde=serializer())
    saver.setup()
    return saver


def file_of(saver: SqliteSaver) -> str:
    """The database's file; empty for one in memory."""
    return next((str(path) for _, name, path in saver.conn.execute("PRAGMA database_list") if name == "main"), "")


def thread_ids(saver: SqliteSaver) -> set[str]:
    return {str(row[0]) for row in saver.conn.execute("SELECT DISTINCT thread_id FROM checkpoints").fetchall()}


def times_of(saver: SqliteSaver, session: str) -> tuple[datetime, datetime]:
    """When a session's first and its last checkpoint were written."""
    query = "SELECT MIN(checkpoint_id), MAX(checkpoint_id) FROM checkpoints WHERE thread_id = ?"
    first, last = saver.conn.execute(query, [session]).fetchone()
    started, used = (_written(saver, session, checkpoint) for checkpoint in (first, last))
    return started, used


def _written(saver: SqliteSaver, thread: str, checkpoint: str) -> datetime:
    found = saver.get_tuple({"configurable": {"thread_id": thread, "checkpoint_ns": "", "checkpoint_id": checkpoint}})
    if found is None:
        raise KeyError(checkpoint)
    return datetime.fromisoformat(found.checkpoint["ts"])
