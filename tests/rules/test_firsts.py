"""First values: spans from now, weeks, what paths lead to, and the records that a rhythm comes round for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from paper import DAY, FRIDAY, HOUR, MONDAY, Paper, day, person

from tacit.model.people import Hours
from tacit.rules.parties import resolve, values_at

MILESTONES = (
    {
        "name": "Beta",
        "lead": "bob",
        "starts": day(MONDAY),
        "date": day(FRIDAY),
        "acceptance": ("It runs", "It is fast"),
    },
    {"name": "Release", "lead": "carol", "acceptance": ("It is out",)},
)


@pytest.fixture
def paper() -> Paper:
    return Paper()


def goal(paper: Paper, topic: str = "Ship", **more: object) -> str:
    return paper.new("goal", "alice", topic=topic, owner="alice", milestones=MILESTONES, **more)  # type: ignore[arg-type]


def handoff(paper: Paper, **more: object) -> str:
    sets = {"topic": "API", "from": "frontend", "to": "backend", "date": day(FRIDAY) + 7 * DAY, **more}
    return paper.new("handoff", "alice", **sets)  # type: ignore[arg-type]


def test_a_span_is_counted_from_now_on_the_calendar_of_the_maker() -> None:
    paper = Paper(people=(person("alice"), person("bob", hours=Hours(days=frozenset({0, 1})))), teams=())
    paper.later(DAY)  # Tuesday
    texts = {"Context": "x", "Proposed": "y"}
    made = paper[paper.new("proposal", "alice", texts, topic="x", stakeholders=("bob",))]
    assert made.fields["feedback_by"] == MONDAY + 3 * DAY
    made = paper[paper.new("proposal", "bob", texts, topic="y", stakeholders=("alice",))]
    assert made.fields["feedback_by"] == MONDAY + 8 * DAY  # the rest of this Tuesday, and of the next two days of work


def test_days_are_counted_as_days_over_a_change_of_clocks() -> None:
    paper = Paper(people=(person("alice", hours=Hours(zone="Europe/Berlin")),), teams=())
    paper.now = datetime(
        2026, 3, 1, 22, 30, tzinfo=UTC
    )  # 23:30 there; 90 times 24 hours later it is half past midnight
    assert paper[paper.new("document", "alice", topic="x")].fields["review_by"] == date(2026, 3, 1) + timedelta(days=90)


def test_what_is_given_goes_before_what_would_come(paper: Paper) -> None:
    record = paper.new("document", "alice", topic="x", review_by=date(2026, 3, 9))
    assert paper[record].fields["review_by"] == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("milestone", "acceptance"), [("Beta", ("It runs", "It is fast")), ("release", ("It is out",))]
)
def test_a_path_leads_through_the_row_that_a_field_names(
    paper: Paper, milestone: str, acceptance: tuple[str, ...]
) -> None:
    record = handoff(paper, goal=goal(paper), milestone=milestone)
    assert paper[record].fields["acceptance"] == acceptance


def test_a_path_that_leads_nowhere_gives_nothing(paper: Paper) -> None:
    assert "acceptance" not in paper[handoff(paper)].fields
    assert "acceptance" not in paper[handoff(paper, goal=goal(paper), milestone="Alpha")].fields
    assert "acceptance" not in paper[handoff(paper, goal=goal(paper))].fields


def test_a_path_goes_through_all_rows_or_one(paper: Paper) -> None:
    record = paper[handoff(paper, goal=goal(paper), milestone="Release")]
    assert resolve(("goal.milestones.lead",), record, paper.world) == ("bob", "carol")
    assert resolve(("goal.milestones[milestone].lead",), record, paper.world) == ("carol",)
    assert resolve(("goal.milestones[topic].lead",), record, paper.world) == ()
    assert values_at("goal.milestones.date", record, paper.world) == (day(FRIDAY),)


def test_a_week_begins_with_the_week_of_its_maker_and_the_goal_that_asks_them() -> None:
    paper = Paper(people=(person("alice", hours=Hours(zone="Pacific/Auckland")), person("bob"), person("carol")))
    mine = goal(paper)
    paper.new("goal", "carol", topic="Another", owner="carol")
    paper.now = datetime(2026, 3, 8, 12, 0, tzinfo=UTC)  # a Sunday, and Monday in Auckland
    texts = {"Progress": "x", "Confidence": "y"}
    made = paper[paper.new("weekly", "alice", texts)]
    assert (made.fields["week"], made.fields["goal"]) == ("2026-W11", mine)
    assert paper[paper.new("weekly", "bob", texts)].fields["week"] == "2026-W10"


def test_of_several_records_that_ask_one_is_not_guessed_but_all_are_taken(paper: Paper) -> None:
    first, second = goal(paper, members=("bob",)), goal(paper, "Another", members=("bob",))
    with pytest.raises(Exception, match="a weekly needs goal"):
        paper.new("weekly", "bob", {"Progress": "x", "Confidence": "y"})
    update = paper.new("standup", "bob", {"Completed": "x", "Working": "y"})
    assert paper[update].fields["goal"] == (first, second)
    paper.act(first, "pause", "alice")
    paper.later(DAY + HOUR)
    assert paper[paper.new("standup", "bob", {"Completed": "x", "Working": "y"})].fields["goal"] == (second,)
