"""When a promise is due, and how much of its window has run.

Minutes, hours, days and weeks always run. Working hours run while any of those who owe it works; a workday is 24 hours
of the days on which any of them does. A window ends at the first instant at which its time has run; one that is counted
backwards begins at the last. Times are whole seconds in UTC.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from tacit.errors import Refused
from tacit.model.clock import ELAPSED, Clock, Span, Unit
from tacit.model.people import Hours
from tacit.rules.calendar import (
    LONGEST,
    Interval,
    day_of,
    end_of_day,
    merge,
    never,
    open_spans,
    start_of_day,
    working_spans,
)
from tacit.text.spans import whole_second


def due(clock: Clock | Span, start: datetime, calendars: Sequence[Hours]) -> datetime:
    """The end of a window that begins at `start`, on the calendars of those who owe it."""
    if isinstance(clock, Clock) and clock.side != "from-start":
        raise ValueError(f"the clock {clock} hangs on the time in {clock.field}, not on the start")
    span = clock.span if isinstance(clock, Clock) else clock
    return _forward(span.unit, length_of(span), whole_second(start), calendars)


def anchored(clock: Clock, anchor: date, calendars: Sequence[Hours]) -> datetime:
    """The instant that lies the clock's span before or after a time or day that the record names; `by` is itself.

    A day is counted back from where it starts and on from where it ends, with several zones in the latest of them.
    """
    if isinstance(anchor, datetime):
        at = whole_second(anchor)
    else:
        edge = start_of_day if clock.side == "before" else end_of_day
        at = max(edge(anchor, hours.zone) for hours in calendars)
    if clock.side == "by":
        return at
    count = _backward if clock.side == "before" else _forward
    return count(clock.span.unit, length_of(clock.span), at, calendars)


def moment_after(span: Span, now: datetime, calendars: Sequence[Hours], *, is_day: bool) -> date:
    """The time that lies a span after now on somebody's calendar, or the day on which that is in their zone; days and
    weeks are counted as days there, whatever their clocks do."""
    if not is_day:
        return due(span, now, calendars)
    zone = calendars[0].zone
    if span.unit in ("days", "weeks"):
        return day_of(now, zone) + length_of(span)
    return day_of(due(span, now, calendars), zone)


def elapsed(unit: Unit, start: datetime, end: datetime, calendars: Sequence[Hours]) -> timedelta:
    """How much time a clock of this unit counts between two instants."""
    start, end = whole_second(start), whole_second(end)
    if end <= start:
        return timedelta(0)
    if unit in ELAPSED:
        return end - start
    return sum((finish - begin for begin, finish in _running(unit, start, end, calendars)), timedelta(0))


def fraction(span: Span, start: datetime, due: datetime, percent: int, calendars: Sequence[Hours]) -> datetime:
    """The instant at which that share of the window has run, counted on the window's own clock.

    The window is the one that stands in the record, which may have been made longer than the span. One in which the
    clock never runs is shared out in wall time.
    """
    start, due = whole_second(start), whole_second(due)
    unit = span.unit
    whole = elapsed(unit, start, due, calendars)
    if not whole:
        unit, whole = "minutes", max(due - start, timedelta(0))
    share = timedelta(seconds=int(whole.total_seconds()) * percent // 100)
    return _forward(unit, share, start, calendars)


def length_of(span: Span) -> timedelta:
    """The time that its clock has to run."""
    one = ELAPSED.get(span.unit) or timedelta(hours=24 if span.unit == "workdays" else 1)
    if span.amount * one > LONGEST:
        raise Refused(
            "too-long", f"{span} is longer than any promise may run", remedy="Choose a time of at most ten years."
        )
    return span.amount * one


def _running(unit: Unit, start: datetime, end: datetime, calendars: Sequence[Hours]) -> Iterator[Interval]:
    """Where a clock of working hours or workdays runs."""
    if not calendars:
        raise ValueError(f"{unit} are counted on somebody's calendar: give the workspace's own where nobody has one")
    spans = working_spans if unit == "working hours" else open_spans
    several = dict.fromkeys(calendars)  # of ten colleagues with the same hours one calendar is asked
    return merge(*(spans(hours, start, end) for hours in several))


def _forward(unit: Unit, amount: timedelta, start: datetime, calendars: Sequence[Hours]) -> datetime:
    if not amount or unit in ELAPSED:
        return start + amount
    left = amount
    for begin, finish in _running(unit, start, start + LONGEST, calendars):
        if finish - begin >= left:
            return begin + left
        left -= finish - begin
    raise never()


def _backward(unit: Unit, amount: timedelta, end: datetime, calendars: Sequence[Hours]) -> datetime:
    if not amount or unit in ELAPSED:
        return end - amount
    reach = min(amount + timedelta(weeks=2), LONGEST)
    while True:
        left = amount
        for begin, finish in reversed(list(_running(unit, end - reach, end, calendars))):
            if finish - begin >= left:
                return finish - left
            left -= finish - begin
        if reach == LONGEST:
            raise never()
        reach = min(4 * reach, LONGEST)
