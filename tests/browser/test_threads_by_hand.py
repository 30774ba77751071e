"""Each type of thread, from the form that opens it to the archive, as two people see it."""

from typing import Any

import pytest
from journeys import Person
from teams import Team

QUESTION = {
    "Topic": "How long does a token live",
    "From": "Frontend",
    "To": "Backend",
    "Background": "The editor signs people out while they type.",
    "Question / Proposal": "How long does a token live, and who renews it?",
}


def test_a_question_goes_to_and_fro_until_it_is_archived(team: Team, how: dict[str, Any]) -> None:
    alice, carol = Person(team, "alice", **how), Person(team, "carol", **how)
    thread = alice.makes("thread", QUESTION, "Save and send")
    alice.sees_state("awaiting reply")

    carol.opens(QUESTION["Topic"])
    carol.does("reply", {"Backend's Reply": "An hour; the editor renews it ten minutes before."})
    carol.sees_state("awaiting confirm")

    alice.goes(f"/threads/{thread}")
    alice.does("return", {"Frontend's Final Answer": "And while a laptop sleeps?"})
    carol.goes(f"/threads/{thread}")
    carol.does("reply", {"Backend's Reply": "An hour. A laptop that wakes renews it first."})
    alice.goes(f"/threads/{thread}")
    alice.does("resolve", {"Resolution": "A token lives an hour, and is renewed ten minutes before."})

    carol.goes(f"/threads/{thread}")
    carol.does("confirm")
    carol.sees_state("resolved")
    alice.goes(f"/threads/{thread}")
    alice.does("archive")
    alice.sees_state("closed")
    assert team.front(thread)["path"].startswith("archive/threads/")
    for act in ("sent", "replied", "returned", "resolved", "confirmed", "archived"):
        alice.sees(act)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_request_for_a_decision_may_be_refused_first(team: Team, scripts: bool) -> None:
    alice, bob = Person(team, "alice", scripts=scripts), Person(team, "bob", scripts=scripts)
    fills = {**QUESTION, "Topic": "Numbers or names of errors", "Type": "decision request"}
    thread = alice.makes("thread", fills, "Save and send")
    bob.goes(f"/threads/{thread}")
    bob.does("reply", {"Backend's Reply": "Names, please."})
    alice.goes(f"/threads/{thread}")
    alice.does("resolve", {"Resolution": "Errors have numbers."})
    bob.goes(f"/threads/{thread}")
    bob.does("refuse", {"Why": "We said names: numbers have to be looked up."})
    alice.goes(f"/threads/{thread}")
    alice.does("resolve", {"Resolution": "Errors have names."})
    bob.goes(f"/threads/{thread}")
    bob.does("confirm")
    bob.does("archive")
    bob.sees_state("closed")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_notification_asks_for_nothing_and_an_approval_only_for_a_yes(team: Team, scripts: bool) -> None:
    alice, bob = Person(team, "alice", scripts=scripts), Person(team, "bob", scripts=scripts)
    fills = {**QUESTION, "Topic": "The editor moves on Friday", "Type": "notification"}
    alice.makes("thread", fills, "Save and send")
    alice.sees_state("resolved")
    alice.does("archive")
    alice.sees_state("closed")

    fills = {**QUESTION, "Topic": "A longer token", "Type": "approval request", "Resolution": "It lives two hours."}
    thread = alice.makes("thread", fills, "Save and send")
    alice.sees_state("awaiting confirm")
    bob.goes(f"/threads/{thread}")
    bob.does("confirm")
    bob.sees_state("resolved")
