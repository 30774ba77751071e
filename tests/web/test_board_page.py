"""The board without scripts: cards with what concerns them, and moves that are acts like any other."""

import re
from collections.abc import Callable

from formfiller import Form, Page
from serving import Served

Harbour = Callable[[str | None], Served]
BETA = "2026-03-09-002-write-to-those-of-the-beta"
REHEARSAL = "2026-03-10-001-a-rehearsal-of-the-first-wave"


def cards(html: str, state: str) -> list[str]:
    column = re.search(rf'data-state="{state}".*?</section>', html, re.DOTALL)
    assert column is not None
    return re.findall(r'data-card="([^"]+)"', column[0])


def form_of(page: Page, record: str) -> Form:
    return next(one for one in page.forms if any(each.value == record for each in one.controls))


def bare(served: Served, record: str) -> None:
    """Takes from a task what it needs before it begins."""
    (path,) = served.folder.glob(f"tasks/*/{record}.md")
    path.write_text(re.sub(r"- \[ \] .*\n", "", path.read_text()))
    served.git("commit", "-q", "-am", "Forget the criteria")


def test_columns_are_the_states_and_the_most_urgent_card_comes_first(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        page = browser.get("/board")
    assert re.findall(r'data-state="([^"]+)"', page.text)[:5] == [
        "todo", "in-progress", "code-review", "done", "dropped",
    ]  # fmt: skip
    assert cards(page.text, "todo")[0] == "2026-02-20-001-an-edit-is-lost-after-a-reconnect"
    read = Page(page).text
    assert "urgent Dan · for 22 days" in read
    assert re.search(r"Alerts on failed payments Carol · for \d days · .*late", read)


def test_a_card_is_moved_by_its_form_and_that_is_one_commit_of_who_moved_it(harbour: Harbour) -> None:
    served = harbour("carol")
    with served.client() as browser:
        form = form_of(Page(browser.get("/board")), BETA)
        done = form.put("state", "move in-progress").send(browser)
        assert (done.status_code, done.headers["location"]) == (303, f"/board#{BETA}")
        assert BETA in cards(browser.get("/board").text, "in-progress")
    assert served.git("log", "-1", "--format=%an %s") == "Carol move: Write to those of the beta"


def test_a_refused_move_says_why_at_its_card_and_changes_nothing(harbour: Harbour) -> None:
    served = harbour("carol")
    bare(served, REHEARSAL)
    head = served.git("rev-parse", "HEAD")
    with served.client() as browser:
        before = browser.get("/board")
        assert "Still to write: acceptance criteria, definition of done" in Page(before).text
        refused = form_of(Page(before), REHEARSAL).put("state", "move in-progress").send(browser)
    assert refused.status_code == 409
    assert REHEARSAL in cards(refused.text, "todo")
    card = refused.text.partition(f'id="{REHEARSAL}"')[2].partition("</li>")[0]
    assert 'role="alert"' in card
    assert "Acceptance criteria" in card
    assert served.git("rev-parse", "HEAD") == head


def test_a_board_without_cards_says_so(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        found = browser.get("/board?labels=nobody-says-so").text
    assert "No card is like that." in found
    assert "data-board" not in found


def test_a_script_is_told_the_record_or_the_reason(harbour: Harbour) -> None:
    served = harbour("carol")
    bare(served, REHEARSAL)
    headers = {"accept": "application/json"}
    with served.client(headers=headers) as browser:
        done = browser.post("/board/move", data={"record": BETA, "act": "move", "state": "in-progress"})
        assert done.json()["status"] == "in-progress"
        refused = browser.post("/board/move", data={"record": REHEARSAL, "act": "move", "state": "in-progress"})
        assert refused.status_code == 409
        assert "Acceptance criteria" in refused.json()["detail"]
        assert refused.json()["remedy"]
        assert browser.post("/board/move", data={"record": BETA}).json()["code"] == "no-move"


def test_what_ends_with_a_reason_leads_to_its_form(harbour: Harbour) -> None:
    with harbour("grace").client() as browser:
        html = browser.get("/board").text
    assert f'href="/tasks/{BETA}/drop"' in html
    select = html.partition(f'id="where-{BETA}"')[2].partition("</select>")[0]
    assert re.findall(r'value="([^"]+)"', select) == ["move in-progress", "move code-review", "move done"]


def test_the_board_is_narrowed_and_stays_so_after_a_move(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        mine = browser.get("/board?owner=carol")
        assert cards(mine.text, "todo") == ["2026-02-20-004-test-a-closed-laptop"]
        form = form_of(Page(mine), "2026-02-20-004-test-a-closed-laptop")
        done = form.put("state", "move in-progress").send(browser)
        assert done.headers["location"].startswith("/board?owner=carol#")
        goal = browser.get("/board?goal=payments-with")
        assert BETA not in goal.text
        assert "Alerts on failed payments" in goal.text


def test_any_kind_has_a_board(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        page = browser.get("/board?kind=thread")
        assert cards(page.text, "awaiting-reply") == ["2026-03-12-001-edits-made-offline"]
        assert 'href="/threads/2026-03-12-001-edits-made-offline/reply"' in page.text
        assert browser.get("/board?kind=zebra").status_code == 404
