"""Times to meet: nobody's night or day off, least burden first, and the burden goes round."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tacit.model.people import Hours, Person
from tacit.rules.slots import MORNING, NIGHT, Slot, Wanted, find, freed_by, past_burdens

MONDAY = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LENGTH = timedelta(minutes=45)


def person(handle: str, zone: str, **more: object) -> Person:
    return replace(Person(handle, hours=Hours(zone)), **more)  # type: ignore[arg-type]


BERLIN = person("berta", "Europe/Berlin")
LONDON = person("liam", "Europe/London")
DENVER = person("dana", "America/Denver")
TOKYO = person("taro", "Asia/Tokyo")


def wanted(*people: Person, start: datetime = MONDAY, days: int = 5, **more: object) -> Wanted:
    return replace(Wanted(people, LENGTH, start, start + days * DAY), **more)  # type: ignore[arg-type]


def local(slot: Slot, who: Person) -> tuple[str, str]:
    there = ZoneInfo(who.hours.zone)
    return tuple(f"{at.astimezone(there):%a %H:%M}" for at in (slot.start, slot.end))  # type: ignore[return-value]


def test_an_hour_in_which_all_work_costs_nobody_anything() -> None:
    first, *_ = find(wanted(BERLIN, LONDON))
    assert (first.bears, local(first, LONDON)) == ((), ("Mon 09:00", "Mon 09:45"))


def test_one_time_a_day_is_enough_to_choose_from() -> None:
    assert [slot.start.weekday() for slot in find(wanted(BERLIN, LONDON))] == [0, 1, 2, 3, 4]


def test_nobody_is_asked_to_give_way_while_there_is_a_time_that_asks_nothing() -> None:
    until_nine_on_friday = wanted(LONDON, start=MONDAY + 3 * DAY + 9 * HOUR, days=1)
    assert [local(slot, LONDON) for slot in find(until_nine_on_friday)] == [("Thu 09:00", "Thu 09:45")]


def test_where_no_hour_is_common_both_give_way_a_little() -> None:
    """When it is half past eight in Denver, it is half past four in Berlin: five o'clock is late for one of them."""
    first, *_ = find(wanted(BERLIN, DENVER))
    assert {one.person: one.side for one in first.bears} == {"berta": "late", "dana": "early"}
    assert max(one.minutes for one in first.bears) <= 60


def test_who_bore_most_in_earlier_meetings_bears_least_now() -> None:
    late_in_berlin = datetime(2026, 2, 23, 17, 0, tzinfo=UTC)  # six in the evening there
    met = ((late_in_berlin, late_in_berlin + HOUR, frozenset({"berta", "dana"})),)
    asked = wanted(BERLIN, DENVER, met=met)
    assert past_burdens(asked) == {"berta": 120, "dana": 0}
    first, *_ = find(asked)
    assert [(one.person, one.side) for one in first.bears] == [("dana", "early")]


def test_the_burden_goes_round_and_evens_out() -> None:
    met: tuple[tuple[datetime, datetime, frozenset[str]], ...] = ()
    for week in range(12):
        asked = wanted(BERLIN, DENVER, start=MONDAY + week * 7 * DAY, met=met)
        slot = find(asked)[0]
        met = (*met, (slot.start, slot.end, frozenset({"berta", "dana"})))
    borne = past_burdens(wanted(BERLIN, DENVER, met=met)).values()
    assert max(borne) - min(borne) <= 60


def test_meetings_of_others_burden_nobody_here() -> None:
    at = datetime(2026, 2, 23, 17, 0, tzinfo=UTC)
    met = ((at, at + HOUR, frozenset({"berta", "taro"})),)
    assert past_burdens(wanted(BERLIN, DENVER, met=met)) == {"berta": 0, "dana": 0}


def test_nobody_is_asked_on_a_holiday_a_day_off_or_in_an_absence() -> None:
    away = replace(BERLIN, away=((date(2026, 3, 2), date(2026, 3, 3)),))
    part_time = replace(LONDON, hours=replace(LONDON.hours, days=frozenset({0, 1, 3, 4})))
    assert [slot.start.weekday() for slot in find(wanted(away, part_time))] == [3, 4]
    good_friday = datetime(2026, 4, 3, tzinfo=UTC)
    resting = replace(BERLIN, hours=replace(BERLIN.hours, holidays="DE"))
    assert [f"{slot.start:%a}" for slot in find(wanted(resting, LONDON, start=good_friday, days=5))] == ["Tue"]


def test_a_change_of_clocks_moves_the_common_hour() -> None:
    """The clocks of the United States are put on three weeks before those of Europe: for three weeks there is an hour
    more in which both work."""
    york = person("yara", "America/New_York")
    before, between, after = (find(wanted(BERLIN, york, start=MONDAY + weeks * 7 * DAY))[0] for weeks in (0, 1, 4))
    assert [local(slot, york)[0] for slot in (before, between, after)] == ["Mon 09:00", "Mon 09:00", "Mon 09:00"]
    assert [local(slot, BERLIN)[0] for slot in (before, between, after)] == ["Mon 15:00", "Mon 14:00", "Mon 15:00"]


def test_other_meetings_are_left_alone() -> None:
    busy = {"liam": [(MONDAY + 9 * HOUR, MONDAY + 12 * HOUR)]}
    first = next(slot for slot in find(wanted(BERLIN, LONDON, busy=busy)) if slot.start.weekday() == 0)
    assert local(first, LONDON)[0] == "Mon 12:00"


def test_where_every_hour_is_somebodys_night_it_is_said_without_whom_there_is_one() -> None:
    asked = wanted(BERLIN, DENVER, TOKYO)
    assert find(asked) == ()
    assert freed_by(asked) == ("berta", "dana", "taro")
    assert freed_by(wanted(BERLIN, DENVER, TOKYO, LONDON)) == ("dana", "taro")


def test_night_work_makes_no_night_meetings() -> None:
    nurse = Person("nora", hours=Hours("Europe/Berlin", time(22), time(6)))
    for slot in find(wanted(nurse, BERLIN)):
        assert MORNING <= slot.start.astimezone(ZoneInfo("Europe/Berlin")).time() < NIGHT


ZONES = st.sampled_from(
    ["Pacific/Midway", "America/Denver", "America/St_Johns", "UTC", "Europe/Berlin", "Asia/Kathmandu", "Asia/Tokyo",
     "Pacific/Chatham", "Pacific/Kiritimati"]
)  # fmt: skip
HOURS = st.builds(
    lambda zone, start, long, days: Hours(zone, time(start), time((start + long) % 24), frozenset(days)),
    ZONES, st.integers(0, 23), st.integers(4, 10), st.sets(st.integers(0, 6), min_size=1),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    hours=st.lists(HOURS, min_size=1, max_size=4),
    start=st.integers(0, 365 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes)),
    length=st.integers(15, 120).map(lambda minutes: timedelta(minutes=minutes)),
)
def test_no_slot_takes_anybodys_night_or_day_off(hours: list[Hours], start: datetime, length: timedelta) -> None:
    people = tuple(Person(f"p{at}", hours=each) for at, each in enumerate(hours))
    for slot in find(Wanted(people, length, start, start + 10 * DAY)):
        assert slot.end - slot.start == length and start <= slot.start
        for one in people:
            there = ZoneInfo(one.hours.zone)
            begin, end = slot.start.astimezone(there), slot.end.astimezone(there)
            assert begin.weekday() in one.hours.days
            assert begin.date() == end.date() and begin.time() >= MORNING and end.time() <= NIGHT


@pytest.mark.parametrize("minutes", [15, 45, 60])
def test_the_best_slot_is_never_dearer_than_any_other_quarter(minutes: int) -> None:
    """Against every quarter of an hour of a week, tried one by one."""
    asked = replace(wanted(BERLIN, DENVER, LONDON), length=timedelta(minutes=minutes))
    best = find(asked)[0]
    costs = []
    for quarter in range(5 * 24 * 4):
        begin = MONDAY + quarter * timedelta(minutes=15)
        there = [(begin.astimezone(ZoneInfo(one.hours.zone)), one) for one in asked.people]
        if all(at.time() >= MORNING and (at + asked.length).time() <= NIGHT and at.weekday() < 5 for at, _ in there):
            costs.append(sum(_outside(at, at + asked.length, one) ** 2 for at, one in there))
    assert best.cost == min(costs)


def _outside(begin: datetime, end: datetime, one: Person) -> int:
    """Minutes by which a meeting reaches out of the hours, told by the clock on the wall."""
    on_wall = [at.hour * 60 + at.minute for at in (begin, end)]
    hours = [at.hour * 60 + at.minute for at in (one.hours.start, one.hours.end)]
    return max(0, hours[0] - on_wall[0], on_wall[1] - hours[1])
