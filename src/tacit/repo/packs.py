"""Many objects as one pack: two files instead of one for each object, which is what file systems are slow at.

The form is git's: `pack-*.pack` holds the objects one after the other, `pack-*.idx` (version 2) where each begins.
"""

import hashlib
import os
import struct
import zlib
from collections.abc import Mapping
from itertools import accumulate
from pathlib import Path

_KINDS = {"commit": 1, "tree": 2, "blob": 3}
_SPEED = 1  # of zlib: packs of a moment, which the next gc packs better


def _header(kind: str, size: int) -> bytes:
    """The kind and the length, seven bits to a byte after the first four."""
    first, size = (_KINDS[kind] << 4) | (size & 15), size >> 4
    out = bytearray()
    while size:
        out.append(first | 0x80)
        first, size = size & 0x7F, size >> 7
    out.append(first)
    return bytes(out)


def write_pack(folder: Path, objects: Mapping[str, tuple[str, bytes]], *, sync: bool) -> None:
    """Writes kinds and bytes, by their ids, as one pack that is there whole or not at all."""
    entries = []
    offset = 12
    for oid, (kind, data) in objects.items():
        entry = _header(kind, len(data)) + zlib.compress(data, _SPEED)
        entries.append((bytes.fromhex(oid), zlib.crc32(entry), offset, entry))
        offset += len(entry)
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


def _place(target: Path, data: bytes, sync: bool) -> None:
    fresh = target.with_name(f"tmp_{os.getpid()}_{target.name}")  # gc clears what begins so
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
