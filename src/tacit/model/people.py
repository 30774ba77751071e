"""People and teams: who can owe something, and when they work."""

from dataclasses import dataclass, field
from datetime import date, time

MONDAY_TO_FRIDAY = frozenset(range(5))


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody works: zone, hours of the day, days of the week (Monday is 0), country of holidays."""

    zone: str = "UTC"
    start: time = time(9)
    end: time = time(17)
    days: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: str = ""  # a country, or country-subdivision: "DE", "DE-BY"


@dataclass(frozen=True, slots=True)
class Focus:
    """Hours of some days in which only what cannot wait comes through."""

    days: frozenset[int]
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Person:
    handle: str
    name: str = ""
    email: str = ""
    hours: Hours = field(default_factory=Hours)
    away: tuple[tuple[date, date], ...] = ()  # first and last day, both included
    cover: str = ""  # the deputy's handle
    cover_signs: bool = False  # whether the deputy may also sign off
    agent: bool = False
    acts_for: str = ""  # of an agent: whom it works for (the field `for`)
    digest: tuple[time, ...] = ()  # when they hear of what can wait
    focus: tuple[Focus, ...] = ()

    @property
    def address(self) -> str:
        """What commits say of the person: who gave no e-mail is known by the handle."""
        return self.email or f"{self.handle}@localhost"


@dataclass(frozen=True, slots=True)
class Team:
    handle: str
    name: str = ""
    lead: str = ""
    members: tuple[str, ...] = ()
