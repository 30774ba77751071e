"""The times that the seeds give, each over a weekend, a holiday and a change of clocks.

Everybody here works in Berlin, 9:00 to 17:00, Monday to Friday, and not on Good Friday and Easter Monday. The due times
are counted by hand on that calendar.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from paper import PEOPLE, Paper

from tacit.errors import Refused
from tacit.model.clock import Span
from tacit.model.people import Hours
from tacit.model.workspace import Settings, Step

BERLIN = ZoneInfo("Europe/Berlin")
STEPS = (
    Step(("affected.leads",), Span(4, "working hours"), Span(1, "workdays")),
    Step(("dave",), Span(2, "working hours"), Span(8, "working hours")),
    Step(("alice",), Span(0, "minutes"), Span(2, "hours")),
)


def berlin(*when: int) -> datetime:
    return datetime(2026, *when, tzinfo=BERLIN).astimezone(UTC)


# A moment at 15:00, two hours before the end of work, and what each clock says from there.
MOMENTS = {
    "over a weekend": berlin(3, 6, 15),
    "over Easter": berlin(4, 2, 15),
    "over a change of clocks": berlin(3, 27, 15),
}
SPANS: dict[str, dict[str, datetime]] = {
    "over a weekend": {
        "8 working hours": berlin(3, 9, 15),
        "4 working hours": berlin(3, 9, 11),
        "2 working hours": berlin(3, 6, 17),
        "1 workday": berlin(3, 9, 15),
        "2 workdays": berlin(3, 10, 15),
        "2 hours": berlin(3, 6, 17),
        "0 minutes": berlin(3, 6, 15),
    },
    "over Easter": {
        "8 working hours": berlin(4, 7, 15),
        "4 working hours": berlin(4, 7, 11),
        "2 working hours": berlin(4, 2, 17),
        "1 workday": berlin(4, 7, 15),
        "2 workdays": berlin(4, 8, 15),
        "2 hours": berlin(4, 2, 17),
        "0 minutes": berlin(4, 2, 15),
    },
    "over a change of clocks": {
        "8 working hours": berlin(3, 30, 15),
        "4 working hours": berlin(3, 30, 11),
        "2 working hours": berlin(3, 27, 17),
        "1 workday": berlin(3, 30, 15),
        "2 workdays": berlin(3, 31, 15),
        "2 hours": berlin(3, 27, 17),
        "0 minutes": berlin(3, 27, 15),
    },
}


@pytest.fixture(params=sorted(MOMENTS))
def over(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def paper(over: str) -> Paper:
    hours = Hours(zone="Europe/Berlin", holidays="DE")
    people = tuple(replace(person, hours=hours) for person in PEOPLE)
    return Paper(people=people, now=MOMENTS[over], settings=Settings(hours=hours, escalation=STEPS))


def due(paper: Paper, record: str, promise: str) -> datetime | None:
    found = {one.name: one.due for one in paper.promises(record)}
    assert promise in found, f"{promise} is not owed; owed are {sorted(found)}"
    return found[promise]


def test_a_blocker_is_answered_in_8_hours(paper: Paper, over: str) -> None:
    writes = {"Completed": "The schema.", "Working on": "The gateway.", "Blockers": "No key; @carol has it."}
    record = paper.new("standup", "bob", writes)
    assert paper.owed(record) == {"unblock": ("carol",)}
    assert due(paper, record, "unblock") == SPANS[over]["8 working hours"]


def test_a_question_in_a_daily_update_is_answered_in_24_hours(paper: Paper, over: str) -> None:
    writes = {"Completed": "The schema.", "Working on": "The gateway.", "Help needed": "Which port, @carol?"}
    record = paper.new("standup", "bob", writes)
    assert due(paper, record, "help") == SPANS[over]["1 workday"]


def test_a_blocker_of_the_week_is_answered_in_48_hours(paper: Paper, over: str) -> None:
    goal = paper.new("goal", "alice", topic="Live updates", owner="alice")
    writes = {"Progress": "Half.", "Blockers": "No machine for load tests; @dave knows.", "Confidence": "On track."}
    record = paper.new("weekly", "bob", writes, goal=goal)
    assert due(paper, record, "unblock") == SPANS[over]["2 workdays"]


@pytest.mark.parametrize(("size", "span"), [("medium", "1 workday"), ("large", "2 workdays")])
def test_objections_have_24_hours_and_sign_offs_48(paper: Paper, over: str, size: str, span: str) -> None:
    writes = {"The decision": "Redis.", "Options considered": "Redis, Memcached.", "Recommendation": "Redis."}
    record = paper.new("decision", "alice", writes, topic="A cache", size=size, affected=("backend",))
    paper.act(record, "propose", "alice")
    assert due(paper, record, "respond") == SPANS[over][span]


def raised(paper: Paper, reason: str = "quality") -> str:
    texts = {"Issue": "Nobody agrees.", "Context": "The release waits."}
    return paper.new("escalation", "bob", texts, topic="Sessions", reason=reason, affected=("backend",))


@pytest.mark.parametrize(
    ("climbs", "answer", "decision"),
    [(0, "4 working hours", "1 workday"), (1, "2 working hours", "8 working hours"), (2, "0 minutes", "2 hours")],
    ids=["4 h / 24 h", "2 h / 8 h", "0 / 2 h"],
)
def test_each_step_of_an_escalation_has_its_two_clocks(
    paper: Paper, over: str, climbs: int, answer: str, decision: str
) -> None:
    record = raised(paper)
    for level in ("carol", "dave")[:climbs]:
        paper.act(record, "climb", level)
    assert due(paper, record, "answer") == SPANS[over][answer]
    assert due(paper, record, "decide") == SPANS[over][decision]


def test_what_is_unsafe_waits_for_no_monday(paper: Paper, over: str) -> None:
    record = raised(paper, "safety")
    start = MOMENTS[over]
    assert due(paper, record, "answer") == start + timedelta(hours=4)
    assert due(paper, record, "decide") == start + timedelta(hours=24)


def meeting(paper: Paper, at: datetime, **more: object) -> str:
    fields: dict[str, object] = {
        "topic": "The message format", "reason": "design-debate", "at": at, "length": "45 minutes",
        "attendees": ("bob", "carol"), "document": "docs/format.md", **more,
    }  # fmt: skip
    return paper.new("meeting", "alice", **fields)  # type: ignore[arg-type]


def test_a_meeting_needs_48_hours_on_the_wall(paper: Paper, over: str) -> None:
    paper.documents = frozenset({"docs/format.md"})
    start = MOMENTS[over]
    soon = meeting(paper, start + timedelta(hours=48) - timedelta(minutes=1))
    with pytest.raises(Refused, match="48 hours"):
        paper.act(soon, "call", "alice")
    in_time = meeting(paper, start + timedelta(hours=48), topic="The message format again")
    paper.act(in_time, "call", "alice")
    assert paper[in_time].status == "called"


def test_an_emergency_needs_no_notice_and_its_notes_all_the_same(paper: Paper, over: str) -> None:
    start = MOMENTS[over]
    record = meeting(paper, start + timedelta(minutes=10), reason="emergency", document=None)
    paper.act(record, "call", "alice")
    assert due(paper, record, "notes") == start + timedelta(minutes=10 + 45, hours=2)


def test_the_agenda_is_out_24_hours_before_and_the_notes_2_hours_after(paper: Paper, over: str) -> None:
    paper.documents = frozenset({"docs/format.md"})
    at = MOMENTS[over] + timedelta(days=4)
    record = meeting(paper, at)
    paper.act(record, "call", "alice")
    assert due(paper, record, "agenda") == at - timedelta(hours=24)
    assert due(paper, record, "notes") == at + timedelta(minutes=45, hours=2)


# The day of a handoff; the week before counts back from its first moment, and the days of a week have 24 hours each.
HANDOFFS: dict[str, tuple[date, datetime, datetime]] = {
    "over a weekend": (date(2026, 3, 20), berlin(3, 13), berlin(3, 21)),
    "over Easter": (date(2026, 4, 14), berlin(4, 7), berlin(4, 15)),
    "over a change of clocks": (date(2026, 4, 3), berlin(3, 26, 23), berlin(4, 4)),
}


def handoff(paper: Paper, day: date) -> str:
    return paper.new(
        "handoff", "alice", topic="The gateway", **{"from": "frontend", "to": "backend", "date": day},
    )  # fmt: skip


def test_a_handoff_is_prepared_a_week_before_its_day(paper: Paper, over: str) -> None:
    day, week_before, end = HANDOFFS[over]
    paper.now = week_before - timedelta(days=3)
    record = handoff(paper, day)
    assert due(paper, record, "schedule") == week_before
    paper.act(record, "schedule", "alice", writes={"What will be handed off": "Code, docs, dashboards."})
    assert due(paper, record, "deliver") == end


def test_whoever_receives_has_a_workday_and_support_runs_a_week_after(paper: Paper, over: str) -> None:
    record = handoff(paper, paper.now.date())
    paper.act(record, "schedule", "alice", writes={"What will be handed off": "Code, docs, dashboards."})
    paper.act(record, "deliver", "alice")
    assert due(paper, record, "accept") == SPANS[over]["1 workday"]
    paper.act(record, "accept", "bob")
    ends = MOMENTS[over].astimezone(BERLIN).date() + timedelta(days=8)
    assert due(paper, record, "support") == datetime(ends.year, ends.month, ends.day, tzinfo=BERLIN).astimezone(UTC)


def test_silence_winds_support_down_and_never_accepts(paper: Paper, over: str) -> None:
    record = handoff(paper, paper.now.date())
    paper.act(record, "schedule", "alice", writes={"What will be handed off": "Code, docs, dashboards."})
    paper.act(record, "deliver", "alice")
    paper.now = SPANS[over]["1 workday"] + timedelta(minutes=1)
    assert "escalate" in paper.tick()
    assert paper[record].status == "delivered"
    paper.act(record, "accept", "bob")
    paper.later(timedelta(days=9))
    assert "close" in paper.tick()
    assert paper[record].status == "closed"
