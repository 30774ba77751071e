"""The files that `check` looks at: as they stand in the work tree, in the next commit, or in a commit that is there."""

import hashlib
import os
import stat
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING

from tacit.text.raw import bytes_of

if TYPE_CHECKING:
    from tacit.repo.store import Listed, Store


_REGULAR = (0o100644, 0o100755)


class Standing(ABC):
    """Files by path. `committed` are the blobs of the commit that they are compared with."""

    def __init__(self, paths: list[str], committed: Mapping[str, str]) -> None:
        self._paths = sorted(paths)
        self.committed = committed

    @abstractmethod
    def read(self, path: str) -> bytes | None: ...

    def files(self, folder: str = "") -> Iterator["Listed"]:
        start = bisect_left(self._paths, f"{folder}/") if folder else 0
        for path in self._paths[start:]:
            if folder and not path.startswith(f"{folder}/"):
                return
            yield path, self.committed.get(path, ""), 0o100644

    def oid(self, path: str) -> str | None:
        """What stands for the content: of a folder, for all that lies in it."""
        told = blake2b(digest_size=20)
        for each in [path] if path in self._every else [found for found, _, _ in self.files(path)]:
            told.update(bytes_of(each) + b"\0" + (self.read(each) or b"") + b"\0")
        return told.hexdigest() if self.has(path) else None

    def text(self, path: str) -> str | None:
        """A document; None where there is none."""
        data = self.read(path) if path in self._every else None
        return data.decode("utf-8", errors="replace") if data is not None else None

    def has(self, path: str) -> bool:
        return path in self._every or path in self._folders

    @cached_property
    def _every(self) -> frozenset[str]:
        return frozenset(self._paths)

    @cached_property
    def _folders(self) -> frozenset[str]:
        found: set[str] = set()
        for path in self._paths:
            folder = path.rpartition("/")[0]
            while folder and folder not in found:
                found.add(folder)
                folder = folder.rpartition("/")[0]
        return frozenset(found)


class InWorkTree(Standing):
    """In a bare repository, which has none, what its tip holds."""

    def __init__(self, store: "Store", root: str | None) -> None:
        self.tip = store.head()
        super().__init__(list(store.worktree_files()), _blobs(store, self.tip))
        self._store = store
        self._root = root
        self._hashes: dict[str, str] = {}

    def read(self, path: str) -> bytes | None:
        if self._root is None:
            return self._store.read(path)
        data = self._here(path)
        if data is not None and path in self.committed:
            self._hashes[path] = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        return data

    def _here(self, path: str) -> bytes | None:
        """A file, not a link; one whose folder is reached over a link is the store's to judge."""
        assert self._root is not None
        if not self._is_plain(path.rpartition("/")[0]):
            return self._store.worktree_read(path)
        try:
            handle = os.open(f"{self._root}/{path}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return self._store.worktree_read(path)
        with open(handle, "rb", buffering=0) as file:
            return file.read() if stat.S_ISREG(os.fstat(handle).st_mode) else None

    def _is_plain(self, folder: str) -> bool:
        if folder not in self._plain:
            root = os.path.realpath(self._root or "")
            self._plain[folder] = os.path.realpath(f"{root}/{folder}") == f"{root}/{folder}".rstrip("/")
        return self._plain[folder]

    @cached_property
    def _plain(self) -> dict[str, bool]:
        return {}

    def differing(self, paths: Iterable[str]) -> set[str]:
        """Those that are not what the tip has. Filters of git may change bytes and no file: then git is asked."""
        new = {path for path in paths if path not in self.committed}
        suspects = [path for path in paths if path not in new and not self._same(path)]
        return new | self._store.dirty(suspects)

    def _same(self, path: str) -> bool:
        if self._root is None:
            return True
        if path not in self._hashes:
            self.read(path)
        return self._hashes.get(path) == self.committed[path]


class InCommit(Standing):
    """The files of a commit, or those that the next one would have: its blobs under other names."""

    def __init__(self, store: "Store", blobs: Mapping[str, str], committed: Mapping[str, str]) -> None:
        super().__init__(list(blobs), committed)
        self._blobs = blobs
        self._store = store

    @classmethod
    def staged(cls, store: "Store") -> "InCommit":
        committed = _blobs(store, store.head())
        blobs = dict(committed)
        for path, oid in store.staged().items():
            if oid is None:
                blobs.pop(path, None)
            else:
                blobs[path] = oid
        return cls(store, blobs, committed)

    @classmethod
    def at(cls, store: "Store", commit: str | None, base: str | None) -> "InCommit":
        return cls(store, _blobs(store, commit), _blobs(store, base))

    def read(self, path: str) -> bytes | None:
        oid = self._blobs.get(path)
        return None if oid is None else self._store.blob(oid)

    def changed(self) -> set[str]:
        """Paths that differ from the commit they are compared with, those that are gone included."""
        both = {*self._blobs, *self.committed}
        return {path for path in both if self._blobs.get(path) != self.committed.get(path)}


def _blobs(store: "Store", commit: str | None) -> dict[str, str]:
    listed = store.files("", commit) if commit else ()
    return {path: oid for path, oid, mode in listed if mode in _REGULAR}
