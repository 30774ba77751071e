"""When a promise is due: examples that a person can check, and what holds of every window."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tacit.errors import Refused
from tacit.model.clock import Clock, Span, Unit
from tacit.model.people import Hours
from tacit.rules.calendar import merge, open_spans, working_spans
from tacit.rules.clocks import anchored, due, elapsed, fraction
from tacit.text.spans import read_clock, read_instant, read_span, write_instant

BERLIN = Hours("Europe/Berlin", holidays="DE-BY")
NEW_YORK = Hours("America/New_York", holidays="US")
TOKYO = Hours("Asia/Tokyo", holidays="JP")


def due_at(span: str, start: str, *calendars: Hours) -> str:
    return write_instant(due(read_span(span), read_instant(start), calendars))


@pytest.mark.parametrize(
    ("span", "start", "end"),
    [
        ("30 minutes", "2026-03-06T23:50:00Z", "2026-03-07T00:20:00Z"),
        ("4 hours", "2026-03-29T00:30:00Z", "2026-03-29T04:30:00Z"),
        ("1 day", "2026-03-28T12:00:00+01:00", "2026-03-29T11:00:00Z"),
        ("2 weeks", "2026-10-20T12:00:00+02:00", "2026-11-03T10:00:00Z"),
    ],
)
def test_elapsed_time_always_runs_and_is_real_time(span: str, start: str, end: str) -> None:
    assert due_at(span, start, BERLIN) == end
    assert due_at(span, start) == end


def test_a_workday_that_opens_on_friday_evening_ends_on_monday_evening() -> None:
    assert due_at("1 workday", "2026-03-06T18:00:00+01:00", BERLIN) == "2026-03-09T17:00:00Z"


def test_a_workday_that_opens_on_a_weekend_begins_with_monday() -> None:
    assert due_at("1 workday", "2026-03-07T11:00:00+01:00", BERLIN) == "2026-03-09T23:00:00Z"


def test_a_workday_runs_over_a_holiday() -> None:
    thursday_before_easter = "2026-04-02T18:00:00+02:00"
    assert due_at("1 workday", thursday_before_easter, BERLIN) == "2026-04-07T16:00:00Z"
    assert due_at("1 workday", thursday_before_easter, Hours("Europe/Berlin")) == "2026-04-03T16:00:00Z"


def test_a_workday_is_twenty_four_real_hours_when_the_clocks_are_changed() -> None:
    every_day = Hours("Europe/Berlin", days=frozenset(range(7)))
    assert due_at("1 workday", "2026-03-28T18:00:00+01:00", every_day) == "2026-03-29T17:00:00Z"
    assert due_at("1 workday", "2026-10-24T18:00:00+02:00", every_day) == "2026-10-25T16:00:00Z"


def test_working_hours_run_in_the_zone_of_those_who_owe_it() -> None:
    start = "2026-03-04T15:00:00Z"
    assert due_at("8 working hours", start, BERLIN) == "2026-03-05T15:00:00Z"
    assert due_at("8 working hours", start, NEW_YORK) == "2026-03-05T15:00:00Z"
    assert due_at("8 working hours", start, TOKYO) == "2026-03-05T08:00:00Z"


def test_a_team_over_two_zones_gets_there_first() -> None:
    # Berlin works 08:00–16:00 UTC, New York 14:00–22:00 UTC: together 14 hours a day.
    assert due_at("8 working hours", "2026-03-04T15:00:00Z", BERLIN, NEW_YORK) == "2026-03-05T09:00:00Z"


def test_a_shift_over_midnight_counts_on_through_the_night() -> None:
    nights = Hours("Europe/Berlin", time(22), time(6))
    assert due_at("4 working hours", "2026-03-06T12:00:00Z", nights) == "2026-03-07T01:00:00Z"
    assert due_at("9 working hours", "2026-03-06T12:00:00Z", nights) == "2026-03-09T22:00:00Z"


def test_a_window_that_is_full_at_the_end_of_a_shift_ends_there_and_not_in_the_morning() -> None:
    assert due_at("8 working hours", "2026-03-06T09:00:00+01:00", BERLIN) == "2026-03-06T16:00:00Z"


def test_nothing_to_wait_for_is_due_at_once_even_on_a_sunday() -> None:
    for span in ("0 minutes", "0 working hours", "0 workdays"):
        assert due_at(span, "2026-03-08T12:00:00Z", BERLIN) == "2026-03-08T12:00:00Z"


def test_due_times_are_whole_seconds() -> None:
    start = datetime(2026, 3, 4, 15, 0, 0, 999_999, tzinfo=UTC)
    for unit in ("minutes", "working hours", "workdays"):
        assert due(Span(1, unit), start, [BERLIN]).microsecond == 0  # type: ignore[arg-type]


def test_a_clock_from_the_start_is_its_span_and_another_one_needs_its_time() -> None:
    start = read_instant("2026-03-06T18:00:00+01:00")
    assert due(read_clock("1 workday"), start, [BERLIN]) == due(read_span("1 workday"), start, [BERLIN])
    with pytest.raises(ValueError, match="hangs on the time in at"):
        due(read_clock("before at 24 hours"), start, [BERLIN])


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("before at 24 hours", "2026-03-08T09:00:00Z"),
        ("after at 2 hours", "2026-03-09T11:00:00Z"),
        ("before at 1 workday", "2026-03-06T09:00:00Z"),
        ("before at 1 working hour", "2026-03-09T08:00:00Z"),
        ("before at 2 working hours", "2026-03-06T15:00:00Z"),
        ("before at 0 workdays", "2026-03-09T09:00:00Z"),
        ("after at 8 working hours", "2026-03-10T09:00:00Z"),
        ("1 hour", "2026-03-09T10:00:00Z"),
    ],
)
def test_a_clock_may_run_to_or_from_a_time_that_the_record_names(clock: str, expected: str) -> None:
    monday_morning = read_instant("2026-03-09T10:00:00+01:00")
    assert write_instant(anchored(read_clock(clock), monday_morning, [BERLIN])) == expected


def test_a_long_way_back_is_found_too() -> None:
    one_day_a_week = Hours("Europe/Berlin", days=frozenset({2}))
    anchor = read_instant("2026-03-09T09:00:00Z")
    assert write_instant(anchored(read_clock("before at 80 working hours"), anchor, [one_day_a_week])) == (
        "2025-12-31T08:00:00Z"
    )


def test_reminders_fall_on_the_clock_of_the_window() -> None:
    span, start = read_span("1 workday"), read_instant("2026-03-06T18:00:00+01:00")
    end = due(span, start, [BERLIN])
    assert write_instant(fraction(span, start, end, 50, [BERLIN])) == "2026-03-09T05:00:00Z"
    assert write_instant(fraction(span, start, end, 90, [BERLIN])) == "2026-03-09T14:36:00Z"
    assert fraction(span, start, end, 0, [BERLIN]) == start
    assert fraction(span, start, end, 100, [BERLIN]) == end


def test_a_window_that_was_made_longer_is_shared_out_as_it_stands() -> None:
    span, start = read_span("8 working hours"), read_instant("2026-03-04T09:00:00+01:00")
    extended = read_instant("2026-03-05T17:00:00+01:00")
    assert write_instant(fraction(span, start, extended, 50, [BERLIN])) == "2026-03-04T16:00:00Z"
    assert write_instant(fraction(span, start, extended, 75, [BERLIN])) == "2026-03-05T12:00:00Z"


def test_a_window_in_which_the_clock_never_runs_is_shared_out_in_wall_time() -> None:
    span, start = read_span("1 workday"), read_instant("2026-03-07T10:00:00Z")
    due_by_hand = read_instant("2026-03-07T20:00:00Z")
    assert write_instant(fraction(span, start, due_by_hand, 50, [BERLIN])) == "2026-03-07T15:00:00Z"
    assert fraction(span, start, start - timedelta(hours=1), 50, [BERLIN]) == start


def test_nothing_has_elapsed_before_the_start() -> None:
    at = read_instant("2026-03-04T10:00:00Z")
    for unit in ("hours", "working hours", "workdays"):
        assert elapsed(unit, at, at - timedelta(hours=5), [BERLIN]) == timedelta(0)  # type: ignore[arg-type]


@pytest.mark.parametrize("calendar", [Hours(days=frozenset()), Hours("Europe/Berlin", days=frozenset(), holidays="DE")])
@pytest.mark.parametrize("clock", ["1 workday", "1 working hour", "before at 1 workday"])
def test_who_never_works_is_refused_a_window_instead_of_waiting_for_ever(calendar: Hours, clock: str) -> None:
    with pytest.raises(Refused, match="within ten years") as caught:
        anchored(read_clock(clock), read_instant("2026-03-04T10:00:00Z"), [calendar])
    assert (caught.value.code, bool(caught.value.remedy)) == ("no-working-time", True)


def test_a_colleague_who_works_keeps_the_clock_running_for_one_who_never_does() -> None:
    never = Hours("Europe/Berlin", days=frozenset())
    assert due_at("8 working hours", "2026-03-04T15:00:00Z", never, TOKYO) == "2026-03-05T08:00:00Z"


@pytest.mark.parametrize("span", ["999999 weeks", "999999 workdays", "999999 working hours", "4000 days"])
def test_a_window_longer_than_ten_years_is_refused(span: str) -> None:
    with pytest.raises(Refused, match="longer than any promise may run"):
        due_at(span, "2026-03-04T15:00:00Z", BERLIN)


def test_working_hours_of_nobody_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="somebody's calendar"):
        due_at("1 workday", "2026-03-04T15:00:00Z")


units: list[Unit] = ["minutes", "hours", "days", "weeks", "working hours", "workdays"]
spans = st.builds(Span, st.integers(0, 40), st.sampled_from(units))
instants = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)).map(
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)
zones = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe", "Africa/Cairo"]
)


def somebody(zone: str, start: int, length: int, days: frozenset[int], holidays: str) -> Hours:
    """Shifts of at least two hours: with a minute a week no window of this file would end within ten years."""
    end = start + length
    return Hours(zone, time(start // 60, start % 60), time(end // 60 % 24, end % 60), days, holidays)


calendars = st.lists(
    st.builds(
        somebody,
        zones,
        st.integers(0, 24 * 60 - 1),
        st.integers(2 * 60, 24 * 60),
        st.frozensets(st.integers(0, 6), min_size=1),
        st.sampled_from(["", "DE-BY", "US"]),
    ),
    min_size=1,
    max_size=3,
)
relaxed = settings(max_examples=100, deadline=None)


@relaxed
@given(spans, instants, st.integers(0, 200_000), st.integers(0, 20), calendars)
def test_who_starts_later_or_waits_longer_is_never_due_sooner(
    span: Span, start: datetime, later: int, more: int, calendars: list[Hours]
) -> None:
    end = due(span, start, calendars)
    assert end >= start
    assert due(span, start + timedelta(seconds=later), calendars) >= end
    assert due(Span(span.amount + more, span.unit), start, calendars) >= end


@relaxed
@given(spans, instants, calendars)
def test_a_team_is_never_due_later_than_any_one_of_it(span: Span, start: datetime, calendars: list[Hours]) -> None:
    assert due(span, start, calendars) <= min(due(span, start, [alone]) for alone in calendars)


@relaxed
@given(spans, instants, calendars)
def test_what_elapses_until_it_is_due_is_the_span(span: Span, start: datetime, calendars: list[Hours]) -> None:
    end = due(span, start, calendars)
    one = {"working hours": timedelta(hours=1), "workdays": timedelta(hours=24)}.get(span.unit)
    counted = elapsed(span.unit, start, end, calendars)
    assert counted == (end - start if one is None else span.amount * one)
    begin = anchored(Clock(span, "before", "at"), end, calendars)
    assert begin >= start
    assert elapsed(span.unit, begin, end, calendars) == counted


@relaxed
@given(st.integers(1, 40), st.sampled_from(["working hours", "workdays"]), instants, calendars)
def test_it_is_due_in_working_time_or_at_its_end(
    amount: int, unit: Unit, start: datetime, calendars: list[Hours]
) -> None:
    end = due(Span(amount, unit), start, calendars)
    running = working_spans if unit == "working hours" else open_spans
    around = merge(*(running(hours, start, end + timedelta(days=1)) for hours in calendars))
    assert any(begin < end <= finish for begin, finish in around)


@relaxed
@given(spans, instants, st.integers(0, 100), st.integers(0, 100), calendars)
def test_a_share_of_a_window_lies_in_it_and_grows(
    span: Span, start: datetime, one: int, other: int, calendars: list[Hours]
) -> None:
    assume(one <= other)
    end = due(span, start, calendars)
    first, second = (fraction(span, start, end, percent, calendars) for percent in (one, other))
    assert start <= first <= second <= end
    assert fraction(span, start, end, 100, calendars) == end
