"""How it works here, on pages: every kind in words, as a picture and as the file; and where a message goes."""

from collections.abc import Callable

from formfiller import Page
from reader import Read
from serving import Served

from tacit.web.routes import ROUTES
from tacit.work.snapshot import bundled, bundled_text

Harbour = Callable[[str | None], Served]


def test_every_kind_has_a_page_with_its_course_acts_promises_and_file(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        first = browser.get("/protocols").text
        for kind, form in bundled():
            if form:
                continue
            assert f'href="/protocols/{kind}"' in first
            page = browser.get(f"/protocols/{kind}")
            assert page.status_code == 200, kind
            read = Read.of(page.text)
            protocol = bundled()[kind, ""]
            assert any(said.startswith("The course of a") for said in read.pictures)
            assert all(state.replace("-", " ") in read.text for state in protocol.states)
            assert all(act.replace("_", " ") in read.part("Acts") for act in protocol.acts)
            assert all(name in read.part("Promises") for name in protocol.promises)
            assert f"kind: {kind}" in read.text
        assert browser.get("/protocols/zebra").status_code == 404


def test_what_programs_may_ask_stands_on_a_page(harbour: Harbour) -> None:
    it = harbour("carol")
    with it.client() as browser:
        assert 'href="/api"' in browser.get("/protocols").text
        page = browser.get("/api")
        read = Read.of(page.text)
    assert page.status_code == 200
    told = " ".join(read.text.split())
    for route in ROUTES:
        if route.is_api:
            assert f"{route.method} {route.path.removeprefix('/api/v1').replace(':rest}', '}')}" in told
    assert f"{it.url}/api/v1" in told
    assert "where.…" in told


def test_who_may_what_by_when_and_what_silence_does_stand_in_words(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        read = Read.of(browser.get("/protocols/decision").text)
    acts, promises = (" ".join(read.part(name).split()) for name in ("Acts", "Promises"))
    assert "object asked proposed, escalated escalated" in acts
    assert "with a reason" in acts
    assert "Within 1 workday when size is medium; within 2 workdays when size is large." in promises
    assert "silence: decide, else extend, else escalate when size is medium" in promises
    assert "### Options considered" in read.part("A new one")


def test_a_protocol_of_the_workspace_is_shown_as_its_own(harbour: Harbour) -> None:
    served = harbour("carol")
    with served.client() as browser:
        text = Read.of(browser.get("/protocols/task").text).part("A new one")
        assert "as it comes with Tacit" in text
        folder = served.folder / "protocols"
        folder.mkdir(exist_ok=True)
        (folder / "task.yaml").write_text(bundled_text("task").replace("due_by", "wanted_by"))
        served.git("add", "-A")
        served.git("commit", "-q", "-m", "Tasks of our own")
        read = Read.of(browser.get("/protocols/task").text)
        assert "wanted_by" in read.part("What a record holds")
        assert "as it comes with Tacit" not in read.text
        assert "of this workspace" in Read.of(browser.get("/protocols").text).text


def test_a_message_is_told_where_it_goes_by_when_it_is_answered_and_can_be_begun_there(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        table = Page(browser.get("/route")).text
        assert "Emergencies" in table
        found = browser.get("/route?text=Should we switch to protobuf?")
        told = Page(found).text
        assert "Decisions → Decision record" in told
        assert "No: it has a record of its own." in told
        assert 'href="/new/decision?set.topic=Should+we+switch+to+protobuf%3F"' in found.text
        assert browser.get("/new/decision?set.topic=Should+we+switch+to+protobuf%3F").status_code == 200
        urgent = Page(browser.get("/route?text=Production is down for all users")).text
        assert "within 30 minutes" in urgent
        assert "If nobody answers" in urgent
        blocked = browser.get("/route?text=I am blocked by the missing certificate").text
        assert 'href="/new/standup?write.' in blocked


def test_a_quick_question_is_left_to_chat_and_two_of_them_to_threads(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        assert "a chat reply will do" in Page(browser.get("/route?text=Where is the wiki?")).text
        both = Page(browser.get("/route?text=What is the limit? And who may change it?")).text
        assert "it asks 2 things" in both
