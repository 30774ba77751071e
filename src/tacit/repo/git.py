"""Git kept right: bare repositories and ordinary clones."""

import os
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tacit.errors import EnvironmentFailed
from tacit.model.history import Commit
from tacit.repo import history, place
from tacit.repo.command import Git, failed
from tacit.repo.commits import COMMAND, parsed
from tacit.repo.identity import identity
from tacit.repo.landing import Landing
from tacit.repo.lock import PATIENCE
from tacit.repo.objects import LazyObjects, open_library, streamed
from tacit.repo.reading import Reader, ReadsTrees
from tacit.repo.store import BLOB_LIMIT, Author, Decide, Done
from tacit.repo.sync import upstream
from tacit.repo.worktree import Worktree, listed_changes, read_regular
from tacit.repo.writing import Desk, Job
from tacit.text.raw import text_of

_FEW = 32  # blobs that are read sooner than a process for them starts
_MANY = 2000  # blobs for which it pays to load the library, which reads each in less than half the time
_LOOSE_SAMPLE = 27  # about 7,000 loose objects, where git itself would tidy up
_PACKS = 50
_EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


def create(path: str | os.PathLike[str], *, bare: bool = False) -> "GitStore":
    """A new repository on the branch main. A bare one is tended by `maintain` alone."""
    target = Path(path)
    try:
        subprocess.run(  # noqa: S603
            ["git", "init", "-q", "-b", "main", *(["--bare"] if bare else []), "--", str(target)],  # noqa: S607
            check=True,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:
        raise EnvironmentFailed("no-git", "the command `git` was not found", remedy="Install git.") from None
    except subprocess.CalledProcessError as error:
        raise failed("init", error.stderr) from None
    store = GitStore(place.discover(target))
    if bare:
        store.git.run("config", "gc.auto", "0")
    return store


class GitStore(ReadsTrees):
    """One repository. Objects come and go through pygit2 once something is written, through the command before."""

    def __init__(self, where: place.Place, *, patience: float = PATIENCE) -> None:
        self.place = where
        self.git = Git(where.git_dir, where.work_tree)
        # In a hook, git may keep the next commit in another index than the usual one.
        index = os.environ.get("GIT_INDEX_FILE")
        self._next = Git(where.git_dir, where.work_tree, index=os.path.abspath(index) if index else None)  # noqa: PTH100
        self._objects = LazyObjects(self.git, where.git_dir)
        self._reader = Reader(self._objects)
        self.landing = Landing(where, self.git, self._reader.kept, patience)
        self._desk = Desk(self.landing.land)

    def __enter__(self) -> "GitStore":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._objects.close()

    def load(self) -> None:
        """For a process that stays: objects are read through the library, which is quicker once it is there."""
        self._objects.load()

    # Reading

    @property
    def shallow(self) -> bool:
        return Path(self.place.common_dir, "shallow").exists()

    def head(self) -> str | None:
        return place.head_commit(self.place)

    def branch(self) -> str | None:
        return place.head_branch(self.place.git_dir)

    def resolve(self, name: str) -> str | None:
        return self.git.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}") or None

    def blobs(self, oids: Iterable[str], limit: int = BLOB_LIMIT) -> Iterator[tuple[str, bytes | None]]:
        wanted = list(oids)
        if len(wanted) > _MANY:
            self._objects.load()
        if len(wanted) > _FEW and not self._objects.in_library:
            yield from streamed(self.git, wanted, limit)
            return
        for oid in wanted:
            yield oid, self._objects.read(oid) if self._objects.size(oid) <= limit else None

    def log(self, until: str, since: str | None = None, paths: Sequence[str] = ()) -> Iterator[Commit]:
        made = self.landing.recent.between(since, until) if since and not paths else None
        return iter(made) if made is not None else history.log(self.git, until, since, paths)

    # The work tree

    def worktree_read(self, path: str) -> bytes | None:
        return read_regular(self.place.work_tree, path) if self.place.work_tree else self.read(path)

    def worktree_files(self, folder: str = "") -> Iterator[str]:
        if not self.place.work_tree:
            return (path for path, _, _ in self.files(folder))
        listed = self.git.run(
            "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate", "--", folder or "."
        )
        root = self.place.work_tree
        names = sorted(name for name in text_of(listed).split("\0") if name)
        return (name for name in names if Path(root, name).is_file() and not Path(root, name).is_symlink())

    def staged(self) -> Mapping[str, str | None]:
        if not self.place.work_tree:
            return {}
        tip = self.head() or _EMPTY_TREE
        return dict(
            listed_changes(self._next.run("diff-index", "--cached", "-z", "--raw", "--no-abbrev", "--no-renames", tip))
        )

    def read_staged(self, path: str) -> bytes | None:
        if not self.place.work_tree:
            return self.read(path)
        listed = text_of(self._next.run("ls-files", "--stage", "-z", "--", path))
        for line in listed.split("\0"):
            described, _, name = line.partition("\t")
            if name == path and described.endswith(" 0"):
                return self.blob(described.split(" ")[1])
        return None

    def dirty(self, paths: Sequence[str]) -> frozenset[str]:
        if not self.place.work_tree:
            return frozenset()
        worktree = Worktree(self.place, self.git, open_library(self.place.git_dir), self._reader)
        found = {path: self.entry(path) for path in paths}
        standing = {path: at.oid if at else None for path, at in found.items()}
        return frozenset(path for path, _ in worktree.differences(standing))

    # People and remotes

    def identity(self) -> Author:
        return Author(*identity(self.place))

    def shared(self) -> str | None:
        followed = upstream(self.place)
        return followed.tip if followed else self.head()

    def is_shared(self, commit: str) -> bool:
        tip = self.shared()
        return tip is not None and self.leads_to(commit, tip)

    def leads_to(self, commit: str, later: str) -> bool:
        return self.git.leads_to(commit, later)

    # Writing

    def transact(self, decide: Decide, *, command: str = "") -> Done:
        return self._desk.serve(Job(decide, command))

    def recall(self, command: str) -> None:
        head = self.head()
        if head is not None:
            said = f"--grep={COMMAND}: {command}"
            found = self.git.run("log", "--format=%H", "--fixed-strings", said, head, "--").decode().split()
            self.landing.commands.recall(command, (parsed(commit, self._objects.read(commit)) for commit in found))

    def transact_all(self, decides: Sequence[Decide]) -> list[Done | Exception]:
        return self._desk.serve_all([Job(decide) for decide in decides])

    def maintain(self, *, always: bool = False) -> bool:
        """Packs what has piled up, as the only writer; readers go on. Whether there was reason to."""
        if not always and not self._piled_up():
            return False
        with self.landing.alone() as lock:
            if lock.orphaned:
                lock.clear(Path(self.place.common_dir, "packed-refs.lock"))
            # Never prune at once: an outsider may be writing beside us, and its newest objects belong to nothing yet.
            self.git.run("gc", "--quiet", "--prune=2.weeks.ago")
        return True

    def _piled_up(self) -> bool:
        objects = Path(self.place.common_dir, "objects")
        sample = objects / "17"  # ids are spread evenly: one folder of 256 tells of all
        loose = sum(1 for _ in sample.iterdir()) if sample.exists() else 0
        return loose > _LOOSE_SAMPLE or sum(1 for _ in (objects / "pack").glob("*.pack")) > _PACKS
