"""Who calls a server, and what calling something needs."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

Role = Literal["admin", "member", "guest"]
Scope = Literal["read", "act", "admin"]


class Need(Enum):
    """Anyone; who may read; who may act; who administers; a person signed in, for what is their own."""

    PUBLIC = "public"
    READ = "read"
    ACT = "act"
    ADMIN = "admin"
    OWN = "own"  # never with a token: what tokens are made with


@dataclass(frozen=True, slots=True)
class Who:
    """Who was recognised. Nobody in particular has no role, and may only what needs nothing."""

    person: str | None = None  # a handle; None also for who sits at the machine and has no record
    role: Role | None = None
    scopes: frozenset[Scope] | None = None  # of a token; None where a person is signed in
    session: str = ""  # which session of theirs, as the list of sessions names it
    at_the_machine: bool = False  # on loopback, while no account exists


NOBODY = Who()
