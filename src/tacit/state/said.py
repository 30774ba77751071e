"""What was said to whom, and since when others could see which commits: one SQLite file in the git directory."""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from tacit.state.file import StateFile

_MIGRATIONS = (
    """
    CREATE TABLE said (
        record TEXT NOT NULL, promise TEXT NOT NULL, stage TEXT NOT NULL, due TEXT NOT NULL, person TEXT NOT NULL,
        at TEXT NOT NULL, PRIMARY KEY (record, promise, stage, due, person)
    ) WITHOUT ROWID;
    CREATE TABLE shared (head TEXT PRIMARY KEY, base TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
    """,
)


class Share(NamedTuple):
    """The commits from `base` to `head`, which others could see from `at` on."""

    base: str | None
    head: str
    at: datetime


class Saying(NamedTuple):
    """A stage of a promise, as it is told to one person."""

    record: str
    promise: str
    stage: str
    due: datetime | None
    person: str


class State(StateFile):
    """What is noted of reminders and of sharing."""

    migrations = _MIGRATIONS
    lost = "reminders may then be said once more"

    def say(self, sayings: Iterable[Saying], at: datetime) -> list[Saying]:
        """Notes that these are being said, all or none of them; those that were not said before."""
        now = _text(at)
        with self._written() as connection:
            return [
                each
                for each in sayings
                if connection.execute(
                    "INSERT OR IGNORE INTO said VALUES (?, ?, ?, ?, ?, ?)",
                    (each.record, each.promise, each.stage, _text(each.due) if each.due else "", each.person, now),
                ).rowcount
            ]

    def share(self, base: str | None, head: str, at: datetime) -> None:
        """Notes that others can see from now on what leads from one commit (None: from nothing) to the other."""
        with self._written() as connection:
            connection.execute("INSERT OR IGNORE INTO shared VALUES (?, ?, ?)", (head, base or "", _text(at)))

    def shares(self, since: datetime) -> list[Share]:
        """What was shared at that time or later, in order."""
        try:
            rows = self._connection.execute(
                "SELECT base, head, at FROM shared WHERE at >= ? ORDER BY at", (_text(since),)
            ).fetchall()
        except sqlite3.Error as error:
            raise self._failed(error) from error
        return [Share(base or None, head, datetime.fromisoformat(at)) for base, head, at in rows]


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
