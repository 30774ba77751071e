"""What `check --fix` mends without deciding anything: numbers taken twice, days of change, tables.

In a clone the files of the work tree are written, as linters do; in a bare repository one commit is made.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from math import inf
from pathlib import Path

from tacit.errors import EnvironmentFailed, Moved, TacitError
from tacit.model.promise import Finding
from tacit.model.protocol import RECORD_TYPES, Protocol
from tacit.model.record import Record
from tacit.repo.store import Author, Plan, View
from tacit.rules import tables
from tacit.rules.acts import today
from tacit.rules.lint.names import serial_of
from tacit.rules.parties import Actor, handles
from tacit.text.document import Document
from tacit.text.links import Link, relink
from tacit.text.raw import bytes_of, text_of
from tacit.text.records import record_id, record_of
from tacit.work.checked_files import Read, every_row
from tacit.work.locate import kind_of
from tacit.work.standing import InWorkTree


def mend(read: Read, found: Iterable[Finding], who: str | None) -> tuple[str, ...]:
    """Mends these findings as far as that is possible; the paths that were written."""
    work = _Mending(read, who)
    rules = defaultdict(set)
    for finding in found:
        rules[finding.rule].add(finding.path)
    work.renumber(rules["duplicate-id"])
    for path in rules["stale-updated"]:
        work.touch(path)
    for protocol in read.known.protocols.values():
        if protocol.index and (protocol.index in rules["index-row"] or work.renamed):
            work.tables(protocol)
    return work.write()


class _Mending:
    def __init__(self, read: Read, who: str | None) -> None:
        self._read = read
        self._writes: dict[str, bytes | None] = {}
        self.renamed: dict[str, str] = {}  # old id → new id
        actor = read.ws.actor(who, read.known) if who else Actor("", frozenset())
        self._day = today(actor, read.world, read.ws.now)
        self._who = who

    # Days

    def touch(self, path: str) -> None:
        """`updated` is the day on which the file is changed: today."""
        document = self._document(path)
        record = self._record(path)
        if document is not None and record is not None:
            self._writes[path] = self._with_day(document, self._protocol(path), record).data

    def _with_day(self, document: Document, protocol: Protocol, record: Record) -> Document:
        if "updated" not in protocol.fields or not isinstance(record.fields.get("updated"), date):
            return document
        return document.set_field(protocol.names.get("updated", "updated"), self._day.isoformat())

    # Numbers

    def renumber(self, paths: Iterable[str]) -> None:
        """Of records that share a number the first one keeps it; each later one takes the day's next free number."""
        by_serial: dict[str, dict[str, str]] = defaultdict(dict)
        every = list(self._read.kinds)
        wanted = {serial_of(record_id(path)) for path in paths}
        for path in every:
            serial = serial_of(record_id(path))
            if serial in wanted:
                by_serial[serial][record_id(path)] = path
        age = self._ages([path for group in by_serial.values() for path in group.values()])
        taken = {serial_of(record_id(path)) for path in every}
        for serial, group in sorted(by_serial.items()):
            for path in sorted(group.values(), key=lambda one: age[one])[1:]:
                self._rename(path, serial, self._free(serial, taken))
        if self.renamed:
            self._follow_names(every)

    def _ages(self, paths: list[str]) -> Mapping[str, tuple[float, str]]:
        """Which file came first: by the time of the commit that brought it, the same in every clone; then by name.
        Those that are not committed yet come last."""
        head = self._read.ws.store.head()
        born: dict[str, float] = {}
        for commit in self._read.ws.store.log(head, paths=sorted(paths)) if head and paths else ():
            for change in commit.changes:
                if change.new is not None:
                    born[change.path] = min(commit.at.timestamp(), born.get(change.path, inf))
        return {path: (born.get(path, inf), record_id(path)) for path in paths}

    @staticmethod
    def _free(serial: str, taken: set[str]) -> str:
        day = serial[:10]
        number = max(int(one[11:]) for one in taken if one.startswith(day)) + 1
        found = f"{day}-{number:03}"
        taken.add(found)
        return found

    def _rename(self, path: str, old: str, new: str) -> None:
        """The file under its new number; the old name stays as an alias."""
        document, record, protocol = self._document(path), self._record(path), self._protocol(path)
        if document is None or record is None:
            return  # broken: first it has to be read
        for field in protocol.fields.values():
            key = protocol.names.get(field.name, field.name)
            if field.type == "id" and record.fields.get(field.name) == old:
                document = document.set_field(key, new)
        document = document.set_field("aliases", [*record.aliases, record.id])
        document = self._with_day(document, protocol, record)
        name = new + record.id.removeprefix(old)
        self.renamed[record.id] = name
        self._writes[path] = None
        self._writes[f"{path.rpartition('/')[0]}/{name}.md"] = document.data

    def _follow_names(self, every: Iterable[str]) -> None:
        """Links and fields of other records that name a renumbered one by its old name."""
        about = {record.fields.get("document") for record in self._read.records.values()}
        documents = {value.partition("#")[0] for value in about if isinstance(value, str)}
        others = {path for path in {*every, *documents, *self._writes} if self._writes.get(path, b"") is not None}
        mentions = re.compile("|".join(map(re.escape, self.renamed)))
        for path in sorted(others):
            data = self._data(path)
            text = text_of(data) if data is not None else None
            if text is None or not mentions.search(text):
                continue
            written = relink(text, self._new_target)
            if kind_of(path, self._read.known.protocols) is not None:
                written = self._relinked_fields(path, written)
            if written != text:
                self._writes[path] = bytes_of(written)

    def _new_target(self, link: Link) -> str | None:
        folder, slash, name = link.path.rpartition("/")
        new = self.renamed.get(name.removesuffix(".md"))
        ending = ".md" if name.endswith(".md") else ""
        return f"{folder}{slash}{new}{ending}" if new else None

    def _relinked_fields(self, path: str, text: str) -> str:
        protocol = self._protocol(path)
        try:
            document = Document.of(text, path, protocol.foreign)
            record = record_of(document, protocol, self._read.known.spellings)[0]
        except TacitError:
            return text
        for field in protocol.fields.values():
            value = record.fields.get(field.name)
            if field.type not in RECORD_TYPES or not any(one in self.renamed for one in handles(value)):
                continue
            new = [self.renamed.get(one, one) for one in handles(value)]
            document = document.set_field(
                protocol.names.get(field.name, field.name), new if field.type == "records" else new[0]
            )
        return document.text

    # Tables

    def tables(self, protocol: Protocol) -> None:
        assert protocol.index
        rows = {row.id: row for row in every_row(self._read, protocol)}
        for path, data in self._writes.items():
            if kind_of(path, self._read.known.protocols) is protocol:
                rows.pop(record_id(path), None)
                if data is not None:
                    record = record_of(
                        Document.parse(data, path, protocol.foreign), protocol, self._read.known.spellings
                    )[0]
                    rows[record.id] = tables.row_of(record, protocol)
        data = self._data(protocol.index)
        text = text_of(data) if data is not None else None
        written = tables.render(protocol, text, *tables.listings(list(rows.values())))
        if written != text:
            self._writes[protocol.index] = bytes_of(written)

    # Files

    def _protocol(self, path: str) -> Protocol:
        found = kind_of(path, self._read.known.protocols)
        assert found is not None
        return found

    def _data(self, path: str) -> bytes | None:
        if path in self._writes:
            return self._writes[path]
        return self._read.tree.read(path) if self._read.has(path) else None

    def _document(self, path: str) -> Document | None:
        data = self._data(path)
        try:
            return Document.parse(data, path, self._protocol(path).foreign) if data is not None else None
        except TacitError:
            return None

    def _record(self, path: str) -> Record | None:
        record = self._read.records.get(path)
        if record is None and (document := self._document(path)) is not None:
            record = record_of(document, self._protocol(path), self._read.known.spellings)[0]
        return replace(record, path=path) if record else None

    def write(self) -> tuple[str, ...]:
        ws = self._read.ws
        if not self._writes:
            return ()
        root = ws.place.work_tree
        if root:
            for path, data in self._writes.items():
                _put(Path(root, path), data)
        else:
            ws.store.transact(self._plan)
        return tuple(path for path, data in self._writes.items() if data is not None)

    def _plan(self, view: View) -> Plan:
        from tacit.work.act import author, local

        tree = self._read.tree
        if isinstance(tree, InWorkTree) and view.commit != tree.tip:
            raise Moved(tree.tip, view.commit)
        by = author(self._who, self._read.known) if self._who else self._identity()
        message = "check: mend what can be mended without deciding anything\n"
        return Plan(self._writes, message, by, local(self._read.ws.now, self._who or "", self._read.known))

    def _identity(self) -> Author:
        from tacit.work.act import author

        try:
            return self._read.ws.store.identity()
        except EnvironmentFailed:
            return author("tacit", self._read.known)


def _put(path: Path, data: bytes | None) -> None:
    try:
        if data is None:
            path.unlink(missing_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except OSError as error:
        raise EnvironmentFailed(
            "write", f"{path.name} cannot be written: {error.strerror}", remedy="See to the disk and its permissions."
        ) from error
