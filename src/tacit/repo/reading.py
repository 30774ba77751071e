"""Answers from commits, whichever way their objects are kept."""

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterator
from threading import Lock
from typing import Protocol

from tacit.errors import EnvironmentFailed
from tacit.model.history import FileChange
from tacit.repo.commits import tree_of
from tacit.repo.store import Found, Listed
from tacit.repo.trees import MODULE, TREE, Edits, Trees

_TREES_KEPT = 32 * 1024 * 1024  # bytes
_COMMITS = 4096  # whose trees are known


class Objects(Protocol):
    """Git's objects by their id."""

    def read(self, oid: str) -> bytes: ...

    def size(self, oid: str) -> int: ...


class Writable(Objects, Protocol):
    """Objects that new ones can be put to."""

    def write(self, kind: str, data: bytes) -> str: ...


class KeptTrees:
    """Raw trees by their id, up to a bound: the tip's are asked for again and again, and those that a writer has just
    made are what its readers ask for next."""

    def __init__(self) -> None:
        self._change = Lock()
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0

    def get(self, oid: str) -> bytes | None:
        return self._kept.get(oid)

    def keep(self, oid: str, raw: bytes) -> bytes:
        with self._change:
            if oid not in self._kept:
                self._kept[oid] = raw
                self._bytes += len(raw)
            while self._bytes > _TREES_KEPT and len(self._kept) > 1:
                self._bytes -= len(self._kept.popitem(last=False)[1])
        return raw


class Reader:
    """Files of commits."""

    def __init__(self, objects: Objects, kept: KeptTrees | None = None) -> None:
        self.objects = objects
        self.kept = kept or KeptTrees()
        self.trees = Trees(self._load)
        self._of_commits: dict[str, str] = {}  # their trees

    def tree(self, commit: str) -> str:
        found = self._of_commits.get(commit)
        if found is None:
            if len(self._of_commits) >= _COMMITS:
                self._of_commits.clear()
            found = self._of_commits[commit] = tree_of(self.objects.read(commit))
        return found

    def read(self, tree: str, path: str) -> bytes | None:
        found = self.trees.entry(tree, path)
        return self.objects.read(found.oid) if found and found.mode not in (TREE, MODULE) else None

    def entry(self, tree: str, path: str) -> Found | None:
        found = self.trees.entry(tree, path)
        if found is None or found.mode in (TREE, MODULE):
            return None
        return Found(found.oid, found.mode, self.objects.size(found.oid))

    def oid(self, tree: str, path: str) -> str | None:
        """The id of a file's or a folder's content."""
        found = self.trees.entry(tree, path)
        return found.oid if found else None

    def files(self, tree: str, folder: str = "") -> Iterator[Listed]:
        below = self.trees.folder(tree, folder)
        return self.trees.files(below, f"{folder}/" if folder else "") if below else iter(())

    def names(self, tree: str, folder: str, prefix: str = "") -> list[str]:
        """What stands in a folder itself, files and folders, as far as the names begin so."""
        below = self.trees.folder(tree, folder)
        return self.trees.names(below, prefix) if below else []

    def count(self, tree: str, folder: str = "") -> int:
        below = self.trees.folder(tree, folder)
        return self.trees.count(below) if below else 0

    def changes(self, old: str | None, new: str | None) -> Iterator[FileChange]:
        return self.trees.changes(self.tree(old) if old else None, self.tree(new) if new else None)

    def _load(self, oid: str) -> bytes:
        raw = self.kept.get(oid)
        return self.kept.keep(oid, self.objects.read(oid)) if raw is None else raw


class Editor(Reader):
    """A reader that also writes trees."""

    def __init__(self, objects: Writable, kept: KeptTrees | None = None) -> None:
        super().__init__(objects, kept)
        self.write = objects.write

    def edit(self, tree: str | None, edits: Edits) -> str:
        """The tree with these files put in, replaced or taken out."""
        edited = self.trees.edit(tree, edits, self._save)
        assert edited
        return edited

    def _save(self, raw: bytes) -> str:
        oid = self.write("tree", raw)
        self.kept.keep(oid, raw)
        return oid


class ReadsTrees(ABC):
    """What every store answers in the same way: the files of a commit, the tip's where none is named."""

    _reader: Reader

    @abstractmethod
    def head(self) -> str | None: ...

    def read(self, path: str, at: str | None = None) -> bytes | None:
        tree = self._tree(at)
        return self._reader.read(tree, path) if tree else None

    def blob(self, oid: str) -> bytes:
        return self._reader.objects.read(oid)

    def entry(self, path: str, at: str | None = None) -> Found | None:
        tree = self._tree(at)
        return self._reader.entry(tree, path) if tree else None

    def oid(self, path: str, at: str | None = None) -> str | None:
        tree = self._tree(at)
        return self._reader.oid(tree, path) if tree else None

    def files(self, folder: str = "", at: str | None = None) -> Iterator[Listed]:
        tree = self._tree(at)
        return self._reader.files(tree, folder) if tree else iter(())

    def count(self, folder: str = "", at: str | None = None) -> int:
        tree = self._tree(at)
        return self._reader.count(tree, folder) if tree else 0

    def changes(self, old: str | None, new: str | None) -> Iterator[FileChange]:
        return self._reader.changes(old, new)

    def _tree(self, at: str | None) -> str | None:
        commit = at or self.head()
        return self._reader.tree(commit) if commit else None


class TreeView:
    """A tip, as the one who decides on a change sees it."""

    def __init__(self, reader: Reader, commit: str | None, tree: str | None) -> None:
        self._reader = reader
        self._tree = tree
        self.commit = commit

    def read(self, path: str) -> bytes | None:
        return self._reader.read(self._tree, path) if self._tree else None

    def exists(self, path: str) -> bool:
        found = self._reader.trees.entry(self._tree, path) if self._tree else None
        return found is not None and found.mode != TREE

    def files(self, folder: str = "") -> Iterator[Listed]:
        return self._reader.files(self._tree, folder) if self._tree else iter(())

    def oid(self, path: str) -> str | None:
        return self._reader.oid(self._tree, path) if self._tree else None

    def names(self, folder: str, prefix: str = "") -> list[str]:
        return self._reader.names(self._tree, folder, prefix) if self._tree else []


def missing(oid: str) -> EnvironmentFailed:
    """An object that ought to be there is not."""
    return EnvironmentFailed(
        "object-missing",
        f"git has no object {oid}",
        remedy="Run `git fsck`; `git fetch --refetch` brings back what a remote still has.",
    )
