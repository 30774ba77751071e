"""One SQLite file of state: opened for a moment, brought to its newest form, written by one at a time."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from tacit.errors import EnvironmentFailed

_PATIENCE = 30.0  # seconds


class StateFile:
    """Any number of processes may hold one on the same file."""

    # Each entry brings a file from the version of its place to the next one; none is ever changed afterwards.
    migrations: ClassVar[tuple[str, ...]]
    lost: ClassVar[str]  # what happens when a broken file is moved away

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Times go in and out as text; the rollback journal stays: its loss in a power cut is no case of it.
            self._connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
        except (OSError, sqlite3.Error) as error:
            raise self._failed(error) from error
        try:
            self._begin()
            self._migrate()
        except (OSError, sqlite3.Error) as error:
            self._connection.close()
            raise self._failed(error) from error
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        self._connection.close()

    def _begin(self) -> None:
        """What a file of this sort wants before anything is read."""

    def _migrate(self) -> None:
        if self._version() == len(self.migrations):
            return
        with self._written() as connection:
            version = self._version()
            if version > len(self.migrations):
                raise EnvironmentFailed(
                    "newer-state",
                    f"{self._path} was written by a newer version of Tacit",
                    remedy="Bring Tacit up to date.",
                    path=str(self._path),
                )
            for migration in self.migrations[version:]:
                for statement in filter(None, map(str.strip, migration.split(";"))):
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(self.migrations)}")

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

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
            remedy=f"Move the file away; {self.lost}."
            if broken
            else "See that the disk has room and that you may write to the repository's folder.",
            path=str(self._path),
        )
