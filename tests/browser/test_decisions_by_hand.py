"""Decisions of each size, objected to; and one that silence decides, as people see it."""

from typing import Any

import pytest
from journeys import SEVERAL_WAYS, Person
from teams import Team

GOAL = "2026-01-30-001-live-updates-in-the-editor"
TEXTS = {
    "The decision": "Errors go to one place.",
    "Options considered": "- **Option A**: one place\n- **Option B**: a place for each team",
    "Recommendation": "One place: nobody has to look twice.",
}


def _proposed(alice: Person, size: str, topic: str) -> str:
    fills = {"Topic": topic, "Size": size, "Affected": ["Backend"], **TEXTS, "Goal": GOAL}
    return alice.makes("decision", fills, "Save and propose")


def _objected(team: Team, how: dict[str, Any], size: str, topic: str) -> tuple[Person, Person, str]:
    alice, bob = Person(team, "alice", **how), Person(team, "bob", **how)
    decision = _proposed(alice, size, topic)
    alice.sees_state("proposed")
    bob.goes(f"/decisions/{decision}")
    bob.does("object", {"Why": "It costs half a core."})
    bob.sees_state("escalated")
    bob.sees("It costs half a core.")
    return alice, bob, decision


@pytest.mark.parametrize("how", SEVERAL_WAYS, ids=str)
def test_a_small_one_stands_at_once_and_says_why_nobody_can_object(team: Team, how: dict[str, Any]) -> None:
    alice, bob = Person(team, "alice", **how), Person(team, "bob", **how)
    decision = _proposed(alice, "small", "The colour of errors")
    alice.sees_state("decided")
    bob.goes(f"/decisions/{decision}")
    assert not bob.main.get_by_role("link", name="Object …").count()
    bob.main.get_by_text("Not now").click()
    why = bob.main.locator("dl div", has_text="object").first.inner_text()
    assert "decided" in why


def test_a_medium_one_that_was_objected_to_is_settled_by_who_was_asked(team: Team, how: dict[str, Any]) -> None:
    alice, _, decision = _objected(team, how, "medium", "One place for errors")
    alice.goes(f"/decisions/{decision}")
    alice.page.get_by_role("complementary").get_by_role("link", name="One place for errors").first.click()
    alice.does("decide", {"Decision": "One place, measured again in a month.", "Verdict": "decide"})
    alice.goes(f"/decisions/{decision}")
    alice.sees_state("decided")
    alice.sees("objected")


@pytest.mark.parametrize("how", SEVERAL_WAYS, ids=str)
def test_a_large_one_that_was_objected_to_is_revised_and_signed(team: Team, how: dict[str, Any]) -> None:
    alice, bob, decision = _objected(team, how, "large", "Errors leave the building")
    alice.goes(f"/decisions/{decision}")
    alice.page.get_by_role("link", name="Edit The decision").click()
    form = alice.form_of("edit")
    alice.fills(form, {"Change": "substantial", "The decision": "Errors go to one place, a tenth of them."})
    alice.presses(form, "Save")
    alice.is_told_done("edit")
    alice.does("revise", {"Change": "substantial"})
    alice.sees_state("proposed")
    bob.goes(f"/decisions/{decision}")
    bob.sees("a tenth of them")
    bob.does("approve")
    bob.sees_state("decided")


def test_a_window_is_told_before_it_is_sent_and_silence_decides_when_it_has_passed(team_of_its_own: Team) -> None:
    team = team_of_its_own
    alice = Person(team, "alice")
    alice.goes("/new/decision")
    form = alice.page.locator("main form.act")
    alice.fills(form, {"Topic": "Logs for a week", "Size": "medium", "Affected": ["Backend"], **TEXTS, "Goal": GOAL})
    alice.sees("your time")
    alice.sees("New York")
    alice.presses(form, "Save and propose")
    alice.sees_state("proposed")
    decision = alice.window.path.rpartition("/")[2]
    alice.sees("If nothing is said")
    for _ in range(24):  # as the server's own clock comes round
        team.later(hours=4)
    alice.goes(f"/decisions/{decision}")
    alice.sees_state("decided")
    alice.sees("Tacit")
