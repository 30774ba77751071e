"""Search while one types: hits come by themselves, are counted aloud, and are walked through with arrow keys."""

from playwright.sync_api import expect
from teams import Team


def test_hits_come_as_one_types_and_the_address_follows(team: Team) -> None:
    window = team.comes("carol")
    window.go("/search")
    page = window.page
    expect(page.get_by_label("Words")).to_be_focused()
    page.keyboard.type("offl")
    expect(page.locator(".hits")).to_contain_text("Edits made offline")
    expect(page.locator("[data-search-said]")).to_contain_text("record")
    page.get_by_label("Kind").select_option("thread")
    expect(page.locator(".hits li")).to_have_count(1)
    # A kind has states of its own.
    states = ["any", "open", "awaiting reply", "awaiting confirm", "resolved", "closed"]
    expect(page.get_by_label("State").locator("option")).to_have_text(states)
    assert "q=offl" in page.url
    assert "kind=thread" in page.url
    page.get_by_label("Words").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".hits a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Words")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/threads/2026-03-12-001-edits-made-offline")


def test_without_scripts_it_is_a_form(team: Team) -> None:
    window = team.comes("carol", scripts=False)
    window.go("/")
    window.page.get_by_role("searchbox").fill("offline")
    window.page.get_by_role("searchbox").press("Enter")
    window.page.get_by_label("Kind").select_option("thread")
    window.page.get_by_role("button", name="Search").click()
    expect(window.page.locator(".hits li")).to_have_count(1)
