"""Passwords: which are taken, and how they are kept and compared, dear to whoever guesses and bounded for the server.

A hash takes 19 MiB and some 30 ms of a processor. Two are made at once, few wait for that, and more are sent away:
whoever floods the door costs the others a try, and not the server.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING
from unicodedata import normalize

from tacit.errors import Refused, TooMany
from tacit.rules.passwords import SHORTEST, weakness
from tacit.work.snapshot import Snapshot

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_AT_ONCE = 2
_WAITING = 8
_MEMORY = 19 * 1024  # KiB
_ROUNDS = 2


def need_good(password: str, person: str, known: Snapshot) -> None:
    """Refuses what is guessed among the first."""
    who = known.people.get(person)
    own = [person, known.settings.name]
    if who is not None:
        own += [*who.name.split(), *who.email.replace("@", " ").replace(".", " ").split()]
    why = weakness(password, own)
    if why is not None:
        remedy = f"Take {SHORTEST} signs or more, such as four words that have nothing to do with each other."
        raise Refused("weak-password", f"that password is not taken: {why}", remedy=remedy)


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
