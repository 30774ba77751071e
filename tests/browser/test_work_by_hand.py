"""What a team does besides: a standup, a handoff refused at first, ideas under no name, a meeting that need not be."""

from typing import Any

import pytest
from journeys import SEVERAL_WAYS, Person
from playwright.sync_api import expect
from teams import Team

IDEAS = {"bob": "Otter", "carol": "Heron", "eva": "Kingfisher"}


def test_a_standup_is_drafted_and_posted_by_who_owes_it(team_of_its_own: Team, how: dict[str, Any]) -> None:
    carol = Person(team_of_its_own, "carol", **how)
    carol.goes("/")
    turn = carol.main.locator("li.promise", has_text="Standup").first
    turn.get_by_role("link", name="Write it").click()
    form = carol.page.locator("main form.act")
    carol.fills(
        form, {"✅ Completed": "The reconnect itself", "🔄 Working on": "The reconnect test", "🚧 Blockers": "None"}
    )
    carol.presses(form, "Post")
    carol.is_told_done()
    carol.sees("The reconnect test")
    carol.goes("/")
    expect(carol.main.locator("li.promise", has_text="Standup: Live updates")).to_have_count(0)


def test_a_handoff_is_refused_with_a_concern_and_then_accepted(team: Team, how: dict[str, Any]) -> None:
    alice, bob = Person(team, "alice", **how), Person(team, "bob", **how)
    fills = {"Topic": "The editor's log", "From": "Frontend", "To": "Backend", "Date": "2026-03-27"}
    handoff = alice.makes("handoff", fills, "Save")
    alice.does("schedule", {"What will be handed off": "The log of the editor, and how it is read."})
    alice.does("deliver", {})
    bob.goes(f"/handoffs/{handoff}")
    bob.does("concern", {"Why": "The log has no times."})
    bob.sees_state("contested")
    alice.goes(f"/handoffs/{handoff}")
    alice.does("deliver", {})
    bob.goes(f"/handoffs/{handoff}")
    bob.does("accept")
    bob.sees_state("accepted")
    bob.sees("The log has no times.")


@pytest.mark.parametrize("how", SEVERAL_WAYS, ids=str)
def test_ideas_of_three_people_are_published_under_no_name(team_of_its_own: Team, how: dict[str, Any]) -> None:
    team = team_of_its_own
    alice = Person(team, "alice", **how)
    fills = {"Topic": "A name for the mascot", "Closes": "2026-03-17T12:00", "Context": "It has none."}
    fills |= {"Anonymous": True, "Invited": ["Backend", "Eva"]}
    round_ = alice.makes("brainstorm", fills, "Save")
    for number, (name, idea) in enumerate(IDEAS.items(), 1):
        person = Person(team, name, **how)
        person.goes(f"/brainstorms/{round_}")
        person.page.get_by_label("Your idea, in a few words").fill(idea)
        person.page.get_by_label("What speaks for it").fill(f"- Pros: nobody else has a {idea.lower()}")
        person.page.get_by_role("button", name="Put it into the box").click()
        person.sees("Your idea is in the box.")
        person.sees(f"{number} idea{'s are' if number > 1 else ' is'} in the box")
        person.sees_not("Kingfisher" if name != "eva" else "Heron")
    for _ in range(24):
        team.later(hours=4)
    alice.goes(f"/brainstorms/{round_}")
    path = team.front(round_)["path"]
    said, log = alice.main.inner_text(), team.log(path)
    for name, idea in IDEAS.items():
        assert idea in said
        assert f"{name}@example.com" not in log
        assert name.capitalize() not in alice.page.locator("#ideas, .prose").first.inner_text()


def test_a_meeting_that_the_gate_refuses_becomes_a_thread(team: Team, how: dict[str, Any]) -> None:
    alice = Person(team, "alice", **how)
    alice.goes("/new/meeting")
    form = alice.page.locator("main form.act")
    alice.fills(form, {"Topic": "How errors are counted", "Reason": "design debate", "At": "2026-03-13T19:00",
                       "Length": "2 hours", "Attendees": ["Bob", "Carol", "Dan"],
                       "Why in real time": "We want to know how errors are counted."})  # fmt: skip
    if not how["scripts"]:
        alice.presses(form, "Check")
    expect(alice.page.locator("[data-checked] li").first).to_be_visible()
    alice.presses(alice.page.locator("main form.act"), "a thread instead")
    thread = alice.page.locator('main form.act[action="/new/thread"]')
    expect(thread.get_by_label("Topic")).to_have_value("How errors are counted")
    alice.fills(thread, {"From": "Frontend", "To": "Backend", "Question": "How are errors counted?"})
    alice.presses(thread, "Save and send")
    alice.sees_state("awaiting reply")
    alice.sees("We want to know how errors are counted.")
