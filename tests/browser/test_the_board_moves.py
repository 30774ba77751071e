"""The board by hand and by keys: cards go where they may, and what is refused goes back and says why."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from teams import Team
from windows import PHONE

BETA = "2026-03-09-002-write-to-those-of-the-beta"
REHEARSAL = "2026-03-10-001-a-rehearsal-of-the-first-wave"
ALERTS = "2026-03-04-001-alerts-on-failed-payments"
LAPTOP = "2026-02-20-004-test-a-closed-laptop"


def card(page: Page, record: str, state: str) -> Locator:
    return page.locator(f'[data-state="{state}"] [data-card="{record}"]')


def drag(page: Page, record: str, state: str, held_by: str = ".card-about") -> None:
    """Onto the column's heading: a column may be long."""
    start = page.locator(f'[data-card="{record}"] {held_by}').first.bounding_box()
    end = page.locator(f"#to-{state}").bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 4, start["y"] + 4)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 20, steps=3)
    page.mouse.move(end["x"] + 10, end["y"] + 10, steps=5)
    page.mouse.up()


def test_a_card_is_dragged_and_that_is_an_act(team: Team) -> None:
    window = team.comes("grace")
    window.go("/board")
    drag(window.page, BETA, "in-progress")
    expect(card(window.page, BETA, "in-progress")).to_be_visible()
    expect(window.page.locator("[data-said]")).to_have_text("Write to those of the beta moved to in progress.")
    assert team.front(BETA)["status"] == "in-progress"
    assert "move: Write to those of the beta" in team.log("tasks")
    expect(card(window.page, BETA, "in-progress")).to_contain_text("since today")


def test_what_is_refused_goes_back_and_says_why(team: Team) -> None:
    (path,) = team.it.folder.glob(f"tasks/*/{REHEARSAL}.md")
    path.write_text(re.sub(r"- \[ \] .*\n", "", path.read_text()))
    team.it.git("commit", "-q", "-am", "Forget the criteria")
    window = team.comes("grace")
    window.go("/board")
    with window.refused(409):
        drag(window.page, REHEARSAL, "in-progress")
        expect(card(window.page, REHEARSAL, "todo").locator(".problem")).to_contain_text("Acceptance criteria")
    expect(window.page.locator("[data-said]")).to_contain_text("It goes back to todo")
    assert team.front(REHEARSAL)["status"] == "todo"


def test_a_card_is_moved_with_keys_alone_and_each_step_is_said(team: Team) -> None:
    window = team.comes("carol")
    window.go("/board")
    page, said = window.page, window.page.locator("[data-said]")
    card(page, ALERTS, "in-progress").locator("[data-grip]").focus()
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Picked up Alerts on failed payments from in progress. It can go to todo, code review")
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text("code review, column 3 of 5.")
    page.keyboard.press("Escape")
    expect(said).to_have_text("Alerts on failed payments goes back to in progress.")
    expect(card(page, ALERTS, "in-progress")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(said).to_have_text("Alerts on failed payments moved to code review.")
    expect(card(page, ALERTS, "code-review").locator("[data-grip]")).to_be_focused()
    assert team.front(ALERTS)["status"] == "code-review"


def test_arrows_go_from_card_to_card(team: Team) -> None:
    window = team.comes("carol")
    window.go("/board")
    page = window.page
    grips = page.locator('[data-state="todo"] [data-grip]')
    grips.first.focus()
    page.keyboard.press("ArrowDown")
    expect(grips.nth(1)).to_be_focused()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.closest('[data-state]').dataset.state") != "todo"


def test_a_column_that_wants_a_reason_opens_the_form(team: Team) -> None:
    window = team.comes("carol")
    window.go("/board")
    drag(window.page, LAPTOP, "dropped")
    window.page.wait_for_url(f"**/tasks/{LAPTOP}/drop")
    assert team.front(LAPTOP)["status"] == "todo"


def test_a_card_is_dragged_by_its_handle_on_a_phone(team_of_its_own: Team) -> None:
    window = team_of_its_own.comes("carol", size=PHONE, dark=True)
    window.go("/board")
    page = window.page
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    card(page, LAPTOP, "todo").locator(".move summary").click()
    card(page, LAPTOP, "todo").locator("select").select_option("move in-progress")
    card(page, LAPTOP, "todo").get_by_role("button", name="Move it").click()
    expect(card(page, LAPTOP, "in-progress")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_who_only_reads_has_nothing_to_move(team: Team, scripts: bool) -> None:
    window = team.comes("indra", scripts=scripts)
    window.go("/board")
    expect(window.page.locator(".card").first).to_be_visible()
    assert window.page.locator("[data-grip]:visible, .move").count() == 0


def test_a_server_that_is_away_moves_nothing(team: Team) -> None:
    window = team.comes("carol")
    window.go("/board")
    page = window.page
    window.is_away = True
    page.route("**/board/move", lambda route: route.abort())
    drag(page, LAPTOP, "in-progress")
    expect(card(page, LAPTOP, "todo").locator(".problem")).to_contain_text("The server cannot be reached.")
    window.faults.clear()
