"""When people are at work and when they are back: nights, changes of clocks, days off and absences."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from tacit.insight.attendance import absence_between, attendance, spans
from tacit.model.people import Hours, Person

ALICE = Person("alice", hours=Hours("Europe/Berlin", time(9), time(17, 30)))
NIGHT = Person("nils", hours=Hours("Europe/Berlin", time(22), time(6)))
DAN = Person("dan", hours=Hours("Pacific/Auckland", time(8, 30), time(17)))


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def work(person: Person, start: str, end: str) -> list[str]:
    return [f"{first:%d %H:%M}-{last:%d %H:%M}" for first, last in spans(person, at(start), at(end))[0]]


def test_a_day_in_winter_and_one_in_summer_have_the_same_hours_on_the_wall() -> None:
    assert work(ALICE, "2026-03-27T00:00", "2026-03-28T00:00") == ["27 08:00-27 16:30"]
    assert work(ALICE, "2026-03-30T00:00", "2026-03-31T00:00") == ["30 07:00-30 15:30"]


def test_a_night_shift_is_in_two_days_and_the_night_of_the_change_of_clocks_is_an_hour_shorter() -> None:
    assert work(NIGHT, "2026-03-10T23:00", "2026-03-11T23:00") == ["10 23:00-11 05:00", "11 21:00-11 23:00"]
    weekends = replace(NIGHT, hours=replace(NIGHT.hours, days=frozenset((5,))))
    ((start, end),) = spans(weekends, at("2026-03-28T12:00"), at("2026-03-29T12:00"))[0]
    assert (end - start).total_seconds() == 7 * 3600


def test_a_day_of_the_reader_holds_parts_of_two_days_of_somebody_far_away() -> None:
    assert work(DAN, "2026-03-11T00:00", "2026-03-12T00:00") == ["11 00:00-11 04:00", "11 19:30-12 00:00"]


def test_an_absence_takes_the_shift_out_and_a_night_shift_with_its_morning() -> None:
    away = replace(NIGHT, away=((date(2026, 3, 10), date(2026, 3, 10)),))
    there, missing = spans(away, at("2026-03-10T00:00"), at("2026-03-12T00:00"))
    assert [first for first, _ in missing] == [at("2026-03-10T21:00")]
    assert [last for _, last in missing] == [at("2026-03-11T05:00")]
    assert absence_between(away, at("2026-03-11T03:00"), at("2026-03-11T12:00")) == away.away[0]
    assert absence_between(away, at("2026-03-11T05:00"), at("2026-03-12T12:00")) is None
    assert there == ((at("2026-03-10T00:00"), at("2026-03-10T05:00")), (at("2026-03-11T21:00"), at("2026-03-12T00:00")))


def test_who_is_at_work_is_so_until_the_end_of_the_shift_even_after_midnight() -> None:
    assert attendance(ALICE, at("2026-03-11T12:00")).until == at("2026-03-11T16:30")
    assert attendance(NIGHT, at("2026-03-11T02:00")).until == at("2026-03-11T05:00")


def test_who_is_not_is_back_on_the_next_workday() -> None:
    assert attendance(ALICE, at("2026-03-11T16:30")).back == at("2026-03-12T08:00")
    assert attendance(ALICE, at("2026-03-27T18:00")).back == at("2026-03-30T07:00")


def test_who_is_away_is_back_after_the_last_day_of_it() -> None:
    away = replace(ALICE, away=((date(2026, 3, 11), date(2026, 3, 13)),))
    found = attendance(away, at("2026-03-11T12:00"))
    assert (found.until, found.back) == (None, at("2026-03-16T08:00"))
    assert found.absence == (date(2026, 3, 11), date(2026, 3, 13))
    assert attendance(away, at("2026-03-10T12:00")).absence is None


def test_who_never_works_is_never_back() -> None:
    never = replace(ALICE, hours=replace(ALICE.hours, days=frozenset()))
    assert attendance(never, at("2026-03-11T12:00")) == attendance(never, at("2026-03-14T12:00"))
    assert attendance(never, at("2026-03-11T12:00")).back is None
