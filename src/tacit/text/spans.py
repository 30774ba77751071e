"""Spells time: spans and clocks, hours and days of work, absences, zones, holidays, instants."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import cast, get_args

from tacit.errors import Malformed
from tacit.model.clock import Clock, Span, Unit
from tacit.model.people import Focus
from tacit.text.phrases import listed

_UNITS: dict[str, Unit] = {
    spelling: unit for unit in cast("tuple[Unit, ...]", get_args(Unit)) for spelling in (unit, unit.removesuffix("s"))
}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_SPAN = re.compile(r"([0-9]{1,6})\s+([a-z]+(?:\s+[a-z]+)?)")
_CLOCK = re.compile(r"(before|after)\s+([^\W\d][\w.-]*)\s+(.+)")
_BY = re.compile(r"by\s+([^\W\d][\w.-]*)")
_HOURS = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*[-–]\s*([0-9]{1,2}):([0-9]{2})")
_WALL = re.compile(r"([0-9]{1,2}):([0-9]{2})")
_DAY = r"([0-9]{4}-[0-9]{2}-[0-9]{2})"
_ONE_DAY = re.compile(_DAY)
_AWAY = re.compile(rf"{_DAY}(?:\s*\.\.\s*{_DAY})?")
_INSTANT = re.compile(rf"{_DAY}[T ]([0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?)(?:\.[0-9]+)?(Z|[+-][0-9]{{2}}:?[0-9]{{2}})")
_COUNTRY = re.compile(r"[A-Z]{2,3}")

# Far enough for any promise; near enough that no calendar arithmetic leaves the years that Python knows.
_FIRST_YEAR, _LAST_YEAR = 1970, 2999
_OUT_OF_REACH = f": the year is not between {_FIRST_YEAR} and {_LAST_YEAR}"


def read_span(text: str) -> Span:
    """Read `30 minutes`, `8 working hours`, `1 workday`."""
    found = _SPAN.fullmatch(text.strip())
    unit = found and _UNITS.get(" ".join(found[2].split()))
    if not found or not unit:
        raise Malformed(
            "clock",
            f"{_quoted(text)} is not a span of time",
            remedy=f"Write a whole number of at most six digits and a unit: {listed(get_args(Unit))}.",
        )
    return Span(int(found[1]), unit)


def is_span(text: str) -> bool:
    found = _SPAN.fullmatch(text.strip())
    return found is not None and " ".join(found[2].split()) in _UNITS


def read_clock(text: str) -> Clock:
    """Read a span, or `before FIELD SPAN`, `after FIELD SPAN` and `by FIELD`."""
    at = _BY.fullmatch(text.strip())
    if at is not None:
        return Clock(Span(0, "minutes"), "by", at[1])
    found = _CLOCK.fullmatch(text.strip())
    try:
        if found is None:
            return Clock(read_span(text))
        return Clock(read_span(found[3]), "before" if found[1] == "before" else "after", found[2])
    except Malformed:
        raise Malformed(
            "clock",
            f"{_quoted(text)} is not a clock",
            remedy="Write SPAN, `before FIELD SPAN`, `after FIELD SPAN` or `by FIELD`; a SPAN is a whole number and a "
            f"unit: {listed(get_args(Unit))}. Examples: `8 working hours`, `before at 24 hours`.",
        ) from None


def read_hours(text: str) -> tuple[time, time]:
    """Read `09:00-17:30`. An end that is not after the start lies on the next day; 24:00 is the next midnight."""
    found = _HOURS.fullmatch(text.strip())
    if found:
        start, end = (int(found[1]), int(found[2])), (int(found[3]), int(found[4]))
        if end == (24, 0):
            end = (0, 0)
        if max(start[0], end[0]) < 24 and max(start[1], end[1]) < 60:
            return time(*start), time(*end)
    raise Malformed(
        "hours",
        f"{_quoted(text)} does not say from when to when somebody works",
        remedy="Write a start and an end on a clock of 24 hours: 09:00-17:30; a night shift: 22:00-06:00.",
    )


def write_hours(start: time, end: time) -> str:
    return f"{start:%H:%M}-{'24:00' if end == time(0) else format(end, '%H:%M')}"


def read_wall(text: str) -> time:
    """Read `09:00`: a time of the day."""
    found = _WALL.fullmatch(text.strip())
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return time(int(found[1]), int(found[2]))
    raise Malformed(
        "hours", f"{_quoted(text)} is not a time of the day", remedy="Write it on a clock of 24 hours: 09:00, 16:30."
    )


def read_focus(text: str) -> Focus:
    """Read `Mon-Fri 09:00-11:00`; without days it is every day of the week. A block ends on the day it begins on."""
    days, _, hours = text.strip().rpartition(" ")
    try:
        start, end = read_hours(hours)
        if start < end:
            return Focus(read_days(days) if days.strip() else frozenset(range(7)), start, end)
    except Malformed:
        pass
    raise Malformed(
        "focus",
        f"{_quoted(text)} is no block of focus",
        remedy="Write days and hours, the end behind the start: Mon-Fri 09:00-11:00, or Tue 13:00-15:00.",
    )


def write_focus(block: Focus) -> str:
    return f"{write_days(block.days)} {write_hours(block.start, block.end)}"


def read_days(text: str) -> frozenset[int]:
    """Read days of the week, `Mon-Fri` or `Mon,Wed,Fri`: Monday is 0. A range may run over the end of the week."""
    days: set[int] = set()
    for item in text.split(","):
        ends = [_day_number(word, text) for word in re.split(r"[-–]", item, maxsplit=1)]
        first, length = ends[0], (ends[-1] - ends[0]) % 7
        days.update((first + step) % 7 for step in range(length + 1))
    return frozenset(days)


def _day_number(word: str, text: str) -> int:
    lowered = word.strip().lower()
    for number, name in enumerate(_DAY_NAMES):
        if lowered in (name, name[:3]):
            return number
    raise Malformed(
        "days",
        f"{_quoted(text)} does not say on which days somebody works",
        remedy=f"Write a range or a list of {listed(_DAYS)}: Mon-Fri, Sun-Thu or Mon,Wed,Fri.",
    )


def write_days(days: Iterable[int]) -> str:
    """Write three or more days in a row as a range, also over the end of the week."""
    kept = frozenset(days)
    if len(kept) == 7:
        return "Mon-Sun"
    items: dict[int, str] = {}
    for first in (day for day in kept if (day - 1) % 7 not in kept):
        run = [first]
        while (run[-1] + 1) % 7 in kept:
            run.append((run[-1] + 1) % 7)
        if len(run) > 2:
            items[first] = f"{_DAYS[first]}-{_DAYS[run[-1]]}"
        else:
            items.update({day: _DAYS[day] for day in run})
    return ",".join(items[day] for day in sorted(items))


def read_away(text: str) -> tuple[date, date]:
    """Read `2026-07-01..2026-07-14`, or one day: the first and the last day, both included."""
    found = _AWAY.fullmatch(text.strip())
    if found:
        try:
            first = date.fromisoformat(found[1])
            last = date.fromisoformat(found[2] or found[1])
        except ValueError as fault:
            raise _not_away(text, f": {fault}") from None
        if first <= last:
            return first, last
        raise _not_away(text, ": it ends before it begins")
    raise _not_away(text, "")


def _not_away(text: str, why: str) -> Malformed:
    return Malformed(
        "away",
        f"{_quoted(text)} is not an absence{why}",
        remedy="Write the first and the last day, 2026-07-01..2026-07-14, or a single day, 2026-07-01.",
    )


def write_away(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}"


def zone_data(path: str) -> bytes:
    """A file of the package tzdata.

    Not through zoneinfo, which prefers the tables of the system (they differ from one machine to the next) and takes
    five times as long to find the others.
    """
    import pkgutil

    data = pkgutil.get_data("tzdata", path)
    if data is None:
        raise FileNotFoundError(f"tzdata/{path}")
    return data


@lru_cache(maxsize=1)
def zone_names() -> frozenset[str]:
    return frozenset(zone_data("zones").decode("ascii").split())


def read_zone(text: str) -> str:
    """Read the name of a time zone as IANA spells it: `Europe/Berlin`, `UTC`."""
    name = text.strip()
    if name in zone_names():
        return name
    wanted = name.replace(" ", "_")
    places = {full.rpartition("/")[2]: full for full in sorted(zone_names())}
    near = _near(wanted, {full: full for full in zone_names()}) or _near(wanted, places)
    raise Malformed(
        "zone",
        f"{_quoted(text)} is not a time zone",
        remedy=f"Write {listed(near, 'or')}." if near else "Write a name such as Europe/Berlin, Asia/Tokyo or UTC.",
    )


@lru_cache(maxsize=256)
def read_holidays(text: str) -> str:
    """Read whose holidays stop a clock: a country, or country-subdivision (`DE`, `DE-BY`); empty for nobody's."""
    code = text.strip()
    if not code:
        return ""
    country, _, subdivision = code.partition("-")
    if _COUNTRY.fullmatch(country) and code != f"{country}-":
        import holidays

        try:
            found = holidays.country_holidays(country, subdiv=subdivision or None)
        except (NotImplementedError, AttributeError):
            found = None
        if getattr(found, "country", None):  # markets have holidays too, and are no country
            return code
    raise Malformed("holidays", f"no holidays are known for {_quoted(text)}", remedy=_near_holidays(code))


def _near_holidays(code: str) -> str:
    import holidays

    countries = holidays.list_supported_countries()
    country, _, subdivision = code.upper().partition("-")
    if country in countries and subdivision:
        choices = sorted(str(part) for part in countries[country])
        near = _near(subdivision, {part: f"{country}-{part}" for part in choices})
        parts = f", or one of its parts: {country}-{f', {country}-'.join(choices)}" if choices else "; it has no parts"
        return f"Write {listed(near, 'or')}." if near else f"Write {country} for the whole country{parts}."
    near = _near(country, {known: known for known in countries})
    return f"Write {listed(near, 'or')}." if near else "Write a country, or country-subdivision: DE, DE-BY."


def read_day(text: str) -> date:
    """Read a day: `2026-03-03`."""
    found = _ONE_DAY.fullmatch(text.strip())
    try:
        if found and in_reach(int(text.strip()[:4])):
            return date.fromisoformat(found[1])
        why = "" if found is None else _OUT_OF_REACH
    except ValueError as fault:
        why = f": {fault}"
    raise Malformed("date", f"{_quoted(text)} is not a date{why}", remedy="Write year, month and day: 2026-02-28.")


def in_reach(year: int) -> bool:
    """Whether calendar arithmetic from this year stays within those that Python knows."""
    return _FIRST_YEAR <= year <= _LAST_YEAR


def read_instant(text: str) -> datetime:
    """Read an ISO 8601 time with its offset, as UTC. Times are kept to the second: a fraction is dropped."""
    found = _INSTANT.fullmatch(text.strip())
    try:
        if found and in_reach(int(found[1][:4])):
            return datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3]}").astimezone(UTC)
        why = "" if found is None else _OUT_OF_REACH
    except ValueError as fault:
        why = f": {fault}"
    raise Malformed(
        "time",
        f"{_quoted(text)} is not a time{why}",
        remedy="Write the day, the time and the offset from UTC: 2026-03-03T09:00:00+01:00 or 2026-03-03T08:00:00Z.",
    )


def write_instant(at: datetime) -> str:
    """Write in UTC, to the second: `2026-03-03T08:00:00Z`."""
    return whole_second(at).replace(tzinfo=None).isoformat() + "Z"


def whole_second(at: datetime) -> datetime:
    """The instant in UTC as it is written: without a fraction of a second."""
    at = in_utc(at)
    return at.replace(microsecond=0) if at.microsecond else at


def in_utc(at: datetime) -> datetime:
    if at.tzinfo is UTC:
        return at
    if at.tzinfo is None:  # Python would take the zone of the machine
        raise ValueError("a time without a zone is no instant")
    return at.astimezone(UTC)


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:59] + "…")


def _near(word: str, choices: dict[str, str]) -> list[str]:
    """What `choices` holds under keys that look like the word, best first, case aside."""
    from difflib import get_close_matches

    lowered: dict[str, str] = {}
    for key in sorted(choices):
        lowered.setdefault(key.lower(), choices[key])
    if word.lower() in lowered:
        return [lowered[word.lower()]]
    return [lowered[key] for key in get_close_matches(word.lower(), lowered, n=3, cutoff=0.7)]
