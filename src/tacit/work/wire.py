"""Builds the objects that a use case works with, once: the store, what the workspace says, and the index."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tacit.errors import EnvironmentFailed, Malformed, Refused
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.repo import place
from tacit.repo.git import GitStore
from tacit.rules.parties import Actor, actor_of
from tacit.rules.world import World
from tacit.text.document import Document
from tacit.text.phrases import did_you_mean
from tacit.text.records import record_id, record_of
from tacit.work import snapshot
from tacit.work.locate import candidates
from tacit.work.snapshot import Listed, Snapshot, Tree

if TYPE_CHECKING:
    from tacit.index.index import Index
    from tacit.repo.store import Store
    from tacit.state.accounts import Accounts
    from tacit.work.versions import Versions

Progress = Callable[[int, int, str], None]
_SNAPSHOTS = 8  # that are kept, of a workspace used for many calls
_VERSIONS = 512  # records, likewise


def quiet(_done: int, _total: int, _what: str) -> None:
    """For callers that show no progress."""


@dataclass(slots=True)
class CommitTree:
    """The files of one commit, as a snapshot wants them."""

    store: "Store"
    at: str | None

    def read(self, path: str) -> bytes | None:
        return self.store.read(path, self.at) if self.at else None

    def files(self, folder: str = "") -> Iterator[Listed]:
        return self.store.files(folder, self.at) if self.at else iter(())

    def oid(self, path: str) -> str | None:
        return self.store.oid(path, self.at) if self.at else None


@dataclass
class Fresh:
    """What acts read and made since the index was brought to HEAD: it need not read it again."""

    known: Snapshot
    records: dict[tuple[str, str], Record] = field(default_factory=dict)  # by path and blob
    texts: dict[str, bytes] = field(default_factory=dict)  # by blob


@dataclass
class Workspace:
    """One repository, opened for one call or for many; `now` is the time of the call."""

    place: place.Place
    store: "Store"
    now: datetime
    progress: Progress = quiet
    index: "Index | None" = None  # opened and brought to HEAD by `follow.current`
    accounts: "Accounts | None" = None  # opened by `accounts.opened`
    fresh: Fresh | None = None
    _snapshots: dict[tuple[str | None, ...], Snapshot] = field(default_factory=dict)
    _head: str | None = None  # that `here` is of
    still: bool = False  # this call changes nothing: what it looked at once need not be looked at again
    settled: bool = False  # in a still call: the index was found or brought to HEAD
    _tip: str | None = None  # HEAD when a still call began

    @cached_property
    def here(self) -> Snapshot:
        """The workspace as HEAD has it."""
        self._head = self.head()
        return self.snapshot(CommitTree(self.store, self._head))

    def head(self) -> str | None:
        """The tip; of a still call the one at its beginning."""
        return self._tip if self.still else self.store.head()

    def forget(self) -> None:
        """HEAD has moved: `here` is read anew when it is asked for again."""
        self.__dict__.pop("here", None)

    def refresh(self, now: datetime, *, still: bool = False) -> None:
        """For one that is used for many calls, another one: what others have committed since the last one is seen."""
        self.now, self.still, self.settled = now, still, False
        self._tip = self.store.head()
        if self._tip != self._head:
            self.forget()
        while len(self._snapshots) > _SNAPSHOTS:
            self._snapshots.pop(next(iter(self._snapshots)), None)

    def beside(self, now: datetime) -> "Workspace":
        """The same one for another thread: the store and what was read of it is shared, the index is not."""
        return Workspace(self.place, self.store, now, self.progress, _snapshots=self._snapshots)

    def snapshot(self, tree: Tree) -> Snapshot:
        """The workspace as a tree has it; what does not change from commit to commit is read once."""
        key = snapshot.fingerprint(tree)
        found = self._snapshots.get(key)
        if found is None:
            found = self._snapshots[key] = snapshot.take(tree)
        return found

    @property
    def tree(self) -> CommitTree:
        """The files of the newest commit."""
        return CommitTree(self.store, self.store.head())

    def world(self, tree: Tree | None = None, known: Snapshot | None = None) -> World:
        """What rules may look up at one commit, the newest where none is named; records are read when a rule asks for
        them."""
        if tree is None:
            tree, known = self.tree, known or self.here
        known = known or self.snapshot(tree)
        records = Records(tree, known)
        return World(
            known.settings, known.people, known.teams, known.protocols, records, records.open_about, records.open_of,
            lambda path: tree.oid(path) is not None,
        )  # fmt: skip

    @cached_property
    def versions(self) -> "Versions":
        """Records as pages read them: parsed once for what a file holds, however many calls ask."""
        from tacit.work.versions import Versions

        return Versions(self.store, _VERSIONS)

    def found(self, path: str, kind: str, commit: str | None = None) -> Record | None:
        """The record that the index has found at this path, whole, at HEAD or at a commit; None where it is broken."""
        oid = self.store.oid(path, commit or self.head())
        record = self.versions.read((path, oid), self.here.protocols[kind], self.here) if oid else None
        return record if isinstance(record, Record) else None

    def actor(self, who: str | None, known: Snapshot) -> Actor:
        """Who acts: the one named, else the person with git's e-mail. Without people a name must be given."""
        world = known.world
        if who is None:
            who = self.whoami(known)
        if who is None:
            raise Refused(
                "nobody",
                "it is not known who acts: there is no person with git's user.email here",
                remedy="Say it with --as NAME"
                + ("; or set git's user.email to that of your record." if known.people else ", or make people first."),
            )
        who = who.removeprefix("@")
        if known.people and who not in known.people:
            raise unknown_person(who, known)
        return actor_of(who, world, self.now)

    def whoami(self, known: Snapshot) -> str | None:
        """The person whose e-mail git's user.email is."""
        if not known.people:
            return None
        try:
            email = self.store.identity().email.casefold()
        except EnvironmentFailed:
            return None
        return next((person.handle for person in known.people.values() if person.email.casefold() == email), None)


def unknown_person(who: str, known: Snapshot) -> Refused:
    hint = did_you_mean(who, known.people, f"There are {', '.join(sorted(known.people)[:8])}.")
    return Refused("unknown-person", f"there is no person called {who}", remedy=hint)


class Records(Mapping[str, Record]):
    """The records of one commit by id, read when asked for."""

    def __init__(self, tree: Tree, known: Snapshot) -> None:
        self._tree = tree
        self._known = known
        self._read: dict[str, Record | Malformed | None] = {}
        self._documents: dict[str, Document] = {}

    def __getitem__(self, record: str) -> Record:
        if record not in self._read:
            self._read[record] = self._find(record)
        found = self._read[record]
        if not isinstance(found, Record):
            raise KeyError(record)
        return found

    def __contains__(self, record: object) -> bool:
        return isinstance(record, str) and self.get(record) is not None

    def sound(self, record: str) -> bool:
        """Whether there is such a record; raises what is wrong with it where it does not parse."""
        there = record in self
        fault = self._read[record]
        if isinstance(fault, Malformed):
            raise fault
        return there

    def document(self, record: str) -> Document:
        """The file of a record that was read."""
        return self._documents[record]

    def __iter__(self) -> Iterator[str]:
        for protocol in self._known.protocols.values():
            for path, _, _ in self._tree.files(protocol.folder):
                if path.endswith(".md"):
                    yield record_id(path)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def take(self, before: "Records", changed: Collection[str]) -> None:
        """What was read of a commit from which this one differs in these paths alone. Whoever asks that one again has
        it read anew."""
        self._read, before._read = before._read, self._read
        self._documents, before._documents = before._documents, self._documents
        for name in map(record_id, changed):
            self._read.pop(name, None)
            self._documents.pop(name, None)

    def at(self, path: str, protocol: Protocol) -> Record | None:
        """The one that lies there, where that is known; elsewhere it is not looked for."""
        record = record_id(path)
        if record not in self._read:
            self._read[record] = self._parsed(path, protocol)
        found = self._read[record]
        return found if isinstance(found, Record) else None

    def _find(self, record: str) -> Record | Malformed | None:
        places = candidates(record, self._known.protocols, self._tree)
        found = (self._parsed(path, protocol) for path, protocol in places)
        return next((each for each in found if each is not None), None)

    def _parsed(self, path: str, protocol: Protocol) -> Record | Malformed | None:
        data = self._tree.read(path)
        if data is None:
            return None
        try:
            document = self._documents[record_id(path)] = Document.parse(data, path, protocol.foreign)
            return record_of(document, protocol, self._known.spellings)[0]
        except Malformed as wrong:
            return wrong

    def open_about(self, record: str, kind: str) -> Sequence[Record]:
        """The open records of a kind that are about this one."""
        return tuple(one for one in self.open_of(kind) if one.fields.get("about") == record)

    def open_of(self, kind: str) -> Sequence[Record]:
        """Every open record of a kind."""
        protocol = self._known.protocols.get(kind)
        if protocol is None:
            return ()
        paths = (path for path, _, _ in self._tree.files(protocol.folder) if path.endswith(".md"))
        found = (self.get(record_id(path)) for path in paths)
        return tuple(one for one in found if one and one.kind == kind and one.status not in protocol.final)


def open_workspace(start: Path | None, *, now: datetime, progress: Progress | None = None) -> Workspace:
    """The workspace that a folder lies in."""
    where = place.discover(start or Path.cwd())
    return Workspace(where, GitStore(where), now, progress or quiet)
