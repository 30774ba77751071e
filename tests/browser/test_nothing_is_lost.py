"""What is typed is kept: two who edit the same, a reload, a server that is away."""

from typing import Any

import pytest
from journeys import SEVERAL_WAYS, Person
from playwright.sync_api import expect
from teams import Team

THREAD = {"topic": "Cursors of guests", "from": "frontend", "to": "backend"}
TEXTS = {"Background": "Guests have no cursor.", "{from}'s Question / Proposal": "Shall they have one?"}

KEPT = """() => new Promise((kept) => {
  const is_kept = () => Object.values(localStorage).some((one) => one.includes("A long thought"));
  const look = () => is_kept() ? kept() : setTimeout(look, 20);
  look();
})"""


def _edits(person: Person, thread: str, text: str) -> None:
    person.goes(f"/threads/{thread}")
    person.page.get_by_role("link", name="Edit Background").click()
    form = person.form_of("edit")
    form.get_by_label("Background").fill(text)


@pytest.mark.parametrize("how", [*SEVERAL_WAYS, {"scripts": True, "dark": True, "size": (390, 844)}], ids=str)
def test_of_two_who_edit_the_same_neither_loses_a_word(team: Team, how: dict[str, Any]) -> None:
    thread = team.makes("alice", "thread", THREAD, TEXTS)
    alice, eva = Person(team, "alice", **how), Person(team, "eva", **how)
    _edits(alice, thread, "Guests have no cursor, says Alice.")
    _edits(eva, thread, "Guests have no cursor, says Eva.")
    alice.presses(alice.form_of("edit"), "Save")
    alice.sees("says Alice.")
    with eva.window.refused(412):
        eva.presses(eva.form_of("edit"), "Save")
        eva.sees("What you wrote is kept below")
    eva.sees("Alice")
    expect(eva.form_of("edit").get_by_label("Background")).to_have_value("Guests have no cursor, says Eva.")
    eva.form_of("edit").get_by_label("Background").fill("Guests have no cursor, say Alice and Eva.")
    eva.presses(eva.form_of("edit"), "Save mine on top")
    eva.sees("say Alice and Eva.")
    assert "says Alice." in team.it.git("log", "-p", "-3", "--", f"threads/{thread}.md")


def test_a_draft_outlives_a_reload_and_a_server_that_is_away(team: Team) -> None:
    thread = team.makes("alice", "thread", THREAD, TEXTS)
    alice = Person(team, "alice")
    alice.goes(f"/threads/{thread}")
    comment = alice.page.get_by_label("Comment", exact=True)
    comment.press_sequentially("A long thought")
    expect(comment).to_have_value("A long thought")
    alice.page.evaluate(KEPT)
    alice.page.reload()
    expect(comment).to_have_value("A long thought")
    alice.sees("is back")

    alice.window.is_away = True
    alice.page.context.set_offline(True)
    alice.main.get_by_role("button", name="Comment", exact=True).click()
    alice.sees("Not sent")
    expect(comment).to_have_value("A long thought")
    alice.page.context.set_offline(False)
    alice.main.get_by_role("button", name="Comment", exact=True).click()
    expect(alice.page.locator("[data-done]")).to_be_visible()
    alice.page.reload()
    expect(comment).to_have_value("")
    alice.window.is_away = False
