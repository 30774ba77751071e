"""Versions of records as commits have them: read in bulk, parsed once, kept while they are likely to be asked for."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from tacit.errors import Malformed
from tacit.model.protocol import Protocol
from tacit.model.record import Broken, Record
from tacit.repo.store import Store
from tacit.text.document import Document
from tacit.text.records import broken, front_of, record_of
from tacit.work.snapshot import Snapshot

_KEPT = 4096  # records

Version = tuple[str, str]  # path and blob


class Versions:
    """Reads files of one repository. What is asked for together is announced with `fetch`."""

    def __init__(self, store: Store, kept: int = _KEPT) -> None:
        self._store = store
        self._most = kept
        self._data: dict[str, bytes | None] = {}
        self._given: Mapping[str, bytes] = {}
        self._kept: OrderedDict[Version, Record | Broken] = OrderedDict()
        self._known: Snapshot | None = None
        self._front: tuple[tuple[Version, Snapshot], Record | Broken] | None = None  # the last one read so

    def keep(self, known: Snapshot, records: Mapping[Version, Record], texts: Mapping[str, bytes]) -> None:
        """Takes files that were read elsewhere, and records as a workspace with these people reads them."""
        self._known, self._given = known, texts
        self._kept = OrderedDict((version, replace(record, version=version[1])) for version, record in records.items())

    def fetch(self, versions: Iterable[Version]) -> None:
        """Brings the bytes of these versions here, in place of those fetched before."""
        missing = ((path, oid) for path, oid in versions if oid not in self._given)
        wanted = dict.fromkeys(oid for path, oid in missing if (path, oid) not in self._kept)
        self._data = dict(self._store.blobs(wanted))

    def data_of(self, oid: str) -> bytes | None:
        """What a file holds; None where it is too large for a record."""
        if oid in self._given:
            return self._given[oid]
        return self._data[oid] if oid in self._data else dict(self._store.blobs([oid]))[oid]

    def read(self, version: Version, protocol: Protocol, known: Snapshot) -> Record | Broken:
        """A record whole, as a workspace with these people reads it."""
        if known is not self._known:
            self._kept.clear()
            self._known = known
        found = self._kept.get(version)
        if found is None:
            found = self._parse(version, protocol, known)
            self._kept[version] = found
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found

    def front(self, version: Version, protocol: Protocol, known: Snapshot) -> Record | Broken:
        """A record as a list needs it: without its sections where they can begin nothing any more."""
        if known is self._known and version in self._kept:
            return self._kept[version]
        if self._front is None or self._front[0][0] != version or self._front[0][1] is not known:
            self._front = (version, known), self._parse(version, protocol, known, sections=False)
        return self._front[1]

    def _parse(
        self, version: Version, protocol: Protocol, known: Snapshot, *, sections: bool = True
    ) -> Record | Broken:
        path, oid = version
        try:
            document = self._document(path, oid, protocol.foreign)
            if not sections:
                record = front_of(document, protocol, oid)[0]
                if record.status in protocol.final:
                    return record
            return record_of(document, protocol, known.spellings, oid)[0]
        except Malformed as wrong:
            return broken(path, protocol.kind, wrong, oid)

    def _document(self, path: str, oid: str, bare: bool) -> Document:
        data = self.data_of(oid)
        if data is None:
            raise Malformed(
                "parse", "the file is too large for a record", remedy="Keep long texts beside it.", path=path, line=1
            )
        return Document.parse(data, path, bare)
