"""Whom a rhythm asks, for which period, and from when to when, on calendars of every sort."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from tacit.model.people import Hours, Person, Team
from tacit.model.protocol import Field, Protocol, Rhythm
from tacit.model.record import Record, Value
from tacit.model.rhythm import Turn, Window
from tacit.model.workspace import Settings
from tacit.rules import rhythms
from tacit.rules.rhythms import ALWAYS
from tacit.rules.world import World
from tacit.text.protocols import read_protocol
from tacit.text.spans import read_days, read_instant

BERLIN = Hours("Europe/Berlin")
DAILY = Rhythm("workday", ("goal.members",), states=("active",), remind=(50, 90))
WEEKLY = Rhythm("week", ("goal.owner", "goal.milestones.lead"), on="Friday", states=("active",))
MONTHLY = Rhythm("month", ("goal.owner",))


def at(text: str) -> datetime:
    return read_instant(text)


def seen(rhythm: Rhythm, hours: Hours, first: str, last: str, away: rhythms.Absences = ()) -> list[Window]:
    """The windows of whole periods between two days of somebody."""
    days = (datetime.fromisoformat(first).date(), datetime.fromisoformat(last).date())
    found = rhythms.windows(rhythm, hours, away, at(f"{first}T00:00+14:00"), at(f"{last}T23:59-12:00"))
    return [window for window in found if days[0] <= window.last <= days[1]]


def periods(rhythm: Rhythm, hours: Hours, first: str, last: str, away: rhythms.Absences = ()) -> list[str]:
    return [window.period for window in seen(rhythm, hours, first, last, away)]


def days(*spans: str) -> rhythms.Absences:
    """`2026-03-05..2026-03-09`."""
    found = ([datetime.fromisoformat(day).date() for day in span.split("..")] for span in spans)
    return tuple((first, last) for first, last in found)


# Days


def test_a_day_opens_at_midnight_is_due_with_the_hours_and_ends_with_itself() -> None:
    (window,) = seen(DAILY, BERLIN, "2026-03-03", "2026-03-03")
    assert (window.period, window.opens, window.since, window.due, window.ends) == (
        "2026-03-03",
        at("2026-03-02T23:00Z"),
        at("2026-03-03T08:00Z"),
        at("2026-03-03T16:00Z"),
        at("2026-03-03T23:00Z"),
    )


def test_nobody_is_asked_on_weekends_holidays_and_in_absences() -> None:
    bavaria = replace(BERLIN, holidays="DE-BY")
    assert periods(DAILY, bavaria, "2026-04-02", "2026-04-08") == ["2026-04-02", "2026-04-07", "2026-04-08"]  # Easter
    assert periods(DAILY, BERLIN, "2026-04-02", "2026-04-08", days("2026-04-03..2026-04-07")) == [
        "2026-04-02", "2026-04-08",
    ]  # fmt: skip
    assert periods(DAILY, Hours(days=read_days("Sun-Thu")), "2026-03-05", "2026-03-08") == ["2026-03-05", "2026-03-08"]
    assert periods(DAILY, Hours(days=frozenset()), "2026-03-01", "2026-03-31") == []


@pytest.mark.parametrize(("day", "length"), [("2026-03-27", 24), ("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_is_as_long_as_it_is_there_when_clocks_change(day: str, length: int) -> None:
    (window,) = seen(DAILY, Hours("Europe/Berlin", days=frozenset(range(7))), day, day)
    assert window.ends - window.opens == timedelta(hours=length)
    assert window.due - window.since == timedelta(hours=8)


def test_a_shift_over_the_change_of_clocks_is_as_long_as_it_is() -> None:
    early = Hours("Europe/Berlin", time(0), time(6), frozenset(range(7)))
    lengths = [
        (window.due - window.since) / timedelta(hours=1)
        for day in ("2026-03-28", "2026-03-29", "2026-10-25")
        for window in seen(DAILY, early, day, day)
    ]
    assert lengths == [6, 5, 7]


@pytest.mark.parametrize(
    ("zone", "opens", "ends"),
    [
        ("Pacific/Pago_Pago", "2026-03-03T11:00Z", "2026-03-04T11:00Z"),  # −11
        ("Pacific/Kiritimati", "2026-03-02T10:00Z", "2026-03-03T10:00Z"),  # +14
        ("Asia/Kathmandu", "2026-03-02T18:15Z", "2026-03-03T18:15Z"),
        ("America/St_Johns", "2026-03-03T03:30Z", "2026-03-04T03:30Z"),
    ],
)
def test_a_day_is_that_of_ones_own_zone(zone: str, opens: str, ends: str) -> None:
    (window,) = seen(DAILY, Hours(zone), "2026-03-03", "2026-03-03")
    assert (window.opens, window.ends) == (at(opens), at(ends))


def test_a_day_that_a_zone_left_out_is_asked_of_nobody() -> None:
    assert periods(DAILY, Hours("Pacific/Apia"), "2011-12-28", "2012-01-02") == [
        "2011-12-28", "2011-12-29", "2012-01-02",
    ]  # fmt: skip


def test_a_night_shift_owes_before_midnight_for_an_update_bears_its_day() -> None:
    night = Hours("Europe/Berlin", time(22), time(6))
    (window,) = seen(DAILY, night, "2026-03-03", "2026-03-03")
    assert (window.since, window.due, window.ends) == (
        at("2026-03-03T21:00Z"), at("2026-03-03T23:00Z"), at("2026-03-03T23:00Z"),
    )  # fmt: skip


def test_it_may_be_due_at_a_time_of_day() -> None:
    noon, dawn = (replace(DAILY, by=by) for by in ("12:30", "06:00"))
    (window,) = seen(noon, BERLIN, "2026-03-03", "2026-03-03")
    assert (window.since, window.due) == (at("2026-03-03T08:00Z"), at("2026-03-03T11:30Z"))
    (window,) = seen(dawn, BERLIN, "2026-03-03", "2026-03-03")
    assert (window.since, window.due) == (at("2026-03-02T23:00Z"), at("2026-03-03T05:00Z"))


@pytest.mark.parametrize(
    ("hours", "first"),
    [
        (BERLIN, "2026-03-27T00:00Z"),
        (Hours("America/New_York", time(8, 30), time(16), holidays="US"), "2026-10-30T00:00Z"),
        (Hours("Australia/Lord_Howe", time(22), time(4), frozenset(range(7))), "2026-04-03T00:00Z"),
        (Hours("Pacific/Kiritimati", days=read_days("Sun-Thu")), "2026-03-05T00:00Z"),
        (Hours("Pacific/Pago_Pago", time(0), time(23, 59)), "2026-03-05T00:00Z"),
    ],
)
def test_at_every_minute_what_is_owed_is_what_the_clock_on_the_wall_says(hours: Hours, first: str) -> None:
    """An oracle that knows no windows: it looks at the wall, minute by minute, for five days."""
    away = days("2026-03-31..2026-03-31")
    start, minutes = at(first), 5 * 24 * 60
    windows = list(rhythms.windows(DAILY, hours, away, start, start + timedelta(minutes=minutes)))
    for minute in range(minutes):
        now = start + timedelta(minutes=minute)
        wall = now.astimezone(ZoneInfo(hours.zone))
        asked = wall.weekday() in hours.days and wall.date() != away[0][0]
        owed = [window for window in windows if window.opens <= now < window.ends]
        assert [window.period for window in owed] == ([wall.date().isoformat()] if asked else []), wall
        for window in owed:
            over = hours.start < hours.end <= wall.time().replace(tzinfo=None)
            assert (window.since <= now, window.due <= now) == (hours.start <= wall.time(), over), wall


# Weeks and months


def test_a_week_is_asked_for_on_its_day_and_ends_on_sunday() -> None:
    (window,) = seen(WEEKLY, BERLIN, "2026-03-02", "2026-03-08")
    assert (window.period, window.begins, window.opens, window.due, window.ends) == (
        "2026-W10",
        at("2026-03-02T08:00Z"),
        at("2026-03-05T23:00Z"),
        at("2026-03-06T16:00Z"),
        at("2026-03-08T23:00Z"),
    )


@pytest.mark.parametrize(
    ("hours", "away", "due"),
    [
        (replace(BERLIN, holidays="DE"), (), ["2026-04-02T15:00Z"]),  # Good Friday: the last workday before it
        (BERLIN, days("2026-04-02..2026-04-03"), ["2026-04-01T15:00Z"]),
        (BERLIN, days("2026-03-30..2026-04-02"), ["2026-04-03T15:00Z"]),
        (BERLIN, days("2026-03-30..2026-04-03"), []),  # a week all away
        (Hours("UTC", days=read_days("Sun-Thu")), (), ["2026-04-02T17:00Z"]),
        (Hours("UTC", days=read_days("Sat-Sun")), (), ["2026-04-04T17:00Z"]),  # none before it: the first one after
    ],
)
def test_a_week_with_days_off_is_due_on_the_last_day_there(
    hours: Hours, away: rhythms.Absences, due: list[str]
) -> None:
    found = seen(WEEKLY, hours, "2026-03-30", "2026-04-05", away)
    assert [window.due for window in found] == [at(each) for each in due]


def test_weeks_are_those_of_iso_also_over_the_new_year() -> None:
    weeks = [(window.period, window.first.isoformat()) for window in seen(WEEKLY, BERLIN, "2026-12-21", "2027-01-10")]
    assert weeks == [("2026-W52", "2026-12-21"), ("2026-W53", "2026-12-28"), ("2027-W01", "2027-01-04")]


@pytest.mark.parametrize(
    ("on", "month", "due"),
    [
        ("", "2026-02", "2026-02-27"),  # of 28 days, the last one a Saturday
        ("31", "2026-02", "2026-02-27"),
        ("15", "2026-03", "2026-03-13"),  # a Sunday
        ("1", "2026-03", "2026-03-02"),  # a Sunday with no workday before it in its month
        ("", "2028-02", "2028-02-29"),
        ("", "2026-12", "2026-12-31"),
    ],
)
def test_a_month_is_due_on_its_day_or_the_workday_before(on: str, month: str, due: str) -> None:
    found = {window.period: window for window in seen(replace(MONTHLY, on=on), Hours(), f"{month}-01", "2028-12-31")}
    assert found[month].due == at(f"{due}T17:00Z")
    assert found[month].ends == at(f"{(found[month].first + timedelta(days=31)).replace(day=1)}T00:00Z")


def test_a_record_may_say_itself_how_often() -> None:
    goal = record(created=at("2026-01-01T00:00Z").date(), every="2 weeks")
    own = Rhythm("every", ("goal.owner",))
    windows = list(rhythms.windows(own, Hours(), (), at("2026-02-01T00:00Z"), at("2026-03-15T00:00Z"), goal))
    assert [(window.period, window.due) for window in windows] == [
        ("2026-01-29", at("2026-02-11T17:00Z")),
        ("2026-02-12", at("2026-02-25T17:00Z")),
        ("2026-02-26", at("2026-03-11T17:00Z")),
    ]
    for wrong in (record(every="2 weeks"), record(created=goal.fields["created"], every="soon")):
        assert list(rhythms.windows(own, Hours(), (), at("2026-02-01T00:00Z"), at("2026-03-01T00:00Z"), wrong)) == []


# Who is asked

GOAL = """\
kind: goal
files: goals/{created}-{n:03}-{slug}.md
fields:
  topic: {is: text, needed: true}
  owner: {is: person, needed: true}
  members: {is: parties}
  milestones: {is: {rows: {name: text, lead: person}}}
  status: {is: state, needed: true}
roles: {owner: owner}
sections: {Why: {by: owner}}
states: [active, paused, complete]
rests: [active, paused]
final: [complete]
acts:
  pause: {by: owner, from: active, to: paused}
  complete: {by: owner, from: [active, paused], to: complete}
"""
UPDATE = """\
kind: standup
files: updates/{date}-{by}.md
fields:
  by: {is: person, needed: true}
  date: {is: date, needed: true, starts: today}
  goal: {is: records}
  status: {is: state, needed: true}
roles: {owner: by}
sections: {Done: {by: owner}}
states: [posted]
final: [posted]
acts:
  post: {by: owner, to: posted}
"""


def protocol(text: str) -> Protocol:
    found, findings = read_protocol(text, "protocols/x.yaml", False, {})
    assert found is not None, findings
    return found


STANDUP = replace(protocol(UPDATE), rhythm=DAILY)


def weekly_of(goal: str = "record") -> Protocol:
    fields = {**STANDUP.fields, "goal": Field("goal", goal), "week": Field("week", "text")}  # type: ignore[arg-type]
    return replace(STANDUP, kind="weekly", rhythm=WEEKLY, fields=fields)


def record(name: str = "2026-03-01-001-shop", **fields: Value) -> Record:
    given: dict[str, Value] = {"topic": "A shop", "owner": "ana", "members": ("ana", "bo"), "status": "active"}
    return Record(name, "goal", f"goals/{name}.md", {**given, **fields})


def person(handle: str, hours: Hours = BERLIN, **more: object) -> Person:
    return replace(Person(handle, hours=hours), **more)  # type: ignore[arg-type]


def world(*people: Person, teams: tuple[Team, ...] = ()) -> World:
    who = people or (person("ana"), person("bo"), person("cy"))
    return World(
        Settings(),
        {one.handle: one for one in who},
        {team.handle: team for team in teams},
        {"goal": protocol(GOAL), "standup": STANDUP, "weekly": weekly_of()},
    )


def on_tuesday(versions: rhythms.Versions, *more: rhythms.Versions, there: World | None = None) -> list[Turn]:
    """The daily updates that are asked for on 3 March in Berlin."""
    found = rhythms.turns(
        STANDUP, [versions, *more], there or world(), at("2026-03-03T00:00Z"), at("2026-03-03T22:00Z")
    )
    return [turn for turn in found if turn.window.period == "2026-03-03"]


def who(turns: list[Turn]) -> list[str]:
    return sorted(turn.person for turn in turns)


def always(goal: Record) -> rhythms.Versions:
    return [(ALWAYS, goal)]


def test_every_member_is_asked_and_the_owner_waits() -> None:
    turns = on_tuesday(always(record()))
    assert [(turn.person, turn.kind, turn.act, turn.records, turn.owed_to) for turn in turns] == [
        ("ana", "standup", "post", ("2026-03-01-001-shop",), ()),
        ("bo", "standup", "post", ("2026-03-01-001-shop",), ("ana",)),
    ]


def test_of_a_team_every_human_is_asked_and_no_agent() -> None:
    there = world(
        person("ana"), person("bo"), person("bot", agent=True), teams=(Team("shop", members=("bo", "bot", "gone")),)
    )
    assert who(on_tuesday(always(record(members=("shop", "bot"))), there=there)) == ["bo"]


def test_without_people_records_every_name_is_asked_by_the_clock_of_the_workspace() -> None:
    there = replace(world(), people={}, settings=Settings(hours=BERLIN))
    turns = on_tuesday(always(record(members=("Ana", "Bo"))), there=there)
    assert [(turn.person, turn.window.due) for turn in turns] == [
        ("Ana", at("2026-03-03T16:00Z")),
        ("Bo", at("2026-03-03T16:00Z")),
    ]


@pytest.mark.parametrize(("status", "asked"), [("active", 2), ("paused", 0), ("complete", 0), ("broken", 0)])
def test_only_records_in_its_states_ask(status: str, asked: int) -> None:
    assert len(on_tuesday(always(record(status=status)))) == asked


def test_one_update_serves_all_the_goals_of_a_person_on_the_oldest_of_them() -> None:
    young, old = record("2026-03-02-001-b", owner="cy"), record("2026-01-01-001-a", topic="Old", members=("bo",))
    turns = {turn.person: turn for turn in on_tuesday(always(young), always(old))}
    assert turns["bo"].records == ("2026-01-01-001-a", "2026-03-02-001-b")
    assert (turns["bo"].title, turns["bo"].owed_to) == ("Old", ("ana", "cy"))
    assert turns["ana"].records == ("2026-03-02-001-b",)


def test_where_an_update_names_one_goal_each_asks_for_its_own() -> None:
    goals = [always(record(name)) for name in ("2026-01-01-001-a", "2026-03-02-001-b")]
    start, end = at("2026-03-06T00:00Z"), at("2026-03-06T12:00Z")
    turns = list(rhythms.turns(weekly_of("record"), goals, world(), start, end))
    assert [(turn.person, turn.records) for turn in turns] == [
        ("ana", ("2026-01-01-001-a",)),
        ("ana", ("2026-03-02-001-b",)),
    ]
    assert [turn.keys for turn in turns] == [
        (("by", ("ana",)), ("goal", turn.records), ("week", ("2026-W10",))) for turn in turns
    ]
    (one,) = rhythms.turns(weekly_of("records"), goals, world(), start, end)
    assert one.keys == (("by", ("ana",)), ("week", ("2026-W10",)))


def test_what_names_no_field_of_its_period_is_known_by_its_own_day() -> None:
    plain = replace(STANDUP, fields={"by": STANDUP.fields["by"]}, rhythm=MONTHLY)
    (turn,) = rhythms.turns(plain, [always(record())], world(), at("2026-03-31T00:00Z"), at("2026-03-31T12:00Z"))
    assert (turn.keys, turn.by_day, turn.window.first.day, turn.window.last.day) == (
        (("by", ("ana",)),), True, 1, 31,
    )  # fmt: skip


def test_who_was_not_there_when_the_period_began_is_asked_for_the_next_one() -> None:
    joined = [(ALWAYS, record()), (at("2026-03-03T10:00Z"), record(members=("ana", "bo", "cy")))]
    assert who(on_tuesday(joined)) == ["ana", "bo"]
    before_work = [(ALWAYS, record()), (at("2026-03-03T07:59Z"), record(members=("ana", "bo", "cy")))]
    assert who(on_tuesday(before_work)) == ["ana", "bo", "cy"]


def test_a_goal_begins_its_first_period_itself() -> None:
    made: rhythms.Versions = [(at("2026-03-03T12:00Z"), record())]
    turns = on_tuesday(made)
    assert [(turn.person, turn.since) for turn in turns] == [
        ("ana", at("2026-03-03T12:00Z")),
        ("bo", at("2026-03-03T12:00Z")),
    ]
    named_later = [(at("2026-03-03T11:00Z"), record(members=())), (at("2026-03-03T12:00Z"), record())]
    assert who(on_tuesday(named_later)) == ["ana", "bo"]
    resumed = [(ALWAYS, record(status="paused")), (at("2026-03-03T12:00Z"), record())]
    assert who(on_tuesday(resumed)) == ["ana", "bo"]
    too_late = [(at("2026-03-03T16:00Z"), record())]
    assert on_tuesday(too_late) == []


def test_who_is_let_go_before_the_period_ends_is_not_asked_for_it() -> None:
    gone = [(ALWAYS, record()), (at("2026-03-03T15:00Z"), record(members=("ana",)))]
    assert who(on_tuesday(gone)) == ["ana"]
    done = [(ALWAYS, record()), (at("2026-03-03T22:30Z"), record(status="complete"))]
    assert on_tuesday(done) == []
    broken: rhythms.Versions = [(ALWAYS, record()), (at("2026-03-03T10:00Z"), None)]
    assert on_tuesday(broken) == []
    next_day = [(ALWAYS, record()), (at("2026-03-04T09:00Z"), record(members=("ana",)))]
    assert who(on_tuesday(next_day)) == ["ana", "bo"]


def test_reminders_come_at_shares_of_the_window_and_are_fresh_for_two_hours() -> None:
    turn = on_tuesday(always(record()))[0]
    assert [(one.stage, one.at, one.until) for one in turn.reminders] == [
        (50, at("2026-03-03T12:00Z"), at("2026-03-03T14:00Z")),
        (90, at("2026-03-03T15:12Z"), at("2026-03-03T17:12Z")),
    ]
    weekly = replace(weekly_of(), rhythm=replace(WEEKLY, remind=(50,)))
    (turn,) = rhythms.turns(weekly, [always(record())], world(), at("2026-03-06T00:00Z"), at("2026-03-06T12:00Z"))
    assert [(one.at, one.until) for one in turn.reminders] == [(at("2026-03-06T12:00Z"), at("2026-03-08T23:00Z"))]


def test_an_update_starts_with_the_goals_that_ask_for_it() -> None:
    goals = (record("2026-03-02-001-b"), record("2026-01-01-001-a"), record("2026-01-02-001-c", members=("cy",)))
    there = replace(world(), open_of=lambda kind: goals if kind == "goal" else ())
    assert [one.id for one in rhythms.theirs(STANDUP, "bo", there)] == ["2026-01-01-001-a", "2026-03-02-001-b"]
    agent = replace(there, people={"bo": person("bo", agent=True)})
    assert len(rhythms.theirs(STANDUP, "bo", agent)) == 2  # it may post, though nobody asks it
    assert rhythms.theirs(replace(STANDUP, rhythm=None), "bo", there) == ()
