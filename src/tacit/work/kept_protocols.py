"""Keeps the bundled protocols as they were read, beside the compiled modules of Tacit and for as long as those would be
kept: to read more than twenty files anew takes longer than most commands do.

May be trusted as much as the compiled modules: whoever can write here can write those. Where nothing can be kept the
files are read each time.
"""

import os
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from importlib import util

import tacit
from tacit.model.protocol import Protocol

Protocols = Mapping[tuple[str, str], Protocol]

# What the reading hangs on: the files, and the modules that read them.
_SOURCES = ("protocols", "model", "text", "rules")


def kept(read: Callable[[], Protocols]) -> Protocols:
    """What was kept, else what is read now and kept for the next time."""
    place, key = _place(), _key()
    if place is None:
        return read()
    found = _load(place, key)
    if found is None:
        found = read()
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                _store(place, key + pickle.dumps(found, pickle.HIGHEST_PROTOCOL))
    return found


def _place() -> str | None:
    """Where Python would keep a module of this name."""
    folder = os.path.dirname(tacit.__file__)  # noqa: PTH120 - one of many paths that only reading needs
    if not os.path.isdir(folder):  # noqa: PTH112 - not where all of Tacit is one archive
        return None
    with suppress(NotImplementedError):
        return util.cache_from_source(os.path.join(folder, "protocols", "bundled.py")) + ".pickle"  # noqa: PTH118
    return None


def _key() -> bytes:
    told = blake2b(tacit.__version__.encode(), digest_size=32)
    for source in sorted(_sources()):
        told.update(repr(source).encode())
    return told.digest()


def _sources() -> Iterator[tuple[str, int, int]]:
    """As with modules, a file is another one when its time or its length is."""
    folder = os.path.dirname(tacit.__file__)  # noqa: PTH120
    for name in _SOURCES:
        with os.scandir(os.path.join(folder, name)) as entries:  # noqa: PTH118
            for entry in entries:
                if entry.name.endswith((".py", ".yaml")):
                    known = entry.stat()
                    yield f"{name}/{entry.name}", known.st_mtime_ns, known.st_size


def _load(place: str, key: bytes) -> Protocols | None:
    try:
        with open(place, "rb") as file:
            if file.read(len(key)) != key:
                return None
            found: Protocols = pickle.load(file)  # noqa: S301 - see the head of this module
            return found
    except Exception:  # whatever is wrong with it, it is read again
        return None


def _store(place: str, data: bytes) -> None:
    """Whole or not at all, whoever else does so at the same time."""
    fresh = f"{place}.{os.getpid()}"
    os.makedirs(os.path.dirname(place), exist_ok=True)  # noqa: PTH103, PTH120
    try:
        with open(fresh, "wb") as file:
            file.write(data)
        os.replace(fresh, place)  # noqa: PTH105
    except OSError:
        with suppress(FileNotFoundError):
            os.unlink(fresh)  # noqa: PTH108
        raise
