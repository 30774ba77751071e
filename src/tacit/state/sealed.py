"""What was said without a name, kept apart from names until its round closes: one SQLite file in the git directory.

A text lies here under a key made of it and of the round's own secret, and without a time: nothing tells in which order
texts came or who wrote which, and a text that is sent twice lies there once. Of who took part, a hash is kept whose key
is that secret too: enough to count different people, and gone with the round. Whoever may read this file while a round
is open could still try every name; the page says so.
"""

import secrets
import sqlite3
from hashlib import blake2b
from typing import NamedTuple

from tacit.state.file import StateFile

_SCHEMA = """
    CREATE TABLE rounds (record TEXT PRIMARY KEY, secret BLOB NOT NULL, extended INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE texts (key BLOB PRIMARY KEY, record TEXT NOT NULL, text TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE people (record TEXT NOT NULL, mark BLOB NOT NULL, PRIMARY KEY (record, mark)) WITHOUT ROWID;
"""
_KEY = 16  # bytes


class Round(NamedTuple):
    """What is kept of one record: its texts in no order, how many people wrote them, whether it had more time."""

    record: str
    texts: tuple[str, ...]
    people: int
    extended: bool


class Sealed(StateFile):
    """The rounds that are open, each apart from who takes part."""

    migrations = (_SCHEMA,)
    lost = "what was kept in it has to be said once more"

    def _begin(self) -> None:
        self._path.chmod(0o600)
        self._connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is not left in the file

    def put(self, record: str, who: str, text: str) -> None:
        """Keeps a text, and that one more person took part, with nothing between the two."""
        with self._written() as connection:
            fresh = (record, secrets.token_bytes(_KEY))
            connection.execute("INSERT OR IGNORE INTO rounds VALUES (?, ?, 0)", fresh)
            (secret,) = connection.execute("SELECT secret FROM rounds WHERE record = ?", (record,)).fetchone()
            mark = blake2b(who.encode(), key=secret, digest_size=_KEY).digest()
            connection.execute("INSERT OR IGNORE INTO people VALUES (?, ?)", (record, mark))
            key = blake2b(text.encode(), key=secret, digest_size=_KEY, person=b"text").digest()
            connection.execute("INSERT OR IGNORE INTO texts VALUES (?, ?, ?)", (key, record, text))

    def rounds(self) -> list[Round]:
        """Every round of which something is kept; the texts by their keys, which is to say shuffled."""
        try:
            found = self._connection.execute("SELECT record, extended FROM rounds ORDER BY record").fetchall()
            return [Round(record, self._texts(record), self._people(record), bool(more)) for record, more in found]
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def extend(self, record: str) -> None:
        """Notes that the round was given more time, which is done once."""
        with self._written() as connection:
            connection.execute("UPDATE rounds SET extended = 1 WHERE record = ?", (record,))

    def forget(self, record: str) -> None:
        """The round is over: texts, people and the key of their marks go."""
        with self._written() as connection:
            connection.execute("DELETE FROM texts WHERE record = ?", (record,))
            connection.execute("DELETE FROM people WHERE record = ?", (record,))
            connection.execute("DELETE FROM rounds WHERE record = ?", (record,))

    def _texts(self, record: str) -> tuple[str, ...]:
        rows = self._connection.execute("SELECT text FROM texts WHERE record = ? ORDER BY key", (record,))
        return tuple(text for (text,) in rows)

    def _people(self, record: str) -> int:
        (count,) = self._connection.execute("SELECT count(*) FROM people WHERE record = ?", (record,)).fetchone()
        return int(count)
