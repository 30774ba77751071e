"""A store in memory: the twin of `GitStore` under the same contract, with the same ids."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tacit.model.history import Commit
from tacit.repo.commits import parsed
from tacit.repo.objects import MemoryObjects
from tacit.repo.reading import Editor, ReadsTrees
from tacit.repo.store import BLOB_LIMIT, Author, Decide, Done
from tacit.repo.writing import Chain, Commands, Desk, Job

NOBODY = Author("Nobody", "nobody@example.com")


class MemoryStore(ReadsTrees):
    """Like a bare repository without a remote, for tests and for trying out a change."""

    shallow = False

    def __init__(self, author: Author = NOBODY) -> None:
        self._author = author
        self._objects = MemoryObjects()
        self._reader = self._editor = Editor(self._objects)
        self._commands = Commands(self._reader)
        self._head: str | None = None
        self._desk = Desk(self._land)

    def load(self) -> None:
        """Nothing is elsewhere."""

    def head(self) -> str | None:
        return self._head

    def branch(self) -> str | None:
        return "main"

    def resolve(self, name: str) -> str | None:
        found = re.fullmatch(r"(HEAD|main|refs/heads/main)(?:~(\d+))?|([0-9a-f]{4,40})", name)
        line = [commit.id for commit in self._line()] if found else []
        if found and found[3]:
            return next((oid for oid in line if oid.startswith(found[3])), None)
        back = int(found[2] or 0) if found else 0
        return line[back] if back < len(line) else None

    def blobs(self, oids: Iterable[str], limit: int = BLOB_LIMIT) -> Iterator[tuple[str, bytes | None]]:
        for oid in oids:
            data = self._objects.read(oid)
            yield oid, data if len(data) <= limit else None

    def log(self, until: str, since: str | None = None, paths: Sequence[str] = ()) -> Iterator[Commit]:
        line = [commit.id for commit in self._line(until)]
        after = line.index(since) if since in line else len(line)
        for oid in reversed(line[:after]):
            commit = self._commit(oid)
            touched = tuple(self.changes(commit.parents[0] if commit.parents else None, oid))
            if paths:
                touched = tuple(each for each in touched if any(_below(each.path, path) for path in paths))
            if touched or not paths:
                yield replace(commit, changes=touched)

    def transact(self, decide: Decide, *, command: str = "") -> Done:
        return self._desk.serve(Job(decide, command))

    def recall(self, command: str) -> None:
        self._commands.recall(command, self._line())

    def transact_all(self, decides: Sequence[Decide]) -> list[Done | Exception]:
        return self._desk.serve_all([Job(decide) for decide in decides])

    def identity(self) -> Author:
        return self._author

    def worktree_read(self, path: str) -> bytes | None:
        return self.read(path)

    def worktree_files(self, folder: str = "") -> Iterator[str]:
        return (path for path, _, _ in self.files(folder))

    def staged(self) -> Mapping[str, str | None]:
        return {}

    def read_staged(self, path: str) -> bytes | None:
        return self.read(path)

    def dirty(self, paths: Sequence[str]) -> frozenset[str]:  # noqa: ARG002 - there is no work tree to differ
        return frozenset()

    def shared(self) -> str | None:
        return self._head

    def is_shared(self, commit: str) -> bool:
        return any(each.id == commit for each in self._line())

    def leads_to(self, commit: str, later: str) -> bool:
        return any(each.id == commit for each in self._line(later))

    def close(self) -> None:
        """Nothing is held open."""

    def _commit(self, oid: str) -> Commit:
        return parsed(oid, self._objects.read(oid))

    def _line(self, until: str | None = None) -> Iterator[Commit]:
        """From a commit back to the first one."""
        oid = until or self._head
        while oid:
            commit = self._commit(oid)
            yield commit
            oid = next(iter(commit.parents), None)

    def _land(self, jobs: Sequence[Job]) -> None:
        chain = Chain(self._editor, self._head, lambda _: self._author, self._commands)
        for job in jobs:
            chain.add(job)
        self._head = chain.tip
        chain.landed()


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")
