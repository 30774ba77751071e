"""What was answered to requests that carry a key of their own, for those who send one again: one SQLite file in the git
directory.

That nothing is done twice does not hang on it: a command is found by its id in the history. Here stands what it was
asked and answered with, so that a file lost in a power cut costs nobody a change; it is written without waiting for
the disk.
"""

import sqlite3
from datetime import datetime
from typing import NamedTuple

from tacit.state.file import StateFile
from tacit.text.spans import write_instant

_SCHEMA = """
    CREATE TABLE answers (
        command TEXT PRIMARY KEY, asked BLOB NOT NULL, at TEXT NOT NULL, status INTEGER, headers TEXT, content BLOB
    ) WITHOUT ROWID;
    CREATE INDEX answers_at ON answers (at)
"""


class Answered(NamedTuple):
    status: int
    headers: str  # JSON
    content: bytes


class Answers(StateFile):
    migrations = (_SCHEMA,)
    lost = "a request that is sent again is then told what stands there now"

    def _begin(self) -> None:
        self._path.chmod(0o600)
        self._connection.execute("PRAGMA synchronous = OFF")

    def is_open(self, command: str) -> bool:
        """Whether it was asked before, and not answered."""
        asked = "SELECT 1 FROM answers WHERE command = ? AND status IS NULL"
        try:
            return self._connection.execute(asked, (command,)).fetchone() is not None
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def ask(self, command: str, asked: bytes, at: datetime, since: datetime) -> tuple[bytes, Answered | None]:
        """Notes what a command is asked, unless that was noted since then; what it was asked the first time, and what
        it was answered, if it was."""
        with self._written() as connection:
            connection.execute("DELETE FROM answers WHERE at < ?", (write_instant(since),))
            connection.execute(
                "INSERT OR IGNORE INTO answers (command, asked, at) VALUES (?, ?, ?)",
                (command, asked, write_instant(at)),
            )
            found = connection.execute(
                "SELECT asked, status, headers, content FROM answers WHERE command = ?", (command,)
            ).fetchone()
        return found[0], Answered(*found[1:]) if found[1] is not None else None

    def forget(self, command: str) -> None:
        """What was asked and not done."""
        with self._written() as connection:
            connection.execute("DELETE FROM answers WHERE command = ? AND status IS NULL", (command,))

    def answer(self, command: str, answered: Answered) -> None:
        """Keeps the first answer."""
        with self._written() as connection:
            connection.execute(
                "UPDATE answers SET status = ?, headers = ?, content = ? WHERE command = ? AND status IS NULL",
                (*answered, command),
            )
