"""How people come in and leave, and how they get about without a pointer."""

from typing import Any

import pytest
from journeys import SEVERAL_WAYS, Person
from playwright.sync_api import expect
from teams import Team

PASSWORD = "four words without relation"


@pytest.mark.parametrize("how", [*SEVERAL_WAYS, {"scripts": True, "dark": True, "size": (390, 844)}], ids=str)
def test_an_invitation_leads_to_a_password_and_in_and_out_again(team: Team, how: dict[str, Any]) -> None:
    alice = Person(team, "alice", **how)
    alice.goes("/accounts")
    alice.main.locator("tr", has_text="Dan").get_by_role("button", name="New link").click()
    link = alice.page.locator(".secret").inner_text()

    dan = Person(team, None, **how)
    dan.page.goto(link)
    dan.page.get_by_label("Choose a password").or_(dan.page.get_by_label("Your new password")).fill(PASSWORD)
    dan.page.get_by_label("The same again").fill(PASSWORD)
    dan.page.get_by_role("button", name="Begin").or_(dan.page.get_by_role("button", name="Take this password")).click()
    dan.sees("What you owe")
    dan.goes("/account")
    dan.main.get_by_role("button", name="Sign out", exact=True).click()
    dan.goes("/decisions")
    assert dan.window.path.startswith("/sign-in")

    with dan.window.refused(401):
        _signs_in(dan, "not my password")
        dan.sees("do not belong together")
    _signs_in(dan, PASSWORD)
    dan.page.wait_for_url("**/decisions")


def _signs_in(person: Person, password: str) -> None:
    person.page.get_by_label("Name or e-mail address").fill("dan")
    person.page.get_by_label("Password").fill(password)
    person.page.get_by_role("button", name="Sign in", exact=True).click()


def test_all_can_be_done_with_keys_alone(team: Team) -> None:
    sets, writes = {"topic": "Keys", "from": "frontend", "to": "backend"}, {"Question": "Which?"}
    thread = team.makes("alice", "thread", sets, writes)
    team.does("alice", thread, "send")
    carol = Person(team, "carol")
    press = carol.page.keyboard.press
    carol.goes("/threads")
    for key in "gi":
        press(key)
    carol.page.wait_for_url(f"{team.url}/")
    carol.listens()
    press("?")
    dialog = carol.page.get_by_role("dialog", name="Keys")
    expect(dialog).to_contain_text("Next in the list")
    press("Escape")
    expect(dialog).to_have_count(0)

    for _ in range(30):
        press("j")
        if carol.page.evaluate("document.activeElement.textContent") == "Keys":
            break
    press("Enter")
    carol.page.wait_for_url(f"**/{thread}")
    carol.listens()
    press(".")
    expect(carol.main.get_by_role("link", name="Reply …")).to_be_focused()
    press("Enter")
    area = carol.form_of("reply").get_by_label("Backend's Reply")
    expect(area).to_be_focused()
    carol.page.keyboard.type("All of them? Yes.")  # a `?` in a text opens nothing
    press("Control+Enter")
    carol.sees_state("awaiting confirm")
