"""What every store promises. One contract suite holds both, `GitStore` and `MemoryStore`, to it.

Ids are git's, as 40 hexadecimal digits. Paths are relative to the root of the repository, with `/` between.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from tacit.model.history import Commit, FileChange

# A blob above this is not loaded in bulk reads: a record is text that people wrote.
BLOB_LIMIT = 8 * 1024 * 1024

Listed = tuple[str, str, int]  # path, blob, mode


class Found(NamedTuple):
    """What a tree says of one path."""

    oid: str
    mode: int
    size: int


@dataclass(frozen=True, slots=True)
class Author:
    name: str
    email: str


class View(Protocol):
    """The tip that a change is decided on."""

    @property
    def commit(self) -> str | None:
        """None while the repository is empty."""

    def read(self, path: str) -> bytes | None: ...

    def exists(self, path: str) -> bool: ...

    def files(self, folder: str = "") -> Iterator[Listed]: ...

    def oid(self, path: str) -> str | None:
        """The id of a file's or a folder's content; None where there is none."""

    def names(self, folder: str, prefix: str = "") -> list[str]:
        """What stands in a folder itself, files and folders, as far as the names begin so."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One commit to be: bytes for each path that changes, None for one that goes."""

    writes: Mapping[str, bytes | None]
    message: str  # with its trailers; the store adds Tacit-Command
    author: Author
    at: datetime  # with an offset


# Called with the newest tip, again whenever the branch moved meanwhile. What it raises reaches the caller, and nothing
# is written. It may not write by itself.
Decide = Callable[[View], Plan]


@dataclass(frozen=True, slots=True)
class Done:
    """A change that is on the branch, durably. Without changes the tip says already what was planned."""

    commit: str
    changes: tuple[FileChange, ...] = ()
    warnings: tuple[str, ...] = ()
    repeated: bool = False  # the command had been committed before: nothing was done twice


class Store(Protocol):
    """Git kept right. `at` is a commit; None stands for the tip."""

    def load(self) -> None:
        """For a process that stays: what makes reading quicker later is done now."""

    @property
    def shallow(self) -> bool:
        """Whether history was cut off when this repository was cloned."""

    def head(self) -> str | None:
        """The tip; None while the repository is empty."""

    def branch(self) -> str | None:
        """The branch checked out; None when HEAD is detached."""

    def resolve(self, name: str) -> str | None:
        """The commit that a branch, a tag, an id or an expression of git (`HEAD~2`) names."""

    def read(self, path: str, at: str | None = None) -> bytes | None: ...

    def blob(self, oid: str) -> bytes: ...

    def entry(self, path: str, at: str | None = None) -> Found | None: ...

    def oid(self, path: str, at: str | None = None) -> str | None:
        """The id of a file's or a folder's content; None where there is none."""

    def files(self, folder: str = "", at: str | None = None) -> Iterator[Listed]:
        """Every file below a folder, in git's order."""

    def count(self, folder: str = "", at: str | None = None) -> int: ...

    def blobs(self, oids: Iterable[str], limit: int = BLOB_LIMIT) -> Iterator[tuple[str, bytes | None]]:
        """Many blobs in the order asked for, streamed; None for one that is larger than the limit."""

    def changes(self, old: str | None, new: str | None) -> Iterator[FileChange]:
        """What differs between two commits, in git's order."""

    def log(self, until: str, since: str | None = None, paths: Sequence[str] = ()) -> Iterator[Commit]:
        """Commits with their changes, parents before children. A merge changes what differs from all its parents."""

    def transact(self, decide: Decide, *, command: str = "") -> Done:
        """The one way to write. A `command` that the branch has already, among its newest commits, is answered with its
        commit."""

    def recall(self, command: str) -> None:
        """Looks for a command in all of history: one that it has is then answered with its commit, however old."""

    def transact_all(self, decides: Sequence[Decide]) -> list[Done | Exception]:
        """Many changes, a commit for each, that reach the branch together: each is decided on what those before it
        made, with nobody else's between them. What one raises is its answer and hinders no other."""

    def identity(self) -> Author:
        """Who git says writes here."""

    def worktree_read(self, path: str) -> bytes | None:
        """The file as it stands in the work tree; without a work tree, at the tip."""

    def worktree_files(self, folder: str = "") -> Iterator[str]:
        """Tracked files and those that git neither tracks nor ignores, as they stand in the work tree."""

    def staged(self) -> Mapping[str, str | None]:
        """Paths whose next commit would differ from the tip, with their blob, or None where they go."""

    def read_staged(self, path: str) -> bytes | None:
        """The file as the next commit would have it."""

    def dirty(self, paths: Sequence[str]) -> frozenset[str]:
        """Which of these paths hold changes that no commit has."""

    def shared(self) -> str | None:
        """The tip that others see: the upstream's as last fetched, or the branch's own where it follows nothing."""

    def is_shared(self, commit: str) -> bool:
        """Whether the shared tip has it in its history."""

    def leads_to(self, commit: str, later: str) -> bool:
        """Whether a commit is the other one, or among those before it."""

    def close(self) -> None: ...
