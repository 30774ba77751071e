"""Meetings on their pages: what the gate says, what is unresolved, what is not needed any more, and fair times."""

import re
from collections.abc import Callable

from formfiller import Page
from serving import Served

from tacit.work import act
from tacit.work.wire import open_workspace

Harbour = Callable[[str | None], Served]
THREAD = "2026-03-12-001-edits-made-offline"
CALLED = "/meetings/2026-03-10-002-live-updates-for-five-customers"


def planned(served: Served, **sets: str) -> str:
    """A meeting of Carol's that rests; the address of its page."""
    said = {
        "topic": "Edits made offline",
        "reason": "design-debate",
        "at": "2026-03-18T10:00:00+00:00",
        "attendees": "alice, bob",
        **sets,
    }
    made = act.create(open_workspace(served.folder, now=served.now), "meeting", sets=said, writes={}, who="carol")
    return str(made["url"])


def read(served: Served, path: str) -> str:
    with served.client() as browser:
        html = browser.get(path).text
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def page_of(served: Served, path: str, status: int = 200) -> Page:
    with served.client() as browser:
        found = browser.get(path)
    assert found.status_code == status, found.text
    return Page(found)


def test_the_gate_says_everything_that_it_has_against_a_meeting(harbour: Harbour) -> None:
    served = harbour("carol")
    url = planned(served, length="3 hours", at="2026-03-14T10:00:00+00:00")
    text = page_of(served, url).text
    gate = text.partition("The gate does not let it through yet.")[2].partition("Make it a thread instead")[0]
    assert "48 hours" in gate
    assert "60 minutes" in gate


def test_what_is_prepared_is_let_through_and_called_from_there(harbour: Harbour) -> None:
    served = harbour("carol")
    url = planned(served, about=THREAD)
    page = page_of(served, url)
    assert "The gate lets it through." in page.text
    assert any(attributes.get("href") == f"{url}/call" for _, attributes in page.elements)


def test_what_is_unresolved_is_the_agenda_with_the_way_to_each(harbour: Harbour) -> None:
    served = harbour("carol")
    page = page_of(served, planned(served, about=THREAD))
    unresolved = page.text.partition("Still unresolved")[2]
    assert "For how long does the client keep edits that it could not send?" in unresolved
    assert any(attributes.get("href") == f"/threads/{THREAD}" for _, attributes in page.elements)


def test_records_about_the_same_document_are_found_by_the_index(harbour: Harbour) -> None:
    served = harbour("carol")
    path = served.folder / f"threads/{THREAD}.md"
    path.write_text(path.read_text().replace("status:", "document: protocols-of-ours/live.md#3. Messages\nstatus:"))
    served.git("commit", "-q", "-am", "Say what it is about")
    page = page_of(served, planned(served, document="protocols-of-ours/live.md"))
    assert "For how long does the client keep edits" in page.text.partition("Still unresolved")[2]


def test_when_all_is_settled_cancelling_is_proposed(harbour: Harbour) -> None:
    served = harbour("carol")
    ws = open_workspace(served.folder, now=served.now)
    url = planned(served, about=THREAD)
    record = url.rpartition("/")[2]
    act.act(ws, record, "call", sets={}, writes={}, who="carol")
    assert "Everything that it was to settle is settled." not in page_of(served, url).text
    act.act(ws, THREAD, "reply", sets={}, writes={"Frontend's Reply": "For a week."}, who="eva")
    act.act(ws, THREAD, "resolve", sets={}, writes={"Resolution": "For a week."}, who="carol")
    act.act(ws, THREAD, "confirm", sets={}, writes={}, who="eva")
    page = page_of(served, url)
    assert "Everything that it was to settle is settled." in page.text
    hrefs = {attributes.get("href") for _, attributes in page.elements}
    assert {f"{url}/cancel", f"{url}/keep"} <= hrefs


def test_everybody_sees_their_own_hour(harbour: Harbour) -> None:
    text = read(harbour("carol"), CALLED)
    assert re.search(r"On each one’s own clock .* Eva Fri 16:00–17:00 .* Grace Fri 15:00–16:00", text)
    pictures = [str(one.get("aria-label")) for tag, one in page_of(harbour("carol"), CALLED).elements if tag == "svg"]
    assert pictures == ["The days around Saturday 00:30. Everybody is at work then."]


def test_of_what_lasts_for_days_no_hour_is_sought(harbour: Harbour) -> None:
    served = harbour("carol")
    assert "Find a time that is fair" in read(served, CALLED)
    week = read(served, "/meetings/2026-03-12-004-a-week-together-in-lisbon")
    assert "Find a time that is fair" not in week
    assert "On each one’s own clock Alice Mon 1 Jun 10:00" in week


def test_fair_times_are_told_on_each_ones_clock_with_who_bears_what(harbour: Harbour) -> None:
    served = harbour("carol")
    text = read(served, "/slots?with=alice,eva")
    assert "45 minutes, on each one’s own clock" in text
    assert "nobody anything" in text
    page = page_of(served, "/slots?with=alice,eva")
    takes = [
        attributes["href"]
        for tag, attributes in page.elements
        if "Use" not in tag and "set.at" in str(attributes.get("href"))
    ]
    assert takes
    assert str(takes[0]).startswith("/new/meeting?set.at=2026-03-")
    assert page_of(served, str(takes[0])).form("/new/meeting").control("set.at").value.startswith("2026-03-")


def test_one_time_is_drawn_across_the_days_of_those_who_come_and_says_whose_turn_it_is(harbour: Harbour) -> None:
    served = harbour("carol")
    page = page_of(served, "/slots?with=alice,fumi,grace&days=10")
    assert (
        "This time Fumi stays 2 h 45 min longer and Grace begins 1 h early. Nobody bore anything before." in page.text
    )
    labels = [str(one.get("aria-label")) for tag, one in page.elements if tag == "svg"]
    assert labels == ["The days around Monday 16:30. Fumi 2 h 45 min after work and Grace 1 h before work."]
    others = [str(one["href"]) for _, one in page.elements if "&at=" in str(one.get("href"))]
    assert len(others) == 5
    with served.client() as browser:
        other = browser.get(others[1]).text
    assert "The days around Tuesday 16:30" in other
    assert "The days around Monday" not in other


def test_within_everybodys_hours_nobody_is_asked_to_bear_anything(harbour: Harbour) -> None:
    assert "It is within everybody’s hours." in read(harbour("alice"), "/slots?with=hans")


def test_a_time_is_taken_for_a_meeting_that_is_planned(harbour: Harbour) -> None:
    served = harbour("carol")
    url = planned(served, about=THREAD)
    page = page_of(served, f"/slots?record={url.rpartition('/')[2]}")
    take = next(str(one["href"]) for _, one in page.elements if "set.at" in str(one.get("href")))
    assert take.startswith(f"{url}/move?set.at=")
    form = page_of(served, take).form("/move")
    with served.client() as browser:
        assert form.send(browser).status_code == 303
    assert "move" in served.git("log", "-1", "--format=%s")


def test_people_who_share_no_hour_are_told_so(harbour: Harbour) -> None:
    served = harbour("carol")
    served.git("log", "-1")
    for who, zone in (("alice", "Pacific/Auckland"), ("bob", "America/New_York")):
        path = served.folder / f"people/{who}.md"
        text = path.read_text()
        start = text.index("zone: ")
        path.write_text(text[:start] + f"zone: {zone}\n" + text[text.index("\n", start) + 1 :])
    served.git("commit", "-q", "-am", "Move apart")
    text = page_of(served, "/slots?with=alice,bob&length=2h").text
    assert "There is no hour" in text or " min " in text.partition("Who bears what")[2]


def test_a_person_who_is_not_there_is_an_error_with_a_remedy(harbour: Harbour) -> None:
    served = harbour("carol")
    assert "no person called zebra" in page_of(served, "/slots?with=zebra", 404).text
    assert "has no time at which people meet" in page_of(served, f"/slots?record={THREAD}", 400).text
    assert "Find times" in page_of(served, "/slots").text
