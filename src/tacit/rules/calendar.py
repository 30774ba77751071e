"""When somebody works: shifts and local days as intervals of UTC.

Wall time becomes an instant in one place (`_instant`): a time in the gap of a change of clocks is the first instant
after it; a time in the fold is the first of the two where something starts and the last of the two where it ends.
Everything else is arithmetic in UTC. Absences are not asked here: they stop no clock.
"""

import warnings
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from heapq import merge as in_order
from typing import TYPE_CHECKING

from tacit.errors import Refused
from tacit.model.people import Hours, Person
from tacit.text.spans import in_utc, read_holidays, read_zone, zone_data

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Interval = tuple[datetime, datetime]  # in UTC; the end is not part of it

DAY = timedelta(days=1)
LONGEST = timedelta(days=3653)  # ten years: no window is longer, and no search for a day of work goes further


@lru_cache(maxsize=1024)
def zone(name: str) -> "ZoneInfo":
    """The time zone as the package tzdata knows it, whatever the system says of it."""
    from io import BytesIO
    from zoneinfo import ZoneInfo

    name = read_zone(name)
    return ZoneInfo.from_file(BytesIO(zone_data(f"zoneinfo/{name}")), key=name)


def working_spans(hours: Hours, start: datetime, end: datetime) -> Iterator[Interval]:
    """Where they work between two instants. A shift over midnight belongs to the day on which it begins."""
    return merge(_daily(_shift, hours, start, end))


def open_spans(hours: Hours, start: datetime, end: datetime) -> Iterator[Interval]:
    """Their workdays between two instants: whole local days, from midnight to midnight."""
    return merge(_daily(_open_day, hours, start, end))


def merge(*spans: Iterable[Interval]) -> Iterator[Interval]:
    """The union of intervals, each source in order: a team's clock runs while any of its members works."""
    source = iter(spans[0] if len(spans) == 1 else in_order(*spans))
    begin, finish = next(source, (None, None))
    if begin is None or finish is None:
        return
    for next_begin, next_finish in source:
        if next_begin > finish:
            yield begin, finish
            begin, finish = next_begin, next_finish
        elif next_finish > finish:
            finish = next_finish
    yield begin, finish


def day_of(at: datetime, zone_name: str) -> date:
    """The day on which an instant falls there."""
    return in_utc(at).astimezone(zone(zone_name)).date()


def start_of_day(day: date, zone_name: str) -> datetime:
    return _instant(datetime.combine(day, time()), zone(zone_name), last=False)


def end_of_day(day: date, zone_name: str) -> datetime:
    """The first instant of the next day there."""
    return start_of_day(day + DAY, zone_name)


def shift_of(day: date, hours: Hours) -> Interval | None:
    """The shift that begins on that day; None on a day off."""
    return _shift(hours, day)


def time_on(day: date, wall: time, zone_name: str) -> datetime:
    """When clocks there show that time on that day; the last of two such instants, for something ends then."""
    return _instant(datetime.combine(day, wall), zone(zone_name), last=True)


def is_workday(day: date, hours: Hours) -> bool:
    return day.weekday() in hours.days and not (hours.holidays and day in _holidays(hours.holidays, day.year))


def away(person: Person, start: datetime, end: datetime) -> bool:
    """Whether they are away all through the window, so that they cannot have been told.

    What counts are the shifts that the window touches; where it touches none, every day of it.
    """
    if not person.away:
        return False
    start, end = in_utc(start), in_utc(end)
    days = [day for day in _days_around(start, end) if _touches(_shift(person.hours, day), start, end)]
    if not days:
        first = day_of(start, person.hours.zone)
        last = day_of(max(start, end - timedelta(microseconds=1)), person.hours.zone)
        days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    return all(any(first <= day <= last for first, last in person.away) for day in days)


def never() -> Refused:
    return Refused(
        "no-working-time",
        "within ten years nobody of those asked works long enough for this",
        remedy="Check their days, hours and holidays, or choose a shorter time.",
    )


def _days_around(start: datetime, end: datetime) -> Iterator[date]:
    """Every local day, of any zone, on which a shift may begin that touches the window."""
    day, last = start.date() - 2 * DAY, end.date() + DAY
    while day <= last:
        yield day
        day += DAY


def _daily(
    of_day: Callable[[Hours, date], Interval | None], hours: Hours, start: datetime, end: datetime
) -> Iterator[Interval]:
    """What each day gives, cut to the window."""
    start, end = in_utc(start), in_utc(end)
    if not hours.days:
        return
    for day in _days_around(start, end):
        span = of_day(hours, day)
        if span is not None and _touches(span, start, end):
            yield max(span[0], start), min(span[1], end)


def _touches(span: Interval | None, start: datetime, end: datetime) -> bool:
    return span is not None and span[0] < end and start < span[1]


# An index asks for the same days again and again: ten years of four calendars, or a year of forty, fit.
@lru_cache(maxsize=16384)
def _shift(hours: Hours, day: date) -> Interval | None:
    if _open_day(hours, day) is None:
        return None
    there = zone(hours.zone)
    last_day = day if hours.start < hours.end else day + DAY
    begin = _instant(datetime.combine(day, hours.start), there, last=False)
    finish = _instant(datetime.combine(last_day, hours.end), there, last=True)
    return (begin, finish) if begin < finish else None


@lru_cache(maxsize=16384)
def _open_day(hours: Hours, day: date) -> Interval | None:
    if not is_workday(day, hours):
        return None
    begin, finish = start_of_day(day, hours.zone), end_of_day(day, hours.zone)
    return (begin, finish) if begin < finish else None  # none where the zone left the day out


def _instant(wall: datetime, there: "ZoneInfo", *, last: bool) -> datetime:
    """The instant at which clocks there show that time; see the head of this module for gap and fold."""
    first, second = (wall.replace(tzinfo=there, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return second if last else first
    # In the gap zoneinfo answers with one instant on each side of it; the change lies between the two.
    seconds = range(int((first - second).total_seconds()))
    return second + timedelta(
        seconds=bisect_left(
            seconds,
            wall,
            key=lambda ahead: (second + timedelta(seconds=ahead)).astimezone(there).replace(tzinfo=None),
        )
    )


@lru_cache(maxsize=512)
def _holidays(code: str, year: int) -> frozenset[date]:
    import holidays

    country, _, subdivision = read_holidays(code).partition("-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of feasts by the moon it says outside of which years it knows none
        return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))
