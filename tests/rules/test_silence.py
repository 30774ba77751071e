"""What silence does, and when somebody is reminded."""

from dataclasses import replace
from datetime import timedelta

import pytest
from paper import DAY, HOUR, MONDAY, Paper, decision, person, replied, thread

from tacit.errors import Refused
from tacit.model.change import Facts
from tacit.model.people import Team
from tacit.rules.silence import LATE, acts_of_silence, apply_silence, has_lapsed, moments, told


@pytest.fixture
def paper() -> Paper:
    return Paper()


def stage(paper: Paper, record: str) -> int | None:
    (promise,) = paper.promises(record)
    known = moments(promise, paper[record], paper.protocols[paper[record].kind], paper.world)
    return max((share for share, at in known if at <= paper.now), default=None)


def test_silence_that_reminds_does_nothing(paper: Paper) -> None:
    record = thread(paper)
    paper.act(record, "send", "alice")
    (promise,) = paper.promises(record)
    assert acts_of_silence(promise) == ()
    paper.later(3 * DAY)
    assert (has_lapsed(promise, paper.now), paper.tick(), paper[record].status) == (True, [], "awaiting-reply")


def test_a_blocking_question_without_a_reply_escalates_once(paper: Paper) -> None:
    record = thread(paper, priority="blocking")
    paper.act(record, "send", "alice")
    paper.later(4 * HOUR - timedelta(seconds=1))
    assert paper.tick() == []
    paper.later(timedelta(seconds=1))
    assert paper.tick() == ["escalate"]
    assert paper.owed(record) == {"answer": ("backend",)}, "it stays owed, late"
    paper.act(str(paper[record].fields["escalation"]), "withdraw", "alice")
    paper.later(DAY)
    assert paper.tick() == []
    paper.act(record, "reply", "bob", writes={"Reply": "Yes."})
    paper.act(record, "return", "alice", writes={"Final Answer": "Sure?"})
    paper.later(4 * HOUR)
    assert paper.tick() == ["escalate"], "a new promise has a silence of its own"


def test_a_thread_is_archived_by_itself(paper: Paper) -> None:
    record = replied(paper)
    paper.act(record, "resolve", "alice", writes={"Resolution": "Yes."})
    paper.act(record, "confirm", "bob")
    paper.later(2 * DAY)
    assert paper.tick() == ["archive"]
    assert paper[record].path == f"archive/threads/{record}.md"
    assert [done.irregular for done in paper.told[-1]] == [""]


def test_silence_says_why_what_comes_first_was_not_to_be(paper: Paper) -> None:
    record = decision(paper)
    promises = paper.promises(record)
    facts = Facts(told=frozenset({"dave"}), lapsed=True)
    change, reasons = apply_silence(paper[record], promises, paper.world, facts, MONDAY + DAY)
    assert change is not None
    assert (change.act, change.actor, change.sets["due"]) == ("extend", "tacit", MONDAY + 2 * DAY)
    assert (*reasons, change.because) == ("decide: backend was not told",) * 2
    again = replace(facts, done=frozenset({"extend"}))
    change, reasons = apply_silence(paper[record], promises, paper.world, again, MONDAY + DAY)
    assert change is not None
    assert change.act == "escalate"


def test_before_its_time_silence_says_nothing(paper: Paper) -> None:
    record = decision(paper)
    assert not has_lapsed(paper.promises(record)[0], MONDAY + DAY - timedelta(seconds=1))
    assert has_lapsed(paper.promises(record)[0], MONDAY + DAY)


def test_an_objection_in_time_wins_though_the_engine_is_late(paper: Paper) -> None:
    record = decision(paper)
    paper.later(DAY - HOUR).act(record, "object", "bob", because="It is slow.")
    paper.later(5 * DAY)
    assert paper.tick().count("decide") == 0
    assert paper[record].status == "escalated"


def test_told_are_those_who_were_there_in_the_window() -> None:
    all_week = ((MONDAY.date(), (MONDAY + 6 * DAY).date()),)
    people = (
        person("alice"),
        person("bob", away=all_week),
        person("carol", away=((MONDAY.date(), MONDAY.date()),)),
        person("dave", away=all_week, cover="alice"),
        person("bot", agent=True),
    )
    teams = (Team("backend", members=("bob", "carol")), Team("agents", members=("bot",)))
    paper = Paper(people=people, teams=teams)
    record = decision(paper, "large", ("bob", "carol", "dave", "bot", "agents", "backend", "alice"))
    assert told(paper.promises(record), paper.world) == {"carol", "backend", "alice"}


@pytest.mark.parametrize(
    "given",
    [
        {"affected": ("backend", "dave", "erin")},
        {"size": "medium"},
        {"writes": {"The decision": "Where do we keep passwords?"}},
    ],
)
def test_who_is_asked_something_else_is_asked_anew_so_no_late_change_is_consented_to(
    paper: Paper, given: dict[str, object]
) -> None:
    record = decision(paper, "large" if "size" in given else "medium")
    ends = paper.due(record)
    assert ends is not None
    paper.now = ends - HOUR
    change = paper.act(record, "edit", "alice", **given)
    assert change.began == ("respond",)
    paper.later(2 * HOUR)
    assert paper.tick() == []
    told_late = paper.due(record)
    assert told_late is not None and told_late >= ends - HOUR + DAY
    paper.now = told_late
    assert paper.tick() == ["decide"]


def test_a_change_by_hand_of_what_is_asked_begins_the_window_anew(paper: Paper) -> None:
    record = decision(paper)
    done = paper.by_hand(record, "alice", lambda text: text.replace("keep sessions", "keep passwords"))
    assert [(one.irregular, one.began) for one in done] == [("", ("respond",))]


def test_an_act_that_asks_nobody_anew_takes_no_other_text_along(paper: Paper) -> None:
    record = decision(paper)
    with pytest.raises(Refused) as refused:
        paper.decide(record, "extend", "alice", due=MONDAY + 9 * DAY, writes={"The decision": "Something else"})
    assert refused.value.code == "text-asked"


def test_an_objection_to_an_older_text_holds_no_window_as_it_is(paper: Paper) -> None:
    record = decision(paper)
    paper.act(record, "object", "dave", because="Keys leak.")
    paper.act(record, "revise", "alice", change="substantial", writes={"The decision": "In the vault?"})
    ends = paper.due(record)
    assert ends is not None
    paper.now = ends - HOUR
    change = paper.act(record, "edit", "alice", change="substantial", writes={"The decision": "Nowhere?"})
    assert change.began == ("respond",)


def test_nobody_was_told_of_what_began_nobody_knows_when(paper: Paper) -> None:
    record = decision(paper)
    unknown = [replace(promise, since=None) for promise in paper.promises(record)]
    assert told(unknown, paper.world) == frozenset()


def test_a_party_that_is_just_a_name_has_nobody_who_could_be_away() -> None:
    paper = Paper(people=())
    record = decision(paper, affected=("core",))
    assert told(paper.promises(record), paper.world) == {"core"}
    paper.later(DAY)
    assert paper.tick() == ["decide"]


def test_reminders_come_at_half_the_window_at_nine_tenths_and_when_it_is_over(paper: Paper) -> None:
    record = thread(paper)
    paper.act(record, "send", "alice")
    assert stage(paper, record) is None
    paper.now = MONDAY + 12 * HOUR
    assert stage(paper, record) == 50
    paper.now = MONDAY + timedelta(hours=21, minutes=36)
    assert stage(paper, record) == 90, "late reminders collapse into one"
    paper.now = MONDAY + DAY
    assert stage(paper, record) == LATE


def test_a_promise_that_asks_for_no_reminder_gets_none_before_its_end(paper: Paper) -> None:
    record = thread(paper, "notification")
    paper.act(record, "send", "alice")
    paper.now = MONDAY + 2 * DAY - HOUR
    assert stage(paper, record) is None


def test_the_share_is_counted_on_the_clock_of_those_who_owe(paper: Paper) -> None:
    record = thread(paper, priority="high")
    paper.now = MONDAY + 6 * HOUR
    paper.act(record, "send", "alice")
    assert paper.due(record) == MONDAY + DAY + 6 * HOUR
    paper.now = MONDAY + DAY
    assert stage(paper, record) is None
    paper.now = MONDAY + DAY + 2 * HOUR
    assert stage(paper, record) == 50
