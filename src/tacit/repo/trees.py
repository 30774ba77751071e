"""Trees as git keeps them: raw bytes, searched and spliced without taking apart what is not touched.

An entry is its mode, a space, its name, a zero byte and the 20 bytes of its id; entries stand in the order of their
names, where a folder's name counts with a slash at its end.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from tacit.errors import Refused
from tacit.model.history import FileChange
from tacit.repo.names import folded
from tacit.repo.store import Listed
from tacit.text.raw import bytes_of, text_of

TREE = 0o040000
FILE = 0o100644
LINK = 0o120000
MODULE = 0o160000  # a commit of another repository: never a file of this one

_ENTRY = re.compile(rb"(\d+) ([^\0]+)\0(.{20})", re.DOTALL)
_MODE = re.compile(rb"\d{5} ")
_LONG_MODES = frozenset((b"100644", b"100755", b"100664", b"120000", b"160000"))
_MANY = 32  # from here on one pass over the folder is cheaper than a search for each name
_LOOKS = re.compile(rb"\d{5,6} ([^\0/]+)\0")  # like the beginning of an entry; bytes of an id may look so too
_NEAR = 4096  # bytes that are searched through without another thought


class Entry(NamedTuple):
    mode: int
    oid: str
    start: int
    end: int


Edits = Mapping[str, tuple[int, str] | None]  # path → mode and blob, or None for what goes


def find(raw: bytes, name: bytes) -> Entry | None:
    """The entry of a name, by a search for its bytes rather than by reading all entries before it."""
    sought = b" %b\0" % name
    space = raw.find(sought, *_stretch(raw, name)) if len(raw) > _NEAR else -1
    if space < 0 and (space := raw.find(sought)) < 0:
        return None
    long = space >= 6 and raw[space - 6 : space] in _LONG_MODES
    start = space - (6 if long else 5)
    # The bytes could also stand inside a longer name. They begin an entry where an id ends before them, and that is
    # surely an id when no other mode could begin within it. Else read the folder from its beginning.
    before = raw[start - 21 : start] if start >= 21 else b""
    plain = long or (start >= 0 and raw[start:space] == b"40000")
    if not plain or (start and (not before or before[0] or _MODE.search(before))):
        return _passes(raw).get(name)
    end = space + len(name) + 22
    return Entry(int(raw[start:space], 8), raw[end - 20 : end].hex(), start, end)


def _stretch(raw: bytes, name: bytes) -> tuple[int, int]:
    """Where a name stands most likely, as entries are sorted: halved without knowing where entries begin."""
    low, high = 0, len(raw)
    while high - low > _NEAR:
        met = _LOOKS.search(raw, (low + high) // 2, high)
        if met is None:
            break
        if met[1] <= name:
            low = met.start()
        else:
            high = met.start()
    return low, high


def _passes(raw: bytes) -> dict[bytes, Entry]:
    return {
        found[2]: Entry(int(found[1], 8), found[3].hex(), found.start(), found.end()) for found in _ENTRY.finditer(raw)
    }


@lru_cache(maxsize=64)
def _beginning(name: bytes) -> re.Pattern[bytes]:
    """The names of entries that begin so: each behind a mode, and that behind an id."""
    return re.compile(rb"(?:(?<=\0.{20})|\A)\d{5,6} (%b[^\0]*)\0" % re.escape(name), re.DOTALL)


def _sorted_as(name: bytes, mode: int) -> bytes:
    return name + b"/" if mode == TREE else name


def splice(raw: bytes, edits: Mapping[bytes, tuple[int, str] | None]) -> bytes:
    """The folder with these entries put in, replaced or taken out; all others keep their bytes."""
    known = _passes(raw) if len(edits) > _MANY else None
    cuts: list[tuple[int, int, bytes, bytes]] = []
    added: list[tuple[bytes, bytes]] = []
    for name, edit in edits.items():
        old = known.get(name) if known is not None else find(raw, name)
        entry = b"" if edit is None else b"%o %b\0" % (edit[0], name) + bytes.fromhex(edit[1])
        if old and (edit is None or (old.mode == TREE) == (edit[0] == TREE)):
            cuts.append((old.start, old.end, b"", entry))
            continue
        if old:  # a file became a folder or the other way round, which sorts elsewhere
            cuts.append((old.start, old.end, b"", b""))
        if edit:
            added.append((_sorted_as(name, edit[0]), entry))
    if added:
        every = _ENTRY.findall(raw)
        for key, entry in added:
            index = bisect_left(every, key, key=lambda found: _sorted_as(found[1], int(found[0], 8)))
            start = _start(raw, every[index][1]) if index < len(every) else len(raw)
            cuts.append((start, start, key, entry))
    pieces: list[bytes] = []
    position = 0
    for start, end, _, entry in sorted(cuts):
        pieces += (raw[position:start], entry)
        position = max(position, end)
    return b"".join((*pieces, raw[position:]))


def _start(raw: bytes, name: bytes) -> int:
    found = find(raw, name)
    assert found
    return found.start


class Trees:
    """Finds, lists, compares and edits trees; `load` and `save` know where their bytes are kept."""

    def __init__(self, load: Callable[[str], bytes]) -> None:
        self._load = load

    def entry(self, root: str, path: str) -> Entry | None:
        """What stands at a path; None also where a file stands in the way."""
        *folders, name = bytes_of(path).split(b"/")
        for folder in folders:
            found = find(self._load(root), folder)
            if found is None or found.mode != TREE:
                return None
            root = found.oid
        return find(self._load(root), name)

    def folder(self, root: str, path: str) -> str | None:
        """The tree of a folder."""
        if not path:
            return root
        found = self.entry(root, path)
        return found.oid if found and found.mode == TREE else None

    def files(self, root: str, prefix: str = "") -> Iterator[Listed]:
        """Every file below a tree, in git's order."""
        for mode, name, oid in _ENTRY.findall(self._load(root)):
            path = prefix + text_of(name)
            if mode == b"40000":
                yield from self.files(oid.hex(), path + "/")
            elif mode != b"160000":
                yield path, oid.hex(), int(mode, 8)

    def names(self, tree: str, prefix: str = "") -> list[str]:
        raw, begins = self._load(tree), prefix.encode()
        if b" " + begins not in raw:  # most folders are asked for a day on which nothing began there
            return []
        return [text_of(name) for name in _beginning(begins).findall(raw)]

    def count(self, root: str) -> int:
        """How many files stand below a tree."""
        total = 0
        for mode, _, oid in _ENTRY.findall(self._load(root)):
            total += self.count(oid.hex()) if mode == b"40000" else mode != b"160000"
        return total

    def changes(self, old: str | None, new: str | None, prefix: str = "") -> Iterator[FileChange]:
        """What differs between two trees: only folders whose ids differ are read."""
        if old == new:
            return
        before = _ENTRY.findall(self._load(old)) if old else []
        after = _ENTRY.findall(self._load(new)) if new else []
        # Under its name as it sorts, a file and a folder of one name are two things, as they should be.
        sides: dict[bytes, list[str | None]] = {}
        for side, entries in enumerate((set(before).difference(after), set(after).difference(before))):
            for mode, name, oid in entries:
                if mode != b"160000":
                    key = _sorted_as(name, int(mode, 8))
                    sides.setdefault(key, [None, None])[side] = oid.hex()
        for key in sorted(sides):
            path, (was, now) = prefix + text_of(key), sides[key]
            if key.endswith(b"/"):
                yield from self.changes(was, now, path)
            elif was != now:
                yield FileChange(path, was, now)

    def edit(self, root: str | None, edits: Edits, save: Callable[[bytes], str], prefix: str = "") -> str | None:
        """The tree with these files put in, replaced or taken out; None when nothing is left of it.

        Only the folders along the edited paths are read and written.
        """
        raw = self._load(root) if root else b""
        here: dict[bytes, tuple[int, str] | None] = {}
        below: dict[str, dict[str, tuple[int, str] | None]] = {}
        for path, edit in edits.items():
            name, slash, rest = path.partition("/")
            if slash:
                below.setdefault(name, {})[rest] = edit
            else:
                here[bytes_of(name)] = edit
        emptied = set()
        for name, inner in below.items():
            key = bytes_of(name)
            old = find(raw, key)
            folder = old.oid if old and old.mode == TREE else None
            tree = self.edit(folder, inner, save, f"{prefix}{name}/")
            blocked = here[key] is not None if key in here else old is not None and folder is None
            if tree and blocked:
                raise in_the_way(prefix + name, f"{prefix}{name}/{next(iter(inner))}", "is no folder")
            if tree:
                here[key] = (TREE, tree)
            elif folder:
                here.setdefault(key, None)
                emptied.add(key)
        _check(raw, here, emptied, prefix)
        edited = splice(raw, here)
        return save(edited) if edited or not prefix else None


def _check(raw: bytes, edits: Mapping[bytes, tuple[int, str] | None], emptied: set[bytes], prefix: str) -> None:
    new = []
    for name, edit in edits.items():
        if edit is None:
            continue
        old = find(raw, name)
        if old is None:
            new.append(name)
        elif old.mode in (LINK, MODULE) or (old.mode == TREE != edit[0] and name not in emptied):
            raise in_the_way(prefix + text_of(name), prefix + text_of(name), "is no ordinary file")
    if new:
        _check_twins(raw, edits, new, prefix)


def in_the_way(path: str, wanted: str, why: str) -> Refused:
    return Refused("in-the-way", f"{wanted} cannot be written: {path} {why}", remedy=f"Move {path} away.", path=path)


def _check_twins(raw: bytes, edits: Mapping[bytes, tuple[int, str] | None], new: list[bytes], prefix: str) -> None:
    """Refuses a new name that a file system without case or Unicode forms would take for an existing one."""
    kept = [name for _, name, _ in _ENTRY.findall(raw) if edits.get(name, name) is not None]
    listed = b"/".join((b"", *kept, b"")).lower()
    plain = len(new) == 1 and listed.isascii() and new[0].isascii()
    if plain and b"/%b/" % new[0].lower() not in listed:  # by far the most frequent case
        return
    # All names are folded in one call: names hold neither slashes nor zero bytes.
    names = folded(text_of(b"/".join(kept))).split("/")
    seen = dict(zip(names, kept, strict=True)) if names != [""] else {}
    for name in sorted(new):
        twin = seen.setdefault(folded(text_of(name)), name)
        if twin != name:
            path = prefix + text_of(name)
            raise Refused(
                "name-twin",
                f"{path} and {prefix}{text_of(twin)} are one file on machines that know no case or Unicode forms",
                remedy="Choose a name that differs by more than that.",
                path=path,
            )
