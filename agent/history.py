"""What is kept of every interview beside its checkpoints: whose it is, how it ended, and which drills are due.

It can be made again from the checkpoints (`InterviewService.catch_up`), all but the ticks on the checklist.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from agent.drills import Drill
from rubrics.verdict import Decision

LOCAL = "local"  # the owner of interviews in the terminal: whoever uses this machine
VERSION = 1
TABLES = """
CREATE TABLE IF NOT EXISTS interviews (
  session TEXT PRIMARY KEY, owner TEXT NOT NULL, question TEXT NOT NULL, template TEXT NOT NULL, level TEXT NOT NULL,
  mode TEXT NOT NULL, drill TEXT, started TEXT NOT NULL, used TEXT NOT NULL, phase TEXT NOT NULL,
  finished TEXT, decision TEXT, score REAL);
CREATE INDEX IF NOT EXISTS interviews_of ON interviews (owner, started);
CREATE TABLE IF NOT EXISTS levels (
  session TEXT NOT NULL REFERENCES interviews ON DELETE CASCADE, criterion TEXT NOT NULL, level INTEGER NOT NULL,
  PRIMARY KEY (session, criterion));
CREATE TABLE IF NOT EXISTS competencies (
  session TEXT NOT NULL REFERENCES interviews ON DELETE CASCADE, competency TEXT NOT NULL, score REAL NOT NULL,
  PRIMARY KEY (session, competency));
CREATE TABLE IF NOT EXISTS pitfalls (
  session TEXT NOT NULL REFERENCES interviews ON DELETE CASCADE, pitfall TEXT NOT NULL, PRIMARY KEY (session, pitfall));
CREATE TABLE IF NOT EXISTS drills (
  owner TEXT NOT NULL, criterion TEXT NOT NULL, drill TEXT NOT NULL, PRIMARY KEY (owner, criterion));
CREATE TABLE IF NOT EXISTS ticks (owner TEXT NOT NULL, item TEXT NOT NULL, PRIMARY KEY (owner, item));
"""
COLUMNS = (
    "session", "owner", "question", "template", "level", "mode", "drill", "started", "used", "phase", "finished",
    "decision", "score",
)  # fmt: skip
CHANGING = ("used", "phase", "finished", "decision", "score")
Rotation = Callable[[list[Drill]], list[Drill]]


class NewerHistory(RuntimeError):
    """The file was written by a newer Greenroom; the message is ready to be shown."""


class Results(BaseModel):
    """What a finished interview showed."""

    levels: dict[str, int] = Field(default={}, description="criterion to its level, where it was assessed")
    competencies: dict[str, float] = Field(default={}, description="competency to its score, 0–4")
    pitfalls: list[str] = []


class Entry(BaseModel):
    """One interview or drill."""

    session: str
    owner: str
    question: str
    template: str
    level: str
    mode: str
    drill: str | None = Field(default=None, description="its only criterion, where it is a drill")
    started: datetime
    used: datetime = Field(description="when its last turn was")
    phase: str
    finished: datetime | None = None
    decision: Decision | None = None
    score: float | None = None
    results: Results = Results()


def utc_now() -> datetime:
    return datetime.now(UTC)


class History:
    """All owners' interviews in one SQLite file. Thread-safe; several processes may have it open."""

    def __init__(self, path: Path | str) -> None:
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, timeout=30)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA foreign_keys=ON")
        self._db.execute("PRAGMA secure_delete=ON")
        found = self._db.execute("PRAGMA user_version").fetchone()[0]
        if found > VERSION:
            raise NewerHistory(f"{path} was written by a newer Greenroom; nothing was changed. Update this one.")
        self._db.executescript(TABLES)
        self._db.execute(f"PRAGMA user_version={VERSION}")

    # --- interviews ------------------------------------------------------------------------------------------------

    def keep(self, entry: Entry, rotated: Rotation | None = None) -> None:
        """Writes an interview as it stands; `rotated` is what it does to the drills of its owner when it is finished
        for the first time. Owner and start never change."""
        values = [_plain(getattr(entry, name)) for name in COLUMNS]
        changes = ", ".join(f"{name} = excluded.{name}" for name in CHANGING)
        insert = (
            f"INSERT INTO interviews ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) "
            f"ON CONFLICT (session) DO UPDATE SET {changes} WHERE finished IS NULL"
        )
        with self._lock, self._db:
            written = self._db.execute(insert, values).rowcount
            if not (written and entry.finished):
                return
            self._keep_results(entry)
            if rotated:
                self._rotate(entry.owner, rotated)

    def _keep_results(self, entry: Entry) -> None:
        key, found = entry.session, entry.results
        self._db.executemany("INSERT INTO levels VALUES (?, ?, ?)", [(key, *item) for item in found.levels.items()])
        self._db.executemany(
            "INSERT INTO competencies VALUES (?, ?, ?)", [(key, *item) for item in found.competencies.items()]
        )
        self._db.executemany("INSERT INTO pitfalls VALUES (?, ?)", [(key, item) for item in found.pitfalls])

    def _rotate(self, owner: str, rotated: Rotation) -> None:
        self._set_drills(owner, rotated(self.drills([owner])))

    def _set_drills(self, owner: str, drills: Sequence[Drill]) -> None:
        self._db.execute("DELETE FROM drills WHERE owner = ?", [owner])
        rows = [(owner, drill.criterion, drill.model_dump_json()) for drill in drills]
        self._db.executemany("INSERT INTO drills VALUES (?, ?, ?)", rows)

    def entries(self, owners: Sequence[str]) -> list[Entry]:
        """The interviews of some owners, the one used last first."""
        with self._lock:
            rows = self._select(f"SELECT {', '.join(COLUMNS)} FROM interviews WHERE owner IN ({{}})", owners)
            levels, scores, pitfalls = (self._of_sessions(t, owners) for t in ("levels", "competencies", "pitfalls"))
        entries = [Entry.model_validate(dict(zip(COLUMNS, row, strict=True))) for row in rows]
        for entry in entries:
            key = entry.session
            entry.results = Results.model_validate(
                {
                    "levels": dict(levels.get(key, [])),
                    "competencies": dict(scores.get(key, [])),
                    "pitfalls": [p for (p,) in pitfalls.get(key, [])],
                }
            )
        return sorted(entries, key=lambda e: e.used, reverse=True)

    def _of_sessions(self, table: str, owners: Sequence[str]) -> dict[str, list[list[Any]]]:
        query = f"SELECT t.* FROM {table} t JOIN interviews i ON i.session = t.session WHERE i.owner IN ({{}})"
        found: dict[str, list[list[Any]]] = {}
        for session, *rest in self._select(query, owners):
            found.setdefault(str(session), []).append(rest)
        return found

    def owner(self, session: str) -> str | None:
        with self._lock:
            row = self._db.execute("SELECT owner FROM interviews WHERE session = ?", [session]).fetchone()
        return str(row[0]) if row else None

    def owners(self) -> list[str]:
        with self._lock:
            return [str(row[0]) for row in self._db.execute("SELECT DISTINCT owner FROM interviews ORDER BY 1")]

    def sessions(self) -> set[str]:
        with self._lock:
            return {str(row[0]) for row in self._db.execute("SELECT session FROM interviews")}

    def forget(self, session: str) -> None:
        """Deletes an interview and what it showed; its drills stay in rotation."""
        with self._lock, self._db:
            self._db.execute("DELETE FROM interviews WHERE session = ?", [session])

    def forget_all(self, owners: Sequence[str]) -> None:
        with self._lock:
            with self._db:
                for table in ("interviews", "drills", "ticks"):
                    self._db.execute(f"DELETE FROM {table} WHERE owner IN ({_marks(owners)})", list(owners))
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # --- drills and the checklist ----------------------------------------------------------------------------------

    def drills(self, owners: Sequence[str]) -> list[Drill]:
        with self._lock:
            rows = self._select("SELECT drill FROM drills WHERE owner IN ({}) ORDER BY criterion", owners)
        return [Drill.model_validate_json(str(row[0])) for row in rows]

    def set_drills(self, owner: str, drills: Sequence[Drill]) -> None:
        """The rotation of an owner, in place of the one before."""
        with self._lock, self._db:
            self._set_drills(owner, drills)

    def ticks(self, owners: Sequence[str]) -> set[str]:
        with self._lock:
            return {str(row[0]) for row in self._select("SELECT item FROM ticks WHERE owner IN ({})", owners)}

    def tick(self, owners: Sequence[str], items: Iterable[str]) -> None:
        """The items ticked, in place of those before; they belong to the first of the owners."""
        with self._lock, self._db:
            self._db.execute(f"DELETE FROM ticks WHERE owner IN ({_marks(owners)})", list(owners))
            self._db.executemany("INSERT INTO ticks VALUES (?, ?)", [(owners[0], item) for item in sorted(set(items))])

    def close(self) -> None:
        self._db.close()

    def _select(self, query: str, owners: Sequence[str]) -> list[tuple[Any, ...]]:
        return self._db.execute(query.format(_marks(owners)), list(owners)).fetchall()


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
