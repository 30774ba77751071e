"""What the small scripts of every page do, in a real browser: keys, and news that never moves what one reads."""

import pytest
from teams import Team
from windows import Window

THREAD = "2026-03-12-001-edits-made-offline"


def press(window: Window, *keys: str) -> None:
    """Once the page listens to keys: then it shows the button that lists them."""
    window.page.get_by_role("button", name="Keys").wait_for()
    for key in keys:
        window.page.keyboard.press(key)


def focused(window: Window) -> str:
    return str(window.page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id"))


@pytest.mark.parametrize(
    ("letter", "path"),
    [("i", "/"), ("t", "/threads"), ("d", "/decisions"), ("g", "/goals"), ("b", "/board"), ("s", "/settings")],
)
def test_g_and_a_letter_lead_to_a_room(letter: str, path: str, team: Team) -> None:
    window = team.comes("alice")
    window.go("/handbook")
    press(window, "g", letter)
    window.page.wait_for_url(f"{window.url}{path}")


def test_j_and_k_walk_through_a_list_and_enter_opens(team: Team) -> None:
    window = team.comes("alice")
    window.go("/threads")
    titles = window.page.locator("main .row-title").all_inner_texts()
    for key, place in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        press(window, key)
        assert focused(window) == titles[place]
    window.page.keyboard.press("Enter")
    window.page.wait_for_url("**/threads/*")


def test_the_list_of_keys_is_that_of_the_page_and_goes_back_to_where_one_was(team: Team) -> None:
    window = team.comes("alice")
    window.go("/")
    window.page.get_by_role("button", name="Keys").focus()
    window.page.keyboard.press("?")
    dialog = window.page.get_by_role("dialog", name="Keys")
    assert "Next in the list" in dialog.inner_text()
    assert focused(window) == "Close"
    window.page.keyboard.press("n")
    assert window.path == "/", "no key of the page does anything while the list is open"
    window.page.keyboard.press("Escape")
    assert dialog.count() == 0
    assert focused(window) == "Keys: ?"
    window.go("/settings")
    window.page.get_by_role("button", name="Keys").click()
    assert "Next in the list" not in dialog.inner_text()


def test_what_is_typed_is_no_key(team: Team) -> None:
    window = team.comes("alice")
    window.go("/")
    press(window, "/")
    assert focused(window) == "find"
    window.page.keyboard.type("gt n?")
    assert window.path == "/"
    assert window.page.input_value("#find") == "gt n?"


def test_keys_can_be_turned_off(team: Team) -> None:
    window = team.comes("alice")
    window.go("/settings")
    window.page.get_by_label("Single keys do something").uncheck()
    window.page.get_by_role("button", name="Save for this browser").click()
    window.page.wait_for_url("**saved=look*")
    window.go("/")
    press(window, "?", "n")
    assert window.path == "/"
    assert window.page.get_by_role("dialog").count() == 0
    window.page.get_by_role("button", name="Keys").click()
    assert "Keys are turned off in this browser." in window.page.get_by_role("dialog").inner_text()


def test_the_look_that_is_chosen_goes_before_that_of_the_system(team: Team) -> None:
    window = team.comes("alice", dark=True)
    window.go("/settings")
    dark = window.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    window.page.get_by_label("Light", exact=True).check()
    window.page.get_by_role("button", name="Save for this browser").click()
    window.page.wait_for_url("**saved=look*")
    assert window.page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != dark


def test_a_change_is_told_and_shown_only_when_asked_for(team: Team) -> None:
    window = team.comes("alice")
    window.go(f"/threads/{THREAD}")
    window.page.locator("textarea").first.fill("What I am about to say")
    window.page.evaluate("scrollTo(0, 200)")
    before = window.page.evaluate("[scrollY, document.querySelector('main').innerHTML]")
    team.does("bob", THREAD, "comment", sets={}, writes={}, because="It was the battery.")
    told = window.page.get_by_role("status").filter(has_text="Bob commented")
    told.wait_for()
    assert window.page.evaluate("[scrollY, document.querySelector('main').innerHTML]") == before
    assert window.page.locator("textarea").first.input_value() == "What I am about to say"
    assert "It was the battery." not in window.page.locator("main").inner_text()
    told.get_by_role("button", name="Show").click()
    window.page.get_by_text("It was the battery.").wait_for()


def test_news_can_be_put_off(team: Team) -> None:
    window = team.comes("alice")
    window.go(f"/threads/{THREAD}")
    for text, said in (("One.", "Bob commented, just now."), ("Two.", "Bob commented, just now (2 changes).")):
        team.does("bob", THREAD, "comment", sets={}, writes={}, because=text)
        window.page.get_by_text(said, exact=True).wait_for()
        window.page.get_by_role("button", name="Not now").click()
        assert window.page.locator(".live").inner_text() == ""


def test_who_comes_back_to_a_page_hears_what_came_meanwhile(team: Team) -> None:
    window = team.comes("alice")
    window.go(f"/threads/{THREAD}")
    hidden = "Object.defineProperty(document, 'hidden', {configurable: true, value: %s}); "
    tell = "document.dispatchEvent(new Event('visibilitychange'))"
    window.page.evaluate(hidden % "true" + tell)
    team.does("bob", THREAD, "comment", sets={}, writes={}, because="While you were away.")
    assert window.page.locator(".live").inner_text() == ""
    window.page.evaluate(hidden % "false" + tell)
    window.page.get_by_text("Bob commented, just now.").wait_for()


def test_a_server_that_is_gone_is_told(team_of_its_own: Team) -> None:
    window = team_of_its_own.comes("alice")
    window.page.clock.install()
    with window.page.expect_request("**/events?*"):
        window.go("/")
    window.is_away = True
    team_of_its_own.it.stop()
    for _ in range(3):
        with window.page.expect_event("requestfailed", lambda request: "/events" in request.url):
            window.page.clock.run_for(8_000)
    window.page.get_by_text("Not connected. What you type stays on this page.").wait_for()
