"""Daily and weekly updates come round by themselves: who is asked, when, and who has posted."""

from datetime import datetime

import pytest
from desks import Clock, Desk

GOAL = "2026-03-02-001-open-the-shop"


def at(clock: Clock, moment: str) -> None:
    clock.now = datetime.fromisoformat(moment)


def colleague(desk: Desk, handle: str, **fields: str) -> None:
    said = {"handle": handle, "name": handle.capitalize(), "email": f"{handle}@example.com", **fields}
    desk.write(f"people/{handle}.md", "---\n" + "".join(f"{name}: {text}\n" for name, text in said.items()) + "---\n")
    desk.commit(f"about {handle}")


@pytest.fixture
def goal(shop: Desk, clock: Clock) -> Desk:
    """A goal of Alice (Berlin), Bob (UTC) and Dave (Tokyo), made on Monday morning."""
    at(clock, "2026-03-02T00:00:00+00:00")
    colleague(shop, "dave", zone="Asia/Tokyo")
    made = shop.tacit(
        "new", "goal", "--set", "topic=Open the shop", "--set", "owner=alice", "--set", "members=alice,bob,dave",
        "--set", "milestones=[{name: Till, lead: bob, starts: 2026-03-02, date: 2026-04-30}]",
    )  # fmt: skip
    assert made["id"] == GOAL
    return shop


def post(desk: Desk, who: str, *more: str) -> str:
    words = ("--write", "Completed=The till counts.", "--write", "Working on=Receipts.")
    return str(desk.tacit("--as", who, "new", "standup", *words, *more)["id"])


def owing(desk: Desk, kind: str = "standup") -> list[str]:
    """Who owes the goal an update now."""
    return [
        turn["party"] for turn in desk.tacit("show", GOAL)["rhythms"] if (turn["kind"], turn["kept"]) == (kind, None)
    ]


def test_everybody_posts_on_a_day_of_their_own(goal: Desk, clock: Clock) -> None:
    at(clock, "2026-03-03T23:30:00+00:00")  # in Berlin and Tokyo it is Wednesday
    turns = {turn["party"]: turn["period"] for turn in goal.tacit("show", GOAL)["rhythms"]}
    assert turns == {"alice": "2026-03-04", "bob": "2026-03-03", "dave": "2026-03-04"}
    assert [post(goal, who) for who in ("bob", "dave")] == ["2026-03-03-bob", "2026-03-04-dave"]
    assert owing(goal) == ["alice"]
    at(clock, "2026-03-04T00:00:00+00:00")
    assert owing(goal) == ["alice", "bob"]
    at(clock, "2026-03-04T14:59:59+00:00")
    assert owing(goal) == ["alice", "bob"]
    at(clock, "2026-03-04T15:00:00+00:00")  # Dave's Thursday
    assert sorted(owing(goal)) == ["alice", "bob", "dave"]


def test_an_update_is_a_promise_with_a_time_that_its_author_keeps(goal: Desk, clock: Clock) -> None:
    at(clock, "2026-03-03T09:00:00+00:00")
    (promise,) = goal.tacit("inbox", "bob")["promises"]
    assert promise == {
        "promise": "standup", "record": GOAL, "kind": "standup", "title": "Open the shop", "party": "bob",
        "who": ["bob"], "since": "2026-03-03T09:00:00Z", "due": "2026-03-03T17:00:00Z", "late": False,
        "kept_by": ["post"], "silence": "remind", "owed_to": ["alice"], "period": "2026-03-03",
    }  # fmt: skip
    told = goal.run("inbox", "bob").out
    assert "tacit standup" in told
    assert ("standup", GOAL) in goal.inbox("--owed-to", "alice")
    at(clock, "2026-03-03T18:00:00+00:00")
    (promise,) = goal.tacit("inbox", "bob")["promises"]
    assert promise["late"] is True
    at(clock, "2026-03-04T00:00:00+00:00")
    (promise,) = goal.tacit("inbox", "bob")["promises"]
    assert (promise["period"], promise["late"]) == ("2026-03-04", False)


def test_the_page_of_a_goal_says_who_posted_and_who_did_not(goal: Desk, clock: Clock) -> None:
    at(clock, "2026-03-03T09:00:00+00:00")
    post(goal, "bob")
    told = [" ".join(line.split()) for line in goal.run("show", GOAL).out.splitlines()]
    place = told.index("Comes round")
    assert told[place + 1 : place + 4] == [
        "60 min late standup · by dave · Tue 3 Mar 09:00",
        "in 7 h standup · by alice · Tue 3 Mar 17:00",
        "posted standup · by bob · 2026-03-03-bob",
    ]


def test_an_update_written_by_hand_counts_as_one(goal: Desk, clock: Clock) -> None:
    at(clock, "2026-03-03T09:00:00+00:00")
    assert "bob" in owing(goal)
    goal.write(
        "updates/daily/2026/03/2026-03-03-bob.md",
        "---\nby: bob\ndate: 2026-03-03\nstatus: posted\n---\n\n✅ Completed: Till\n🔄 Working on: Receipts\n"
        "🚧 Blockers: None\n💬 Help needed: None\n",
    )
    goal.commit()
    assert "bob" not in owing(goal)


def test_nobody_is_asked_on_a_day_off_and_no_deputy_for_them(goal: Desk, clock: Clock) -> None:
    colleague(goal, "bob", zone="UTC", holidays="DE", away="[2026-03-04..2026-03-10]", cover="carol")
    colleague(goal, "bot", agent="true", **{"for": "alice"})
    goal.tacit("act", GOAL, "edit", "--set", "members=bob,bot")
    asked = {}
    for day in ("2026-03-07", "2026-03-09", "2026-03-11", "2026-04-02", "2026-04-03", "2026-04-06", "2026-04-07"):
        at(clock, f"{day}T12:00:00+00:00")
        asked[day] = [owing(goal), [one for one, _ in goal.inbox("carol")]]
    there = {"2026-03-11", "2026-04-02", "2026-04-07"}  # behind the absence, and around Easter
    assert asked == {day: [["bob"] if day in there else [], []] for day in asked}


def test_owner_and_leads_owe_a_week_on_friday_or_the_workday_before(goal: Desk, clock: Clock) -> None:
    for handle, zone in (("alice", "Europe/Berlin"), ("bob", "UTC")):
        colleague(goal, handle, zone=zone, holidays="DE")
    at(clock, "2026-03-05T12:00:00+00:00")
    assert owing(goal, "weekly") == []
    at(clock, "2026-03-06T12:00:00+00:00")
    assert owing(goal, "weekly") == ["alice", "bob"]
    goal.tacit(
        "--as", "bob", "new", "weekly", "--set", f"goal={GOAL}", "--write", "Progress=- Till: 40% (target 50%)",
        "--write", "Confidence=- Timeline: On track",
    )  # fmt: skip
    assert owing(goal, "weekly") == ["alice"]
    assert [promise for promise, _ in goal.inbox("alice")] == ["standup", "weekly"]
    at(clock, "2026-03-08T22:00:00+00:00")
    assert [promise for promise, _ in goal.inbox("alice")] == ["weekly"]  # late, on Sunday night
    at(clock, "2026-03-08T23:00:00+00:00")
    assert "weekly" not in [promise for promise, _ in goal.inbox("alice")]  # missed: a new week
    at(clock, "2026-04-02T12:00:00+00:00")  # the Thursday before Easter
    assert owing(goal, "weekly") == ["alice", "bob"]


def test_reminders_come_at_half_and_at_ninety_per_cent_and_are_dropped_after_two_hours(
    goal: Desk, clock: Clock
) -> None:
    def reminded(moment: str) -> list[tuple[str, str]]:
        at(clock, moment)
        return [(each["party"], each["stage"]) for each in goal.tacit("tick")["reminders"]]

    post(goal, "dave", "--at", "2026-03-03T01:00:00Z")
    assert reminded("2026-03-03T11:59:59+00:00") == []
    assert reminded("2026-03-03T12:00:00+00:00") == [("alice", "50%")]
    assert reminded("2026-03-03T12:00:00+00:00") == []
    assert reminded("2026-03-03T15:30:00+00:00") == [("alice", "90%")]  # Bob's half is two hours and a half ago
    assert reminded("2026-03-03T18:30:00+00:00") == []
    # The clocks in Berlin have changed: half of Alice's day is an hour earlier in UTC.
    post(goal, "dave", "--at", "2026-03-30T01:00:00Z")
    assert reminded("2026-03-30T11:00:00+00:00") == [("alice", "50%")]


def test_a_goal_that_pauses_asks_nobody_until_it_goes_on(goal: Desk, clock: Clock) -> None:
    at(clock, "2026-03-03T09:00:00+00:00")
    goal.tacit("act", GOAL, "pause")
    assert owing(goal) == []
    at(clock, "2026-03-05T09:00:00+00:00")
    assert owing(goal) == []
    goal.tacit("act", GOAL, "resume")
    assert owing(goal) == ["alice", "bob"]  # Dave's working day is over
    clock.later(hours=8)
    assert "dave" in owing(goal)


REVIEW = """\
kind: review
title: What the month was like.
files: reviews/{created:%Y}/{created}-{n:03}-{by}.md
fields:
  by: {is: person, needed: true}
  goal: {is: record, needed: true, starts: theirs}
  created: {is: date}
  status: {is: state, needed: true}
roles: {owner: by}
sections: {Lessons: {by: owner, needed: true}}
states: [told]
final: [told]
acts: {tell: {by: owner, to: told}}
rhythm: {every: month, on: 15, for: goal.owner, by: 16:00}
"""


def test_a_kind_of_ones_own_comes_round_without_a_line_of_python(goal: Desk, clock: Clock) -> None:
    goal.write("protocols/review.yaml", REVIEW)
    goal.commit("a review each month")
    assert goal.findings("--strict", status=0) == []
    at(clock, "2026-03-13T09:00:00+00:00")  # the 15th is a Sunday
    (turn,) = [one for one in goal.tacit("inbox", "alice")["promises"] if one["kind"] == "review"]
    assert (turn["due"], turn["kept_by"], turn["period"]) == ("2026-03-13T15:00:00Z", ["tell"], "2026-03")
    assert "tacit new review --edit" in goal.run("inbox", "alice").out
    goal.tacit("new", "review", "--write", "Lessons=Count twice.")
    assert owing(goal, "review") == []
    at(clock, "2026-04-15T09:00:00+00:00")
    assert owing(goal, "review") == ["alice"]


def test_without_people_records_everybody_named_is_asked(desk: Desk, clock: Clock) -> None:
    desk.write("tacit.yaml", "name: Shop\nzone: Asia/Tokyo\n")
    desk.write(f"goals/{GOAL}.md", "---\ntopic: Open the shop\nowner: Ann\nmembers: [Ann, Ben]\nstatus: active\n---\n")
    desk.commit()
    clock.later(days=1)
    dues = {one["party"]: one["due"] for one in desk.tacit("inbox")["promises"] if one["kind"] == "standup"}
    assert dues == {"Ann": "2026-03-04T08:00:00Z", "Ben": "2026-03-04T08:00:00Z"}
    post(desk, "Ben")
    assert owing(desk) == ["Ann"]
