"""Times as people read them: in their own zone, and as a distance from now."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Literal

Urgency = Literal["late", "soon", ""]

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_SOON = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Clock:
    """The reader's now, and where they read it."""

    now: datetime
    zone: tzinfo

    def local(self, at: str) -> datetime:
        return datetime.fromisoformat(at).astimezone(self.zone)

    def wall(self, at: str) -> str:
        """`Tue 3 Mar 10:00`, with the year where it is another one."""
        return _wall(at, self.zone, self.now.astimezone(self.zone).year)

    def day(self, at: str) -> str:
        local = self.local(at)
        return f"{local.date().isoformat()} {local:%H:%M}"

    def distance(self, at: str) -> str:
        """`in 3 h`, `2 d late`."""
        return self.until(at)[0]

    def until(self, at: str) -> tuple[str, Urgency]:
        """The distance, and how near that is."""
        left = datetime.fromisoformat(at) - self.now
        if abs(left) < _MINUTE:
            return "now", "soon"
        if left < timedelta():
            return f"{_amount(-left)} late", "late"
        return f"in {_amount(left)}", "soon" if left <= _SOON else ""

    def shelf(self, due: str | None, late: bool) -> str:
        """Under which heading of the inbox a promise stands."""
        if late:
            return "Late"
        if due is None:
            return "Without a time"
        day, today = self.local(due).date(), self.now.astimezone(self.zone).date()
        if day <= today:
            return "Today"
        return "This week" if day <= today + timedelta(days=6 - today.weekday()) else "Later"


@lru_cache(maxsize=16384)
def _wall(at: str, zone: tzinfo, this_year: int) -> str:
    local = datetime.fromisoformat(at).astimezone(zone)
    year = "" if local.year == this_year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year} {local:%H:%M}"


def period(written: str) -> str:
    """Which turn of a rhythm it is: `2026-03-13`, `2026-W11` and `2026-03` as one says them."""
    year, _, rest = written.partition("-")
    try:
        if rest.startswith("W"):
            return f"week {int(rest[1:])}"
        if "-" in rest:
            day = date.fromisoformat(written)
            return f"{day:%a} {day.day} {day:%b}"
        return f"{date(int(year), int(rest), 1):%B %Y}"
    except ValueError:
        return written


SHELVES = ("Late", "Today", "This week", "Later", "Without a time")


def _amount(span: timedelta) -> str:
    """The largest unit of which there are at least two, or one exactly; never more than what is left."""
    if span < 2 * _HOUR:
        return f"{span // _MINUTE} min"
    if span < 2 * _DAY:
        return f"{span // _HOUR} h"
    return f"{span // _DAY} d"
