"""How commits reach the branch: under the lock, durably, by compare and swap, and the work tree with them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tacit.errors import EnvironmentFailed, Moved, Refused
from tacit.repo import place
from tacit.repo.command import Git, failed
from tacit.repo.durable import sync
from tacit.repo.history import Recent
from tacit.repo.identity import identity
from tacit.repo.lock import Held, held
from tacit.repo.objects import Batch, LibraryObjects, open_library, refusals
from tacit.repo.reading import Editor, KeptTrees
from tacit.repo.store import Author
from tacit.repo.worktree import Follow, Worktree, check_settled
from tacit.repo.writing import Chain, Commands, Job

if TYPE_CHECKING:
    import pygit2

_ATTEMPTS = 24  # times that an outsider may move the branch under one change
# What the library says when another git holds the reference's lock, found before or while it makes its own.
_HELD = ("failed to lock file", "File exists")


class Landing:
    """The writing side of one repository. Everything here happens under its lock."""

    def __init__(self, where: place.Place, git: Git, kept: KeptTrees, patience: float) -> None:
        self.place = where
        self._git = git
        self._kept = kept
        self._patience = patience
        self.recent = Recent()

    @cached_property
    def _library(self) -> "pygit2.Repository":
        return open_library(self.place.git_dir)

    @cached_property
    def batch(self) -> Batch:
        return Batch(LibraryObjects(self._library), self.place.common_dir)

    @cached_property
    def editor(self) -> Editor:
        return Editor(self.batch, self._kept)

    @cached_property
    def commands(self) -> Commands:
        return Commands(self.editor)

    @cached_property
    def worktree(self) -> Worktree | None:
        return Worktree(self.place, self._git, self._library, self.editor) if self.place.work_tree else None

    @cached_property
    def _identity(self) -> Author | None:
        try:
            return Author(*identity(self.place))
        except EnvironmentFailed:
            return None

    def committer(self, author: Author) -> Author:
        """Git's identity; the author where git has none."""
        return self._identity or author

    @contextmanager
    def alone(self) -> Iterator[Held]:
        """No other writer is at work meanwhile."""
        with held(Path(self.place.common_dir, "tacit", "lock"), self._patience) as lock:
            yield lock

    def land(self, jobs: Sequence[Job]) -> None:
        """Decides jobs one after the other on the newest tip and moves the branch over all their commits at once."""
        with self.writable() as (ref, lock):
            for _ in range(_ATTEMPTS):
                tip = place.head_commit(self.place)
                chain = self._decided(jobs, tip)
                if chain.tip is None or chain.tip == tip or self.move(ref, tip, chain.tip, lock):
                    break
            else:
                raise Moved(tip, place.head_commit(self.place))
            chain.landed()
            self.recent.landed(chain.commits)
        for job in jobs:
            if job.done and lock.warnings:
                job.done = replace(job.done, warnings=tuple(lock.warnings))

    def _decided(self, jobs: Sequence[Job], tip: str | None) -> Chain:
        self.batch.forget()  # what an attempt before this one decided
        guard = self.worktree.guard if self.worktree else None
        chain = Chain(self.editor, tip, lambda plan: self.committer(plan.author), self.commands, guard)
        for job in jobs:
            chain.add(job)
        return chain

    @contextmanager
    def writable(self) -> Iterator[tuple[str, Held]]:
        """The branch to write to, and the lock; what a killed writer left behind is cleared."""
        branch = place.head_branch(self.place.git_dir)
        if branch is None:
            raise Refused(
                "detached", "HEAD is detached: no branch would keep the commit", remedy="Run `git switch main`."
            )
        check_settled(self.place)
        ref = f"refs/heads/{branch}"
        with self.alone() as lock:
            self.batch.forget()
            common = Path(self.place.common_dir)
            lock.clear(common / f"{ref}.lock")
            if lock.orphaned:
                lock.clear(common / "packed-refs.lock")
            if self.worktree:
                lock.yields(self.worktree.index_lock)
                lock.warnings += self.worktree.recover(place.head_commit(self.place))
            yield ref, lock

    def move(self, ref: str, old: str | None, new: str, lock: Held, follow: Follow | None = None) -> bool:
        """Moves the branch, durably, and the work tree with it; False where the branch is not at `old` any more."""
        self.batch.flush()
        if self.worktree:
            self.worktree.announce(old, new)
        sync(self.place.common_dir)
        if not self._swap(ref, old, new, lock):
            if self.worktree:
                self.worktree.arrived()
            return False
        if self.worktree:
            lock.warnings += self.worktree.follow(old, new, follow or self.worktree.forward)
        sync(self.place.common_dir)
        return True

    def _swap(self, ref: str, old: str | None, new: str, lock: Held) -> bool:
        """Compare and swap, under git's own lock of the reference."""
        try:
            with self._library.transaction() as transaction:
                transaction.lock_ref(ref)
                found = self._library.references.get(ref)
                if (str(found.target) if found else None) != old:
                    return False
                transaction.set_target(ref, new, message="tacit")
        except refusals() as error:
            if place.ref_commit(self.place.common_dir, ref) == new:
                return True
            if not any(sign in str(error) for sign in _HELD):
                raise failed("update-ref", str(error)) from error
            lock.clear(Path(self.place.common_dir, f"{ref}.lock"))  # another git is at it: decide on what it made
            return False
        return True
