"""What cannot stand in a field, refused by commands and told of files: each rule of fields by itself."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from paper import DAY, MONDAY, Paper, day, decision, person

from tacit.model.promise import Finding
from tacit.model.record import Record, Value
from tacit.rules.field_values import chain_of_deputies, circle, value_faults
from tacit.rules.lint.fields import bad_values, unknown_parties, unknown_records, wrong_sums
from tacit.rules.promises import short_windows


@pytest.fixture
def paper() -> Paper:
    return Paper()


def goal(paper: Paper, topic: str, **more: Value) -> str:
    return paper.new("goal", "alice", topic=topic, owner="alice", **more)


def changed(paper: Paper, record: str, **fields: Value) -> Record:
    found = paper[record]
    return replace(found, fields={**found.fields, **fields}, lines=dict.fromkeys(fields, 9))


def said(findings: object) -> list[tuple[str, int, str]]:
    return [(one.rule, one.line, one.message) for one in findings if isinstance(one, Finding)]  # type: ignore[attr-defined]


def test_parties_and_records_in_columns_are_looked_up(paper: Paper) -> None:
    rows = ({"name": "Beta", "lead": "nobody"}, {"name": "Release", "lead": "bob"})
    record = changed(paper, goal(paper, "Ship"), milestones=rows)
    protocol = paper.protocols["goal"]
    assert said(unknown_parties(record, protocol, paper.world, ())) == [
        ("unknown-party", 9, "milestones.lead: there is no person called nobody")
    ]
    assert said(unknown_parties(record, protocol, paper.world, ("nobody",))) == []
    record = changed(paper, record.id, depends_on=("gone", record.id))
    assert said(unknown_records(record, protocol, paper.world.records.__contains__)) == [
        ("broken-link", 9, "depends_on: there is no record gone")
    ]


def test_a_circle_is_told_from_whatever_record_one_looks(paper: Paper) -> None:
    first = goal(paper, "One")
    second = goal(paper, "Two", depends_on=(first,))
    third = goal(paper, "Three", depends_on=(second, first))
    paper.by_hand(first, "alice", lambda text: text.replace("status:", f"depends_on: [{third}]\nstatus:"))
    for record in (first, second, third):
        way = circle("depends_on", paper[record], paper.world)
        assert (way[0], way[-1]) == (record, record)
        assert len(way) in (3, 4)
    outside = goal(paper, "Four", depends_on=(third,))
    assert circle("depends_on", paper[outside], paper.world) == ()


def test_a_record_that_waits_for_itself_is_a_circle_too(paper: Paper) -> None:
    record = goal(paper, "One")
    assert circle("depends_on", changed(paper, record, depends_on=(record,)), paper.world) == (record, record)


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        ({"starts": date(2026, 3, 2), "date": date(2026, 3, 2)}, 0),
        ({"starts": date(2026, 3, 3), "date": date(2026, 3, 2)}, 1),
        ({"date": date(2026, 3, 2)}, 0),
        ({"starts": date(2026, 3, 3)}, 0),
    ],
)
def test_a_row_may_last_a_day_and_say_one_date_alone(paper: Paper, row: dict[str, Value], faults: int) -> None:
    record = changed(paper, goal(paper, "Ship"), milestones=({"name": "Beta", **row},))
    assert len(list(value_faults(paper.protocols["goal"].fields["milestones"], record, paper.world))) == faults


def test_a_sum_that_an_edit_by_hand_left_behind_is_told(paper: Paper) -> None:
    at = MONDAY + 3 * DAY
    record = paper.new("meeting", "alice", topic="Lunch", reason="social", at=at, attendees=("bob",))
    protocol = paper.protocols["meeting"]
    assert said(wrong_sums(paper[record], protocol)) == []
    moved = changed(paper, record, at=at + timedelta(hours=1), ends=paper[record].fields["ends"])
    assert said(wrong_sums(moved, protocol)) == [
        ("unknown-value", 9, "ends is 2026-03-05T09:45:00Z, but at and length come to 2026-03-05T10:45:00Z")
    ]


def test_a_window_is_short_only_if_it_ends_before_it_could_have(paper: Paper) -> None:
    record = decision(paper)
    protocol = paper.protocols["decision"]
    assert list(short_windows(paper[record], protocol, paper.world)) == []
    made = MONDAY.replace(hour=0)  # the earliest that it can have begun
    assert list(short_windows(changed(paper, record, due=made + DAY), protocol, paper.world)) == []
    ((rule, _, earliest),) = short_windows(changed(paper, record, due=made + DAY / 2), protocol, paper.world)
    assert (rule.name, earliest) == ("respond", made + DAY)


@pytest.mark.parametrize(
    ("away", "deputys", "cover", "told"),
    [
        ((1, 5), (4, 9), "carol", True),
        ((1, 5), (6, 9), "carol", False),  # one after the other: the deputy is there
        ((1, 5), (4, 9), "", False),  # nobody could think that somebody stands in
        ((1, 5), (4, 9), "alice", False),  # each for the other
        ((-9, -5), (-9, -5), "carol", False),  # it is over
    ],
)
def test_a_chain_of_deputies_is_told_where_it_would_be_needed(
    away: tuple[int, int], deputys: tuple[int, int], cover: str, told: bool
) -> None:
    spans = [tuple(day(MONDAY) + one * DAY for one in span) for span in (away, deputys)]
    alice, bob = person("alice", away=(spans[0],), cover="bob"), person("bob", away=(spans[1],), cover=cover)
    paper = Paper(people=(alice, bob, person("carol")), teams=())
    record = Record("alice", "person", "people/alice.md", {"handle": "alice", "cover": "bob"}, lines={"cover": 4})
    said_of = chain_of_deputies(record, paper.world, MONDAY.date())
    assert bool(said_of) is told
    if told:
        assert said_of == (
            "alice and bob are both away from 2026-03-06 to 2026-03-07, "
            "and carol stands in for bob alone: no deputy has a deputy for this"
        )
        found = said(bad_values(record, paper.protocols["person"], paper.world, MONDAY))
        assert found == [("deputy", 4, said_of)]
