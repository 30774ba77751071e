"""Promises, findings, and what rules answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Promise:
    """Who owes whom what, by when, and what silence does. Derived, never typed in."""

    name: str
    record: str
    kind: str
    title: str
    party: str
    who: tuple[str, ...]  # persons who may keep it
    owed_to: tuple[str, ...]  # parties who wait
    since: datetime | None
    due: datetime | None
    kept_by: tuple[str, ...]
    silence: tuple[str, ...]
    remind: tuple[int, ...] = ()
    by_hand: bool = False  # begun by an edit by hand: its silence waits for a due time that tick writes
    due_field: str = "due"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a file, where, and what would mend it."""

    path: str
    line: int
    rule: str
    severity: Literal["error", "warning"]
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act may not be done now, and what would help."""

    code: str
    reason: str
    remedy: str = ""
