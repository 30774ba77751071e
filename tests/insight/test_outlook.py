"""What somebody's hours come to, seen from some moment."""

from datetime import UTC, date, datetime, time

from tacit.insight.outlook import outlook
from tacit.model.people import Focus, Hours, Person

BERLIN = Hours("Europe/Berlin", time(9), time(17), frozenset(range(5)), "DE")
FRIDAY_NOON = datetime(2026, 3, 27, 11, tzinfo=UTC)  # before clocks change on Sunday
WEEKDAYS = frozenset(range(5))


def test_what_is_asked_now_is_due_by_the_hours_and_by_the_days_of_work() -> None:
    found = outlook(Person("ann", hours=BERLIN), FRIDAY_NOON)
    assert found.answers == (datetime(2026, 3, 30, 10, tzinfo=UTC), datetime(2026, 3, 30, 10, tzinfo=UTC))


def test_who_never_works_never_owes_an_answer() -> None:
    found = outlook(Person("ann", hours=Hours(days=frozenset())), FRIDAY_NOON)
    assert found.answers == (None, None)
    assert (found.digest, found.focus, found.day_off) == (None, None, None)


def test_the_next_digest_is_on_the_next_day_of_work_that_they_are_there() -> None:
    person = Person("ann", hours=BERLIN, digest=(time(9), time(16)))
    assert outlook(person, FRIDAY_NOON).digest == datetime(2026, 3, 27, 15, tzinfo=UTC)
    later = datetime(2026, 3, 27, 15, tzinfo=UTC)
    assert outlook(person, later).digest == datetime(2026, 3, 30, 7, tzinfo=UTC), "summer time has come"
    away = Person("ann", hours=BERLIN, digest=(time(9),), away=((date(2026, 3, 30), date(2026, 3, 31)),))
    assert outlook(away, later).digest == datetime(2026, 4, 1, 7, tzinfo=UTC)


def test_a_block_of_focus_is_told_while_it_runs_and_then_the_next() -> None:
    blocks = (Focus(frozenset({0}), time(13), time(15)), Focus(WEEKDAYS, time(10), time(13)))
    person = Person("ann", hours=BERLIN, focus=blocks)
    assert outlook(person, FRIDAY_NOON).focus == (
        datetime(2026, 3, 27, 9, tzinfo=UTC),
        datetime(2026, 3, 27, 12, tzinfo=UTC),
    )
    monday = datetime(2026, 3, 30, 11, tzinfo=UTC)
    assert outlook(person, monday).focus == (monday, datetime(2026, 3, 30, 13, tzinfo=UTC))


def test_the_next_day_off_is_a_holiday_on_what_would_be_a_day_of_work() -> None:
    assert outlook(Person("ann", hours=BERLIN), FRIDAY_NOON).day_off == date(2026, 4, 3)
    assert outlook(Person("ann", hours=Hours("Europe/Berlin")), FRIDAY_NOON).day_off is None
