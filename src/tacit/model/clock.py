"""How the time of a promise is counted."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

Unit = Literal["minutes", "hours", "days", "weeks", "working hours", "workdays"]

ELAPSED: dict[str, timedelta] = {
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
    "weeks": timedelta(weeks=1),
}


@dataclass(frozen=True, slots=True)
class Span:
    """An amount of time: `30 minutes`, `8 working hours`, `1 workday`."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        unit = self.unit[:-1] if self.amount == 1 else self.unit
        return f"{self.amount} {unit}"


@dataclass(frozen=True, slots=True)
class Clock:
    """A span from the start of the promise, or `before`/`after` a time or day that a field of the record names; `by`
    is that time itself, and of a day its end."""

    span: Span
    side: Literal["from-start", "before", "after", "by"] = "from-start"
    field: str | None = None

    def __str__(self) -> str:
        if self.side == "from-start":
            return str(self.span)
        if self.side == "by":
            return f"by {self.field}"
        return f"{self.side} {self.field} {self.span}"
