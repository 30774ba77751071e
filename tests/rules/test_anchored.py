"""Promises that hang on a day or time that the record names, or on other records: due by it, anew when it moves."""

from datetime import UTC, datetime, timedelta

import pytest
from paper import DAY, FRIDAY, HOUR, MONDAY, Paper, day, decision, person

from tacit.model.clock import Clock, Span
from tacit.model.history import Began
from tacit.model.people import Hours, Team
from tacit.rules.clocks import anchored

BERLIN, AUCKLAND, HONOLULU = (
    Hours(zone="Europe/Berlin"),
    Hours(zone="Pacific/Auckland"),
    Hours(zone="Pacific/Honolulu"),
)
SUNDAY = day(MONDAY) + 27 * DAY  # 29 March: clocks go forward in Berlin at night
BY, BEFORE = Clock(Span(0, "minutes"), "by", "date"), Clock(Span(1, "weeks"), "before", "date")
AFTER = Clock(Span(2, "hours"), "after", "date")


@pytest.fixture
def paper() -> Paper:
    return Paper()


@pytest.mark.parametrize(
    ("clock", "zone", "at"),
    [
        (BY, BERLIN, datetime(2026, 3, 29, 22, 0, tzinfo=UTC)),
        (AFTER, BERLIN, datetime(2026, 3, 30, 0, 0, tzinfo=UTC)),
        (BEFORE, BERLIN, datetime(2026, 3, 21, 23, 0, tzinfo=UTC)),
        (BY, AUCKLAND, datetime(2026, 3, 29, 11, 0, tzinfo=UTC)),
        (BEFORE, HONOLULU, datetime(2026, 3, 22, 10, 0, tzinfo=UTC)),
    ],
)
def test_a_day_ends_and_begins_in_the_zone_of_those_who_owe(clock: Clock, zone: Hours, at: datetime) -> None:
    assert anchored(clock, SUNDAY, (zone,)) == at


def test_of_several_zones_the_latest_counts() -> None:
    assert anchored(BY, SUNDAY, (AUCKLAND, BERLIN)) == anchored(BY, SUNDAY, (BERLIN,))
    assert anchored(BEFORE, SUNDAY, (AUCKLAND, HONOLULU, BERLIN)) == anchored(BEFORE, SUNDAY, (HONOLULU,))


def test_by_a_time_is_that_time() -> None:
    assert anchored(BY, MONDAY + HOUR, (AUCKLAND,)) == MONDAY + HOUR


def handoff(paper: Paper) -> str:
    in_ten_days = day(MONDAY) + 10 * DAY
    sets = {"topic": "API", "from": "frontend", "to": "backend", "date": in_ten_days}
    return paper.new("handoff", "alice", **sets)  # type: ignore[arg-type]


def test_a_handoff_is_prepared_a_week_before_its_day_and_delivered_by_the_end_of_it(paper: Paper) -> None:
    record = handoff(paper)
    assert paper.due(record) == datetime(2026, 3, 5, tzinfo=UTC)
    paper.act(record, "schedule", "alice", writes={"What will": "The API."})
    assert paper.due(record) == datetime(2026, 3, 13, tzinfo=UTC)


def test_when_the_day_moves_the_due_time_moves_with_it_also_back(paper: Paper) -> None:
    record = handoff(paper)
    for moved in (3, -2):
        change = paper.act(record, "edit", "alice", date=day(MONDAY) + (10 + moved) * DAY)
        assert paper.due(record) == datetime(2026, 3, 5, tzinfo=UTC) + moved * DAY
        assert change.began == ("schedule",)
    assert [done.irregular for transitions in paper.told for done in transitions] == ["", ""]


def test_a_day_moved_by_hand_is_counted_from_at_once_whatever_stands_in_due(paper: Paper) -> None:
    record = handoff(paper)
    (done,) = paper.by_hand(record, "alice", lambda text: text.replace("date: 2026-03-12", "date: 2026-03-19"))
    assert (done.irregular, done.began) == ("", ("schedule",))
    paper.stories[record].update({name: Began(paper.now, by_hand=True) for name in done.began})
    (promise,) = paper.promises(record)
    assert (promise.due, promise.by_hand) == (datetime(2026, 3, 12, tzinfo=UTC), True)


def test_a_due_time_written_earlier_by_hand_is_irregular_where_the_day_stays(paper: Paper) -> None:
    record = handoff(paper)
    (done,) = paper.by_hand(record, "alice", lambda text: text.replace("due: 2026-03-05", "due: 2026-03-04"))
    assert "a window may be made longer, never shorter" in done.irregular


DUE = "due: 2026-03-05T00:00:00Z\n"


def test_where_the_day_is_not_said_nothing_is_due(paper: Paper) -> None:
    writes = {"Acceptance criteria": "- [ ] x", "Definition of done": "- [ ] y"}
    record = paper.new("task", "alice", writes, topic="x", due_by=day(FRIDAY))
    paper.act(record, "move", "alice", status="in-progress")
    assert paper.due(record) == datetime(2026, 3, 7, tzinfo=UTC)
    bare = handoff(paper)
    (done,) = paper.by_hand(bare, "alice", lambda text: text.replace("date: 2026-03-12\n", "").replace(DUE, ""))
    assert done.began == ("schedule",)
    paper.stories[bare].update({name: Began(paper.now, by_hand=True) for name in done.began})
    (promise,) = paper.promises(bare)
    assert (promise.due, promise.by_hand, promise.party) == (None, False, "frontend")


# Promises that wait for other records


def meeting(paper: Paper, *about: str) -> str:
    at = MONDAY + 4 * DAY
    sets = {"topic": "Lunch", "reason": "social", "at": at, "attendees": ("bob",), "about": about}
    record = paper.new("meeting", "alice", **sets)  # type: ignore[arg-type]
    paper.act(record, "call", "alice")
    return record


def test_a_promise_begins_once_all_that_it_waits_for_is_settled(paper: Paper) -> None:
    first, second = decision(paper), decision(paper)
    record = meeting(paper, first, second)
    assert "keep" not in paper.owed(record)
    paper.act(first, "withdraw", "alice")
    assert "keep" not in paper.owed(record)
    paper.act(second, "withdraw", "alice")
    assert paper.owed(record)["keep"] == ("alice",)
    (keep,) = (promise for promise in paper.promises(record) if promise.name == "keep")
    assert keep.due == datetime(2026, 3, 3, 13, 0, tzinfo=UTC)  # four working hours after the end of that day
    paper.act(record, "keep", "alice", because="We have not met in months.")
    assert "keep" not in paper.owed(record)


def test_without_anything_to_wait_for_it_never_begins(paper: Paper) -> None:
    assert "keep" not in paper.owed(meeting(paper))
    assert "keep" not in paper.owed(meeting(paper, "2026-01-01-001-gone"))


def test_it_ends_when_something_is_open_again_and_begins_anew_afterwards(paper: Paper) -> None:
    first = decision(paper)
    record = meeting(paper, first)
    paper.act(first, "withdraw", "alice")
    assert "keep" in paper.owed(record)
    paper.act(record, "edit", "alice", about=(first, decision(paper)))
    assert "keep" not in paper.owed(record)
    paper.later(DAY)
    change = paper.act(record, "edit", "alice", about=(first,))
    assert change.began == ("keep",)
    assert paper.due(record, "keep_due") == paper.now + timedelta(hours=4)


def test_a_team_in_many_zones_has_until_the_day_is_over_everywhere() -> None:
    people = (person("alice"), person("bob", hours=AUCKLAND), person("carol", hours=HONOLULU))
    teams = (Team("frontend", members=("alice",)), Team("backend", lead="carol", members=("bob", "carol")))
    paper = Paper(people=people, teams=teams)
    sets = {"topic": "API", "from": "backend", "to": "frontend", "date": day(MONDAY) + 10 * DAY}
    record = paper.new("handoff", "bob", **sets)  # type: ignore[arg-type]
    assert paper.due(record) == datetime(2026, 3, 5, 10, 0, tzinfo=UTC)
