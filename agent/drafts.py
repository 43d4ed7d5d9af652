"""What a candidate has begun and not sent yet, kept beside the sessions; the state of the interview is not touched."""

from __future__ import annotations

import sqlite3

from langgraph.checkpoint.sqlite import SqliteSaver

AREA = "drafts"


class Drafts:
    """Texts by session and name, in the file of the sessions."""

    def __init__(self, saver: SqliteSaver) -> None:
        from langgraph.store.sqlite import SqliteStore  # the command line seldom needs it

        (file,) = [row[2] for row in saver.conn.execute("PRAGMA database_list") if row[1] == "main"]
        connection = sqlite3.connect(file or ":memory:", check_same_thread=False, timeout=30, isolation_level=None)
        self._store = SqliteStore(connection)
        self._store.setup()

    def keep(self, session: str, name: str, text: str) -> None:
        self._store.put((AREA, session), name, {"text": text})

    def kept(self, session: str, name: str) -> str | None:
        """None where nothing was kept."""
        item = self._store.get((AREA, session), name)
        return None if item is None else str(item.value["text"])

    def forget(self, session: str) -> None:
        for item in self._store.search((AREA, session)):
            self._store.delete((AREA, session), item.key)
