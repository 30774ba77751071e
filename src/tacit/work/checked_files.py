"""A workspace as `check` has read it: its records, what could not be read, and what its files point to."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tacit.errors import Malformed, WrongUsage
from tacit.model.protocol import Protocol
from tacit.model.record import Broken, Record
from tacit.rules import tables
from tacit.rules.lint import names
from tacit.rules.tables import Row
from tacit.rules.world import World
from tacit.text.document import Document
from tacit.text.records import broken, record_of
from tacit.work.snapshot import Snapshot
from tacit.work.standing import Standing
from tacit.work.wire import Workspace


@dataclass(slots=True)
class Linked:
    """A text with links, kept until all records are known."""

    path: str
    text: str
    start: int
    folders: tuple[str, ...] = ()  # of an archived record: where it lay before


@dataclass(slots=True)
class Read:
    """What is known of a workspace once its files are read; `paths` None where all of them were."""

    ws: Workspace
    tree: Standing
    known: Snapshot
    world: World
    paths: frozenset[str] | None = None
    records: dict[str, Record] = field(default_factory=dict)  # by path
    broken: dict[str, Broken] = field(default_factory=dict)
    linked: list[Linked] = field(default_factory=list)
    kinds: dict[str, Protocol] = field(default_factory=dict)  # of every record file by path
    ids: frozenset[str] = frozenset()
    aliases: set[str] = field(default_factory=set)
    gone: frozenset[str] = frozenset()  # people and teams of old

    def has_record(self, record: str) -> bool:
        return record in self.ids or record in self.aliases

    def has(self, path: str) -> bool:
        return self.tree.has(path)

    def text(self, path: str) -> str | None:
        return self.tree.text(path)

    def protocol(self, path: str) -> Protocol:
        return self.kinds[path]

    def living(self) -> Iterator[tuple[Record, Protocol]]:
        """The records that were read and do not rest in the archive."""
        for path, record in self.records.items():
            protocol = self.protocol(path)
            if not names.in_archive(path, protocol):
                yield record, protocol


def ends_of(ws: Workspace, range_: str) -> tuple[str, str]:
    """The commits of `A..B`; an end left out is HEAD."""
    first, dots, last = range_.partition("..")
    ends = [ws.store.resolve(name.strip(".") or "HEAD") for name in (first, last)]
    if not dots or None in ends:
        raise WrongUsage(
            "unknown-range",
            f"{range_!r} is no range of commits of this repository",
            remedy="Write it as A..B: the commit before the first one to check, and the last one; HEAD~3..HEAD.",
        )
    return ends[0] or "", ends[1] or ""


def rows_of(read: Read, protocol: Protocol) -> list[Row]:
    """A row for each record of this kind that was read; the same id twice has one."""
    every: list[Record | Broken] = [*read.records.values(), *read.broken.values()]
    rows = {one.id: tables.row_of(one, protocol) for one in every if read.protocol(one.path) is protocol}
    return list(rows.values())


def _other_rows(read: Read, protocol: Protocol) -> Iterator[Row]:
    """Rows of the records of a kind that are not meant, for an index file that is."""
    for path, kind in read.kinds.items():
        data = (
            read.tree.read(path) if kind is protocol and path not in read.records and path not in read.broken else None
        )
        if data is None:
            continue
        try:
            record: Record | Broken = record_of(
                Document.parse(data, path, protocol.foreign), protocol, read.known.spellings
            )[0]
        except Malformed as wrong:
            record = broken(path, protocol.kind, wrong)
        yield tables.row_of(record, protocol)


def every_row(read: Read, protocol: Protocol) -> list[Row]:
    return [*rows_of(read, protocol), *(_other_rows(read, protocol) if read.paths is not None else ())]
