"""What would help, on pages: fields, buttons and links; nobody who sits at a browser is told what to type."""

import re
from collections.abc import Callable

import httpx2
import pytest
from formfiller import Page
from markupsafe import Markup
from serving import Served

from tacit.text.remedies import (
    Anything,
    DoAct,
    Fill,
    GiveReason,
    Lookup,
    MakeNew,
    Part,
    Remedy,
    See,
    SetField,
    SetOneOf,
    Typed,
    ValueOf,
    WriteAny,
    WriteSection,
)
from tacit.web.remedies import helps
from tacit.web.routes import ROUTES
from tacit.web.visit import Visit
from tacit.work import ask

Harbour = Callable[[str | None], Served]

WAVES = "2026-03-12-008-launch-in-three-waves"
TYPED = re.compile(r"\btacit (act|new|show|list|tick|protocol) |--(set|write|because|edit)\b")


SAID: list[tuple[list[Part], str]] = [
    ([Fill((SetField("topic"), SetField("feedback_by")))], "Fill in “Topic” and “Feedback by”."),
    ([Fill((WriteSection("Resolution"),)), ". It can wait."], "Fill in “Resolution”. It can wait."),
    (["Give a later one: ", Fill((SetField("at"),))], "Give a later one: fill in “At”."),
    (["Give a later time: ", Fill((SetField("at", "2026-03-05T17:00:00Z", True),))],
     "Give a later time: fill in “At”."),
    ([Fill((SetField("closes", "2026-03-15T16:30:00Z"),)), " or later."],
     "Fill in “Closes” with Sun 15 Mar 17:30 or later."),
    ([DoAct(WAVES, "object", (GiveReason(),))], "Say why."),
    ([DoAct(WAVES, "comment", (GiveReason("Comments"),))], "Fill in “Comments” under Comment."),
    (["Ask alice first: ", DoAct(WAVES, "resolve", (WriteSection("Resolution"),), is_theirs=True)],
     "Ask alice first: fill in “Resolution” under “Resolve”."),
    (["Change it beforehand: ", DoAct(WAVES, "edit", (SetOneOf("change", ("editorial", "substantial")),)), "."],
     "Change it beforehand: choose “editorial” or “substantial” under Edit."),
    (["Change it beforehand: ", DoAct(WAVES, "edit", (WriteAny(),))],
     "Change it beforehand: write it into the section under Edit."),
    ([MakeNew("thread")], "Make a new thread."),
    (["a question is a thread (", MakeNew("thread"), ")."], "a question is a thread (a new thread)."),
    ([See("2026-03-13-001-other")], "See 2026-03-13-001-other."),
    ([See(WAVES, is_noun=True), " says what may be done now."], "Its page says what may be done now."),
    (["See what there is: ", Lookup("list --all", "records")], "See what there is: the search."),
    ([ValueOf("change", "substantial"), " asks anew."], "“substantial” asks anew."),
    (["Give ", Anything(), "."], "Give another value to a field, or another text to a section."),
    (["It comes about in its time", Typed(": `tacit tick`"), "."], "It comes about in its time."),
]  # fmt: skip


def on(served: Served, folder: str = "", record: str = "", act: str = "") -> Visit:
    """Somebody at the page of an act of this record."""
    params = {"folder": folder, "record": record, "act": act}
    return Visit(served.site, ROUTES[0], f"/{folder}/{record}/{act}", params, "", {}, b"", "")


def test_each_part_is_said_in_the_words_of_pages(harbour: Harbour) -> None:
    visit = on(harbour("alice"), "decisions", WAVES, "object")
    assert [helps(visit, Remedy(*parts)).striptags() for parts, _ in SAID] == [said for _, said in SAID]


def test_ways_are_links_and_what_people_wrote_is_text(harbour: Harbour) -> None:
    visit = on(harbour("alice"), "decisions", WAVES, "object")
    assert f'<a href="/decisions/{WAVES}/edit">Edit</a>' in helps(visit, Remedy(DoAct(WAVES, "edit")))
    assert '<a href="/records/another/reply">Reply</a>' in helps(visit, Remedy(DoAct("another", "reply")))
    hostile = Remedy("Ask <b>: ", DoAct(WAVES, "edit", (WriteSection("<script>"),)), " ", MakeNew('"><script>'))
    assert "<script>" not in helps(visit, hostile) and "<b>" not in helps(visit, hostile)
    assert helps(visit, "Ask `alice`.") == Markup("Ask <code>alice</code>.")


@pytest.mark.parametrize("person", ["carol", "grace", "scout"])
def test_no_page_of_a_record_tells_what_to_type(harbour: Harbour, person: str) -> None:
    served = harbour(person)
    ws = served.site.workspace()
    found, refused = ask.list_records(ws, all=True, limit=500)["records"], 0
    with served.client() as browser:
        for one in found:
            text = Page(browser.get(one["url"])).text
            refused += "Not now" in text
            assert not TYPED.search(text.partition("How it came here")[0]), (one["url"], TYPED.search(text))
    assert refused > 20


def test_what_may_have_been_meant_is_a_way_there(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        told = browser.get("/decisions/2026-03-12-008-lunch-in-three-waves")
        several = browser.get("/records/2026-03-12")
    assert told.status_code == 404
    assert f'Did you mean <a href="/records/{WAVES}">{WAVES}</a>' in told.text
    assert several.text.count('<a href="/records/2026-03-12') > 1


def test_no_form_that_is_refused_tells_what_to_type(harbour: Harbour) -> None:
    """Every act that Carol may do to one record of each kind in each state, and every new record, with nothing filled
    in: what is refused is refused in the words of the form."""
    served = harbour("carol")
    ws = served.site.workspace()
    every = ask.list_records(ws, all=True, limit=500)["records"]
    chosen = {(one["kind"], one["status"]): one for one in every}.values()
    asked = [f"{one['url']}/{act['act']}" for one in chosen for act in ask.show(ws, one["id"], "carol")["acts"]]
    asked += [f"/new/{kind}" for kind in ws.here.protocols]
    with served.client() as browser:
        refusals = [text for path in asked if (text := refusal(browser, path))]
    assert [found[0] for text in refusals if (found := TYPED.search(text))] == []
    assert sum("Say why." in text for text in refusals) > 5
    assert sum("Fill in “" in text for text in refusals) > 10


def refusal(browser: httpx2.Client, path: str) -> str:
    answer = browser.post(path)
    assert answer.status_code in (303, 400, 409, 422), (path, answer.status_code)
    return Page(answer).text if answer.status_code != 303 else ""
