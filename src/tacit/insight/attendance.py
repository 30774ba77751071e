"""When people are at work, and when they are back: for looking at, nothing is decided by it.

An absence takes whole shifts out: that of a day belongs to it though it ends after midnight.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from tacit.model.people import Person
from tacit.rules.calendar import DAY, Interval, day_of, merge, shift_of
from tacit.rules.slots import MORNING, NIGHT

_AROUND = 2 * DAY  # the day of one zone and that of another are never further apart
_EVERY_DAY = frozenset(range(7))
_AHEAD = 400  # days that are looked at for the next shift


@dataclass(frozen=True, slots=True)
class Attendance:
    """`until` is the end of the shift that runs, `back` the beginning of the next one where none does; None where there
    is none within a year. `absence` is that of today, or of the next days on which they would have worked."""

    until: datetime | None = None
    back: datetime | None = None
    absence: tuple[date, date] | None = None


def spans(person: Person, start: datetime, end: datetime) -> tuple[tuple[Interval, ...], tuple[Interval, ...]]:
    """Where they work between two instants, and where they would if they were not away."""
    at_work: list[Interval] = []
    missing: list[Interval] = []
    for day in _days(start, end):
        shift = shift_of(day, person.hours)
        if shift is not None and _touches(shift, start, end):
            part = max(shift[0], start), min(shift[1], end)
            (missing if absence_on(person, day) else at_work).append(part)
    return tuple(merge(at_work)), tuple(merge(missing))


def nights(person: Person, start: datetime, end: datetime) -> tuple[Interval, ...]:
    """Where it is night for them between two instants: then nobody meets, whatever their hours are."""
    hours = replace(person.hours, start=NIGHT, end=MORNING, days=_EVERY_DAY, holidays="")
    found = (shift_of(day, hours) for day in _days(start, end))
    return tuple((max(night[0], start), min(night[1], end)) for night in found if night and _touches(night, start, end))


def absence_between(person: Person, start: datetime, end: datetime) -> tuple[date, date] | None:
    """The first absence that takes a shift out between two instants."""
    for day in _days(start, end):
        shift, absence = shift_of(day, person.hours), absence_on(person, day)
        if shift is not None and absence is not None and _touches(shift, start, end):
            return absence
    return None


def attendance(person: Person, now: datetime) -> Attendance:
    """How it is with them at this moment."""
    today = day_of(now, person.hours.zone)
    missed = None
    for day in (today + timedelta(days=ahead) for ahead in range(-1, _AHEAD)):
        shift = shift_of(day, person.hours)
        if shift is None or shift[1] <= now:
            continue
        absence = absence_on(person, day)
        if absence is not None:
            missed = missed or absence
        elif shift[0] <= now:
            return Attendance(until=shift[1], absence=missed)
        else:
            return Attendance(back=shift[0], absence=missed)
    return Attendance(absence=missed)


def absence_on(person: Person, day: date) -> tuple[date, date] | None:
    """The first and the last day of the absence that this day of theirs lies in."""
    return next(((first, last) for first, last in person.away if first <= day <= last), None)


def _touches(one: Interval, start: datetime, end: datetime) -> bool:
    return one[0] < end and start < one[1]


def _days(start: datetime, end: datetime) -> Iterator[date]:
    day, last = (start - _AROUND).date(), (end + DAY).date()
    while day <= last:
        yield day
        day += DAY
