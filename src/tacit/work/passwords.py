"""Passwords: which are taken, and how they are kept and compared, dear to whoever guesses and bounded for the server.

A hash takes 19 MiB and some 30 ms of a processor. Two are made at once, few wait for that, and more are sent away:
whoever floods the door costs the others a try, and not the server.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING
from unicodedata import normalize

from tacit.errors import Refused, TooMany
from tacit.rules.passwords import SHORTEST, weakness
from tacit.work.state_files import path_of
from tacit.work.wire import Workspace

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LIST = "leaked-passwords.txt"  # of the host's choice, beside the accounts: one on each line
_ENDS = (b"", b"\n", b"\r")
_AT_ONCE = 2
_WAITING = 8
_MEMORY = 19 * 1024  # KiB
_ROUNDS = 2


def need_good(ws: Workspace, password: str, person: str) -> None:
    """Refuses what is guessed among the first, and what stands in the host's list."""
    who = ws.here.people.get(person)
    own = [person, ws.here.settings.name]
    if who is not None:
        own += [*who.name.split(), *who.email.replace("@", " ").replace(".", " ").split()]
    why = weakness(password, own)
    if why is None and _is_listed(_same(password), path_of(ws, LIST)):
        why = "it is known to those who guess: it stands in a list of passwords that were taken from others"
    if why is not None:
        remedy = f"Take {SHORTEST} signs or more, such as four words that have nothing to do with each other."
        raise Refused("weak-password", f"that password is not taken: {why}", remedy=remedy)


def _is_listed(password: str, file: Path) -> bool:
    """Whether it is a line of the file, as it is or in lower case. Such a file may be larger than the memory."""
    if not file.exists() or file.stat().st_size == 0:
        return False
    with file.open("rb") as opened, mmap(opened.fileno(), 0, access=ACCESS_READ) as lines:
        return any(_is_line(one.encode(), lines) for one in {password, password.lower()})


def _is_line(wanted: bytes, lines: mmap) -> bool:
    at = lines.find(wanted)
    while at >= 0:
        before, after = lines[max(at - 1, 0) : at], lines[at + len(wanted) : at + len(wanted) + 1]
        if before in _ENDS and after in _ENDS:
            return True
        at = lines.find(wanted, at + 1)
    return False


def hashed(password: str) -> str:
    with _turn():
        return _hasher().hash(_same(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether this is the password. Where there is none, the answer takes as long."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with _turn():
        try:
            return _hasher().verify(kept or _nobodys(), _same(password)) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_dated(kept: str) -> bool:
    """Whether it was hashed otherwise than it would be today."""
    return _hasher().check_needs_rehash(kept)


def _same(password: str) -> str:
    """One keyboard writes ü as one sign, another as two."""
    return normalize("NFC", password)


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=_ROUNDS, memory_cost=_MEMORY, parallelism=1)


@cache
def _nobodys() -> str:
    """What is compared with where nobody is there: nothing fits it."""
    from secrets import token_hex

    return _hasher().hash(token_hex(32))


@cache
def _places() -> tuple[BoundedSemaphore, BoundedSemaphore]:
    return BoundedSemaphore(_AT_ONCE + _WAITING), BoundedSemaphore(_AT_ONCE)


@contextmanager
def _turn() -> Iterator[None]:
    inside, working = _places()
    if not inside.acquire(blocking=False):
        raise TooMany("too many people sign in at this moment", 5)
    try:
        with working:
            yield
    finally:
        inside.release()
