"""Git kept right: bare repositories and ordinary clones."""

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tacit.errors import EnvironmentFailed, Moved, Refused
from tacit.model.history import Commit, FileChange
from tacit.repo import history, place
from tacit.repo.command import Git, failed
from tacit.repo.durable import has_syncfs, sync
from tacit.repo.identity import identity
from tacit.repo.lock import PATIENCE, Held, held
from tacit.repo.objects import LazyObjects, LibraryObjects, streamed
from tacit.repo.reading import Reader
from tacit.repo.store import BLOB_LIMIT, Author, Decide, Done, Found, Listed, Plan
from tacit.repo.worktree import Worktree, check_settled, listed_changes, read_regular
from tacit.repo.writing import Chain, Commands, Desk, Job

if TYPE_CHECKING:
    import pygit2

_ATTEMPTS = 8  # times that an outsider may move the branch under one change
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


class GitStore:
    """One repository. Objects come and go through pygit2 once something is written, through the command before."""

    def __init__(self, where: place.Place, *, patience: float = PATIENCE) -> None:
        self.place = where
        self.git = Git(where.git_dir, where.work_tree)
        self._patience = patience
        self._objects = LazyObjects(self.git, self._open)
        self._reader = Reader(self._objects)
        self._commands = Commands(self._reader)
        self._desk = Desk(self._land)
        self._opened: pygit2.Repository | None = None
        self._worktree: Worktree | None = None

    def __enter__(self) -> "GitStore":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._objects.close()

    # Reading

    @property
    def shallow(self) -> bool:
        return Path(self.place.common_dir, "shallow").exists()

    def head(self) -> str | None:
        return place.head_commit_fast(self.place.git_dir)

    def branch(self) -> str | None:
        return place.head_branch(self.place.git_dir)

    def resolve(self, name: str) -> str | None:
        return self.git.line("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}") or None

    def read(self, path: str, at: str | None = None) -> bytes | None:
        tree = self._tree(at)
        return self._reader.read(tree, path) if tree else None

    def blob(self, oid: str) -> bytes:
        return self._objects.read(oid)

    def entry(self, path: str, at: str | None = None) -> Found | None:
        tree = self._tree(at)
        return self._reader.entry(tree, path) if tree else None

    def files(self, folder: str = "", at: str | None = None) -> Iterator[Listed]:
        tree = self._tree(at)
        return self._reader.files(tree, folder) if tree else iter(())

    def count(self, folder: str = "", at: str | None = None) -> int:
        tree = self._tree(at)
        return self._reader.count(tree, folder) if tree else 0

    def blobs(self, oids: Iterable[str], limit: int = BLOB_LIMIT) -> Iterator[tuple[str, bytes | None]]:
        return streamed(self.git, oids, limit)

    def changes(self, old: str | None, new: str | None) -> Iterator[FileChange]:
        return self._reader.changes(old, new)

    def log(self, until: str, since: str | None = None, paths: Sequence[str] = ()) -> Iterator[Commit]:
        return history.log(self.git, until, since, paths)

    def _tree(self, at: str | None) -> str | None:
        commit = at or self.head()
        return self._reader.tree(commit) if commit else None

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
        names = sorted(name for name in listed.decode("utf-8", "surrogateescape").split("\0") if name)
        return (name for name in names if Path(root, name).is_file())

    def staged(self) -> Mapping[str, str | None]:
        if not self.place.work_tree:
            return {}
        tip = self.head() or _EMPTY_TREE
        return dict(
            listed_changes(self.git.run("diff-index", "--cached", "-z", "--raw", "--no-abbrev", "--no-renames", tip))
        )

    def read_staged(self, path: str) -> bytes | None:
        if not self.place.work_tree:
            return self.read(path)
        listed = self.git.run("ls-files", "--stage", "-z", "--", path).decode("utf-8", "surrogateescape")
        for line in listed.split("\0"):
            described, _, name = line.partition("\t")
            if name == path and described.endswith(" 0"):
                return self.blob(described.split(" ")[1])
        return None

    def dirty(self, paths: Sequence[str]) -> frozenset[str]:
        if not self.place.work_tree:
            return frozenset()
        self._library()
        assert self._worktree
        self._worktree.refresh()
        tree = self._tree(None)
        standing = {path: self._reader.trees.entry(tree, path) if tree else None for path in paths}
        return frozenset(
            path for path, found in standing.items() if self._worktree.difference(path, found.oid if found else None)
        )

    # People and remotes

    def identity(self) -> Author:
        return Author(*identity(self.place))

    def is_shared(self, commit: str) -> bool:
        from tacit.repo.sync import upstream

        found = upstream(self)
        tip = found.tip if found else self.head()
        if tip is None:
            return False
        return self.git.outcome("merge-base", "--is-ancestor", commit, tip, accept=(0, 1, 128))[0] == 0

    # Writing

    def transact(self, decide: Decide, *, command: str = "") -> Done:
        return self._desk.serve(Job(decide, command))

    def _open(self) -> LibraryObjects:
        return LibraryObjects(self._library())

    def _library(self) -> "pygit2.Repository":
        if self._opened is None:
            import pygit2

            if not has_syncfs():
                pygit2.settings.enable_fsync_gitdir(True)
            try:
                self._opened = pygit2.Repository(self.place.git_dir)
            except pygit2.GitError as error:
                raise failed("open", str(error)) from error
            if self.place.work_tree:
                self._worktree = Worktree(self.place, self._opened, self._reader)
        return self._opened

    def _land(self, jobs: Sequence[Job]) -> None:
        branch = self._writable()
        with held(Path(self.place.common_dir, "tacit", "lock"), self._patience) as lock:
            self._library()
            self._tidy(lock, branch)
            for _ in range(_ATTEMPTS):
                tip = self.head()
                chain = self._decided(jobs, tip)
                if chain.tip is None or chain.tip == tip or self.move(branch, tip, chain.tip, lock):
                    break
            else:
                raise Moved(tip, self.head())
            chain.landed()
        for job in jobs:
            if job.done and lock.warnings:
                job.done = replace(job.done, warnings=tuple(lock.warnings))

    def _writable(self) -> str:
        """The branch to write to."""
        branch = self.branch()
        if branch is None:
            raise Refused(
                "detached", "HEAD is detached: no branch would keep the commit", remedy="Run `git switch main`."
            )
        check_settled(self.place)
        return f"refs/heads/{branch}"

    def _tidy(self, lock: Held, ref: str) -> None:
        """Clears what a killed writer left: its locks, and a work tree that lags behind."""
        common = Path(self.place.common_dir)
        lock.clear(common / f"{ref}.lock")
        if lock.orphaned:
            lock.clear(common / "packed-refs.lock")
        if self._worktree:
            self._worktree.refresh()
            lock.warnings += self._worktree.recover(self.head())

    def _decided(self, jobs: Sequence[Job], tip: str | None) -> Chain:
        guard: Callable[[Mapping[str, str | None]], None] = self._worktree.guard if self._worktree else lambda _: None
        chain = Chain(self._reader, tip, self._committer, guard, self._commands)
        for job in jobs:
            chain.add(job)
        return chain

    def _committer(self, plan: Plan) -> Author:
        try:
            return self.identity()
        except EnvironmentFailed:
            return plan.author

    def move(self, ref: str, old: str | None, new: str, lock: Held) -> bool:
        """Moves the branch, durably, and the work tree with it; False where the branch is not at `old` any more."""
        if self._worktree:
            self._worktree.announce(old, new)
        sync(self.place.common_dir)
        if not self._swap(ref, old, new):
            if self._worktree:
                self._worktree.arrived()
            return False
        if self._worktree:
            lock.warnings += self._follow(old, new)
        sync(self.place.common_dir)
        return True

    def _follow(self, old: str | None, new: str) -> list[str]:
        assert self._worktree
        warnings = self._worktree.forward(self._reader.changes(old, new))
        self._worktree.arrived()
        return warnings

    def _swap(self, ref: str, old: str | None, new: str) -> bool:
        """Compare and swap, under git's own lock of the reference."""
        import pygit2

        repository = self._library()
        try:
            with repository.transaction() as transaction:
                transaction.lock_ref(ref)
                found = repository.references.get(ref)
                if (str(found.target) if found else None) != old:
                    return False
                transaction.set_target(ref, new, message="tacit")
        except pygit2.GitError as error:
            if place.ref_commit(self.place.common_dir, ref) != new:
                raise failed("update-ref", str(error)) from error
        return True
