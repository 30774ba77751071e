"""What was said to whom, and since when others could see which commits: one SQLite file in the git directory."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tacit.errors import EnvironmentFailed

# Each entry brings a file from the version of its place to the next one; none is ever changed afterwards.
_MIGRATIONS = (
    """
    CREATE TABLE said (
        record TEXT NOT NULL, promise TEXT NOT NULL, stage TEXT NOT NULL, due TEXT NOT NULL, person TEXT NOT NULL,
        at TEXT NOT NULL, PRIMARY KEY (record, promise, stage, due, person)
    ) WITHOUT ROWID;
    CREATE TABLE shared (head TEXT PRIMARY KEY, base TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
    """,
)
_PATIENCE = 30.0  # seconds


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


class State:
    """Opened for a moment: any number of processes may hold one on the same file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Times go in and out as text; the rollback journal stays: its loss in a power cut is no case of it.
            self._connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise self._failed(error) from error
        try:
            self._migrate()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        self._connection.close()

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

    def _migrate(self) -> None:
        if self._version() == len(_MIGRATIONS):
            return
        with self._written() as connection:
            version = self._version()
            if version > len(_MIGRATIONS):
                raise EnvironmentFailed(
                    "newer-state",
                    f"{self._path} was written by a newer version of Tacit",
                    remedy="Bring Tacit up to date.",
                    path=str(self._path),
                )
            for migration in _MIGRATIONS[version:]:
                for statement in filter(None, map(str.strip, migration.split(";"))):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(_MIGRATIONS)}")

    def _version(self) -> int:
        try:
            return int(self._connection.execute("PRAGMA user_version").fetchone()[0])
        except sqlite3.Error as error:
            raise self._failed(error) from error

    @contextmanager
    def _written(self) -> Iterator[sqlite3.Connection]:
        """One transaction that is the only writer from its beginning: one that read first could not become it."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._failed(error) from error

    def _failed(self, error: Exception) -> EnvironmentFailed:
        broken = isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError)
        return EnvironmentFailed(
            "state-broken" if broken else "state-failed",
            f"{self._path}: {error}",
            remedy="Move the file away; reminders may then be said once more."
            if broken
            else "See that the disk has room and that you may write to the repository's folder.",
            path=str(self._path),
        )


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
