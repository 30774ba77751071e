"""How time is spelled, and what is said of a spelling that means nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tacit.errors import Malformed
from tacit.model.clock import Clock, Span
from tacit.model.people import Focus
from tacit.text import spans

EVERY_DAY = frozenset(range(7))


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30 minutes", Span(30, "minutes")),
        ("1 minute", Span(1, "minutes")),
        ("0 minutes", Span(0, "minutes")),
        ("4 hours", Span(4, "hours")),
        ("1 hour", Span(1, "hours")),
        ("2 days", Span(2, "days")),
        ("1 week", Span(1, "weeks")),
        ("8 working hours", Span(8, "working hours")),
        ("1 working hour", Span(1, "working hours")),
        ("1 workday", Span(1, "workdays")),
        ("  2   workdays ", Span(2, "workdays")),
    ],
)
def test_a_span_is_an_amount_and_a_unit(text: str, span: Span) -> None:
    assert spans.read_span(text) == span


@pytest.mark.parametrize(
    "text",
    ["", "soon", "8", "hours", "-1 hours", "1.5 hours", "8 work hours", "1000000 weeks", "٣ hours", "1 hour ago"],
)
def test_what_is_no_span_is_refused_with_the_units(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        spans.read_span(text)
    assert caught.value.code == "clock"
    assert "working hours" in caught.value.remedy
    assert "workdays" in caught.value.remedy


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("8 working hours", Clock(Span(8, "working hours"))),
        ("before at 24 hours", Clock(Span(24, "hours"), "before", "at")),
        ("after ends 2 hours", Clock(Span(2, "hours"), "after", "ends")),
        ("before review-by 1 workday", Clock(Span(1, "workdays"), "before", "review-by")),
    ],
)
def test_a_clock_may_hang_on_a_field(text: str, clock: Clock) -> None:
    assert spans.read_clock(text) == clock
    assert str(clock) == text


@pytest.mark.parametrize(
    "text", ["", "before 24 hours", "before at", "during at 2 hours", "after ends two hours", "at 9"]
)
def test_what_is_no_clock_is_refused_with_all_the_forms(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        spans.read_clock(text)
    assert caught.value.code == "clock"
    for form in ("SPAN", "before FIELD SPAN", "after FIELD SPAN"):
        assert form in caught.value.remedy


@settings(deadline=None)
@given(st.builds(Span, st.integers(0, 999_999), st.sampled_from(sorted(set(spans._UNITS.values())))))
def test_a_span_that_was_written_reads_the_same(span: Span) -> None:
    assert spans.read_span(str(span)) == span


def test_hours_end_on_the_next_day_where_they_do_not_end_later() -> None:
    assert spans.read_hours("09:00-17:30") == (time(9), time(17, 30))
    assert spans.read_hours("9:00 - 17:30") == (time(9), time(17, 30))
    assert spans.read_hours("22:00-06:00") == (time(22), time(6))
    assert spans.read_hours("09:00-24:00") == (time(9), time(0))
    assert spans.read_hours("00:00-24:00") == (time(0), time(0))


@pytest.mark.parametrize(
    "text", ["", "9-17", "09:00", "24:00-08:00", "09:60-10:00", "09:00-24:30", "09:00-25:00", "nine"]
)
def test_what_is_no_hours_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="from when to when") as caught:
        spans.read_hours(text)
    assert "09:00-17:30" in caught.value.remedy


minutes_of_day = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@settings(deadline=None)
@given(minutes_of_day, minutes_of_day)
def test_hours_that_were_written_read_the_same(start: time, end: time) -> None:
    assert spans.read_hours(spans.write_hours(start, end)) == (start, end)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Mon-Fri", {0, 1, 2, 3, 4}),
        ("Sun-Thu", {6, 0, 1, 2, 3}),
        ("Mon,Wed,Fri", {0, 2, 4}),
        ("mon - wed, Friday", {0, 1, 2, 4}),
        ("Sat", {5}),
        ("Mon-Sun", EVERY_DAY),
    ],
)
def test_days_are_ranges_and_lists(text: str, days: set[int]) -> None:
    assert spans.read_days(text) == days


@pytest.mark.parametrize("text", ["", "Mo-Fr", "Mon-", "Mon-Wed-Fri", "1-5", "Mon,,Tue", "weekdays"])
def test_what_is_no_days_is_refused(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        spans.read_days(text)
    assert caught.value.code == "days"
    assert "Mon-Fri" in caught.value.remedy


@settings(deadline=None)
@given(st.frozensets(st.integers(0, 6), min_size=1))
def test_days_that_were_written_read_the_same(days: frozenset[int]) -> None:
    assert spans.read_days(spans.write_days(days)) == days


def test_days_are_written_as_people_write_them() -> None:
    written = [
        spans.write_days(days) for days in (range(5), {6, 0, 1, 2, 3}, {0, 2, 4}, {5, 6}, {0, 1, 2, 4}, range(7))
    ]
    assert written == ["Mon-Fri", "Sun-Thu", "Mon,Wed,Fri", "Sat,Sun", "Mon-Wed,Fri", "Mon-Sun"]


def test_an_absence_is_two_days_or_one() -> None:
    fortnight = (date(2026, 7, 1), date(2026, 7, 14))
    one_day = (date(2026, 7, 1), date(2026, 7, 1))
    assert spans.read_away("2026-07-01..2026-07-14") == fortnight
    assert spans.read_away("2026-07-01") == one_day
    assert spans.write_away(*fortnight) == "2026-07-01..2026-07-14"
    assert spans.write_away(*one_day) == "2026-07-01"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-07-14..2026-07-01", "ends before it begins"),
        ("2026-02-30", "day is out of range"),
        ("next week", "is not an absence"),
        ("2026-07-01..", "is not an absence"),
    ],
)
def test_what_is_no_absence_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(Malformed, match=why) as caught:
        spans.read_away(text)
    assert "2026-07-01..2026-07-14" in caught.value.remedy


def test_a_time_of_the_day_is_read() -> None:
    assert [spans.read_wall(text) for text in ("9:00", " 16:30 ", "00:00")] == [time(9), time(16, 30), time(0)]


@pytest.mark.parametrize("text", ["", "9", "9am", "24:00", "09:60", "09:00-10:00"])
def test_what_is_no_time_of_the_day_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="is not a time of the day") as caught:
        spans.read_wall(text)
    assert "09:00" in caught.value.remedy


def test_a_block_of_focus_is_days_and_hours() -> None:
    assert spans.read_focus("Mon-Fri 09:00-11:00") == Focus(frozenset(range(5)), time(9), time(11))
    assert spans.read_focus("13:00-15:00").days == frozenset(range(7))


@pytest.mark.parametrize("text", ["", "Mon-Fri", "Mon-Fri 11:00-09:00", "22:00-24:00", "Mon", "sometimes 09:00-10:00"])
def test_what_is_no_block_of_focus_is_refused(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        spans.read_focus(text)
    assert caught.value.code == "focus"
    assert "Mon-Fri 09:00-11:00" in caught.value.remedy


@settings(deadline=None)
@given(st.frozensets(st.integers(0, 6), min_size=1), st.integers(0, 22), st.integers(0, 59))
def test_a_block_of_focus_that_was_written_reads_the_same(days: frozenset[int], hour: int, minute: int) -> None:
    block = Focus(days, time(hour, minute), time(hour + 1, minute))
    assert spans.read_focus(spans.write_focus(block)) == block


def test_zones_are_those_of_the_package() -> None:
    for name in spans.zone_names():
        assert spans.read_zone(name) == name
        assert spans.zone_data(f"zoneinfo/{name}").startswith(b"TZif")
    assert {"UTC", "Europe/Berlin", "America/Nuuk", "US/Pacific"} <= spans.zone_names()


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("Europe/Berlni", "Europe/Berlin"),
        ("europe/berlin", "Write Europe/Berlin."),
        ("Berlin", "Write Europe/Berlin."),
        ("New York", "Write America/New_York."),
        ("../../etc/passwd", "such as Europe/Berlin"),
        ("", "such as Europe/Berlin"),
    ],
)
def test_an_unknown_zone_is_refused_with_those_that_are_near(text: str, remedy: str) -> None:
    with pytest.raises(Malformed) as caught:
        spans.read_zone(text)
    assert caught.value.code == "zone"
    assert remedy in caught.value.remedy


@pytest.mark.parametrize("text", ["DE", "DE-BY", "US-CA", "JP", "GB-SCT", ""])
def test_holidays_are_those_of_a_country_or_a_part_of_it(text: str) -> None:
    assert spans.read_holidays(text) == text


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("de", "Write DE."),
        ("de-by", "Write DE-BY."),
        ("DE-XX", "DE-BY"),
        ("DE-", "Write DE."),
        ("JP-13", "it has no parts"),
        ("Germany", "a country, or country-subdivision"),
        ("ECB", "Write"),
        ("HolidayBase", "Write"),
    ],
)
def test_unknown_holidays_are_refused_with_what_is_known(text: str, remedy: str) -> None:
    with pytest.raises(Malformed) as caught:
        spans.read_holidays(text)
    assert caught.value.code == "holidays"
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-03T09:00:00+01:00",
        "2026-03-03T08:00:00Z",
        "2026-03-03 08:00Z",
        "2026-03-03T08:00:00.75Z",
        "2026-03-03T03:00:00-0500",
    ],
)
def test_an_instant_has_an_offset_and_is_kept_in_utc(text: str) -> None:
    found = spans.read_instant(text)
    assert (found, found.tzinfo) == (datetime(2026, 3, 3, 8, tzinfo=UTC), UTC)
    assert spans.write_instant(found) == "2026-03-03T08:00:00Z"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-03-03T09:00:00", "is not a time"),
        ("2026-03-03", "is not a time"),
        ("2026-02-30T09:00:00Z", "day is out of range"),
        ("2026-03-03T25:00:00Z", "hour must be"),
        ("2026-03-03T09:00:00+24:00", "offset"),
        ("0001-01-01T00:00:00+14:00", "the year"),
        ("9999-12-31T23:59:59-14:00", "the year"),
        ("tomorrow", "is not a time"),
    ],
)
def test_what_is_no_instant_is_refused_with_an_example(text: str, why: str) -> None:
    with pytest.raises(Malformed, match=why) as caught:
        spans.read_instant(text)
    assert caught.value.code == "time"
    assert "2026-03-03T09:00:00+01:00" in caught.value.remedy


def test_the_zone_of_the_machine_is_never_taken_for_that_of_a_time() -> None:
    for function in (spans.write_instant, spans.whole_second, spans.in_utc):
        with pytest.raises(ValueError, match="without a zone"):
            function(datetime(2026, 3, 3))


@settings(deadline=None)
@given(st.datetimes(datetime(1970, 1, 2), datetime(2999, 12, 30)), st.integers(-840, 840))
def test_an_instant_that_was_written_reads_the_same(wall: datetime, minutes: int) -> None:
    at = wall.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert spans.read_instant(spans.write_instant(at)) == at.replace(microsecond=0)


READERS: list[Callable[[str], object]] = [
    spans.read_span,
    spans.read_clock,
    spans.read_hours,
    spans.read_days,
    spans.read_wall,
    spans.read_focus,
    spans.read_away,
    spans.read_zone,
    spans.read_holidays,
    spans.read_instant,
]


@settings(deadline=None)
@given(st.sampled_from(READERS), st.text(max_size=30) | st.text("0123456789-:.+TZ ,", max_size=30))
def test_no_text_is_too_odd_to_be_refused(read: Callable[[str], object], text: str) -> None:
    try:
        read(text)
    except Malformed as refused:
        assert refused.message
        assert refused.remedy


def test_what_is_quoted_of_a_long_text_is_short() -> None:
    with pytest.raises(Malformed) as caught:
        spans.read_span("x" * 10_000)
    assert len(caught.value.message) < 120
