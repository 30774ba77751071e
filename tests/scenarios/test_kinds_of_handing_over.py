"""Handoffs, tasks, bug reports, post-mortems and pages of a handbook, from the first act to the last."""

from datetime import UTC, datetime

import pytest
from desks import Desk

TABLE = """\
| Milestone | Handoff From | Handoff To | Date | Deliverable |
|-----------|---|---|---|---|
| M1 | {} | {} | 2026-03-20 | The API |"""
STORY = """\
---
topic: User logout doesn't invalidate JWT tokens
ticket: TICKET-451
by: alice
status: open
created: 2026-03-03
updated: 2026-03-03
due: 2026-03-04T09:00:00Z
---

**The Problem:**
Users stay logged in.

**The Solution:**
- A list of tokens that count no more

**How to Test:**
1. Log out

**Deployment Notes:**
- Nothing to do
"""


def owed(desk: Desk, record: str) -> dict[str, str]:
    return {one["promise"]: one["due"] for one in desk.tacit("show", record)["promises"]}


def at(desk: Desk, *moment: int) -> None:
    desk.clock.now = datetime(*moment, tzinfo=UTC)  # type: ignore[arg-type,misc]


# Handoffs


def goal(desk: Desk) -> str:
    made = desk.tacit(
        "new", "goal", "--set=topic=Ship it", "--set=owner=alice",
        "--set=milestones=[{name: M1, lead: bob, date: 2026-03-20, acceptance: [API documented, Load tests pass]}]",
    )  # fmt: skip
    return str(made["id"])


def handoff(desk: Desk, *more: str, date: str = "2026-03-20") -> str:
    made = desk.tacit(
        "new", "handoff", "--set=topic=API to the app", "--set=milestone=M1", "--set=from=backend",
        "--set=to=frontend", f"--set=date={date}", "--set=deliverable=The API", *more,
    )  # fmt: skip
    return str(made["id"])


def test_a_handoff_from_its_week_before_to_its_week_after(shop: Desk) -> None:
    moved = handoff(shop, f"--set=goal={goal(shop)}")
    made = shop.tacit("show", moved)
    assert made["fields"]["acceptance"] == ["API documented", "Load tests pass"]
    # A week before the day begins on which it happens.
    assert owed(shop, moved) == {"schedule": "2026-03-13T00:00:00Z"}
    assert ("schedule", moved) in shop.inbox("bob") and ("schedule", moved) in shop.inbox("carol")
    shop.tacit(
        "--as", "bob", "act", moved, "schedule", "--write=What will=The API", "--set=review_at=2026-03-18T10:00:00Z"
    )
    assert owed(shop, moved) == {"deliver": "2026-03-21T00:00:00Z"}
    shop.tacit("act", moved, "ask", "--because=Which version?")
    assert owed(shop, moved)["answer"] == "2026-03-04T09:00:00Z"
    shop.tacit("--as", "carol", "act", moved, "answer", "--because=The second.")
    assert "answer" not in owed(shop, moved)
    shop.tacit("act", moved, "ask", "--because=And of the client?")
    assert "answer" in owed(shop, moved)
    shop.tacit("--as", "carol", "act", moved, "answer", "--because=The third.")
    at(shop, 2026, 3, 20, 15)
    shop.tacit("--as", "carol", "act", moved, "deliver")
    assert owed(shop, moved) == {"accept": "2026-03-23T15:00:00Z"}  # over the weekend
    shop.tacit("act", moved, "accept")
    assert "- [x] API documented\n- [x] Load tests pass" in shop.read(made["path"])
    assert owed(shop, moved) == {"support": "2026-03-28T00:00:00Z"}
    assert ("support", moved) in shop.inbox("bob")
    shop.tacit("act", moved, "ask", "--because=Where are the logs?")
    assert ("answer", moved) in shop.inbox("bob")
    shop.tacit("--as", "bob", "act", moved, "answer", "--because=In the bucket.")
    at(shop, 2026, 3, 28, 0, 1)
    assert [(one["act"], one["record"]) for one in shop.tacit("tick")["acts"]] == [("close", moved)]
    assert owed(shop, moved) == {} and shop.rules() == set()
    assert not [one for one in shop.tacit("history", moved)["acts"] if one["irregular"]]


def test_a_handoff_is_shown_as_a_row_of_the_table_it_comes_from(shop: Desk) -> None:
    shown = shop.run("show", handoff(shop), "--markdown").out
    assert any(TABLE.format(*names) in shown for names in (("backend", "frontend"), ("Backend", "Frontend")))


def test_silence_never_accepts_a_handoff_but_escalates_it(shop: Desk) -> None:
    moved = handoff(shop)
    shop.tacit("--as", "bob", "act", moved, "schedule", "--write=What will=The API")
    at(shop, 2026, 3, 20, 15)
    shop.tacit("--as", "bob", "act", moved, "deliver")
    at(shop, 2026, 3, 23, 15, 1)
    [done] = shop.tacit("tick")["acts"]
    raised = shop.tacit("show", moved)
    assert (done["act"], raised["status"]) == ("escalate", "delivered")
    [level] = [one for one in shop.tacit("list", "escalation")["records"] if one["fields"]["about"] == moved]
    assert level["fields"]["reason"] == "no-consensus"
    # Whom the escalation reached decides, and the verdict finds its way back.
    shop.tacit("act", level["id"], "decide", "--write=Decision=It is good.", "--set=verdict=accept")
    assert shop.tacit("show", moved)["status"] == "accepted"


def test_what_is_accepted_late_ends_the_escalation_that_silence_opened(shop: Desk) -> None:
    moved = handoff(shop)
    shop.tacit("--as", "bob", "act", moved, "schedule", "--write=What will=The API")
    at(shop, 2026, 3, 20, 15)
    shop.tacit("--as", "bob", "act", moved, "deliver")
    at(shop, 2026, 3, 23, 15, 1)
    (opened,) = shop.tacit("tick")["acts"][0]["opened"]
    texts = ("--write=Issue=The tests are red.", "--write=Context=Nobody can say whether it is good.")
    raised = shop.tacit("--as", "carol", "new", "escalation", "--set=topic=By hand", f"--set=about={moved}",
                        "--set=reason=quality", *texts)["id"]  # fmt: skip
    done = shop.tacit("act", moved, "accept")
    assert f"Closed escalation `{opened}`" in done["notices"]
    ended = shop.tacit("show", opened)
    assert ended["status"] == "withdrawn" and not ended["promises"]
    told = {one["heading"]: one["text"] for one in ended["sections"]}
    assert told["Answers"] == f"- **Tacit** · 2026-03-23 · withdraw: `accept` of {moved}"
    assert not any(act["irregular"] for act in shop.tacit("history", opened)["acts"])
    # What somebody raised by hand is theirs to take back.
    assert shop.tacit("show", raised)["status"] == "raised"


def test_a_concern_contests_a_handoff_and_is_decided_or_mended(shop: Desk) -> None:
    moved = handoff(shop)
    shop.tacit("--as", "bob", "act", moved, "schedule", "--write=What will=The API")
    assert shop.refused("act", moved, "concern")["code"] == "no-reason"
    at(shop, 2026, 3, 19, 9)
    opened = shop.tacit("act", moved, "concern", "--because=No load tests.")["opened"]
    assert shop.fields(opened[0])["about"] == moved and shop.tacit("show", moved)["status"] == "contested"
    assert owed(shop, moved) == {"settle": "2026-03-20T09:00:00Z"}
    # Bob leads one of the two sides, so he is asked to decide; but not that his own team's work is good.
    assert shop.refused("--as", "bob", "act", moved, "accept")["code"] == "partial"
    shop.tacit("--as", "alice", "act", opened[0], "decide", "--write=Decision=Test first.", "--set=verdict=rework")
    assert owed(shop, moved) == {"deliver": "2026-03-21T00:00:00Z"}
    shop.tacit("--as", "bob", "act", moved, "deliver")
    shop.tacit("act", moved, "accept")
    assert shop.tacit("show", moved)["status"] == "accepted"


def test_a_handoff_may_be_taken_before_its_delivery_is_recorded(shop: Desk) -> None:
    shop.tacit("act", handoff(shop), "accept")
    assert shop.tacit("act", handoff(shop), "concern", "--because=Too early.")["status"] == "contested"


def test_no_agent_accepts_a_handoff(shop: Desk) -> None:
    bot = "handle: bot\nname: Bot\nemail: bot@example.com\nagent: true\nfor: alice\nstatus: active\n"
    shop.write("people/bot.md", f"---\n{bot}---\n")
    shop.write("teams/frontend.md", shop.read("teams/frontend.md").replace("[alice]", "[alice, bot]"))
    shop.commit("an agent")
    assert shop.refused("--as", "bot", "act", handoff(shop), "accept")["code"] == "agent"


def test_a_date_that_moves_takes_what_is_owed_along(shop: Desk) -> None:
    moved = handoff(shop)
    shop.tacit("--as", "bob", "act", moved, "edit", "--set=date=2026-04-01")
    # In the zone of those who owe it, over the change of clocks.
    assert owed(shop, moved) == {"schedule": "2026-03-25T00:00:00Z"}


def test_a_week_before_is_counted_in_the_zone_of_those_who_owe_it(shop: Desk) -> None:
    made = shop.tacit(
        "new", "handoff", "--set=topic=x", "--set=from=frontend", "--set=to=backend", "--set=date=2026-04-01"
    )  # fmt: skip
    # Midnight in Berlin on the first of April, in summer time; a week of days before it.
    assert owed(shop, made["id"]) == {"schedule": "2026-03-24T22:00:00Z"}


# Tasks


def task(desk: Desk, *more: str, owner: str = "bob") -> str:
    return str(desk.tacit("new", "task", "--set=topic=Paging", f"--set=owner={owner}", *more)["id"])


READY = ("--write=Acceptance=- [ ] The next page is shown", "--write=Definition=- [ ] Reviewed")


def test_a_task_from_the_list_to_done(shop: Desk) -> None:
    made = task(shop, *READY)
    assert owed(shop, made) == {}
    shop.tacit("--as", "bob", "act", made, "move", "--set=status=in-progress")
    assert owed(shop, made) == {"move": "2026-03-10T09:00:00Z"}
    shop.tacit("--as", "bob", "act", made, "move", "--set=status=code-review", "--set=reviewer=alice")
    assert owed(shop, made) == {"review": "2026-03-04T09:00:00Z"} and ("review", made) in shop.inbox("alice")
    assert ("review", made) not in shop.inbox("bob")  # who asks somebody to review need not do it too
    shop.tacit("act", made, "move", "--set=status=in-progress")  # back again
    shop.tacit("--as", "bob", "act", made, "move", "--set=status=done")
    assert owed(shop, made) == {} and shop.rules() == set()
    assert not [one for one in shop.tacit("history", made)["acts"] if one["irregular"]]


def test_what_nobody_is_named_to_review_its_owner_looks_after(shop: Desk) -> None:
    made = task(shop, *READY)
    shop.tacit("--as", "bob", "act", made, "move", "--set=status=code-review")
    assert [who for who in ("alice", "bob") if ("review", made) in shop.inbox(who)] == ["bob"]
    shop.tacit("--as", "bob", "act", made, "edit", "--set=reviewer=alice")
    assert [who for who in ("alice", "bob") if ("review", made) in shop.inbox(who)] == ["alice"]


def test_what_is_not_ready_does_not_begin(shop: Desk) -> None:
    made = task(shop, READY[0])
    said = shop.refused("act", made, "move", "--set=status=in-progress")
    assert "`Definition of done` is not filled" in said["message"]
    assert "in-progress, code-review, done" in shop.refused("act", made, "move", READY[1])["message"]
    assert shop.refused("act", made, "move", "--set=status=shipped", READY[1])["code"] == "which-status"
    shop.tacit("act", made, "move", "--set=status=in-progress", READY[1])


def test_a_task_moved_by_hand_without_its_criteria_is_told(shop: Desk) -> None:
    made = shop.tacit("show", task(shop))
    shop.write(made["path"], shop.read(made["path"]).replace("status: todo", "status: in-progress"))
    shop.commit("begun by hand")
    assert "missing-section" in shop.rules()


def test_a_task_with_a_day_is_due_when_that_day_ends(shop: Desk) -> None:
    made = task(shop, "--set=due_by=2026-03-29", *READY)
    shop.tacit("--as", "bob", "act", made, "move", "--set=status=in-progress")
    assert owed(shop, made) == {"move": "2026-03-30T00:00:00Z"}
    mine = task(shop, "--set=due_by=2026-03-29", *READY, owner="alice")
    shop.tacit("act", mine, "move", "--set=status=in-progress")
    assert owed(shop, mine) == {"move": "2026-03-29T22:00:00Z"}  # the day of 23 hours ends in summer time


def test_a_fix_moves_a_task_to_done_and_a_drop_needs_a_reason(shop: Desk) -> None:
    assert shop.tacit("act", task(shop), "fix")["status"] == "done"
    made = task(shop)
    assert shop.refused("act", made, "drop")["code"] == "no-reason"
    assert shop.tacit("act", made, "drop", "--because=Nobody asks for it.")["status"] == "dropped"


# Bug reports and post-mortems


def bug(desk: Desk, *more: str) -> str:
    made = desk.tacit(
        "new", "bug", "--set=topic=It crashes", "--set=owner=backend", "--write=What happened=It crashed",
        "--write=What you expected=That it does not", "--set=recording=https://video.example/1", *more,
    )  # fmt: skip
    return str(made["id"])


def test_a_bug_report_becomes_a_task_and_is_confirmed(shop: Desk) -> None:
    told = bug(shop)
    assert owed(shop, told) == {"triage": "2026-03-04T09:00:00Z"}
    shop.tacit("--as", "bob", "act", told, "ask", "--because=Which version?")
    assert owed(shop, told)["answer"] == "2026-03-05T09:00:00Z"
    shop.tacit("act", told, "answer", "--because=The second.")
    [work] = shop.tacit("--as", "bob", "act", told, "accept", "--set=owner=carol", "--set=priority=high")["opened"]
    made = shop.tacit("show", work)
    fields = made["fields"]
    assert (fields["type"], fields["owner"], fields["by"], fields["about"]) == ("bug", "carol", "alice", told)
    assert "It crashed" in shop.read(made["path"]) and "confirm" not in owed(shop, told)
    shop.tacit("--as", "carol", "act", work, "fix")
    assert ("confirm", told) in shop.inbox("alice")
    shop.tacit("act", told, "confirm")
    assert owed(shop, told) == {} and shop.rules() == set()


def test_a_fix_that_nobody_speaks_against_is_confirmed_by_silence(shop: Desk) -> None:
    told = bug(shop, "--set=severity=critical")
    assert owed(shop, told) == {"triage": "2026-03-03T13:00:00Z"}
    [work] = shop.tacit("--as", "bob", "act", told, "accept", "--set=owner=bob")["opened"]
    shop.tacit("--as", "bob", "act", work, "fix")
    shop.tacit("tick")
    at(shop, 2026, 3, 9, 9)
    shop.tacit("tick")
    assert shop.tacit("show", told)["status"] == "fixed"


def test_a_report_that_says_nothing_is_refused(shop: Desk) -> None:
    said = shop.refused("new", "bug", "--set=topic=It crashes", "--set=owner=backend")
    assert "What happened" in said["message"] and "What you expected" in said["message"]


def test_a_postmortem_makes_tasks_of_its_actions_and_closes_when_they_are_done(shop: Desk) -> None:
    told = shop.tacit("new", "postmortem", "--set=topic=Outage", f"--set=about={bug(shop)}", "--set=affected=frontend")[
        "id"
    ]
    assert owed(shop, told) == {"publish": "2026-03-10T09:00:00Z"}
    assert shop.refused("act", told, "publish")["code"] == "section-empty"
    work = [
        shop.tacit("act", told, "action", f"--set=topic={topic}", "--set=owner=bob")["opened"][0]
        for topic in ("Alarm", "Runbook")
    ]
    said = [f"--write={heading}=As told." for heading in ("Impact", "Timeline", "Causes", "What went well", "Actions")]
    shop.tacit("act", told, "publish", *said)
    assert shop.fields(told)["task"] == work
    shop.tacit("--as", "bob", "act", work[0], "fix")
    assert "close" not in owed(shop, told)
    shop.tacit("--as", "bob", "act", work[1], "fix")
    assert "close" in owed(shop, told)
    shop.tacit("act", told, "close")
    assert shop.rules() == set()


# Documents


def test_a_page_is_reviewed_or_goes_stale_and_one_takes_the_place_of_another(shop: Desk) -> None:
    made = shop.tacit("new", "document", "--set=topic=How we deploy", "--write=In short=Push.")
    page = made["id"]
    assert (page, made["fields"]["review_by"]) == ("how-we-deploy", "2026-06-01")
    assert owed(shop, page) == {"review": "2026-06-01T22:00:00Z"}
    at(shop, 2026, 5, 20, 9)
    reviewed = shop.tacit("act", page, "review")
    assert reviewed["fields"]["review_by"] == "2026-08-18"
    at(shop, 2026, 8, 19, 9)
    shop.tacit("tick")
    assert shop.tacit("show", page)["status"] == "stale" and ("renew", page) in shop.inbox("alice")
    shop.tacit("act", page, "review", "--set=review_by=2027-01-15")
    assert owed(shop, page) == {"review": "2027-01-15T23:00:00Z"}
    new = shop.tacit("act", page, "replace", "--set=topic=How we ship", "--write=In short=Ship.")["opened"][0]
    assert (shop.tacit("show", page)["status"], shop.fields(new)["replaces"]) == ("retired", page)
    assert shop.rules() == set()


def test_a_review_may_go_further_on_but_not_less_far(shop: Desk) -> None:
    page = shop.tacit("new", "document", "--set=topic=x", "--set=every=30 days", "--write=In short=y")["id"]
    assert shop.tacit("act", page, "review")["fields"]["review_by"] == "2026-04-02"
    assert shop.refused("act", page, "review", "--set=review_by=2026-03-10")


def test_pages_that_say_the_same_are_found(shop: Desk) -> None:
    text = "To deploy, push a tag; the pipeline builds, tests, and rolls out to one zone, then the rest. " * 3
    text += "To go back, push the tag before it once more, and tell the channel what you saw and when you saw it."
    shop.tacit("new", "document", "--set=topic=Deploying", f"--write=Details={text}")
    shop.tacit("new", "document", "--set=topic=How to deploy", f"--write=Details=In short: {text}")
    [found] = shop.findings(status=0)
    assert (found["rule"], found["path"]) == ("duplicate-document", "handbook/how-to-deploy.md")


def test_documents_that_were_there_are_no_records(shop: Desk) -> None:
    shop.write("docs/guide.md", "# Guide\n\nRead me.\n")
    shop.commit("a guide")
    assert shop.tacit("list", "document")["records"] == [] and shop.rules() == set()


# The story of a pull request


def test_a_story_reads_as_its_template_does(shop: Desk) -> None:
    made = shop.tacit(
        "new", "story", "--set=topic=User logout doesn't invalidate JWT tokens", "--set=ticket=TICKET-451",
        "--write=The Problem=Users stay logged in.", "--write=The Solution=- A list of tokens that count no more",
        "--write=How to Test=1. Log out", "--write=Deployment Notes=- Nothing to do",
    )  # fmt: skip
    assert shop.read(made["path"]) == STORY
    shown = shop.run("show", made["id"], "--markdown").out
    assert shown.startswith("### Fixes TICKET-451: User logout doesn't invalidate JWT tokens\n\n**The Problem:**\n")


@pytest.mark.parametrize("kind", ["handoff", "meeting", "task", "document", "bug", "postmortem", "pulse", "story"])
def test_the_protocol_is_sound(shop: Desk, kind: str) -> None:
    assert f"{kind}\n" in shop.run("protocol", "show", kind).out
    assert [one for one in shop.tacit("protocol", "check")["findings"] if kind in one["path"]] == []
