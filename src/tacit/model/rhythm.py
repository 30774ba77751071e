"""Turns of rhythms: what comes round by itself."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Window:
    """One period of a rhythm as one calendar has it. What are no days are instants."""

    period: str  # as the record that keeps it says: 2026-03-03, 2026-W10, 2026-03
    first: date
    last: date
    begins: datetime  # the first working hour of the period: who was not there by then is not asked for it
    opens: datetime  # the day on which it is asked for begins where they are
    since: datetime  # their working hours begin
    due: datetime
    ends: datetime  # from here on it is missed, not owed


@dataclass(frozen=True, slots=True)
class Reminder:
    stage: int  # per cent of the window
    at: datetime
    until: datetime  # from here on it is too late for it


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person owes for one period: a record of a kind."""

    kind: str
    act: str  # that makes the record
    person: str
    window: Window
    since: datetime
    records: tuple[str, ...]  # those that it comes round for, the oldest first
    title: str  # of the first one
    owed_to: tuple[str, ...]
    reminders: tuple[Reminder, ...]
    # What the record that keeps it says: in each of these fields one of these values. Where no field of the kind says
    # of which period it is, its own day does.
    keys: tuple[tuple[str, tuple[str, ...]], ...]
    by_day: bool
