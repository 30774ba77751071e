"""What follows from a record: who owes whom what, by when, and when a promise begins."""

from dataclasses import replace
from datetime import timedelta

import pytest
from paper import DAY, FRIDAY, HOUR, MONDAY, Paper, decision, person, replied, thread

from tacit.model.clock import Clock, Span
from tacit.model.history import Began
from tacit.model.people import Hours, Team
from tacit.model.protocol import Choice
from tacit.model.record import Record
from tacit.rules.promises import derive, due_fields, due_time, starting
from tacit.rules.silence import has_lapsed


@pytest.fixture
def paper() -> Paper:
    return Paper()


def test_a_promise_says_who_owes_whom_what_by_when(paper: Paper) -> None:
    record = thread(paper)
    paper.act(record, "send", "alice")
    (promise,) = paper.promises(record)
    assert (promise.name, promise.record, promise.kind, promise.title) == (
        "answer",
        record,
        "thread",
        "Auth token expiry",
    )
    assert (promise.party, promise.who, promise.owed_to) == ("backend", ("bob", "carol", "bot"), ("frontend",))
    assert (promise.since, promise.due, promise.by_hand) == (MONDAY, MONDAY + DAY, False)
    assert (promise.kept_by, promise.silence, promise.remind) == (("reply",), ("remind",), (50, 90))


def test_each_who_is_asked_owes_an_answer_of_their_own(paper: Paper) -> None:
    record = decision(paper)
    assert [promise.party for promise in paper.promises(record)] == ["backend", "dave"]
    paper.act(record, "approve", "bob")
    assert [promise.party for promise in paper.promises(record)] == ["dave"]


def test_a_day_off_stops_a_workday_and_a_night_does_not(paper: Paper) -> None:
    paper.now = FRIDAY + 8 * HOUR
    record = thread(paper)
    paper.act(record, "send", "alice")
    assert paper.due(record) == FRIDAY + 8 * HOUR + 3 * DAY


def test_the_due_instant_is_the_latest_of_those_asked() -> None:
    people = (
        person("alice"),
        person("dave", hours=Hours(days=frozenset({2}))),  # on Wednesdays
        person("erin"),
    )
    paper = Paper(people=people, teams=())
    assert paper.due(decision(paper, affected=("dave", "erin"))) == MONDAY + 1 * DAY + 15 * HOUR + DAY
    assert paper.due(decision(paper, affected=("erin",))) == MONDAY + DAY


def test_a_team_is_one_party_whose_clock_runs_while_any_of_its_people_works() -> None:
    people = (person("alice"), person("dave", hours=Hours(days=frozenset({2}))), person("erin"))
    paper = Paper(people=people, teams=(Team("design", members=("dave", "erin")),))
    assert paper.due(decision(paper, affected=("design",))) == MONDAY + DAY


def test_a_promise_begun_by_hand_is_owed_from_the_end_of_the_day_it_names() -> None:
    east = person("bob", hours=Hours(zone="Europe/Berlin"))
    paper = Paper(people=(person("alice"), east), teams=())
    record = paper.new("thread", "alice", {"Question": "x?"}, topic="x", to="bob")
    paper.by_hand(record, "alice", lambda text: text.replace("status: open", "status: awaiting-reply"))
    (promise,) = paper.promises(record)
    midnight = MONDAY.replace(hour=23)  # in Berlin
    assert (promise.since, promise.due, promise.by_hand) == (midnight, midnight + DAY, True)
    assert not has_lapsed(promise, MONDAY + 30 * DAY), "its silence waits for a due time that Tacit wrote"


def test_without_people_the_workspaces_own_hours_count() -> None:
    paper = Paper(people=())
    record = paper.new("thread", "web", {"Question": "x?"}, topic="x", to="core", priority="high")
    paper.act(record, "send", "web")
    assert paper.due(record) == MONDAY + 8 * HOUR
    (promise,) = paper.promises(record)
    assert (promise.party, promise.who) == ("core", ())


def test_nothing_is_owed_at_rest_or_at_the_end(paper: Paper) -> None:
    record = thread(paper, "notification")
    assert paper.promises(record) == ()
    paper.act(record, "send", "alice")
    paper.act(record, "archive", "alice")
    assert paper.promises(record) == ()


def test_a_promise_begins_with_its_states_its_section_or_an_act_that_restarts_it(paper: Paper) -> None:
    protocol = paper.protocols["thread"]
    record = replied(paper)
    waiting = paper[record]
    assert [rule.name for rule in starting(None, waiting, protocol, paper.world)] == ["settle"]
    assert starting(waiting, waiting, protocol, paper.world) == ()
    assert [rule.name for rule in starting(waiting, waiting, protocol, paper.world, ("settle", "answer"))] == ["settle"]
    paper.act(record, "resolve", "alice", writes={"Resolution": "Yes."})
    assert [rule.name for rule in starting(waiting, paper[record], protocol, paper.world)] == ["confirm"]
    assert due_fields(waiting, paper[record], protocol, paper.world, MONDAY) == {"due": MONDAY + DAY}
    assert due_fields(paper[record], paper[record], protocol, paper.world, MONDAY + DAY) == {}


def test_a_window_may_hang_on_a_time_that_the_record_names(paper: Paper) -> None:
    protocol = paper.protocols["thread"]
    rule = replace(protocol.promises["answer"], within=Choice(Clock(Span(24, "hours"), "before", "at")))
    record = Record("r", "thread", "threads/r.md", {"to": "bob", "at": FRIDAY, "status": "awaiting-reply"})
    assert due_time(rule, record, protocol, paper.world, MONDAY) == FRIDAY - DAY
    bare = replace(record, fields={"to": "bob"})
    assert due_time(rule, bare, protocol, paper.world, MONDAY) is None


def test_what_history_tells_of_a_beginning_is_believed(paper: Paper) -> None:
    record = thread(paper)
    paper.act(record, "send", "alice")
    began = Began(MONDAY + timedelta(minutes=3), by_hand=True)
    protocol = paper.protocols["thread"]
    (promise,) = derive(paper[record], protocol, paper.world, {"answer": began})
    assert promise.by_hand
    (promise,) = derive(paper[record], protocol, paper.world, {"answer": replace(began, by_hand=False)})
    assert (promise.since, promise.due) == (MONDAY + timedelta(minutes=3), MONDAY + DAY)


def test_a_window_begun_by_hand_that_ends_when_the_record_says_waits_for_no_other_due_time(paper: Paper) -> None:
    texts = {"Context & Problem": "Slow.", "Proposed Solution": "Fast."}
    record = paper.new("proposal", "alice", texts, topic="Speed", stakeholders=("backend",))
    paper.act(record, "share", "alice")
    done = paper.by_hand(record, "alice", lambda text: text.replace("Fast.", "Faster."))
    assert done[0].began == ("reply",)
    story = {"reply": Began(MONDAY + HOUR, by_hand=True)}
    (promise,) = derive(paper[record], paper.protocols["proposal"], paper.world, story)
    assert (promise.by_hand, promise.due) == (False, paper.due(record, "feedback_by"))
    paper.by_hand(record, "alice", lambda text: text.replace(f"due: {paper.due(record):%Y}", "due: 2025"))
    (promise,) = derive(paper[record], paper.protocols["proposal"], paper.world, story)
    assert promise.by_hand


def test_a_record_without_a_day_owes_without_a_time(paper: Paper) -> None:
    fields = {"from": "frontend", "to": "backend", "status": "awaiting-reply"}
    record = Record("some-name", "thread", "threads/some-name.md", fields)
    (promise,) = derive(record, paper.protocols["thread"], paper.world)
    assert (promise.since, promise.due, promise.by_hand) == (None, None, True)
