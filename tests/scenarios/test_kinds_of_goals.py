"""Goals, daily and weekly updates, learnings: each from its first act to its last, at two clones, by command line."""

from typing import Any

import pytest
from desks import Clock, Desk

MILESTONES = """[
  {name: Server, lead: bob, starts: 2026-03-02, date: 2026-03-20, deliverable: WebSocket server,
   acceptance: [API documented and tested, Load tests pass], done: 40, status: active},
  {name: Client, lead: carol, starts: 2026-03-20, date: 2026-04-10, deliverable: Client code, status: planned}]"""
CRITERIA = "[{id: SC-001, what: Latency, target: below 2s, current: 2.5s}]"
STEPS = """[
  {to: [goal.owner, affected.leads], answer: 4 working hours, decide: 1 workday},
  {to: [carol], answer: 2 working hours, decide: 8 working hours},
  {to: bob, answer: 0 minutes, decide: 2 hours}]"""


def goal(desk: Desk, *more: str) -> str:
    made = desk.tacit(
        "new", "goal", "--set=topic=Real-time collaboration", "--set=owner=alice", "--set=members=alice,bob",
        f"--set=milestones={MILESTONES}", f"--set=criteria={CRITERIA}", f"--set=escalation={STEPS}", *more,
    )  # fmt: skip
    return str(made["id"])


def standup(desk: Desk, who: str, *more: str) -> dict[str, Any]:
    posted: dict[str, Any] = desk.tacit(
        "--as", who, "new", "standup", "--write=Completed=The server.", "--write=Working on=The client.", *more
    )
    return posted


def weekly(desk: Desk, who: str, *more: str) -> dict[str, Any]:
    posted: dict[str, Any] = desk.tacit(
        "--as", who, "new", "weekly", "--write=Progress=- Server: 40% (target 50%)",
        "--write=Confidence=- Timeline: On track", *more,
    )  # fmt: skip
    return posted


def promise(record: dict[str, Any], name: str) -> dict[str, Any]:
    (found,) = [one for one in record["promises"] if one["promise"] == name]
    return dict(found)


def deciders(record: dict[str, Any]) -> list[str]:
    return sorted(who for one in record["promises"] if one["promise"] == "decide" for who in one["who"])


def section(desk: Desk, record: str, heading: str) -> str:
    found = desk.tacit("show", record)["sections"]
    return next(one["text"] for one in found if one["heading"] == heading)


def asked_for(desk: Desk, who: str) -> list[tuple[str, str]]:
    """What rhythms ask of somebody now: which kind, and until when."""
    found = desk.tacit("inbox", who)["promises"]
    return [(one["kind"], one["due"]) for one in found if one["kind"] in ("standup", "weekly")]


# -- goals


def test_a_goal_goes_from_its_start_to_its_end_and_gathers_what_was_learned(two: tuple[Desk, Desk]) -> None:
    alice, bob = two
    wanted = goal(alice)
    alice.tacit("sync")
    bob.tacit("sync")

    moved = MILESTONES.replace("done: 40", "done: 100").replace("status: active", "status: complete")
    after = bob.tacit("act", wanted, "progress", f"--set=milestones={moved}")
    assert [(row["name"], row.get("done"), row["status"]) for row in after["fields"]["milestones"]] == [
        ("Server", 100, "complete"), ("Client", None, "planned"),
    ]  # fmt: skip
    refused = bob.refused("act", wanted, "complete")
    assert "alice" in refused["message"]
    first = bob.tacit(
        "new", "learning", "--set=topic=Pooling", f"--set=goal={wanted}", "--set=tags=success,technical",
        "--write=What happened=Connections dropped.", "--write=Key insight=Pool from day one.",
    )  # fmt: skip
    bob.tacit("sync")

    alice.tacit("sync")
    second = alice.tacit(
        "new", "learning", "--set=topic=Velocity", f"--set=goal={wanted}",
        "--write=What happened=We decided in writing.", "--write=Key insight=Writing is faster.",
    )  # fmt: skip
    alice.tacit("act", first["id"], "review")
    done = alice.tacit("act", wanted, "complete")
    assert done["status"] == "complete"
    assert section(alice, wanted, "Learnings") == (
        f"- [Pooling](/{first['path']}): Pool from day one.\n- [Velocity](/{second['path']}): Writing is faster."
    )
    assert any("bob" in notice for notice in done["notices"])
    assert alice.findings() == []


def test_a_goal_needs_a_topic_and_an_owner_only(shop: Desk) -> None:
    made = shop.tacit("new", "goal", "--set=topic=Faster search", "--set=owner=bob")
    assert (made["status"], made["fields"]["goal_id"]) == ("active", "2026-03-03-001")
    assert "owner" in shop.refused("--as", "alice", "new", "goal", "--set=topic=X", "--set=owner=nobody")["message"]


def test_a_paused_goal_is_taken_up_again_or_dropped_within_four_weeks_and_asks_for_no_updates(
    shop: Desk, clock: Clock
) -> None:
    wanted = goal(shop)
    assert asked_for(shop, "bob") == [("standup", "2026-03-03T17:00:00Z")]
    paused = shop.tacit("act", wanted, "pause")
    assert (promise(paused, "resume")["who"], promise(paused, "resume")["due"]) == (["alice"], "2026-03-31T09:00:00Z")
    assert asked_for(shop, "bob") == []
    assert shop.tacit("act", wanted, "resume")["promises"] == []
    assert shop.tacit("act", wanted, "drop")["status"] == "dropped"


def test_goals_that_wait_for_each_other_in_a_circle_are_refused(shop: Desk) -> None:
    first = goal(shop)
    second = shop.tacit("new", "goal", "--set=topic=Second", "--set=owner=bob", f"--set=depends_on={first}")["id"]
    error = shop.refused("act", first, "edit", f"--set=depends_on={second}")
    assert first in error["message"]
    assert second in error["message"]


# -- daily updates


def test_a_blocker_is_owed_within_eight_working_hours_and_climbs_the_steps_of_the_goal(
    two: tuple[Desk, Desk], clock: Clock
) -> None:
    alice, bob = two
    wanted = goal(alice)
    alice.tacit("sync")
    bob.tacit("sync")
    posted = standup(bob, "bob", "--write=Blockers=The staging key is missing.")
    assert (posted["status"], posted["fields"]["goal"], posted["fields"]["ask"]) == ("blocked", [wanted], "alice")
    # It is ten in Berlin; Alice works until five, and then has an hour of tomorrow left.
    assert promise(posted, "unblock")["due"] == "2026-03-04T09:00:00Z"
    bob.tacit("sync")
    alice.tacit("sync")

    clock.later(days=1)
    (act,) = alice.tacit("tick")["acts"]
    assert act["act"] == "escalate"
    (raised,) = act["opened"]
    levels = []
    for _ in range(3):
        alice.tacit("sync")  # silence counts from those who could see it
        found = alice.tacit("show", raised)
        levels.append((deciders(found), found["fields"]["answer_due"], found["due"]))
        if len(levels) < 3:
            clock.now = max(clock.now, *(_instant(one["due"]) for one in found["promises"]))
            assert "climb" in [one["act"] for one in alice.tacit("tick")["acts"]]
    # An answer in four working hours climbs first, since nobody gave one; the decision would have been due in a day.
    assert levels == [
        (["alice", "bob"], "2026-03-04T13:00:00Z", "2026-03-05T09:00:00Z"),
        (["carol"], "2026-03-05T11:00:00Z", "2026-03-05T17:00:00Z"),
        (["bob"], "2026-03-05T17:00:00Z", "2026-03-05T19:00:00Z"),
    ]


def _instant(written: str) -> Any:
    from datetime import datetime

    return datetime.fromisoformat(written)


def test_a_blocker_of_friday_afternoon_is_owed_on_monday(shop: Desk, clock: Clock) -> None:
    goal(shop)
    clock.later(days=3, hours=6)  # Friday, 15:00 in London, 16:00 in Berlin
    posted = standup(shop, "bob", "--write=Blockers=Waiting for @carol and the key.")
    assert (posted["fields"]["ask"], promise(posted, "unblock")["due"]) == ("carol", "2026-03-09T15:00:00Z")


def test_help_is_owed_within_a_day_and_silence_only_reminds(shop: Desk, clock: Clock) -> None:
    goal(shop)
    posted = standup(shop, "bob", "--write=Help needed=Which library, @carol?")
    assert (posted["status"], posted["fields"]["ask"]) == ("asking", "carol")
    assert (promise(posted, "help")["who"], promise(posted, "help")["due"]) == (["carol"], "2026-03-04T09:00:00Z")
    clock.later(days=1, hours=1)
    told = shop.tacit("tick")
    assert told["acts"] == []
    assert [(one["promise"], one["to"]) for one in told["reminders"] if one["promise"] == "help"] == [
        ("help", ["carol"])
    ]
    answered = shop.tacit("--as", "carol", "act", posted["id"], "answer", "--because=The one in the handbook.")
    assert (answered["status"], [one["promise"] for one in answered["promises"]]) == ("answered", ["clear"])
    assert shop.tacit("--as", "bob", "act", posted["id"], "clear")["status"] == "posted"
    assert shop.findings() == []


def test_an_update_without_a_blocker_asks_nobody(shop: Desk) -> None:
    goal(shop)
    posted = standup(shop, "bob")
    assert (posted["status"], posted["promises"], posted["notices"]) == ("posted", [], [])
    assert "ask" not in posted["fields"]


def test_a_daily_update_is_asked_for_on_workdays_until_it_is_there(shop: Desk, clock: Clock) -> None:
    goal(shop)
    # Each by the end of their own hours: five in Berlin, five in London. Carol leads a milestone and is no member.
    assert asked_for(shop, "alice") == [("standup", "2026-03-03T16:00:00Z")]
    assert asked_for(shop, "bob") == [("standup", "2026-03-03T17:00:00Z")]
    assert asked_for(shop, "carol") == []
    standup(shop, "bob")
    assert asked_for(shop, "bob") == []
    clock.later(days=4)  # Saturday
    assert "standup" not in [kind for kind, _ in asked_for(shop, "alice")]


def test_of_a_person_with_two_goals_one_daily_update_is_asked(shop: Desk) -> None:
    first = goal(shop)
    second = shop.tacit("new", "goal", "--set=topic=Second", "--set=owner=bob", "--set=members=bob")["id"]
    assert [kind for kind, _ in asked_for(shop, "bob")] == ["standup"]
    assert standup(shop, "bob")["fields"]["goal"] == [first, second]


COMPLETED = """\
✅ Completed: The server.
🔄 Working on: The client.
🚧 Blockers: None
💬 Help needed: None
"""
YESTERDAY = """\
**Yesterday:** Shipped the password reset flow.
**Today:** Starting the integration.
**Blockers:** None
**FYI:** Taking Friday off.
"""


def test_a_daily_update_reads_as_the_template_does(shop: Desk) -> None:
    posted = standup(shop, "bob")
    assert shop.read(posted["path"]).partition("---\n\n")[2] == COMPLETED
    assert shop.run("show", "--markdown", posted["id"]).out == "Bob - 2026-03-03\n" + COMPLETED


def test_the_other_form_of_a_daily_update_reads_as_its_template_does(shop: Desk) -> None:
    shop.write("tacit.yaml", "name: Shop\nforms: {standup: yesterday}\n")
    shop.commit("the other form")
    goal(shop)
    posted = shop.tacit(
        "--as", "bob", "new", "standup", "--write=Yesterday=Shipped the password reset flow.",
        "--write=Today=Starting the integration.", "--write=FYI=Taking Friday off.",
    )  # fmt: skip
    assert posted["status"] == "posted"
    assert shop.read(posted["path"]).partition("---\n\n")[2] == YESTERDAY
    blocked = shop.tacit(
        "new", "standup", "--write=Yesterday=Reviews.", "--write=Today=More.", "--write=Blockers=Waiting for @bob."
    )
    assert (blocked["status"], promise(blocked, "unblock")["who"]) == ("blocked", ["bob"])
    assert promise(blocked, "unblock")["due"] == "2026-03-03T17:00:00Z"


# -- weekly updates

WEEK = """\
### Progress

- Server: 40% (target 50%)

### What Went Well

- [Win or smooth execution]
- [Team collaboration or quick decision]

### Blockers & Help Needed

- [Blocker 1]: [Impact] - [mitigation in progress]
- [Blocker 2]: [Impact] - [help needed from X]

### Confidence

- Timeline: On track
"""


def test_a_weekly_update_reads_as_the_template_does(shop: Desk) -> None:
    wanted = goal(shop)
    posted = weekly(shop, "bob")
    assert (posted["fields"]["goal"], posted["fields"]["week"], posted["status"]) == (wanted, "2026-W10", "posted")
    assert shop.read(posted["path"]).partition("---\n\n")[2].startswith(WEEK)
    assert shop.run("show", "--markdown", posted["id"]).out.startswith("## Week of 2026-W10\n\n" + WEEK)


def test_the_owner_and_the_leads_owe_a_weekly_update_on_friday(shop: Desk, clock: Clock) -> None:
    goal(shop)
    clock.later(days=3)  # Friday
    assert ("weekly", "2026-03-06T16:00:00Z") in asked_for(shop, "alice")
    assert asked_for(shop, "carol") == [("weekly", "2026-03-06T17:00:00Z")]
    weekly(shop, "carol")
    assert asked_for(shop, "carol") == []
    clock.later(days=7)
    assert [kind for kind, _ in asked_for(shop, "carol")] == ["weekly"]


@pytest.mark.parametrize(
    ("section", "status", "name", "due"),
    [
        ("Blockers & Help Needed=- The API: no test - @carol", "blocked", "unblock", "2026-03-10T09:00:00Z"),
        ("Questions=Who reviews the schema, @carol?", "asking", "help", "2026-03-13T09:00:00Z"),
    ],
)
def test_a_weekly_blocker_is_owed_in_two_workdays_and_a_question_by_the_next_update(
    shop: Desk, clock: Clock, section: str, status: str, name: str, due: str
) -> None:
    goal(shop)
    clock.later(days=3)  # Friday: two workdays end on Tuesday
    posted = weekly(shop, "bob", f"--write={section}", "--write=What Went Well=- @alice shipped it.")
    assert (posted["status"], posted["fields"]["ask"]) == (status, "carol")
    assert (promise(posted, name)["who"], promise(posted, name)["due"]) == (["carol"], due)
    answered = shop.tacit("--as", "carol", "act", posted["id"], "answer", "--because=I do.")
    assert answered["status"] == "answered"
    clock.later(days=3)  # Monday: whoever got an answer and says nothing has been helped
    assert [one["act"] for one in shop.tacit("tick")["acts"]] == ["clear"]
    assert shop.tacit("show", posted["id"])["status"] == "posted"


def test_a_weekly_blocker_that_nobody_answers_escalates(shop: Desk, clock: Clock) -> None:
    goal(shop)
    posted = weekly(shop, "bob", "--write=Blockers=- The API: no test - @carol")
    clock.later(days=2)
    (act,) = shop.tacit("tick")["acts"]
    assert (act["record"], act["act"]) == (posted["id"], "escalate")
    assert shop.fields(act["opened"][0])["reason"] == "blocks-a-goal"


# -- learnings

LEARNING = """\
**What happened**:
Connections dropped.

**Why it matters**:
[Why is this a learning?]

**Key insight**:
Pool from day one.

**How it applies**:
[What should we do differently next time?]
"""


def learning(desk: Desk, who: str, *more: str) -> dict[str, Any]:
    made: dict[str, Any] = desk.tacit(
        "--as", who, "new", "learning", "--set=topic=WebSocket stability", "--set=tags=success,technical",
        "--write=What happened=Connections dropped.", "--write=Key insight=Pool from day one.", *more,
    )  # fmt: skip
    return made


def test_a_learning_reads_as_the_template_does(shop: Desk) -> None:
    made = learning(shop, "bob")
    assert shop.read(made["path"]).partition("---\n\n")[2] == LEARNING
    assert shop.run("show", "--markdown", made["id"]).out == (
        "## Learning: WebSocket stability - 2026-03-03\n\n" + LEARNING + "\n**Tags**: success, technical\n"
    )


def test_the_owner_of_the_goal_reviews_a_learning_within_a_week(shop: Desk, clock: Clock) -> None:
    wanted = goal(shop)
    made = learning(shop, "bob", f"--set=goal={wanted}")
    assert (made["status"], promise(made, "review")["who"]) == ("captured", ["alice"])
    assert promise(made, "review")["due"] == "2026-03-10T09:00:00Z"
    clock.later(days=8)
    told = shop.tacit("tick")
    assert ([one["act"] for one in told["acts"]], [one["promise"] for one in told["reminders"]].count("review")) == (
        [], 1,
    )  # fmt: skip
    assert "alice" in shop.refused("--as", "bob", "act", made["id"], "review")["message"]
    reviewed = shop.tacit("act", made["id"], "review")
    assert (reviewed["status"], reviewed["promises"]) == ("reviewed", [])
    assert shop.tacit("--as", "bob", "act", made["id"], "retire")["status"] == "retired"
    assert shop.findings() == []


def test_nobody_owes_anything_on_a_learning_without_a_goal(shop: Desk) -> None:
    made = learning(shop, "bob")
    assert (made["status"], made["promises"]) == ("captured", [])
    assert "due" not in made["fields"]
