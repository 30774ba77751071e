"""What happened, read from commits in their order: every change of a record as the acts that it amounts to.

Each commit is read with the protocols and settings that stood in it, and judged by the people and teams that stood
before it, so that following commits one by one and reading them all at once come to the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from tacit.model.history import Commit, FileChange, Transition
from tacit.model.record import Broken, Record
from tacit.rules.parties import Actor
from tacit.rules.retrace import judged, retrace
from tacit.rules.world import World
from tacit.work.kinds import Kinds
from tacit.work.snapshot import PROTOCOLS, SETTINGS, Snapshot
from tacit.work.versions import Version, Versions
from tacit.work.wire import CommitTree, Workspace

RENUMBER = "renumber"  # a file that changed its name and keeps the old one as an alias

_ROOTS = (SETTINGS, f"{PROTOCOLS}/", "people/", "teams/")
_AT_ONCE = 4000  # versions fetched together


class Step(NamedTuple):
    """One record as one commit changes it. A merge has several versions before, one for each parent."""

    commit: Commit
    known: Snapshot
    kinds: Kinds
    before: tuple[Version, ...]
    after: Version | None


class History:
    """Reads the commits of one repository. `versions` may be shared with who reads the same files again."""

    def __init__(self, ws: Workspace, versions: Versions) -> None:
        self._ws = ws
        self._versions = versions
        self._known: dict[str, Snapshot] = {}
        self._kinds: tuple[Snapshot, Kinds] | None = None
        self._last: tuple[Commit, World, Actor] | None = None

    def steps(self, commits: Iterable[Commit]) -> Iterator[list[Step]]:
        """Changes of records, in order; the versions of each list can be read without asking git again."""
        every = (step for commit in commits for step in self._of_commit(commit))
        while batch := list(islice(every, _AT_ONCE)):
            self._versions.fetch(version for step in batch for version in (*step.before, step.after) if version)
            yield batch

    def transitions(self, step: Step) -> tuple[Transition, ...]:
        """The acts of one change. While a file is broken nothing happens to its record; then it is compared with
        the last version that could be read."""
        after = self._read(step.after, step) if step.after else None
        if isinstance(after, Broken):
            return ()
        world, author = self._scene(step)
        found = []
        for version in step.before:
            before = self._readable(version, step)
            if before is None:
                continue
            if after is not None and before.id != after.id:
                found.append(self._renumbered(before, after, world, author, step.commit))
            else:
                found.append(retrace(before, after, world, author, step.commit))
        if not found:
            return retrace(None, after, world, author, step.commit)
        # Of a merge the parent counts whose version some allowed act explains.
        return next((each for each in found if not any(done.irregular for done in each)), found[0])

    def _renumbered(
        self, before: Record, after: Record, world: World, author: Actor, commit: Commit
    ) -> tuple[Transition, ...]:
        """A new name is no act of the protocol; what else changed with it is looked at as ever."""
        fields = world.protocols[after.kind].fields
        number = {name: value for name, value in after.fields.items() if name in fields and fields[name].type == "id"}
        same = replace(before, id=after.id, path=after.path, fields={**before.fields, **number})
        named = Transition(
            after.id, commit.id, commit.at, author.handle, RENUMBER, before.status, before.status,
            by_hand="Tacit-Act" not in commit.trailers,
        )  # fmt: skip
        done = retrace(same, after, world, author, commit)
        return (named, *(each for each in done if each.act != "edit" or each.irregular))

    def _of_commit(self, commit: Commit) -> Iterator[Step]:
        known = self._known_at(commit)
        if not known.is_workspace:
            return
        kinds = self._kinds_of(known)
        if commit.parents and not any(self._parent(parent).is_workspace for parent in commit.parents):
            # The commit in which the workspace begins: what stands in it is taken as it is.
            for version in record_files(CommitTree(self._ws.store, commit.id), known):
                yield Step(commit, known, kinds, (), version)
            return
        yield from self._pairs(commit, known, kinds)

    def _kinds_of(self, known: Snapshot) -> Kinds:
        if self._kinds is None or self._kinds[0] is not known:
            self._kinds = known, Kinds(known.protocols)
        return self._kinds[1]

    def _pairs(self, commit: Commit, known: Snapshot, kinds: Kinds) -> Iterator[Step]:
        """A file that goes and one of the same name that comes are one record that moved."""
        gone: dict[str, FileChange] = {}
        come: dict[str, FileChange] = {}
        for change in commit.changes:
            if kinds.of(change.path) is None:
                continue
            if change.old is None and change.new is not None:
                come[change.path] = change
            elif change.new is None and change.old is not None:
                gone[change.path.rpartition("/")[2]] = change
            elif change.new is not None:
                yield Step(commit, known, kinds, self._before(commit, change), (change.path, change.new))
        for change in come.values():
            assert change.new is not None
            left = gone.pop(change.path.rpartition("/")[2], None) if gone else None
            if left is None and gone:
                left = self._under_old_name(change, gone, known, kinds)
            before = self._before(commit, left) if left else ()
            yield Step(commit, known, kinds, before, (change.path, change.new))
        for change in gone.values():
            yield Step(commit, known, kinds, self._before(commit, change), None)

    def _before(self, commit: Commit, change: FileChange) -> tuple[Version, ...]:
        if len(commit.parents) < 2:
            return ((change.path, change.old),) if change.old else ()
        entries = (self._ws.store.entry(change.path, parent) for parent in commit.parents)
        return tuple(dict.fromkeys((change.path, entry.oid) for entry in entries if entry))

    def _under_old_name(
        self, change: FileChange, gone: dict[str, FileChange], known: Snapshot, kinds: Kinds
    ) -> FileChange | None:
        """The file that the new one says it was before: one of its aliases."""
        protocol = kinds.of(change.path)
        assert protocol is not None and change.new is not None
        after = self._versions.read((change.path, change.new), protocol, known)
        names = () if isinstance(after, Broken) else after.aliases
        return next((gone.pop(f"{name}.md") for name in names if f"{name}.md" in gone), None)

    def _known_at(self, commit: Commit) -> Snapshot:
        """A commit that touches nothing of it knows what its parents knew, where they knew the same."""
        parents = [self._parent(parent) for parent in commit.parents]
        touched = any(change.path.startswith(_ROOTS) for change in commit.changes)
        if parents and not touched and all(parent is parents[0] for parent in parents):
            known = parents[0]
        else:
            known = self._ws.snapshot(CommitTree(self._ws.store, commit.id))
        self._known[commit.id] = known
        return known

    def _parent(self, commit: str) -> Snapshot:
        known = self._known.get(commit)
        if known is None:
            known = self._known[commit] = self._ws.snapshot(CommitTree(self._ws.store, commit))
        return known

    def _scene(self, step: Step) -> tuple[World, Actor]:
        """The world of a commit and who made it, the same for all that it changes."""
        commit, known = step.commit, step.known
        if self._last is None or self._last[0] is not commit:
            world = self._ws.world(CommitTree(self._ws.store, commit.id), known)
            before = self._parent(commit.parents[0]) if len(commit.parents) == 1 else known
            self._last = commit, *judged(commit, world, before.people, before.teams)
        return self._last[1:]

    def _read(self, version: Version, step: Step) -> Record | Broken:
        protocol = step.kinds.of(version[0])
        assert protocol is not None
        if not step.before:
            return self._versions.front(version, protocol, step.known)
        return self._versions.read(version, protocol, step.known)

    def _readable(self, version: Version, step: Step) -> Record | None:
        """The version before, or of one that is broken the last one that was not."""
        found = self._read(version, step)
        if isinstance(found, Record):
            return found
        earlier = list(self._ws.store.log(step.commit.id, paths=(version[0],)))
        for commit in reversed(earlier):
            for change in commit.changes:
                if change.path == version[0] and change.old:
                    found = self._read((change.path, change.old), step)
                    if isinstance(found, Record):
                        return found
        return None


def record_files(tree: CommitTree, known: Snapshot) -> Iterator[Version]:
    """Every file that is a record."""
    kinds = Kinds(known.protocols)
    for folder in folders(known):
        for path, oid, _ in tree.files(folder):
            if kinds.of(path) is not None:
                yield path, oid


def folders(known: Snapshot) -> Sequence[str]:
    """The folders that records lie in, none of them inside another."""
    every = {folder for each in known.protocols.values() for folder in (each.folder, each.archive) if folder}
    return [one for one in sorted(every) if not any(one.startswith(other + "/") for other in every)]
