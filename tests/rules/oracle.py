"""Working time, found the slow way: read every clock at every minute.

Shares nothing with `tacit.rules`: no arithmetic on offsets, only what a clock on the wall shows at each minute of UTC,
and counting. A time that clocks show twice begins a shift the first time and ends it the last time; one that they leave
out is taken as the next one that they show.
"""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from itertools import compress
from operator import ne, or_
from zoneinfo import ZoneInfo

import holidays

from tacit.model.people import Hours

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
MARGIN = timedelta(days=3)  # what lies outside the window may still reach into it

Span = tuple[datetime, datetime]


@cache
def clock_of(name: str) -> ZoneInfo:
    file = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    with file.open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


def is_workday(day: date, hours: Hours) -> bool:
    if day.weekday() not in hours.days:
        return False
    country, _, part = hours.holidays.partition("-")
    return not country or day not in holidays.country_holidays(country, subdiv=part or None, years=day.year)


class Wall:
    """What the clocks of a zone show at each minute between two instants, and some way around them."""

    def __init__(self, zone: str, start: datetime, end: datetime) -> None:
        self.start, self.end = start, end
        self.begin = start - MARGIN
        clock = clock_of(zone)
        length = int((end + MARGIN - self.begin) / MINUTE)
        zero = int(self.begin.timestamp())
        self.shown = [
            datetime.fromtimestamp(zero + 60 * minute, clock).replace(tzinfo=None) for minute in range(length)
        ]
        self.last = {shown: minute for minute, shown in enumerate(self.shown)}
        self.first = {
            shown: minute for minute, shown in zip(range(length - 1, -1, -1), reversed(self.shown), strict=True)
        }
        days = sorted({shown.date() for shown in self.first})
        self.days = days[1:-2]  # those whose shifts lie whole within what was read

    def first_showing(self, wall: datetime) -> int:
        while wall not in self.first:
            wall += MINUTE
        return self.first[wall]

    def last_showing(self, wall: datetime) -> int:
        while wall not in self.last:
            wall += MINUTE
            if wall in self.last:
                return self.first[wall]  # the first instant after the gap
        return self.last[wall]

    def working(self, hours: Hours) -> "Minutes":
        minutes = bytearray(len(self.shown))
        for day in self.days:
            if is_workday(day, hours):
                until = day if hours.start < hours.end else day + DAY
                begin = self.first_showing(datetime.combine(day, hours.start))
                for minute in range(begin, self.last_showing(datetime.combine(until, hours.end))):
                    minutes[minute] = 1
        return Minutes(self, minutes)

    def open(self, hours: Hours) -> "Minutes":
        minutes = bytearray(len(self.shown))
        today = self.shown[0].date()
        open_now = is_workday(today, hours)
        for minute, shown in enumerate(self.shown):
            if shown.date() > today:  # a day that has begun does not begin again
                today = shown.date()
                open_now = is_workday(today, hours)
            minutes[minute] = open_now
        return Minutes(self, minutes)


class Minutes:
    """The minutes at which a clock runs."""

    def __init__(self, wall: Wall, runs: bytearray) -> None:
        self.wall = wall
        self.runs = runs
        self.running = list(compress(range(len(runs)), runs))

    def __or__(self, other: "Minutes") -> "Minutes":
        return Minutes(self.wall, bytearray(map(or_, self.runs, other.runs)))

    def at(self, minute: int) -> datetime:
        return self.wall.begin + minute * MINUTE

    def minute(self, at: datetime) -> int:
        return int((at - self.wall.begin) / MINUTE)

    def spans(self) -> list[Span]:
        """Where the clock runs, between the two instants that were asked for."""
        low, high = self.minute(self.wall.start), self.minute(self.wall.end)
        edges = [low] if self.runs[low] else []
        differ = map(ne, self.runs[low : high - 1], self.runs[low + 1 : high])
        edges += compress(range(low + 1, high), differ)
        edges += [high] if len(edges) % 2 else []
        return [(self.at(begin), self.at(end)) for begin, end in zip(edges[::2], edges[1::2], strict=True)]

    def due(self, start: datetime, minutes: int) -> datetime | None:
        """The end of the last of so many running minutes; None where they do not fit before the end."""
        position = bisect_left(self.running, self.minute(start)) + minutes - 1
        if position >= len(self.running) or self.running[position] >= self.minute(self.wall.end):
            return None
        return self.at(self.running[position] + 1)

    def before(self, end: datetime, minutes: int) -> datetime | None:
        """The begin of the first of so many running minutes before the end."""
        position = bisect_left(self.running, self.minute(end)) - minutes
        if position < 0 or self.running[position] < self.minute(self.wall.start):
            return None
        return self.at(self.running[position])

    def between(self, start: datetime, end: datetime) -> timedelta:
        low, high = self.minute(start), self.minute(end)
        return (bisect_left(self.running, high) - bisect_left(self.running, low)) * MINUTE


def changes_of_clocks(zone: str, first_year: int, last_year: int) -> list[datetime]:
    """Each minute at which the clocks of a zone are changed, found by looking at them once a day, then closer."""
    clock = clock_of(zone)
    found = []
    day, end = datetime(first_year, 1, 1, tzinfo=UTC), datetime(last_year + 1, 1, 1, tzinfo=UTC)
    before = day.astimezone(clock).utcoffset()
    while day < end:
        after = (day + DAY).astimezone(clock).utcoffset()
        if after != before:
            minute = bisect_left(
                range(24 * 60), True, key=lambda ahead, day=day, old=before: offset(clock, day + ahead * MINUTE) != old
            )
            found.append(day + minute * MINUTE)
        day, before = day + DAY, after
    return found


def offset(clock: ZoneInfo, at: datetime) -> timedelta | None:
    return at.astimezone(clock).utcoffset()


def nine_to_five(zone: str) -> Hours:
    return Hours(zone, time(9), time(17))
