"""New records by their forms, without a script: every kind, its window, its gate, and what is typed is never lost."""

from collections.abc import Callable

import httpx2
import pytest
import serving
from formfiller import Form, Page
from serving import Served

from harbours import ITS_TIME

Harbour = Callable[[str | None], Served]

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(1)> [go](javascript:alert(1)) \"' onfocus=alert(1) autofocus='"
)
# What a form cannot guess.
GIVEN: dict[str, dict[str, str | list[str]]] = {
    "thread": {"set.to": "frontend"},
    "decision": {"set.size": "medium", "set.affected": ["frontend"]},
    "escalation": {"set.reason": "quality"},
    "meeting": {"set.reason": "social", "set.at": "2026-03-20T10:00", "set.attendees": ["bob", "carol"]},
    "handoff": {"set.from": "backend", "set.to": "frontend", "set.date": "2026-04-10"},
    "proposal": {"set.stakeholders": ["frontend"]},
    "brainstorm": {"set.closes": "2026-03-19T10:00"},
    "bug": {"set.owner": "frontend"},
    "weekly": {"set.goal": "2026-01-30-001-live-updates-in-the-editor", "set.ask": "bob"},
    "pulse": {"set.questions": "Is the pace right?\nDo you know why we do it?", "set.invited": ["backend"]},
    "story": {"set.ticket": "TICKET-451"},
    "person": {"set.handle": "zoe", "set.email": "zoe@example.com", "write.About": ""},
    "team": {"set.handle": "crew", "set.members": ["carol"], "write.About": ""},
}
KINDS = (
    "thread", "decision", "escalation", "standup", "weekly", "goal", "meeting", "handoff", "task", "document",
    "proposal", "brainstorm", "learning", "bug", "postmortem", "pulse", "story", "person", "team",
)  # fmt: skip


def filled(form: Form, kind: str, text: str) -> Form:
    for control in form.controls:
        if control.name.startswith("write.") or control.name in ("set.topic", "set.name"):
            control.value = text
    for name, value in GIVEN.get(kind, {}).items():
        form.put(name, value)
    return form


def new(browser: httpx2.Client, kind: str, query: str = "") -> Form:
    answer = browser.get(f"/new/{kind}{query}")
    assert answer.status_code == 200, answer.text
    return Page(answer).form(f"/new/{kind}")


def test_every_kind_that_people_make_is_there_to_choose_from(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        page = browser.get("/new").text
    for kind in KINDS:
        assert f'href="/new/{kind}"' in page
    assert page.index("/new/standup") < page.index("/new/decision") < page.index("/new/person")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["Something to say.", HOSTILE], ids=["plain", "hostile"])
def test_a_record_of_every_kind_is_made_by_its_form(harbour: Harbour, kind: str, text: str) -> None:
    served = harbour("carol")
    before = served.git("rev-list", "--count", "HEAD")
    with served.client() as browser:
        form = filled(new(browser, kind), kind, text)
        answer = form.send(browser, then="draft")
        assert answer.status_code == 303, Page(answer).text
        shown = browser.get(answer.headers["location"])
    assert shown.status_code == 200
    page = Page(shown)
    assert page.runs == []
    assert "Done: new" in page.text
    assert int(served.git("rev-list", "--count", "HEAD")) == int(before) + 1


def test_a_decision_tells_its_window_in_everybodys_own_time_before_it_is_sent(harbour: Harbour) -> None:
    with harbour("alice").client() as browser:
        form = new(browser, "decision").put("set.size", "medium").put("set.affected", ["backend", "frontend"])
        answer = form.send(browser, then="check")
        told = Page(answer).text
        assert "Backend: respond until Monday 05:30 your time" in told
        assert "Monday 17:30 in Auckland" in told
        assert "Still to be said: topic, The decision, Options considered, Recommendation" in told
        form.action += "/check"
        part = form.send(browser)
    assert "Options considered" in part.text.split('data-needed="')[1].split('"')[0]
    assert "<html" not in part.text


def test_what_a_small_decision_needs_is_less(harbour: Harbour) -> None:
    with harbour("alice").client() as browser:
        form = new(browser, "decision").put("set.size", "small").put("set.topic", "Dark mode")
        answer = form.send(browser, then="check")
    assert "Options considered" not in answer.text.split('data-needed="')[1].split('"')[0]


def test_a_decision_is_saved_and_proposed_at_once(harbour: Harbour) -> None:
    served = harbour("carol")
    with served.client() as browser:
        answer = filled(new(browser, "decision"), "decision", "We keep it small.").send(browser, then="send")
        page = Page(browser.get(answer.headers["location"]))
    assert "Waiting for Frontend: respond" in page.text
    assert "Done: propose" in page.text
    assert served.git("log", "-2", "--format=%s").splitlines()[0].startswith("propose:")


def test_the_gate_of_a_meeting_speaks_as_one_types_and_offers_a_thread(harbour: Harbour) -> None:
    served = harbour("carol")
    with served.client() as browser:
        form = new(browser, "meeting").put("set.reason", "design-debate").put("set.at", "2026-03-14T10:00")
        form.put("set.topic", "Shall we cache sessions?").put("set.attendees", ["bob"])
        form.put("write.Why in real time", "We disagree on the cache.")
        told = Page(form.send(browser, then="check")).text
        assert "48 hours of notice are needed" in told
        assert "there is nothing to read before it" in told.casefold()
        before = served.git("rev-parse", "HEAD")
        refused = form.send(browser, then="send")
        assert refused.status_code == 409
        assert served.git("rev-parse", "HEAD") == before
        form.action += "/instead/thread"
        away = form.send(browser)
        thread = Page(browser.get(away.headers["location"])).form("/new/thread")
    assert away.headers["location"].startswith("/new/thread?")
    assert thread.control("set.topic").value == "Shall we cache sessions?"
    assert any(one.value == "We disagree on the cache." for one in thread.controls)


def test_a_refused_record_comes_back_as_it_was_typed(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        form = new(browser, "thread").put("set.priority", "high").put("write.Background", "Long thought.\n\nMore.")
        answer = form.send(browser, then="draft")
    page = Page(answer)
    again = page.form("/new/thread")
    assert answer.status_code == 409
    assert ("div", "alert") in [(tag, one.get("role")) for tag, one in page.elements]
    assert again.control("write.Background").value == "Long thought.\n\nMore."
    assert again.control("set.priority").value == "high"


def test_an_update_is_drafted_and_posted_only_once_it_was_seen(harbour: Harbour) -> None:
    served = harbour("carol")
    with served.client() as browser:
        form = new(browser, "standup")
        assert any(one.value for one in form.controls if one.type == "textarea")
        form.put("write.✅ Completed", "Alerts are out.").put("write.🔄 Working on", "The cache of sessions.")
        answer = form.send(browser, then="draft")
        assert answer.status_code == 303
        page = Page(browser.get("/new/standup"))
    assert "It is written already" in page.text
    assert answer.headers["location"].endswith("2026-03-13-carol")


def test_an_address_brings_what_it_says_into_the_form(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        form = new(browser, "thread", "?set.topic=Which+cache%3F&set.to=frontend&write.Background=Because")
        assert browser.get("/new/thread?set.nonsense=1").status_code == 400
        assert browser.get("/new/nonsense").status_code == 404
    assert form.control("set.topic").value == "Which cache?"
    assert form.control("set.to").value == "frontend"
    assert form.control("write.Background").value == "Because"


def test_a_form_that_is_sent_twice_makes_one_record(harbour: Harbour) -> None:
    served = harbour("carol")
    with served.client() as browser:
        form = filled(new(browser, "learning"), "learning", "Ask early.")
        before = int(served.git("rev-list", "--count", "HEAD"))
        assert form.send(browser, then="draft").status_code == 303
        assert form.send(browser, then="draft").status_code == 303
    assert int(served.git("rev-list", "--count", "HEAD")) == before + 1


def test_a_form_that_is_sent_again_to_a_server_of_later_makes_no_second_record(harbour: Harbour) -> None:
    served = harbour("carol")
    with served.client() as browser:
        form = filled(new(browser, "learning"), "learning", "Ask early.")
        made = form.send(browser, then="draft").headers["location"]
    served.stop()
    for number in range(70):
        served.git("commit", "-q", "--allow-empty", "-m", f"Something else, {number}")
    before = served.git("rev-parse", "HEAD")
    with serving.served(served.folder, ITS_TIME, "carol") as later, later.client() as browser:
        assert form.send(browser, then="draft").headers["location"] == made
    assert served.git("rev-parse", "HEAD") == before


def test_what_was_refused_is_looked_for_nowhere_when_it_is_sent_again(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = harbour("carol")
    with served.client() as browser:
        form = filled(new(browser, "thread"), "thread", "Ask early.").put("set.to", "")
        assert form.send(browser, then="draft").status_code == 409
        monkeypatch.setattr(type(served.site.first.store), "recall", lambda *_: pytest.fail("all of history was read"))
        assert form.put("set.to", "frontend").send(browser, then="draft").status_code == 303


def test_a_form_whose_record_was_made_but_not_sent_is_sent_when_it_comes_again(harbour: Harbour) -> None:
    served = harbour("carol")
    with served.client() as browser:
        form = filled(new(browser, "decision"), "decision", "We keep it small.")
        made = form.send(browser, then="draft").headers["location"]
        assert [form.send(browser, then="send").headers["location"] for _ in range(2)] == [made, made]
        assert "Waiting for Frontend: respond" in Page(browser.get(made)).text
    assert served.git("log", "-3", "--format=%s").count("propose:") == 1


def test_what_is_not_sent_yet_names_the_places_that_lack_and_marks_them(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        form = new(browser, "decision").put("set.topic", "Dark mode").put("set.size", "large")
        answer = form.put("set.affected", ["frontend"]).send(browser, then="send")
    assert answer.status_code == 409
    told = "Fill in “The decision”, “Options considered” and “Recommendation”. As a draft it can wait."
    assert told in Page(answer).text
    assert 'data-need="Options considered"> needed' in answer.text
    assert 'data-need="Timeline impact" hidden> needed' in answer.text


def test_rows_texts_and_times_are_written_as_they_were_typed(harbour: Harbour) -> None:
    served = harbour("carol")
    with served.client() as browser:
        form = filled(new(browser, "goal"), "goal", "Sessions that last")
        form.put("set.milestones.0.name", "M1: the cache, warm").put("set.milestones.0.date", "2026-04-01")
        form.put("set.milestones.0.acceptance", "Logins last, a day\nNobody notices").put("set.milestones.0.done", "40")
        form.put("set.milestones.2.name", 'M2 "cold"').put("set.members", ["bob", "eva"])
        answer = form.send(browser, then="draft")
        assert answer.status_code == 303, Page(answer).text
    name = answer.headers["location"].rpartition("/")[2]
    text = served.git("show", f"HEAD:goals/{name}.md")
    for said in ("M1: the cache, warm", "Logins last, a day", "Nobody notices", "2026-04-01", "cold", "bob", "eva"):
        assert said in text
    with served.client() as browser:
        form = Page(browser.get(f"/goals/{name}/edit")).form("/edit")
        assert form.control("set.milestones.0.acceptance").value == "Logins last, a day\nNobody notices"
        assert form.control("set.milestones.1.name").value == 'M2 "cold"'
