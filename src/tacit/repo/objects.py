"""Git's objects, kept three ways: in a repository through its library, through its command, and in memory.

Importing the library costs more than a short command may take, so what only reads goes through `git cat-file` until
something has to be written.
"""

import hashlib
import subprocess
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path
from threading import Lock, Thread
from typing import IO, TYPE_CHECKING

from tacit.errors import EnvironmentFailed
from tacit.repo.command import Git, failed, failed_by
from tacit.repo.durable import has_syncfs
from tacit.repo.packs import write_pack, write_stored
from tacit.repo.reading import missing

if TYPE_CHECKING:
    import pygit2


def object_id(kind: str, data: bytes) -> str:
    """The id that git gives these bytes."""
    told = hashlib.sha1(b"%b %d\0" % (kind.encode(), len(data)), usedforsecurity=False)
    told.update(data)  # which may be large, and is not copied
    return told.hexdigest()


class MemoryObjects:
    """Objects that live as long as the process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def read(self, oid: str) -> bytes:
        found = self._kept.get(oid)
        if found is None:
            raise missing(oid)
        return found

    def size(self, oid: str) -> int:
        return len(self.read(oid))

    def write(self, kind: str, data: bytes) -> str:
        oid = object_id(kind, data)
        self._kept[oid] = data
        return oid


class CommandObjects:
    """Reads through one `git cat-file` that stays for the next question."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._turn = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, oid: str) -> bytes:
        with self._turn:
            answer = self._ask(b"contents " + oid.encode())
            return b"" if answer is None else self._rest(answer)

    def size(self, oid: str) -> int:
        with self._turn:
            return self._ask(b"info " + oid.encode())

    def _ask(self, question: bytes) -> int:
        if self._process is None:
            self._process = self._git.start("cat-file", "--batch-command", stdin=subprocess.PIPE)
            self._closed = weakref.finalize(self, _end, self._process)
        assert self._process.stdin and self._process.stdout
        try:
            self._process.stdin.write(question + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # the answer below is empty then
        header = self._process.stdout.readline().split()
        if not header:
            assert self._process.stderr
            said = self._process.stderr.read().decode("utf-8", "replace")
            self._forget()
            raise failed("cat-file", said)
        if header[-1] == b"missing":
            raise missing(question.split()[1].decode())
        return int(header[2])

    def _rest(self, size: int) -> bytes:
        assert self._process and self._process.stdout
        data = self._process.stdout.read(size + 1)
        return data[:-1]

    def _forget(self) -> None:
        if self._process:
            self._closed()
            self._process = None

    def close(self) -> None:
        with self._turn:
            self._forget()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Ends a `git cat-file`: it leaves when its input does."""
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe:
            try:
                pipe.close()
            except BrokenPipeError:
                continue
    process.wait()


def refusals() -> tuple[type[Exception], ...]:
    """What the library raises when git or the system does not let it."""
    import pygit2

    return pygit2.GitError, OSError, KeyError, ValueError


class LibraryObjects:
    """Reads and writes through pygit2."""

    def __init__(self, repository: "pygit2.Repository") -> None:
        self._odb = repository.odb
        self._folder = repository.path
        import pygit2

        self._refusals = refusals()
        self._kinds = {
            "blob": pygit2.GIT_OBJECT_BLOB,
            "tree": pygit2.GIT_OBJECT_TREE,
            "commit": pygit2.GIT_OBJECT_COMMIT,
        }

    def read(self, oid: str) -> bytes:
        try:
            return self._odb.read(oid)[1]
        except KeyError:
            raise missing(oid) from None
        except self._refusals as error:
            raise failed("read", str(error)) from error

    def size(self, oid: str) -> int:
        try:
            return int(self._odb.read_header(oid)[1])
        except KeyError:
            raise missing(oid) from None
        except self._refusals as error:
            raise failed("read", str(error)) from error

    def write(self, kind: str, data: bytes) -> str:
        try:
            return str(self._odb.write(self._kinds[kind], data))
        except self._refusals as error:
            self._try_to_write(data)
            raise failed("write", str(error)) from error

    def _try_to_write(self, data: bytes) -> None:
        """The library does not always keep what the system said: writing as much oneself makes the system say it."""
        from tempfile import TemporaryFile

        try:
            with TemporaryFile(dir=self._folder) as file:
                file.write(data)
                file.flush()
        except OSError as error:
            raise failed_by(error, "write") from error


_PACKED = 24  # objects: above, one pack is cheaper than as many files
_HELD = 32 * 1024 * 1024  # bytes
_LARGE_FOLDER = 64 * 1024  # bytes of a tree: about a thousand files


class Batch:
    """Objects of commits that are being decided: read back at once, written together or not at all."""

    def __init__(self, kept: "LibraryObjects", folder: str) -> None:
        self._kept = kept
        self._folder = Path(folder, "objects", "pack")
        self._new: dict[str, tuple[str, bytes]] = {}
        self._bytes = 0

    def read(self, oid: str) -> bytes:
        found = self._new.get(oid)
        return found[1] if found else self._kept.read(oid)

    def size(self, oid: str) -> int:
        found = self._new.get(oid)
        return len(found[1]) if found else self._kept.size(oid)

    def write(self, kind: str, data: bytes) -> str:
        oid = object_id(kind, data)
        if oid not in self._new:
            self._new[oid] = kind, data
            self._bytes += len(data)
            if self._bytes > _HELD:
                self.flush()
        return oid

    def forget(self) -> None:
        """The commits were decided in vain."""
        self._new.clear()
        self._bytes = 0

    def flush(self) -> None:
        """Into the repository, a few one by one and many as a pack."""
        try:
            if len(self._new) > _PACKED:
                write_pack(self._folder, self._new, sync=not has_syncfs())
            else:
                for oid, (kind, data) in self._new.items():
                    self._write_alone(oid, kind, data)
        except OSError as error:
            raise failed_by(error, "write") from error
        self.forget()

    def _write_alone(self, oid: str, kind: str, data: bytes) -> None:
        if kind == "tree" and len(data) > _LARGE_FOLDER:
            write_stored(self._folder.parent, oid, kind, data, sync=not has_syncfs())
        else:
            self._kept.write(kind, data)


def open_library(git_dir: str) -> "pygit2.Repository":
    """The repository through its library, which syncs by itself where the system cannot do so for all files at once."""
    import pygit2

    if not has_syncfs():
        pygit2.settings.enable_fsync_gitdir(True)
    try:
        return pygit2.Repository(git_dir)
    except refusals() as error:
        raise failed("open", str(error)) from error


class LazyObjects:
    """Reads through the library once it is loaded, through the command until then."""

    def __init__(self, git: Git, git_dir: str) -> None:
        self._command = CommandObjects(git)
        self._git_dir = git_dir
        self._library: LibraryObjects | None = None

    @property
    def in_library(self) -> bool:
        return "pygit2" in sys.modules

    def load(self) -> None:
        """For so many objects that it pays."""
        import pygit2  # noqa: F401

    def _loaded(self) -> "CommandObjects | LibraryObjects":
        if self._library is None and self.in_library:
            self._library = LibraryObjects(open_library(self._git_dir))
        return self._library or self._command

    def read(self, oid: str) -> bytes:
        return self._loaded().read(oid)

    def size(self, oid: str) -> int:
        return self._loaded().size(oid)

    def close(self) -> None:
        self._command.close()


def streamed(git: Git, wanted: list[str], limit: int) -> Iterator[tuple[str, bytes | None]]:
    """Many blobs through one buffered `git cat-file`, in the order asked for; None for one above the limit.

    Sizes are asked for first, which costs little, so that no giant is ever unpacked.
    """
    sizes = _batch(git, "--batch-check=%(objectsize)", wanted)
    small = []
    large: set[str] = set()
    for oid, line in zip(wanted, sizes, strict=True):
        if line.endswith(b"missing"):
            raise missing(oid)
        if int(line) > limit:
            large.add(oid)
        else:
            small.append(oid)
    contents = _contents(git, small)
    for oid in wanted:
        yield oid, None if oid in large else next(contents)


def _feed(pipe: IO[bytes], oids: list[str]) -> None:
    try:
        with pipe:
            for start in range(0, len(oids), 1000):
                pipe.write(("\n".join(oids[start : start + 1000]) + "\n").encode())
    except BrokenPipeError:
        return  # the reader went away or git ended; whoever reads sees it


def _batch(git: Git, how: str, oids: list[str]) -> Iterator[bytes]:
    if not oids:
        return
    with git.start("cat-file", how, "--buffer", stdin=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        feeder = Thread(target=_feed, args=(process.stdin, oids), daemon=True)
        feeder.start()
        try:
            for line in process.stdout:
                yield line.rstrip(b"\n")
        finally:
            process.stdout.close()
            feeder.join()


def _contents(git: Git, oids: list[str]) -> Iterator[bytes]:
    if not oids:
        return
    with git.start("cat-file", "--batch=%(objectsize)", "--buffer", stdin=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        feeder = Thread(target=_feed, args=(process.stdin, oids), daemon=True)
        feeder.start()
        out = process.stdout
        try:
            for oid in oids:
                header = out.readline()
                if not header:
                    raise EnvironmentFailed("git-failed", f"git cat-file ended before {oid}", remedy="Run `git fsck`.")
                size = int(header)
                yield out.read(size + 1)[:size]
        finally:
            out.close()
            feeder.join()
