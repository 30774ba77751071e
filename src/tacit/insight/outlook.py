"""What somebody's hours come to: for looking at, nothing is decided by it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tacit.errors import Refused
from tacit.insight.attendance import absence_on
from tacit.model.clock import Span
from tacit.model.people import Person
from tacit.rules.calendar import Interval, day_of, is_workday, time_on
from tacit.rules.clocks import due

ASKED = (Span(8, "working hours"), Span(1, "workdays"))
_AHEAD = 60  # days that are looked at


@dataclass(frozen=True, slots=True)
class Outlook:
    """`answers` are when what is asked now is due, as much time as each of `ASKED` gives; None where that is never."""

    answers: tuple[datetime | None, ...]
    digest: datetime | None  # the next one
    focus: Interval | None  # the one that runs, else the next
    day_off: date | None  # the next holiday on what would be a workday


def outlook(person: Person, now: datetime) -> Outlook:
    today = day_of(now, person.hours.zone)
    days = [today + timedelta(days=ahead) for ahead in range(_AHEAD)]
    worked = [day for day in days if is_workday(day, person.hours) and absence_on(person, day) is None]
    digests = (time_on(day, wall, person.hours.zone) for day in worked for wall in person.digest)
    holidays = (day for day in days if day.weekday() in person.hours.days and not is_workday(day, person.hours))
    return Outlook(
        answers=tuple(_due(span, person, now) for span in ASKED),
        digest=next((at for at in digests if at > now), None),
        focus=next((block for block in _blocks(person, worked) if block[1] > now), None),
        day_off=next(holidays, None),
    )


def _due(span: Span, person: Person, now: datetime) -> datetime | None:
    try:
        return due(span, now, [person.hours])
    except Refused:
        return None


def _blocks(person: Person, days: list[date]) -> Iterator[Interval]:
    zone = person.hours.zone
    for day in days:
        today = [block for block in person.focus if day.weekday() in block.days]
        for block in sorted(today, key=lambda each: each.start):
            yield time_on(day, block.start, zone), time_on(day, block.end, zone)
