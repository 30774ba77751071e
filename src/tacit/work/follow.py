"""Keeps the index at HEAD: follows what changed since the commit that it stands for, or builds it anew.

It is built anew where there is none, where it is of another version or broken, where the commit that it stands for is
gone, and where protocols changed so that files are records that were none. Everything else is followed in time
proportional to what changed, from whatever commit to whatever other.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from importlib import resources
from time import monotonic

from tacit.errors import EnvironmentFailed
from tacit.index.finds import Standing
from tacit.index.index import Index
from tacit.index.rows import Row, act_row
from tacit.index.sqlite import SqliteIndex
from tacit.model.history import Commit, FileChange, Story
from tacit.model.protocol import Protocol
from tacit.model.record import Broken, Record
from tacit.rules.calendar import end_of_day, start_of_day
from tacit.rules.rhythms import kinds_of
from tacit.rules.world import ANYONE, World
from tacit.text.spans import write_instant
from tacit.work.feed import batches, make_row, owed, standing_world
from tacit.work.history import History, record_files
from tacit.work.kinds import Kinds
from tacit.work.snapshot import Snapshot
from tacit.work.stories import story_of
from tacit.work.versions import Version, Versions
from tacit.work.wire import CommitTree, Progress, Workspace

NOTHING = "nothing"  # what an index of an empty repository stands for
WORKSPACE = "workspace"  # is said of a commit with a tacit.yaml
_GONE = ("object-missing", "git-failed")  # what git says of a commit that is not there any more
_REREAD = 5000  # records of kinds whose protocol changed; more are read sooner by building anew


def follow(ws: Workspace, rebuild: bool = False, progress: Progress | None = None) -> dict[str, object]:
    """Bring the index up to date: what it holds then, and how long that took."""
    started = monotonic()
    if ws.index is None:
        ws.index = SqliteIndex.open(path_of(ws))
    before = ws.index
    index = current(ws, rebuild=rebuild, progress=progress)
    return {
        **index.counts(),
        "commit": None if index.meta("commit") == NOTHING else index.meta("commit"),
        "rebuilt": index is not before,
        "path": index.path,
        **({"note": index.note} if index.note else {}),
        "seconds": round(monotonic() - started, 3),
    }


def current(ws: Workspace, *, rebuild: bool = False, progress: Progress | None = None) -> Index:
    """The index, at HEAD."""
    if ws.settled and ws.index is not None and not rebuild:
        return ws.index
    progress = progress or ws.progress
    head = ws.store.head() or NOTHING  # the newest: others may have brought the index there
    index = ws.index if ws.index is not None else SqliteIndex.open(path_of(ws))
    try:
        if index is None or rebuild:
            index = _build(ws, index, head, progress)
        elif not _stands_for(index, head):
            index = _advance(ws, index, head, progress) or _build(ws, index, head, progress)
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise EnvironmentFailed(
                "index-locked", "another process has been writing the index for too long", remedy="Try again."
            ) from error
        index = _build(ws, index, head, progress)
    ws.index, ws.settled = index, ws.still
    return index


def path_of(ws: Workspace) -> str:
    """One file for each work tree, so that two of them on two branches need not take turns."""
    return os.path.join(ws.place.git_dir, "tacit", "index.db")  # noqa: PTH118


def _stands_for(index: Index, head: str) -> bool:
    return index.meta("commit") == head and index.meta("bundled") == _bundled_text()


@cache
def _bundled_text() -> str:
    """What the bundled protocols say, shortened."""
    told = blake2b(digest_size=16)
    for file in sorted(resources.files("tacit.protocols").iterdir(), key=lambda each: each.name):
        if file.name.endswith(".yaml"):
            told.update(file.read_bytes())
    return told.hexdigest()


def _build(ws: Workspace, old: Index | None, head: str, progress: Progress) -> Index:
    """Anew; on a disk that takes no writes in memory, for this call."""
    if old is not None:
        old.close()
    path = path_of(ws)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        return _filled(ws, path, head, progress)
    except (OSError, sqlite3.OperationalError) as error:
        return _filled(ws, None, head, progress, f"the index is kept in memory: {error}")


def _filled(ws: Workspace, path: str | None, head: str, progress: Progress, note: str = "") -> Index:
    """An index from nothing."""
    with SqliteIndex.anew(path, note) as index:
        known = ws.snapshot(CommitTree(ws.store, None if head == NOTHING else head))
        if known.is_workspace:
            _fill(ws, index, head, known, progress)
            index.set_meta(WORKSPACE, "yes")
        _stand(index, head)
    return index


def _fill(ws: Workspace, index: Index, head: str, known: Snapshot, progress: Progress) -> None:
    total = sum(1 for _ in record_files(CommitTree(ws.store, head), known))
    done = 0
    for acts, rows, count in batches(ws, head, total):
        index.add_acts(acts)
        index.put(rows)
        done += count
        progress(min(done, 2 * total), 2 * total, "reading the workspace")
    _set_people(index, known)


def _stand(index: Index, head: str) -> None:
    index.set_meta("commit", head)
    index.set_meta("bundled", _bundled_text())


def _set_people(index: Index, known: Snapshot) -> None:
    world = known.world
    parties = dict.fromkeys((*known.people, *known.teams, ANYONE))
    index.set_people(
        ((person.handle, person.email.casefold()) for person in known.people.values()),
        ((party, person.handle) for party in parties for person in world.answering(party)),
        (
            (
                person.handle,
                person.cover,
                write_instant(start_of_day(first, person.hours.zone)),
                write_instant(end_of_day(last, person.hours.zone)),
            )
            for person in known.people.values()
            if person.cover
            for first, last in person.away
        ),
    )


# Following


def _advance(ws: Workspace, index: Index, head: str, progress: Progress) -> Index | None:
    """From the commit that the index stands for to this one; None where it has to be built anew."""
    if index.meta("bundled") != _bundled_text() or head == NOTHING:
        return None
    try:
        with index.writing():
            if not index.in_place():
                return _reopened(ws, head, progress)
            old = index.meta("commit")
            if old == head:
                return index
            if old is None or old == NOTHING:
                return None
            advance = Advance(ws, index, old, head)
            if not advance.possible() or not advance.run(progress):
                raise sqlite3.DatabaseError("the index does not hold what its commit had")
            _stand(index, head)
    except EnvironmentFailed as gone:
        if gone.code in _GONE:
            return None
        raise
    return index


def _reopened(ws: Workspace, head: str, progress: Progress) -> Index | None:
    """Somebody has built it anew since it was opened: theirs is the one to go on with."""
    theirs = SqliteIndex.open(path_of(ws))
    if theirs is None or _stands_for(theirs, head):
        return theirs
    return _advance(ws, theirs, head, progress)


class Advance:
    """One way from commit to commit: acts, records, people, then what is owed."""

    def __init__(self, ws: Workspace, index: Index, old: str, new: str) -> None:
        self._ws = ws
        self._index = index
        self._old, self._new = old, new
        self._tree = CommitTree(ws.store, new)
        self._before = ws.snapshot(CommitTree(ws.store, old))
        self._after = ws.snapshot(self._tree)
        self._kinds = Kinds(self._after.protocols)
        self._versions = Versions(ws.store)
        if ws.fresh is not None:
            self._versions.keep(ws.fresh.known, ws.fresh.records, ws.fresh.texts)
            ws.fresh = None
        self._newest: dict[str, str] = {}  # versions that the index does not have yet
        self._world = self._standing()

    def possible(self) -> bool:
        """Not where other files are records than before, or too many of them would have to be read again."""
        return (
            self._before.is_workspace
            and self._after.is_workspace
            and _layout(self._before) == _layout(self._after)
            and sum(self._index.count_of_kind(kind) for kind in self._changed_kinds()) <= _REREAD
        )

    def _changed_kinds(self) -> list[str]:
        if self._after is self._before:
            return []
        return [kind for kind, each in self._after.protocols.items() if each != self._before.protocols.get(kind)]

    def run(self, progress: Progress) -> bool:
        """False where the index turns out not to hold what the commit had."""
        way = Way(self._old)
        touched = self._acts(way)
        changes = list(self._changes(way))
        self._versions.fetch((each.path, oid) for each in changes for oid in (each.old, each.new) if oid)
        linked = set()
        for change in changes:
            if change.old is not None:
                standing = self._index.standing(change.path)
                if standing is None or standing.version != change.old:
                    return False
                linked.update(self._index.targets(change.path))
                if change.new is None:
                    self._index.drop(change.path, self._text(change.old))
        if self._after is not self._before:
            _set_people(self._index, self._after)
        # What is new goes first: what changed with it may hang on it.
        there = sorted((one for one in changes if one.new is not None), key=lambda one: one.old is not None)
        self._newest = {one.path: one.new or "" for one in there}
        for done, change in enumerate(there):
            row = self._row((change.path, change.new or ""))
            linked.update(target for _, target in row.links)
            if change.old is None:
                self._index.put([row])
            else:
                self._index.replace(row, self._text(change.old))
            progress(done + 1, len(there), "following the repository")
        self._owe(touched, linked, {change.path for change in changes})
        if self._turned(way, changes):
            self._index.forget_turns()
        return True

    def _turned(self, way: "Way", changes: Iterable[FileChange]) -> bool:
        """Whether others may be asked by a rhythm than before, or at other times."""
        if self._after is not self._before or not way.straight:
            return True
        asking = {kind for each in self._after.protocols.values() if each.rhythm for kind in kinds_of(each.rhythm)}
        return any(self._protocol(change.path).kind in asking for change in changes)

    def _changes(self, way: "Way") -> Iterator[FileChange]:
        """Files of records that differ, and those that are read in another way than before."""
        seen = set()
        for change in way.changes() if way.straight else self._ws.store.changes(self._old, self._new):
            if self._kinds.of(change.path) is not None:
                seen.add(change.path)
                yield change
        for kind in self._changed_kinds():
            for path, version in self._index.of_kind(kind):
                if path not in seen:
                    yield FileChange(path, version, version)

    def _acts(self, way: "Way") -> set[str]:
        """Add the acts of commits that lead here, take out those of commits that are not before HEAD any more; whose
        acts changed."""
        log = self._ws.store.log
        touched: set[str] = set()
        history = History(self._ws, self._versions)
        for steps in history.steps(way.gone(log(self._new, since=self._old))):
            for step in steps:
                done = history.transitions(step)
                self._index.add_acts(act_row(each) for each in done)
                touched.update(each.record for each in done)
        if not way.ahead:
            left = [commit.id for commit in log(self._old, since=self._new)]
            touched.update(self._index.records_of_acts(left))
            self._index.drop_acts(left)
        return touched

    def _standing(self) -> World:
        """Rules look up records at HEAD; which ones are about a record the index knows."""
        world = standing_world(self._tree, self._after)

        def open_about(record: str, kind: str) -> list[Record]:
            found = self._sound(self._index.open_about(record, kind))
            return [one for one in found if one.fields.get("about") == record]

        def open_of(kind: str) -> list[Record]:
            return self._sound(self._index.open_of_kind(kind))

        return replace(world, open_about=open_about, open_of=open_of)

    def _sound(self, standing: Iterable[Standing]) -> list[Record]:
        found = (self._read((each.path, self._newest.get(each.path, each.version))) for each in standing)
        final = {kind: protocol.final for kind, protocol in self._after.protocols.items()}
        return [one for one in found if isinstance(one, Record) and one.status not in final[one.kind]]

    def _read(self, version: Version) -> Record | Broken:
        return self._versions.read(version, self._protocol(version[0]), self._after)

    def _protocol(self, path: str) -> Protocol:
        protocol = self._kinds.of(path)
        assert protocol is not None
        return protocol

    def _text(self, oid: str) -> bytes:
        return self._versions.data_of(oid) or b""

    def _row(self, version: Version) -> Row:
        record = self._read(version)
        return make_row(record, self._protocol(version[0]), self._versions, self._world, self._story(record))

    def _story(self, record: Record | Broken) -> Story:
        names = (record.id, *(record.aliases if isinstance(record, Record) else ()))
        return story_of(self._index.acts_of(names))

    def _owe(self, touched: set[str], linked: set[str], done: set[str]) -> None:
        """Derive anew what is owed on files that did not change, but what they hang on did."""
        changed = touched | {path.rpartition("/")[2].removesuffix(".md") for path in done}
        again = {path: (path, version) for path, version in self._affected(changed, linked) if path not in done}
        self._versions.fetch(again.values())
        for version in again.values():
            record = self._read(version)
            if isinstance(record, Record):
                promises = owed(record, self._protocol(version[0]), self._world, self._story(record))
                self._index.set_promises(version[0], promises)

    def _affected(self, changed: set[str], linked: set[str]) -> Iterator[Version]:
        """Open records whose history changed, which name one that changed, or which such a one names; and those that
        hang on people who are others now."""
        for record in sorted(changed | linked):
            yield from self._index.open_with(record)
        for record in sorted(changed):
            yield from self._index.open_linked(record)
        if self._after is self._before:
            return
        parties = self._changed_parties()
        if parties is None:
            yield from self._index.open_records()
            return
        yield from self._index.open_owed(parties)
        for kind, protocol in self._after.protocols.items():
            if _reaches(protocol):
                yield from self._index.open_of_kind(kind)

    def _changed_parties(self) -> list[str] | None:
        """Persons and teams that are others than before; None where everybody may be."""
        before, after = self._before, self._after
        if before.settings != after.settings or bool(before.people) != bool(after.people):
            return None
        worlds = [World(each.settings, each.people, each.teams, each.protocols) for each in (before, after)]
        handles = {*before.people, *after.people, *before.teams, *after.teams}
        changed = [
            party
            for party in sorted(handles)
            if worlds[0].answering(party) != worlds[1].answering(party)
            or before.spellings(party) != after.spellings(party)
            or before.teams.get(party) != after.teams.get(party)
        ]
        return [*changed, ANYONE] if before.people != after.people else changed


class Way:
    """Commits that lead from one to another, noted as they go by: most often one behind the other, and then what
    differs in the end follows from what each of them changed, without looking at the trees again."""

    def __init__(self, start: str) -> None:
        self._start = self._last = start
        self.ahead = False  # whether they lead away from the start, so that nothing before it is left behind
        self.straight = True
        self._before: dict[str, str | None] = {}
        self._after: dict[str, str | None] = {}

    def gone(self, commits: Iterable[Commit]) -> Iterator[Commit]:
        for commit in commits:
            self.ahead = self.ahead or self._start in commit.parents
            self.straight = self.straight and commit.parents == (self._last,)
            self._last = commit.id
            for change in commit.changes:
                self._before.setdefault(change.path, change.old)
                self._after[change.path] = change.new
            yield commit
        self.straight = self.straight and self.ahead

    def changes(self) -> Iterator[FileChange]:
        for path, old in self._before.items():
            if old != self._after[path]:
                yield FileChange(path, old, self._after[path])


def _layout(known: Snapshot) -> dict[str, tuple[str, str | None, str | None]]:
    return {
        kind: (each.files if each.foreign else each.folder, each.archive, each.index)
        for kind, each in known.protocols.items()
    }


def _reaches(protocol: Protocol) -> bool:
    """Whether whoever owes something is found through people or teams, and not only named in the record."""
    paths = [path for role in protocol.roles.values() for path in role.paths]
    paths += [path for rule in protocol.promises.values() for path in rule.owers]
    return any("." in path for path in paths)
