"""The index in SQLite: one file that stands for one commit.

A file is built anew beside the old one and takes its place when it is whole; later commits change it in one
transaction each. Whatever SQLite finds wrong with it means that it is built anew: nothing in it is the truth.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import get_ident

from tacit.index import file, schema, sql
from tacit.index.writing import Writing

_BULK_MEMORY = 16 << 20  # bytes of words gathered before they are written


class SqliteIndex(Writing):
    """Reads and writes rows. `note` says why it is not kept in a file, where it is not."""

    def __init__(self, connection: sqlite3.Connection, path: str | None, note: str = "") -> None:
        self.note = note
        self._use(connection, path)

    def _use(self, connection: sqlite3.Connection, path: str | None) -> None:
        self._db = connection
        self.path = path
        self._file = file.identity(path)

    @classmethod
    def open(cls, path: str) -> "SqliteIndex | None":
        """The index in a file; None where there is none that this version of Tacit can read."""
        if not os.path.exists(path):  # noqa: PTH110 - pathlib is not loaded for a command that only reads
            return None
        try:
            index = cls(file.connect(path), path)
        except sqlite3.DatabaseError:
            return None
        with suppress(sqlite3.DatabaseError):
            if index.meta("version") == schema.VERSION:
                return index
        index.close()
        return None

    @classmethod
    @contextmanager
    def anew(cls, path: str | None, note: str = "") -> "Iterator[SqliteIndex]":
        """An index to be filled from nothing. It takes its place at `path` when all of it is there."""
        beside = ":memory:"
        if path is not None:
            file.sweep(path)
            beside = f"{path}.{os.getpid()}-{get_ident()}.new"
        index = cls(file.connect(beside), path and beside, note)
        try:
            index._create()
            yield index
            index._finish()
            if path is not None:
                index.close()
                file.put_in_place(index.path or "", path)
                index._use(file.connect(path), path)
        except BaseException:
            index.close()
            if path is not None:
                file.remove(beside)
            raise

    def close(self) -> None:
        self._db.close()

    def _create(self) -> None:
        self._db.execute("PRAGMA page_size = 4096")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("BEGIN IMMEDIATE")
        for statement in schema.TABLES:
            self._db.execute(statement)
        self._db.execute(sql.SET_WORDS_MEMORY, (_BULK_MEMORY,))
        self._db.execute(sql.SET_FILTERS_MEMORY, (_BULK_MEMORY // 3,))

    def _finish(self) -> None:
        for statement in schema.INDEXES:
            self._db.execute(statement)
        self._db.execute(sql.SET_WORDS_MEMORY, (1 << 20,))
        self._db.execute(sql.SET_FILTERS_MEMORY, (1 << 20,))
        self.set_meta("version", schema.VERSION)
        self._db.execute("COMMIT")
        self._db.execute("PRAGMA journal_mode = MEMORY")  # what stays in memory takes changes back from there

    # What it stands for

    @contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction; others who write wait for it, those who read see what was before."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise

    def in_place(self) -> bool:
        """Whether the file is still the one at its path, and not one that somebody has built anew since."""
        return self._file == file.identity(self.path)
