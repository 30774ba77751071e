"""Times as people read them: in their own zone, and as a distance from now."""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
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
        local = self.local(at)
        year = "" if local.year == self.now.astimezone(self.zone).year else f" {local.year}"
        return f"{local:%a} {local.day} {local:%b}{year} {local:%H:%M}"

    def day(self, at: str) -> str:
        local = self.local(at)
        return f"{local.date().isoformat()} {local:%H:%M}"

    def distance(self, at: str) -> str:
        """`in 3 h`, `2 d late`."""
        left = self.local(at) - self.now
        return f"in {_amount(left)}" if left >= timedelta() else f"{_amount(-left)} late"

    def urgency(self, at: str) -> Urgency:
        left = self.local(at) - self.now
        if left < timedelta():
            return "late"
        return "soon" if left <= _SOON else ""

    def until(self, at: str) -> tuple[str, Urgency]:
        return self.distance(at), self.urgency(at)

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


SHELVES = ("Late", "Today", "This week", "Later", "Without a time")


def _amount(span: timedelta) -> str:
    """The largest unit of which there are at least two, or one exactly; never more than what is left."""
    if span < 2 * _HOUR:
        return f"{span // _MINUTE} min"
    if span < 2 * _DAY:
        return f"{span // _HOUR} h"
    return f"{span // _DAY} d"
