"""When somebody works, in examples that a person can check on a calendar."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tacit.errors import Malformed
from tacit.model.people import Hours, Person
from tacit.rules import calendar
from tacit.text.spans import read_instant, write_instant

BERLIN = Hours("Europe/Berlin")
NIGHT = Hours("Europe/Berlin", time(22), time(6), frozenset(range(7)))
EVERY_DAY = frozenset(range(7))


def written(spans: object) -> list[str]:
    return [f"{write_instant(begin)} {write_instant(end)}" for begin, end in spans]  # type: ignore[attr-defined]


def between(hours: Hours, start: str, end: str) -> list[str]:
    return written(calendar.working_spans(hours, read_instant(start), read_instant(end)))


def test_a_week_of_work_has_five_shifts_in_the_zone_of_the_person() -> None:
    assert between(BERLIN, "2026-03-02T00:00Z", "2026-03-09T00:00Z") == [
        f"2026-03-0{day}T08:00:00Z 2026-03-0{day}T16:00:00Z" for day in (2, 3, 4, 5, 6)
    ]


def test_spans_are_cut_to_the_window() -> None:
    assert between(BERLIN, "2026-03-02T10:00Z", "2026-03-03T09:30Z") == [
        "2026-03-02T10:00:00Z 2026-03-02T16:00:00Z",
        "2026-03-03T08:00:00Z 2026-03-03T09:30:00Z",
    ]
    assert between(BERLIN, "2026-03-02T16:00Z", "2026-03-03T08:00Z") == []
    assert between(BERLIN, "2026-03-03T08:00Z", "2026-03-02T16:00Z") == []


def test_holidays_of_the_country_are_no_workdays_and_those_of_others_are() -> None:
    epiphany = date(2026, 1, 6)
    assert not calendar.is_workday(epiphany, Hours("Europe/Berlin", holidays="DE-BY"))
    assert calendar.is_workday(epiphany, Hours("Europe/Berlin", holidays="DE-BE"))
    assert calendar.is_workday(epiphany, BERLIN)


def test_a_night_shift_belongs_to_the_day_on_which_it_begins() -> None:
    friday_only = Hours("Europe/Berlin", time(22), time(6), frozenset({4}))
    assert between(friday_only, "2026-03-02T00:00Z", "2026-03-10T00:00Z") == [
        "2026-03-06T21:00:00Z 2026-03-07T05:00:00Z"
    ]


def test_a_night_is_an_hour_shorter_or_longer_when_the_clocks_are_changed() -> None:
    assert between(NIGHT, "2026-03-28T12:00Z", "2026-03-29T12:00Z") == ["2026-03-28T21:00:00Z 2026-03-29T04:00:00Z"]
    assert between(NIGHT, "2026-10-24T12:00Z", "2026-10-25T12:00Z") == ["2026-10-24T20:00:00Z 2026-10-25T05:00:00Z"]


def test_a_time_that_clocks_leave_out_is_the_first_instant_after_the_gap() -> None:
    begins = Hours("Europe/Berlin", time(2, 30), time(8), EVERY_DAY)
    ends = Hours("Europe/Berlin", time(20), time(2, 30), EVERY_DAY)
    nothing = Hours("Europe/Berlin", time(2, 15), time(2, 45), EVERY_DAY)
    assert between(begins, "2026-03-29T00:00Z", "2026-03-29T12:00Z") == ["2026-03-29T01:00:00Z 2026-03-29T06:00:00Z"]
    assert between(ends, "2026-03-28T12:00Z", "2026-03-29T12:00Z") == ["2026-03-28T19:00:00Z 2026-03-29T01:00:00Z"]
    assert between(nothing, "2026-03-29T00:00Z", "2026-03-29T12:00Z") == []


def test_a_time_that_clocks_show_twice_begins_first_and_ends_last() -> None:
    begins = Hours("Europe/Berlin", time(2, 30), time(8), EVERY_DAY)
    ends = Hours("Europe/Berlin", time(20), time(2, 30), EVERY_DAY)
    assert between(begins, "2026-10-25T00:00Z", "2026-10-25T12:00Z") == ["2026-10-25T00:30:00Z 2026-10-25T07:00:00Z"]
    assert between(ends, "2026-10-24T12:00Z", "2026-10-25T12:00Z") == ["2026-10-24T18:00:00Z 2026-10-25T01:30:00Z"]


def test_a_day_that_the_zone_left_out_has_no_shift() -> None:
    apia = Hours("Pacific/Apia", time(22), time(6), EVERY_DAY)  # there was no 30 December 2011 in Samoa
    assert between(apia, "2011-12-29T20:00Z", "2011-12-31T20:00Z") == [
        "2011-12-30T08:00:00Z 2011-12-30T10:00:00Z",
        "2011-12-31T08:00:00Z 2011-12-31T16:00:00Z",
    ]


def test_workdays_are_whole_local_days_that_join_over_the_week() -> None:
    spans = calendar.open_spans(BERLIN, read_instant("2026-03-01T00:00Z"), read_instant("2026-03-15T00:00Z"))
    assert written(spans) == ["2026-03-01T23:00:00Z 2026-03-06T23:00:00Z", "2026-03-08T23:00:00Z 2026-03-13T23:00:00Z"]


def test_a_union_runs_while_any_of_them_works() -> None:
    start, end = read_instant("2026-03-02T00:00Z"), read_instant("2026-03-03T00:00Z")
    apart = [calendar.working_spans(Hours(zone), start, end) for zone in ("Asia/Tokyo", "Europe/Berlin", "UTC")]
    assert written(calendar.merge(*apart)) == ["2026-03-02T00:00:00Z 2026-03-02T17:00:00Z"]
    assert list(calendar.merge()) == []


instants = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)).map(
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)
sources = st.lists(
    st.lists(st.tuples(instants, st.integers(1, 10_000)), max_size=8).map(
        lambda pairs: sorted((at, at + timedelta(hours=length)) for at, length in pairs)
    ),
    max_size=4,
)


@settings(deadline=None)
@given(sources)
def test_a_union_is_in_order_apart_and_covers_what_was_given(sources: list[list[calendar.Interval]]) -> None:
    union = list(calendar.merge(*sources))
    assert all(begin < end for begin, end in union)
    assert all(before[1] < after[0] for before, after in pairwise(union))
    given_spans = [span for source in sources for span in source]
    assert all(any(begin <= span[0] and span[1] <= end for begin, end in union) for span in given_spans)
    assert {edge for span in union for edge in span} <= {edge for span in given_spans for edge in span}


def test_a_day_ends_where_the_next_one_begins() -> None:
    assert calendar.day_of(read_instant("2026-03-02T23:30Z"), "Europe/Berlin") == date(2026, 3, 3)
    assert calendar.day_of(read_instant("2026-03-02T23:30Z"), "America/New_York") == date(2026, 3, 2)
    assert calendar.end_of_day(date(2026, 3, 29), "Europe/Berlin") == read_instant("2026-03-29T22:00Z")
    assert calendar.start_of_day(date(2026, 3, 29), "Europe/Berlin") == read_instant("2026-03-28T23:00Z")
    # In Beirut midnight itself is left out when summer time begins.
    assert calendar.end_of_day(date(2026, 3, 28), "Asia/Beirut") == read_instant("2026-03-28T22:00Z")


def test_hours_end_with_the_shift_that_begins_on_the_day() -> None:
    for day, hours, end in ((6, BERLIN, "2026-03-06T16:00Z"), (7, NIGHT, "2026-03-08T05:00Z")):
        shift = calendar.shift_of(date(2026, 3, day), hours)
        assert shift is not None
        assert shift[1] == read_instant(end)
    assert calendar.shift_of(date(2026, 3, 7), BERLIN) is None


def absent(*days: tuple[date, date]) -> Person:
    return Person("bob", hours=BERLIN, away=days)


def test_who_is_absent_on_every_shift_of_the_window_is_away() -> None:
    start, end = read_instant("2026-03-03T09:00Z"), read_instant("2026-03-05T09:00Z")
    assert calendar.away(absent((date(2026, 3, 1), date(2026, 3, 10))), start, end)
    assert calendar.away(absent((date(2026, 3, 3), date(2026, 3, 3)), (date(2026, 3, 4), date(2026, 3, 5))), start, end)
    assert not calendar.away(absent((date(2026, 3, 3), date(2026, 3, 4))), start, end)
    assert not calendar.away(absent((date(2026, 3, 4), date(2026, 3, 10))), start, end)
    assert not calendar.away(absent(), start, end)


def test_an_evening_before_the_absence_and_a_weekend_in_it_were_no_chance_to_answer() -> None:
    friday_evening, monday_evening = read_instant("2026-03-06T18:00Z"), read_instant("2026-03-09T18:00Z")
    from_monday = absent((date(2026, 3, 9), date(2026, 3, 13)))
    assert calendar.away(from_monday, friday_evening, monday_evening)
    assert not calendar.away(from_monday, friday_evening - timedelta(hours=4), monday_evening)


def test_a_window_without_any_shift_is_compared_day_by_day() -> None:
    saturday, sunday = read_instant("2026-03-07T10:00Z"), read_instant("2026-03-08T10:00Z")
    assert calendar.away(absent((date(2026, 3, 7), date(2026, 3, 8))), saturday, sunday)
    assert not calendar.away(absent((date(2026, 3, 8), date(2026, 3, 8))), saturday, sunday)
    assert calendar.away(absent((date(2026, 3, 7), date(2026, 3, 7))), saturday, saturday)
    midnight = read_instant("2026-03-07T23:00Z")  # in Berlin; the window ends before Sunday begins
    assert calendar.away(absent((date(2026, 3, 7), date(2026, 3, 7))), saturday, midnight)


def test_an_unknown_zone_is_refused_and_a_time_without_a_zone_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(Malformed, match="is not a time zone"):
        calendar.day_of(read_instant("2026-03-07T10:00Z"), "Europe/Atlantis")
    with pytest.raises(ValueError, match="without a zone"):
        list(calendar.working_spans(BERLIN, datetime(2026, 3, 7), datetime(2026, 3, 8)))
