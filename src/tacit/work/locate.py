"""Where a record may lie, told from its id alone: open, archived flat, or archived by year."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Protocol as Interface

from tacit.model.protocol import Protocol
from tacit.repo.store import Listed


class Names(Interface):
    """What a folder holds, at one commit."""

    def names(self, folder: str, prefix: str = "") -> list[str]: ...


class Files(Interface):
    """What lies in a folder and all below it, at one commit."""

    def files(self, folder: str = "") -> Iterator[Listed]: ...


FLAT_ARCHIVE = 1000  # files that an archive holds before it nests by year: a flat folder costs each commit its size
_PLACE = re.compile(r"\{(\w+)(?::([^}]+))?\}")
_DATED = re.compile(r"\{\w+:(%Y|%m)\}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBERED = re.compile(r"\d{4}-\d\d-\d\d-\d{3,}-")
_MADE_OF_A_DAY = re.compile(r"/\{(?:created|date)\}[^/]*$")


def candidates(record: str, protocols: Mapping[str, Protocol], tree: Files) -> Iterator[tuple[str, Protocol]]:
    """The paths at which a record of this id may lie: only where names like it are made, the likeliest first, then
    those of kinds with tables. Where others chose the folders, it is looked for in them."""
    year, month = record[:4], record[5:7]
    dated = _DAY.match(record) is not None
    numbered = _NUMBERED.match(record) is not None
    kinds = [one for one in protocols.values() if _is_made_of_a_day(one.files) == dated]
    for protocol in sorted(kinds, key=lambda one: (("{n" in one.files) != numbered, one.index is None)):
        folder = _DATED.sub(lambda part: year if part[1] == "%Y" else month, protocol.files.rpartition("/")[0])
        path = f"{folder}/{record}.md"
        if "{" in folder:
            there = (each for each, _, _ in tree.files(protocol.folder) if each.endswith(f"/{record}.md"))
            yield from ((each, protocol) for each in there if is_named(each, protocol))
        elif not protocol.foreign or is_named(path, protocol):
            yield path, protocol
        if protocol.archive:
            yield f"{protocol.archive}/{record}.md", protocol
            yield f"{protocol.archive}/{year}/{record}.md", protocol


@lru_cache(maxsize=256)
def _is_made_of_a_day(files: str) -> bool:
    return _MADE_OF_A_DAY.search(files) is not None


def kind_of(path: str, protocols: Mapping[str, Protocol]) -> Protocol | None:
    """The protocol whose folder or archive this file lies in; None for what is no record.

    Among files that Tacit did not write others may lie: there the pattern of `files` decides.
    """
    if not path.endswith(".md") or path.endswith("/README.md"):
        return None
    found, among = None, ""
    for protocol in protocols.values():
        if not path.startswith(f"{protocol.folder}/"):
            if found is None and protocol.archive and path.startswith(f"{protocol.archive}/"):
                found = protocol
        elif not protocol.foreign:
            found = found or protocol
        elif is_named(path, protocol):
            return protocol
        else:
            among = max(among, protocol.folder, key=len)
    return found if found is None or len(among) <= len(found.folder) else None


def is_named(path: str, protocol: Protocol) -> bool:
    """Whether a path is one that `files` of a protocol for foreign files means."""
    return foreign_form(protocol.files).fullmatch(path) is not None


@lru_cache(maxsize=64)
def foreign_form(files: str) -> re.Pattern[str]:
    """The paths that a pattern means. Others write their names freely: words are whatever stands there."""
    found, at, named = [], 0, set[str]()
    for place in _PLACE.finditer(files):
        name, form = place[1], place[2] or ""
        inner = _in_name(name, form)
        found += [re.escape(files[at : place.start()]), f"(?P<{name}>{inner})" if name not in named else f"(?:{inner})"]
        named.add(name)
        at = place.end()
    return re.compile("".join((*found, re.escape(files[at:]))))


def _in_name(name: str, form: str) -> str:
    if name == "n":
        return rf"\d{{{int(form or 1)},}}"
    if name == "number":
        return r"\d+"
    if form or name in ("created", "date"):
        return re.sub("%[a-zA-Z]", lambda part: r"\d{4}" if part[0] == "%Y" else r"\d{2}", form or "%Y-%m-%d")
    return r"[^/]+"


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
            number = name[len(day) + 1 :].partition("-")[0]
            if number.isdecimal():
                yield int(number)


def is_numbered_by_day(protocol: Protocol) -> bool:
    """Whether the number in a name is that of the day, counted over all kinds; else the folder's files are counted."""
    return "{n" in protocol.files and not protocol.foreign


def next_in_folder(protocol: Protocol, tree: Files) -> int:
    """The number of the next file where those of a folder, and of those in it, are counted through."""
    form = foreign_form(protocol.files)
    found = (form.fullmatch(path) for path, _, _ in tree.files(protocol.folder))
    return max((int(name["n"]) for name in found if name), default=0) + 1


def dated_folders(day: str, protocols: Mapping[str, Protocol]) -> Iterator[str]:
    """Where records that began on a day may lie."""
    for protocol in protocols.values():
        if is_numbered_by_day(protocol):
            yield _DATED.sub(lambda part: day[:4] if part[1] == "%Y" else day[5:7], protocol.files.rpartition("/")[0])
            if protocol.archive:
                yield protocol.archive
                yield f"{protocol.archive}/{day[:4]}"


def written_id(text: str) -> str:
    """The id in what may be an id, a path, or KIND/ID."""
    return text.strip().removesuffix(".md").rpartition("/")[2]
