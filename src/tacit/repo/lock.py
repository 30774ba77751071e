"""One writer at a time: a file lock that the system frees with its holder, and what a killed holder left behind."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tacit.errors import EnvironmentFailed
from tacit.repo.command import failed_by

PATIENCE = 30.0  # seconds: longer than any write or sync of a sound machine takes
_PAUSES = (0.0005, 0.001, 0.002, 0.005, 0.01)
_NOBODY = b" " * 19 + b"\n"  # as long as any process id: a file that shrank would be written to the disk at once
_FOREIGN = 2.0  # seconds that another git may hold a reference; it needs milliseconds


class Held:
    """The lock while one holds it."""

    def __init__(self, orphaned: bool) -> None:
        self.orphaned = orphaned  # the last holder died in the middle of its work
        self.warnings: list[str] = []

    def yields(self, lock: Path) -> None:
        """Waits for another git to let go of the index. One that does not is at work: its lock is not ours to break."""
        if self.orphaned:
            self.clear(lock)
        elif not _gone(lock):
            raise EnvironmentFailed(
                "busy",
                f"another git is at work here: it holds {lock.name}",
                remedy=f"Let it finish. If no git runs any more, remove {lock}.",
            )

    def clear(self, lock: Path) -> None:
        """Waits for another git to let go of a lock of its own; removes one that nobody can hold any more."""
        if not self.orphaned and _gone(lock):
            return
        with suppress(FileNotFoundError):
            lock.unlink()
            self.warnings.append(f"removed {lock.name}, which a writer that was killed had left behind")


def _gone(lock: Path) -> bool:
    """Whether a lock of another git goes away within the time that it may need."""
    deadline = time.monotonic() + _FOREIGN
    while lock.exists():
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSES[-1])
    return True


@contextmanager
def held(path: Path, patience: float = PATIENCE) -> Iterator[Held]:
    """The lock of a repository. Its file holds the holder's process id while it is held, and blanks afterwards."""
    try:
        path.parent.mkdir(exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise failed_by(error, "lock") from error
    try:
        _wait(handle, patience)
        orphaned = bool(os.pread(handle, len(_NOBODY), 0).strip())
        os.pwrite(handle, b"%-19d\n" % os.getpid(), 0)
    except OSError as error:
        os.close(handle)
        raise failed_by(error, "lock") from error
    except BaseException:
        os.close(handle)
        raise
    try:
        yield Held(orphaned)
    finally:
        with suppress(OSError):
            os.pwrite(handle, _NOBODY, 0)
        os.close(handle)


def _wait(handle: int, patience: float) -> None:
    deadline = time.monotonic() + patience
    tries = 0
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "unknown"
                raise EnvironmentFailed(
                    "locked",
                    f"process {holder} has been writing to this repository for more than {patience:g} s",
                    remedy=f"Wait for it to end, or see what it does: `ps -p {holder}`.",
                ) from None
        time.sleep(_PAUSES[min(tries, len(_PAUSES) - 1)])
        tries += 1
