"""Where a record may lie, told from its id alone: open, archived flat, or archived by year."""

import re
from collections.abc import Iterator, Mapping
from typing import Protocol as Interface

from tacit.model.protocol import Protocol


class Names(Interface):
    """What a folder holds, at one commit."""

    def names(self, folder: str, prefix: str = "") -> list[str]: ...


FLAT_ARCHIVE = 1000  # files that an archive holds before it nests by year: a flat folder costs each commit its size
_DATED = re.compile(r"\{\w+:(%Y|%m)\}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MADE_OF_A_DAY = re.compile(r"/\{(?:created|date)\}[^/]*$")


def candidates(record: str, protocols: Mapping[str, Protocol]) -> Iterator[tuple[str, Protocol]]:
    """The paths at which a record of this id may lie: only where names like it are made, tables first."""
    year, month = record[:4], record[5:7]
    dated = _DAY.match(record) is not None
    kinds = [one for one in protocols.values() if (_MADE_OF_A_DAY.search(one.files) is not None) == dated]
    for protocol in sorted(kinds, key=lambda one: one.index is None):
        folder = _DATED.sub(lambda part: year if part[1] == "%Y" else month, protocol.files.rpartition("/")[0])
        yield f"{folder}/{record}.md", protocol
        if protocol.archive:
            yield f"{protocol.archive}/{record}.md", protocol
            yield f"{protocol.archive}/{year}/{record}.md", protocol


def kind_of(path: str, protocols: Mapping[str, Protocol]) -> Protocol | None:
    """The protocol whose folder or archive this file lies in; None for what is no record."""
    if not path.endswith(".md") or path.endswith("/README.md"):
        return None
    for protocol in protocols.values():
        if path.startswith(f"{protocol.folder}/") or (protocol.archive and path.startswith(f"{protocol.archive}/")):
            return protocol
    return None


def archive_path(record: str, protocol: Protocol, count: int) -> str:
    """Where an archived record goes: flat as long as the archive is small, then by year."""
    assert protocol.archive
    if count < FLAT_ARCHIVE:
        return f"{protocol.archive}/{record}.md"
    return f"{protocol.archive}/{record[:4]}/{record}.md"


def numbers_of(day: str, tree: Names, protocols: Mapping[str, Protocol]) -> Iterator[int]:
    """The running numbers that records of a day carry, over all kinds."""
    for folder in dated_folders(day, protocols):
        for name in tree.names(folder, day):
            if name[11:14].isdigit():
                yield int(name[11:14])


def dated_folders(day: str, protocols: Mapping[str, Protocol]) -> Iterator[str]:
    """Where records that began on a day may lie."""
    for protocol in protocols.values():
        if "{n" in protocol.files:
            yield _DATED.sub(lambda part: day[:4] if part[1] == "%Y" else day[5:7], protocol.files.rpartition("/")[0])
            if protocol.archive:
                yield protocol.archive
                yield f"{protocol.archive}/{day[:4]}"


def written_id(text: str) -> str:
    """The id in what may be an id, a path, or KIND/ID."""
    return text.strip().removesuffix(".md").rpartition("/")[2]
