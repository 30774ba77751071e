"""What is acknowledged survives a power cut: one sync of the file system instead of one for each file."""

import os
from functools import cache
from typing import TYPE_CHECKING

from tacit.repo.command import failed_by

if TYPE_CHECKING:
    import ctypes


@cache
def _syncfs() -> "ctypes._FuncPointer | None":
    import ctypes

    found: ctypes._FuncPointer | None = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    return found


def has_syncfs() -> bool:
    """Whether this system can sync one file system; elsewhere the library syncs each file that it writes."""
    return _syncfs() is not None


def sync(folder: str) -> None:
    """All that was written to the file system of this folder is on the disk when this returns."""
    call = _syncfs()
    if call is None:
        return
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if call(handle):
            import ctypes

            number = ctypes.get_errno()
            raise failed_by(OSError(number, os.strerror(number), folder), "sync")
    finally:
        os.close(handle)
