"""Lists of records as people look through them: whom each waits for, who has answered, what was settled last."""

import re
from collections.abc import Callable

import pytest
from formfiller import Page
from reader import Read
from serving import Served

Harbour = Callable[[str | None], Served]


def get(served: Served, path: str, status: int = 200) -> str:
    with served.client() as browser:
        found = browser.get(path)
    assert found.status_code == status, found.text
    return found.text


def rows(html: str, heading: str = "") -> list[str]:
    """Each row in one line, under a heading or in the first table."""
    bodies = re.findall(r"<tbody>(.*?)</tbody>", html.partition(heading)[2] if heading else html, re.DOTALL)
    found = re.findall(r"<tr>(.*?)</tr>", bodies[0], re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def test_open_threads_say_whom_they_wait_for_and_since_when(harbour: Harbour) -> None:
    html = get(harbour("carol"), "/threads")
    assert rows(html)[1] == (
        "Edits made offline from Backend · to Frontend awaiting reply Frontend answer since 12 Mar 20 h late"
    )
    assert "blocking" in rows(html)[3]
    assert [row.partition(" from")[0] for row in rows(html, "Settled last")] == [
        "Names of the events", "Cursors of others", "Who retries a lost message", "No deployments on Thursday morning",
        "Auth token expiry",
    ]  # fmt: skip


def test_decisions_say_how_long_there_is_and_who_has_answered(harbour: Harbour) -> None:
    html = get(harbour("carol"), "/decisions")
    (proposed,) = [row for row in rows(html) if row.startswith("Launch in three waves")]
    assert "medium" in proposed
    assert "Backend respond 1 approved, 1 of 2 said nothing" in proposed
    assert re.search(r"in \d h", proposed)
    assert any("2 approved 11 Feb" in row for row in rows(html, "Settled last"))


def test_what_is_settled_says_how_it_came_to_that(harbour: Harbour) -> None:
    served = harbour("carol")
    ended = {row.partition(" by ")[0]: row for row in rows(get(served, "/decisions"), "Settled last")}
    assert "decided Bob proposed 2 Mar" in ended["Sessions in the database"]
    assert "superseded see Sessions in the database 2 Mar" in ended["Redis for sessions"]
    assert "decided silence decided 2 of 2 said nothing" in ended["Presence without polling"]
    assert "withdrawn Fumi withdrew 17 Feb" in ended["A dark theme now"]
    assert "decided nobody objected 2 approved" in ended["Move refunds first"]
    # That a thread was put away says nothing of how it ended.
    assert "closed Backend confirmed" in rows(get(served, "/threads"), "Settled last")[0]


def test_how_it_ended_is_told_wherever_settled_records_are_listed(harbour: Harbour) -> None:
    served = harbour("carol")
    every = get(served, "/decisions?status=*")
    assert "Waits for, or how it ended" in every
    assert any("nobody objected" in row for row in rows(every))
    assert not any("nobody objected" in row for row in rows(every) if " draft " in row)
    only = get(served, "/decisions?status=superseded")
    assert "How it ended" in only
    assert re.findall(r'see (<a href="[^"]+">)', only) == [
        '<a href="/decisions/2026-03-02-002-sessions-in-the-database">'
    ]


def test_an_objection_is_told_by_name(harbour: Harbour) -> None:
    served = harbour("carol")
    with served.client() as browser:
        sent = {"because": "Two reports differ."}
        done = browser.post("/decisions/2026-03-12-008-launch-in-three-waves/object", data=sent)
        assert done.status_code == 303, done.text
    (objected,) = [row for row in rows(get(served, "/decisions")) if row.startswith("Launch in three waves")]
    assert "Backend objected" in objected
    assert "1 approved" in objected


def test_lists_are_filtered_by_what_a_protocol_has(harbour: Harbour) -> None:
    served = harbour("carol")
    page = page_of(served, "/threads")
    form = next(one for one in page.forms if "priority" in one.names)
    with served.client() as browser:
        form.put("priority", "blocking").put("to", "Product")
        found = browser.get(form.action, params=form.pairs()).text
    assert [row.partition(" from")[0] for row in rows(found)] == ["Certificate of the sandbox"]
    assert "Nothing of this is here" in get(served, "/threads?priority=blocking&to=backend")
    closed = rows(get(served, "/threads?status=closed&from=frontend"))
    assert len(closed) == 3
    assert all("closed" in row for row in closed)


def page_of(served: Served, path: str) -> Page:
    with served.client() as browser:
        return Page(browser.get(path))


def test_long_lists_go_on_from_where_the_page_ends(harbour: Harbour) -> None:
    served = harbour("carol")
    seen: list[str] = []
    path: str | None = "/updates?kind=standup&status=*"
    pages = 0
    while path:
        html = get(served, path)
        seen += re.findall(r'<th scope="row"><a class="row-title" href="([^"]+)"', html)
        found = re.search(r'rel="next" href="([^"]+)"', html)
        path = found[1].replace("&amp;", "&") if found else None
        pages += 1
    assert pages > 3
    assert len(seen) == len(set(seen)) == int(served.git("ls-files", "updates/daily").count("\n")) + 1


def test_a_folder_of_several_kinds_shows_one_at_a_time(harbour: Harbour) -> None:
    served = harbour("carol")
    html = get(served, "/updates?kind=weekly&status=*")
    assert re.findall(r'<a href="\?kind=(\w+)"', html) == ["standup", "weekly"]
    assert all("eek" in row for row in rows(html))


def test_people_stand_in_the_order_of_their_names_with_what_they_owe_and_whether_they_are_there(
    harbour: Harbour,
) -> None:
    html = get(harbour("carol"), "/people")
    found = rows(html)
    assert found[2] == "Carol Fri 22:00 in Kolkata active 3 promises, 1 late back in 2 d"
    assert found[1].endswith("1 promise, 1 late until 02:30")
    assert found[3].endswith("owes nothing back in 2 d")
    assert found[9] == "Scout for Alice · Fri 17:30 in Berlin · agent active owes nothing"
    assert '<a href="/teams">Teams</a>' in html
    assert [row.split()[0] for row in found] == [
        "Alice",
        "Bob",
        "Carol",
        "Dan",
        "Eva",
        "Fumi",
        "Grace",
        "Hans",
        "Indra",
        "Scout",
    ]


def test_teams_say_who_is_in_them_and_what_they_owe(harbour: Harbour) -> None:
    html = get(harbour("carol"), "/teams")
    assert rows(html)[0] == "Backend lead Bob · members Bob, Carol, Dan active 3 promises, 2 late"
    assert '<a href="/people">People</a>' in html


def test_where_no_open_one_is_like_that_settled_ones_are_a_step_away(harbour: Harbour) -> None:
    served = harbour("carol")
    html = get(served, "/threads?priority=high")
    (link,) = re.findall(r'<a href="([^"]+)">Look among settled ones too', html)
    assert rows(get(served, link.replace("&amp;", "&")))[0].startswith("Who retries a lost message")
    assert "Nothing of this is here." in get(served, "/decisions?status=rejected")
    assert "Look among settled" not in get(served, "/decisions?status=rejected")


def test_from_further_down_one_comes_back_to_the_newest(harbour: Harbour) -> None:
    served = harbour("carol")
    first = get(served, "/updates?kind=standup&status=*")
    assert "Back to the newest" not in first
    (older,) = re.findall(r'rel="next" href="([^"]+)"', first)
    (back,) = re.findall(r'<a href="([^"]+)">Back to the newest', get(served, older.replace("&amp;", "&")))
    assert rows(get(served, back.replace("&amp;", "&"))) == rows(first)
    # That somebody posted what they posted is no news.
    assert not any("posted" in row.partition(" posted ")[2] for row in rows(first))


def test_what_is_no_list_is_not_found_and_what_is_no_cursor_is_said(harbour: Harbour) -> None:
    served = harbour("carol")
    assert "Nothing is here" in get(served, "/no-such-folder", 404)
    assert "is no cursor" in get(served, "/threads?cursor=zebra", 400)


def test_a_file_that_cannot_be_read_stands_in_its_list_with_the_line(harbour: Harbour) -> None:
    served = harbour("carol")
    path = served.folder / "threads/2026-03-12-001-edits-made-offline.md"
    path.write_text(path.read_text().replace("topic: Edits made offline", "topic: [Edits"))
    served.git("commit", "-q", "-am", "Break it")
    assert any("cannot be read: line 3" in row for row in rows(get(served, "/threads")))


@pytest.mark.parametrize("kind", ["threads", "tasks", "handbook", "goals"])
def test_nothing_that_is_written_in_a_list_runs(harbour: Harbour, kind: str) -> None:
    served = harbour("carol")
    hostile = "<img src=x onerror=alert(1)>{{ 7 * 7 }}"
    for file in (served.folder / kind).rglob("*.md"):
        file.write_text(re.sub(r"^topic: .*", f"topic: '{hostile}'", file.read_text(), flags=re.MULTILINE))
    served.git("commit", "-q", "-am", "Attack")
    for path in (f"/{kind}", f"/{kind}?status=*&owner={hostile}", "/board", f"/search?q={hostile}", "/search?q=alert"):
        page = page_of(served, path)
        assert page.runs == []
        assert "49" not in page.text


def test_the_way_to_how_it_goes_and_to_a_new_one_stand_at_the_top(harbour: Harbour) -> None:
    html = get(harbour("carol"), "/decisions")
    assert 'href="/new/decision"' in html
    assert 'href="/protocols/decision"' in html
    assert "Decisions" in Read.of(html).parts
