"""What happened to records, as read from commits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FileChange:
    """One path between two trees; a blob of None means that the file is not there on that side."""

    path: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Commit:
    id: str
    parents: tuple[str, ...]
    name: str
    email: str
    at: datetime  # author date
    message: str
    trailers: Mapping[str, str]
    changes: tuple[FileChange, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Transition:
    """One act on a record as history tells it; `irregular` says why no allowed act explains the change."""

    record: str
    commit: str
    at: datetime
    person: str  # handle, or the author's name where people have no records
    act: str  # "" where nothing explains the change
    source: str  # state before
    target: str  # state after
    by_hand: bool
    irregular: str = ""
    fault: str = ""  # the rule of `check` that reports it: own-section or irregular
    party: str = ""
    began: tuple[str, ...] = ()  # the promises that it started


@dataclass(frozen=True, slots=True)
class Began:
    """How a promise began, as history tells it, and what Tacit has done about it since."""

    at: datetime
    by_hand: bool = False
    done: frozenset[str] = frozenset()  # acts of Tacit since then
    commit: str = ""


Story = Mapping[str, Began]  # promise → how it began
