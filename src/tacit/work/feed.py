"""All that an index built from nothing is made of: the acts of history, then every record with what is owed on it.

Reading and parsing take as long as writing rows, so a large workspace is read by a process of its own, which sends what
it reads; both do the same work in the same order.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import IO

from tacit.errors import EnvironmentFailed
from tacit.index.rows import Act, Owed, Row, act_row, broken_row, owed_row, row_of
from tacit.model.history import Began, Story
from tacit.model.protocol import Protocol
from tacit.model.record import Broken, Record
from tacit.rules import silence
from tacit.rules.promises import NO_STORY, derive
from tacit.rules.world import World
from tacit.work.history import History, Step, record_files
from tacit.work.kinds import Kinds
from tacit.work.snapshot import Snapshot
from tacit.work.stories import fold
from tacit.work.versions import Version, Versions
from tacit.work.wire import CommitTree, Records, Workspace, open_workspace

LARGE = 4000  # records; from here on a second process pays for its start
_AT_ONCE = 500  # acts or rows in one message
_READ_AHEAD = 4000  # versions fetched together

Batch = tuple[list[Act], list[Row], int]  # and how many commits and records that is


class Feed:
    """Reads one commit and all before it."""

    def __init__(self, ws: Workspace, head: str) -> None:
        self._ws = ws
        self._head = head
        self._tree = CommitTree(ws.store, head)
        self._known = ws.snapshot(self._tree)
        self._kinds = Kinds(self._known.protocols)
        self._versions = Versions(ws.store)
        self._stories: dict[str, dict[str, Began]] = {}
        self._left = dict(record_files(self._tree, self._known))  # those whose row is not made yet

    def batches(self) -> Iterator[Batch]:
        yield from self._history()
        yield from self._records()

    def _history(self) -> Iterator[Batch]:
        history = History(self._ws, self._versions)
        acts: list[Act] = []
        rows: list[Row] = []
        for steps in history.steps(self._ws.store.log(self._head)):
            for step in steps:
                for done in history.transitions(step):
                    acts.append(act_row(done))
                    fold(self._stories.setdefault(done.record, {}), done)
                row = self._settled(step)
                if row is not None:
                    rows.append(row)
                if len(acts) >= _AT_ONCE:
                    yield acts, rows, len(acts) + len(rows)
                    acts, rows = [], []
        yield acts, rows, len(acts) + len(rows)

    def _settled(self, step: Step) -> Row | None:
        """The row of a version that is the last one, read here already: of a final state, where nothing is owed and
        nothing that comes later in history changes it."""
        if step.after is None:
            return None
        path, oid = step.after
        protocol = step.kinds.of(path)
        if self._left.get(path) != oid or protocol is None or protocol is not self._kinds.of(path):
            return None
        record = self._versions.front(step.after, protocol, step.known)
        if isinstance(record, Broken) or record.status not in protocol.final:
            return None
        self._stories.pop(record.id, None)
        del self._left[path]
        return make_row(record, protocol, self._versions)

    def _records(self) -> Iterator[Batch]:
        left = list(self._left.items())
        world = standing_world(self._tree, self._known)
        for start in range(0, len(left), _READ_AHEAD):
            some = left[start : start + _READ_AHEAD]
            self._versions.fetch(some)
            for first in range(0, len(some), _AT_ONCE):
                rows = [self._row(version, world) for version in some[first : first + _AT_ONCE]]
                yield [], rows, len(rows)

    def _row(self, version: Version, world: World) -> Row:
        protocol = self._kinds.of(version[0])
        assert protocol is not None
        record = self._versions.front(version, protocol, self._known)
        return make_row(record, protocol, self._versions, world, self._stories.get(record.id, NO_STORY))


def make_row(
    record: Record | Broken,
    protocol: Protocol,
    versions: Versions,
    world: World | None = None,
    story: Story = NO_STORY,
) -> Row:
    """A record as the index keeps it, with what is owed on it."""
    data = versions.data_of(record.version) or b""
    url = f"/{protocol.folder.partition('/')[0]}/{record.id}"
    if isinstance(record, Broken):
        return broken_row(record, url, data)
    promises = owed(record, protocol, world, story) if world is not None else ()
    return row_of(record, protocol, url, data, promises)


def owed(record: Record, protocol: Protocol, world: World, story: Story) -> Iterator[Owed]:
    """What is owed on a record, with the times at which a tick has something to do about it."""
    for promise in derive(record, protocol, world, story):
        began = story.get(promise.name)
        lapses = silence.lapses_at(promise, began.done if began else ())
        yield owed_row(promise, lapses, silence.moments(promise, record, protocol, world))


def standing_world(tree: CommitTree, known: Snapshot) -> World:
    """The world of a commit, in which what is about a record is looked up once for all of them."""
    records = Records(tree, known)
    about: dict[str, dict[str, list[Record]]] = {}

    @cache
    def open_of(kind: str) -> tuple[Record, ...]:
        protocol = known.protocols.get(kind)
        found = []
        for path, oid, _ in tree.files(protocol.folder) if protocol else ():
            one = records.get(path.rpartition("/")[2].removesuffix(".md"))
            if one and protocol and one.kind == kind and one.status not in protocol.final:
                found.append(replace(one, version=oid))
        return tuple(found)

    def open_about(record: str, kind: str) -> list[Record]:
        if kind not in about:
            found: dict[str, list[Record]] = {}
            for one in open_of(kind):
                named = one.fields.get("about")
                if isinstance(named, str):
                    found.setdefault(named, []).append(one)
            about[kind] = found
        return about[kind].get(record, [])

    def has_file(path: str) -> bool:
        return tree.oid(path) is not None

    return World(known.settings, known.people, known.teams, known.protocols, records, open_about, open_of, has_file)


def batches(ws: Workspace, head: str, count: int) -> Iterator[Batch]:
    """All acts and rows, read by a process of its own where they are many."""
    if count < LARGE or (os.cpu_count() or 1) < 2:
        yield from Feed(ws, head).batches()
        return
    with _reader(ws, head) as process:
        assert process.stdout
        try:
            yield from _received(process.stdout)
        finally:
            process.stdout.close()
            with suppress(ProcessLookupError):
                process.terminate()


def _reader(ws: Workspace, head: str) -> "subprocess.Popen[bytes]":
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    command = [sys.executable, "-m", "tacit.work.feed", ws.place.git_dir, head, ws.now.isoformat()]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=environ)  # noqa: S603


def _received(pipe: IO[bytes]) -> Iterator[Batch]:
    while True:
        try:
            acts, rows, count = pickle.load(pipe)  # noqa: S301 - from a process of our own
        except EOFError:
            raise EnvironmentFailed(
                "index-reader", "the process that reads the workspace ended early", remedy="Run the command again."
            ) from None
        if count < 0:
            return
        yield [Act(*act) for act in acts], [Row(*row) for row in rows], count


def _send(batches: Iterable[Batch], pipe: IO[bytes]) -> None:
    for acts, rows, count in batches:
        pickle.dump(([tuple(act) for act in acts], [tuple(row) for row in rows], count), pipe, 5)
    pickle.dump(([], [], -1), pipe, 5)
    pipe.flush()


def main(git_dir: str, head: str, now: str) -> None:
    """The reading process."""
    ws = open_workspace(Path(git_dir), now=datetime.fromisoformat(now))
    _send(Feed(ws, head).batches(), sys.stdout.buffer)


if __name__ == "__main__":
    main(*sys.argv[1:])
