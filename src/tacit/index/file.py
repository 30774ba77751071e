"""The file of an index: opened, built beside the one that is there, and put in its place when it is whole."""

import os
import sqlite3
from contextlib import closing, suppress

_PATIENCE = 30  # seconds that a writer waits for another
_CACHE_KB = 16 << 10


def connect(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        # No WAL: SQLite before 3.51.3 may lose what was written to it. NORMAL, for the index can be built again.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA temp_store = MEMORY")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def put_in_place(built: str, path: str) -> None:
    """Puts a finished file in its place, so that after a power cut there is the old one or the new one.

    Nobody may be writing the old one meanwhile: what they noted for taking it back, in a file beside it, would be taken
    for notes on the new one. Who comes to write the old one later finds that it is not in place any more.
    """
    handle = os.open(built, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    while not _placed(built, path):
        pass


def _placed(built: str, path: str) -> bool:
    """False where, while this one waited, another builder put a file of theirs there: the lock is then on what is no
    index any more, and somebody may be writing the one that is."""
    before = identity(path)
    with closing(sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)) as old:
        try:
            old.execute("BEGIN IMMEDIATE")
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise
            remove(f"{path}-journal")  # of a file that is spoilt: nobody can take anything back in it
        if before is None or before != identity(path):
            return False
        os.replace(built, path)  # noqa: PTH105
        return True


def identity(path: str | None) -> tuple[int, int] | None:
    if path is None:
        return None
    try:
        found = os.stat(path)  # noqa: PTH116
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def sweep(path: str) -> None:
    """Takes away what builders left behind that were killed."""
    folder, name = os.path.split(path)
    for entry in os.listdir(folder):  # noqa: PTH208
        process = entry.removeprefix(f"{name}.").partition("-")[0]
        if entry.startswith(f"{name}.") and entry.endswith(".new") and process.isdigit():
            try:
                os.kill(int(process), 0)
            except ProcessLookupError:
                remove(os.path.join(folder, entry))  # noqa: PTH118
            except PermissionError:
                continue  # it lives, and is somebody else's


def remove(path: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108
