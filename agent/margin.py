"""What is kept beside an interview and is no part of it: notes, a whiteboard not yet sent, a clock that was stopped.

It changes while the graph waits for an answer, so it stands next to the checkpoints and not in them.
"""

from __future__ import annotations

from typing import Any

from langgraph.checkpoint.sqlite import SqliteSaver
from pydantic import BaseModel, Field


class Margin(BaseModel):
    notes: str = ""
    board: str | None = Field(default=None, description="the whiteboard as it was left; none where it was not touched")
    in_report: bool = Field(default=False, description="whether the notes go into the report that is downloaded")
    stopped_at: float | None = Field(default=None, description="seconds of the answer at which the clock was stopped")


class Margins:
    """One a session, in the database of the sessions."""

    def __init__(self, storage: SqliteSaver) -> None:
        self._storage = storage
        with storage.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS margins (session TEXT PRIMARY KEY, margin TEXT NOT NULL)")

    def of(self, session: str) -> Margin:
        with self._storage.cursor(transaction=False) as cursor:
            row = cursor.execute("SELECT margin FROM margins WHERE session = ?", [session]).fetchone()
        return Margin.model_validate_json(row[0]) if row else Margin()

    def change(self, session: str, **update: Any) -> None:
        margin = self.of(session).model_copy(update=update).model_dump_json()
        with self._storage.cursor() as cursor:
            cursor.execute("INSERT OR REPLACE INTO margins VALUES (?, ?)", [session, margin])

    def forget(self, session: str) -> None:
        with self._storage.cursor() as cursor:
            cursor.execute("DELETE FROM margins WHERE session = ?", [session])
