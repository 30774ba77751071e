"""Acts that lead where their caller says, dates that acts move on, and sums that Tacit keeps."""

from datetime import date, datetime, timedelta

import pytest
from paper import DAY, HOUR, MONDAY, Paper, day

from tacit.errors import Refused


@pytest.fixture
def paper() -> Paper:
    return Paper()


READY = {"Acceptance criteria": "- [ ] It runs", "Definition of done": "- [ ] Reviewed"}


def task(paper: Paper) -> str:
    return paper.new("task", "alice", topic="Sign in")


def said(paper: Paper, record: str, act: str, **given: object) -> str:
    with pytest.raises(Refused) as refused:
        paper.act(record, act, "alice", **given)  # type: ignore[arg-type]
    return refused.value.message


def test_of_several_targets_the_caller_names_one(paper: Paper) -> None:
    record = task(paper)
    assert said(paper, record, "move") == "`move` must say where to: in-progress, code-review, done"
    change = paper.act(record, "move", "alice", status="code-review", writes=READY)
    assert (change.source, change.target, change.began) == ("todo", "code-review", ("review",))
    assert paper[record].status == "code-review"


def test_an_act_leads_neither_elsewhere_nor_to_where_the_record_is(paper: Paper) -> None:
    record = task(paper)
    assert said(paper, record, "move", status="dropped") == (
        "`move` does not lead to dropped, but to in-progress, code-review, done"
    )
    assert said(paper, record, "move", status="todo") == (
        "this task is todo already; `move` leads to in-progress, code-review, done"
    )


def test_an_act_with_one_target_takes_no_other(paper: Paper) -> None:
    assert said(paper, task(paper), "fix", status="todo") == "`fix` does not set status"


def test_nothing_begins_unready(paper: Paper) -> None:
    record = task(paper)
    lacks = "`Acceptance criteria` and `Definition of done` are not filled, and `move` needs them"
    assert said(paper, record, "move", status="in-progress") == lacks
    paper.act(record, "move", "alice", status="in-progress", writes=READY)
    paper.act(record, "move", "alice", status="todo")
    assert paper[record].status == "todo"


def test_a_status_moved_by_hand_is_read_as_the_act_that_may_lead_there(paper: Paper) -> None:
    record = task(paper)
    (done,) = paper.by_hand(record, "alice", lambda text: text.replace("status: todo", "status: in-progress"))
    assert (done.act, done.target, done.irregular, done.began) == ("move", "in-progress", "", ("move",))
    (done,) = paper.by_hand(record, "alice", lambda text: text.replace("status: in-progress", "status: dropped"))
    assert (done.act, done.irregular) == ("drop", "")


# Dates that go on


def page(paper: Paper, **sets: object) -> str:
    return paper.new("document", "alice", topic="On call", **sets)  # type: ignore[arg-type]


def test_a_date_goes_on_by_the_span_in_a_field(paper: Paper) -> None:
    record = page(paper, every="30 days")
    assert paper[record].fields["review_by"] == day(MONDAY) + 90 * DAY
    paper.later(10 * DAY)
    paper.act(record, "review", "alice")
    assert paper[record].fields["review_by"] == day(MONDAY) + 40 * DAY


def test_a_later_date_goes_before_the_one_that_would_come_and_an_earlier_one_is_refused(paper: Paper) -> None:
    record = page(paper)
    assert said(paper, record, "review", review_by=date(2026, 3, 20)) == "`review` moves review_by on to 2026-05-31"
    paper.act(record, "review", "alice", review_by=date(2026, 12, 31))
    assert paper[record].fields["review_by"] == date(2026, 12, 31)


# Sums


def meeting(paper: Paper) -> str:
    return paper.new("meeting", "alice", topic="Lunch", reason="social", at=MONDAY + 3 * DAY, attendees=("bob",))


def test_a_sum_is_there_from_the_first_and_kept_by_every_act(paper: Paper) -> None:
    record = meeting(paper)
    assert paper[record].fields["ends"] == MONDAY + 3 * DAY + timedelta(minutes=45)
    paper.act(record, "call", "alice")
    paper.act(record, "move", "alice", at=MONDAY + 4 * DAY)
    assert paper[record].fields["ends"] == MONDAY + 4 * DAY + timedelta(minutes=45)
    paper.act(record, "move", "alice", at=MONDAY + 4 * DAY, length="2 hours")
    assert paper[record].fields["ends"] == MONDAY + 4 * DAY + 2 * HOUR


@pytest.mark.parametrize("act", ["edit", "call"])
def test_nobody_sets_a_sum(paper: Paper, act: str) -> None:
    later: datetime = MONDAY + 5 * DAY
    assert "ends" in said(paper, meeting(paper), act, ends=later)
    with pytest.raises(Refused, match="ends is kept by Tacit"):
        paper.new("meeting", "alice", topic="x", reason="social", at=later, attendees=("bob",), ends=later)


def test_a_sum_written_by_hand_is_what_it_comes_to_or_irregular(paper: Paper) -> None:
    record = meeting(paper)
    (done,) = paper.by_hand(record, "alice", lambda text: text.replace("T09:45:00Z", "T11:00:00Z"))
    assert done.irregular == "alice changed ends, which is kept by Tacit"
    (done,) = paper.by_hand(record, "alice", lambda text: text.replace("T11:00:00Z", "T09:45:00Z"))
    assert done.irregular == ""
