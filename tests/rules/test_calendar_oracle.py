"""Every change of clocks of every zone, and random days elsewhere, against a reading of the clocks minute by minute."""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from oracle import DAY, MINUTE, Minutes, Wall, changes_of_clocks, clock_of, nine_to_five

from tacit.model.clock import Clock, Span, Unit
from tacit.model.people import Hours
from tacit.rules.calendar import merge, open_spans, working_spans, zone
from tacit.rules.clocks import anchored, due, elapsed
from tacit.text.spans import zone_names

AROUND = 3 * DAY
SHARES = 8  # of the zones, so that several processes may test them
EVERY_DAY = frozenset(range(7))


@lru_cache(maxsize=1)
def distinct_zones() -> list[tuple[str, tuple[datetime, ...]]]:
    """One zone of each set whose clocks agree from 2024 to 2030, with the changes of its clocks."""
    seen: dict[tuple[object, ...], tuple[str, tuple[datetime, ...]]] = {}
    for name in sorted(zone_names()):
        changes = tuple(changes_of_clocks(name, 2024, 2030))
        looks = (datetime(2024, 1, 1, tzinfo=UTC), *changes)
        offsets = tuple(at.astimezone(clock_of(name)).utcoffset() for at in looks)
        seen.setdefault((changes, offsets), (name, changes))
    return [(name, changes) for name, changes in seen.values() if changes]


def hours_around(name: str, change: datetime) -> list[Hours]:
    """Ordinary hours, and hours that begin, end or both where the clocks jump."""
    before = (change - MINUTE).astimezone(clock_of(name)).replace(tzinfo=None) + MINUTE
    after = change.astimezone(clock_of(name)).replace(tzinfo=None)
    low, high = min(before, after), max(before, after)
    inside = (low + (high - low) / 2).time()
    return [
        nine_to_five(name),
        Hours(name, time(22), time(6), frozenset({0, 1, 2, 3, 6})),
        Hours(name, inside, (high + timedelta(hours=7)).time(), EVERY_DAY),
        Hours(name, (low - timedelta(hours=7)).time(), inside, EVERY_DAY),
        Hours(name, low.time(), high.time(), EVERY_DAY),
        Hours(name, high.time(), low.time(), frozenset({5, 6})),
    ]


def amounts(unit: Unit) -> tuple[int, ...]:
    return (1, 8, 13) if unit == "working hours" else (1, 2)


def check_clock(minutes: Minutes, unit: Unit, calendars: list[Hours], starts: list[datetime]) -> int:
    """Compare windows from several starts forward and backward; returns how many were compared."""
    compared = 0
    for start in starts:
        for amount in amounts(unit):
            span, length = Span(amount, unit), amount * (60 if unit == "working hours" else 24 * 60)
            expected = minutes.due(start, length)
            if expected is not None:
                compared += 1
                assert due(span, start, calendars) == expected, (calendars, str(span), start)
                assert elapsed(unit, start, expected, calendars) == minutes.between(start, expected)
            begin = minutes.before(start, length)
            if begin is not None:
                compared += 1
                assert anchored(Clock(span, "before", "at"), start, calendars) == begin, (calendars, str(span), start)
    return compared


@pytest.mark.parametrize("share", range(SHARES))
def test_working_time_agrees_with_the_clocks_around_every_change_of_every_zone(share: int) -> None:
    compared = 0
    for name, changes in distinct_zones()[share::SHARES]:
        for change in changes:
            wall = Wall(name, change - AROUND, change + AROUND)
            early = Hours(name, time(6), time(10), EVERY_DAY)
            colleague = wall.working(early)
            starts = [wall.start + step * timedelta(minutes=1427) for step in range(6)]
            for hours in hours_around(name, change):
                minutes = wall.working(hours)
                assert list(working_spans(hours, wall.start, wall.end)) == minutes.spans(), (hours, change)
                compared += check_clock(minutes, "working hours", [hours], starts)
            compared += check_clock(minutes | colleague, "working hours", [hours, early], starts)
            for hours in (nine_to_five(name), Hours(name, days=frozenset({5}))):
                minutes = wall.open(hours)
                assert list(open_spans(hours, wall.start, wall.end)) == minutes.spans(), (hours, change)
                compared += check_clock(minutes, "workdays", [hours], starts)
    assert compared > 1000


def test_every_zone_that_changes_its_clocks_is_among_those_compared() -> None:
    compared = {changes for _, changes in distinct_zones()}
    for name in ("Europe/Berlin", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe", "America/Nuuk"):
        assert tuple(changes_of_clocks(name, 2024, 2030)) in compared
    assert sum(len(changes) for changes in compared) > 250


times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
holidays_of = st.sampled_from(["", "", "DE-BY", "US-CA", "JP", "EG"])
somebody = st.builds(
    Hours,
    st.sampled_from(sorted(zone_names())),
    times,
    times,
    st.frozensets(st.integers(0, 6), min_size=1),
    holidays_of,
)
moments = st.datetimes(datetime(1975, 1, 1), datetime(2040, 1, 1)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)
THE_DAY_BEFORE_THE_SKIPPED_ONE = datetime(2011, 12, 29, tzinfo=UTC)


@settings(max_examples=60, deadline=None)
@given(somebody, somebody, moments, st.integers(0, 60 * 48))
@example(
    Hours("Pacific/Apia", time(22), time(6), EVERY_DAY), nine_to_five("Pacific/Apia"), THE_DAY_BEFORE_THE_SKIPPED_ONE, 0
)
@example(
    Hours("Europe/London", time(9), time(9), EVERY_DAY, "GB"),
    nine_to_five("Asia/Kolkata"),
    datetime(2026, 10, 24, tzinfo=UTC),
    77,
)
def test_working_time_agrees_with_the_clocks_anywhere(one: Hours, two: Hours, start: datetime, later: int) -> None:
    end = start + 3 * DAY
    at = start + later * MINUTE
    walls = [(hours, Wall(hours.zone, start, end)) for hours in (one, two)]
    working = [wall.working(hours) for hours, wall in walls]
    open_days = [wall.open(hours) for hours, wall in walls]
    for hours, shifts, days in zip((one, two), working, open_days, strict=True):
        assert list(working_spans(hours, start, end)) == shifts.spans()
        assert list(open_spans(hours, start, end)) == days.spans()
        check_clock(shifts, "working hours", [hours], [at])
        check_clock(days, "workdays", [hours], [at])
    assert list(merge(*(working_spans(hours, start, end) for hours in (one, two)))) == (working[0] | working[1]).spans()
    check_clock(working[0] | working[1], "working hours", [one, two], [at])
    check_clock(open_days[0] | open_days[1], "workdays", [one, two], [at])


def test_a_zone_is_read_from_the_package_and_not_from_the_system() -> None:
    for name in sorted(zone_names())[::7]:
        clock, other = zone(name), clock_of(name)
        for month in range(12 * 60):
            at = datetime(1975 + month // 12, 1 + month % 12, 15, tzinfo=UTC)
            assert at.astimezone(clock).utcoffset() == at.astimezone(other).utcoffset()
