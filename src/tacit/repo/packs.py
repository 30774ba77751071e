"""Many objects as one pack: two files instead of one for each object, which is what file systems are slow at.

The form is git's: `pack-*.pack` holds the objects one after the other, `pack-*.idx` (version 2) where each begins.
"""

import hashlib
import os
import struct
import zlib
from collections.abc import Callable, Mapping
from itertools import accumulate
from pathlib import Path

_KINDS = {"commit": 1, "tree": 2, "blob": 3}
_DELTA = 6  # against an object that stands earlier in the same pack
_LARGE = 1024  # bytes from which an object is compared with the last ones of its kind
_COMPARED = 4
_STRETCH = 1 << 16
_COPIED = 0x10000  # bytes that one instruction copies at most
_INSERTED = 127
_SPEED = 1  # of zlib: packs of a moment, which the next gc packs better
_BLOCK = 0xFFFF  # bytes of one that is not compressed
_SMALL = 512  # bytes that are not worth the trouble


def _header(kind: int, size: int) -> bytes:
    """The kind and the length, seven bits to a byte after the first four."""
    first, size = (kind << 4) | (size & 15), size >> 4
    out = bytearray()
    while size:
        out.append(first | 0x80)
        first, size = size & 0x7F, size >> 7
    out.append(first)
    return bytes(out)


def _packed(data: bytes, kind: str = "") -> bytes:
    """What mostly consists of ids does not shrink, and to try takes longer than all else."""
    return zlib.compress(data, 0 if kind == "tree" or len(data) < _SMALL else _SPEED)


class _Entries:
    """The entries of a pack, one after the other. A folder of thousands that differs in one file from the commit before
    is written as that difference: to compress all of it for each commit is what would cost most."""

    def __init__(self) -> None:
        self.offset = 12
        self._last: dict[str, list[tuple[int, bytes]]] = {}

    def entry(self, kind: str, data: bytes) -> bytes:
        written = self._as_difference(kind, data) if len(data) >= _LARGE else None
        if written is None:
            written = _header(_KINDS[kind], len(data)) + _packed(data, kind)
        if len(data) >= _LARGE:
            self._last[kind] = [(self.offset, data), *self._last.get(kind, ())][:_COMPARED]
        self.offset += len(written)
        return written

    def _as_difference(self, kind: str, data: bytes) -> bytes | None:
        for offset, base in self._last.get(kind, ()):
            head, tail = _alike(base, data)
            if head + tail >= len(data) * 3 // 4:
                delta = _delta(base, data, head, tail)
                back = _distance(self.offset - offset)
                return _header(_DELTA, len(delta)) + back + _packed(delta)
        return None


def _alike(base: bytes, data: bytes) -> tuple[int, int]:
    """How many bytes two texts share at their beginning, and behind those at their end."""
    most = min(len(base), len(data))
    head = _shared(most, lambda start, end: base.startswith(data[start:end], start))
    old, new = len(base), len(data)
    tail = _shared(most - head, lambda start, end: base.endswith(data[new - end : new - start], 0, old - start))
    return head, tail


def _shared(most: int, same: Callable[[int, int], bool]) -> int:
    """Up to where all is the same: stretch by stretch, and half by half where one differs."""
    start, size = 0, _STRETCH
    while start < most:
        end = min(start + size, most)
        if same(start, end):
            start = end
        elif end - start == 1:
            break
        else:
            size = (end - start + 1) // 2
    return start


def _delta(base: bytes, data: bytes, head: int, tail: int) -> bytes:
    """How to make one text of the other: what to copy, and what to put between."""
    out = bytearray(_varint(len(base)) + _varint(len(data)))
    out += _copies(0, head)
    new = data[head : len(data) - tail]
    for at in range(0, len(new), _INSERTED):
        part = new[at : at + _INSERTED]
        out.append(len(part))
        out += part
    return bytes(out + _copies(len(base) - tail, tail))


def _copies(start: int, size: int) -> bytes:
    out = bytearray()
    for at in range(start, start + size, _COPIED):
        length = min(_COPIED, start + size - at)
        places = [at >> shift & 0xFF for shift in (0, 8, 16, 24)]
        lengths = [] if length == _COPIED else [length & 0xFF, length >> 8 & 0xFF]
        flags = sum(1 << bit for bit, byte in enumerate([*places, *lengths]) if byte)
        out.append(0x80 | flags)
        out += bytes(byte for byte in (*places, *lengths) if byte)
    return bytes(out)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _distance(back: int) -> bytes:
    """How far back the base begins: seven bits to a byte, each but the last counted from one."""
    out = [back & 0x7F]
    while back := back >> 7:
        back -= 1
        out.append(back & 0x7F | 0x80)
    return bytes(reversed(out))


def write_pack(folder: Path, objects: Mapping[str, tuple[str, bytes]], *, sync: bool) -> None:
    """Writes kinds and bytes, by their ids, as one pack that is there whole or not at all."""
    entries = []
    writer = _Entries()
    for oid, (kind, data) in objects.items():
        offset, entry = writer.offset, writer.entry(kind, data)
        entries.append((bytes.fromhex(oid), zlib.crc32(entry), offset, entry))
    body = b"PACK" + struct.pack(">II", 2, len(entries)) + b"".join(entry for _, _, _, entry in entries)
    checksum = hashlib.sha1(body, usedforsecurity=False).digest()
    entries.sort()
    counts = [0] * 256
    for oid_bytes, _, _, _ in entries:
        counts[oid_bytes[0]] += 1
    index = b"".join((
        b"\xfftOc" + struct.pack(">I", 2),
        struct.pack(">256I", *accumulate(counts)),
        b"".join(oid_bytes for oid_bytes, _, _, _ in entries),
        struct.pack(f">{len(entries)}I", *(crc for _, crc, _, _ in entries)),
        struct.pack(f">{len(entries)}I", *(start for _, _, start, _ in entries)),
        checksum,
    ))  # fmt: skip
    name = f"pack-{checksum.hex()}"
    _place(folder / f"{name}.pack", body + checksum, sync)
    _place(folder / f"{name}.idx", index + hashlib.sha1(index, usedforsecurity=False).digest(), sync)


def write_stored(objects: Path, oid: str, kind: str, data: bytes, *, sync: bool) -> None:
    """Writes one object as it stands, not compressed: ids do not shrink, and to try takes longer than the commit.
    The next gc packs it as a difference."""
    target = objects / oid[:2] / oid[2:]
    if target.exists():
        return
    target.parent.mkdir(exist_ok=True)
    _place(target, _stored(b"%b %d\0" % (kind.encode(), len(data)), data), sync)


def _stored(header: bytes, data: bytes) -> bytes:
    """As zlib writes what it is not to compress, without its going through every byte: RFC 1950 and 1951."""
    whole = header + data
    blocks = [b"\x78\x01"]
    for start in range(0, len(whole), _BLOCK):
        block = whole[start : start + _BLOCK]
        last = start + _BLOCK >= len(whole)
        blocks += (struct.pack("<BHH", last, len(block), len(block) ^ 0xFFFF), block)
    return b"".join((*blocks, struct.pack(">I", zlib.adler32(whole))))


def _place(target: Path, data: bytes, sync: bool) -> None:
    fresh = target.with_name(f"tmp_obj_{os.getpid()}_{target.name}")  # gc clears what begins so
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o444)
        with open(handle, "wb") as file:
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        fresh.replace(target)
        if sync:
            _sync_folder(target.parent)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
