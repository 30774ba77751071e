"""What the index answers with."""

from typing import NamedTuple


class Found(NamedTuple):
    """A record, as a list shows it."""

    id: str
    kind: str
    path: str
    status: str
    title: str
    fields: str  # JSON
    created: str | None
    updated: str | None
    due: str | None
    url: str
    broken: str | None  # JSON


class Standing(NamedTuple):
    """A file and its version."""

    path: str
    version: str


class Hit(NamedTuple):
    """A record that holds the words searched for."""

    id: str
    kind: str
    title: str
    status: str
    url: str
    path: str
    version: str


class Promised(NamedTuple):
    """A promise as one party owes it."""

    promise: str
    record: str
    kind: str
    title: str
    party: str
    since: str | None
    due: str | None
    kept_by: str  # JSON
    silence: str
    remind: str  # JSON
    by_hand: int
    due_field: str
    doc: int


class Load(NamedTuple):
    """How much a party owes on records of one kind."""

    party: str
    kind: str
    promises: int
    late: int


class Turned(NamedTuple):
    """A turn of a rhythm that is owed, or was until a record came that keeps it."""

    turn: int
    kind: str
    period: str
    person: str
    record: str
    title: str
    since: str
    due: str
    kept_by: str  # JSON
    waiting: str  # JSON
    kept: str | None = None  # the id of the record
