"""The page of a record: what it says and asks, what one may do there, and every act by its form, without a script."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from formfiller import Form, Page
from serving import Served

from tacit.work import ask
from tacit.work.act import create

Harbour = Callable[[str | None], Served]

WAVES = "/decisions/2026-03-12-008-launch-in-three-waves"
PEOPLE = ("alice", "bob", "carol", "dan", "eva", "fumi", "grace", "hans", "indra")


def get(browser: httpx2.Client, address: str) -> Page:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code, Page(answer).text)
    return Page(answer)


def test_it_says_who_owes_what_until_when_and_what_silence_does(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        page = get(browser, WAVES)
    assert "Respond, for Backend, until Sat 14 Mar 01:00 your time." in page.text
    assert "If nothing is said: decide, else extend, else escalate." in page.text
    assert "Frontend approved (Eva)" in page.text
    assert "Free plans first, then teams" in page.text


def test_an_act_that_takes_nothing_is_one_press_away_and_tells_what_was_done(harbour: Harbour) -> None:
    served = harbour("carol")
    with served.client() as browser:
        form = get(browser, WAVES).form("/approve")
        answer = form.send(browser)
        assert answer.status_code == 303
        assert answer.headers["location"] == WAVES
        page = get(browser, WAVES)
        assert "Done: approve." in page.text
        assert "Backend approved (Carol)" in page.text
        assert "Done:" not in get(browser, WAVES).text
        assert form.send(browser).status_code == 303  # the same press once more
        assert "nothing was done twice" in get(browser, WAVES).text
    assert served.git("log", "--format=%s").count("approve: Launch in three waves") == 2  # Eva's and Carol's


def test_what_is_refused_says_why_as_the_command_line_does(harbour: Harbour) -> None:
    served = harbour("grace")
    told = ask.show(served.site.workspace(), WAVES.rpartition("/")[2], "grace")
    refused = [one for one in told["acts"] if not one["allowed"]]
    assert refused
    with served.client() as browser:
        page = get(browser, WAVES)
        answer = browser.get(f"{WAVES}/approve")
    for one in refused:
        assert " ".join(one["why"].replace("`", "").split()) in page.text
    assert answer.status_code == 409
    assert (
        next(" ".join(one["why"].split()) for one in refused if one["act"] == "approve")[1:].replace("`", "")
        in Page(answer).text
    )
    assert not [form for form in Page(answer).forms if form.method == "post"]


def test_other_names_of_a_record_lead_to_its_page(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        for address in (
            "/records/launch-in-three-waves",
            "/records/2026-03-12-008-launch-in-three-waves",
            "/decision/2026-03-12-008-launch-in-three-waves",
        ):
            assert browser.get(address).headers["location"] == WAVES
        assert browser.get("/decisions/no-such-thing").status_code == 404
        assert browser.get(f"{WAVES}/no-such-act").status_code in (400, 404)


def test_what_names_a_record_and_what_it_names_are_linked(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        page = get(browser, WAVES)
        assert ("a", {"href": "/goals/2026-01-30-001-live-updates-in-the-editor"}) in page.elements
        goal = get(browser, "/goals/2026-01-30-001-live-updates-in-the-editor")
    assert any(each.get("href") == WAVES for _, each in goal.elements)


def test_ones_own_section_is_edited_by_itself_and_nothing_else_changes(harbour: Harbour) -> None:
    served = harbour("grace")
    with served.client() as browser:
        form = get(browser, f"{WAVES}/edit?only=Recommendation").form("/edit")
        assert "write.The decision" not in form.names
        assert form.control("write.Recommendation").value == "It is the smallest step that works."
        refused = form.put("write.Recommendation", "The smallest step.\n\n- It works").send(browser)
        assert refused.status_code == 409
        again = Page(refused).form("/edit")
        assert again.control("write.Recommendation").value == "The smallest step.\n\n- It works"
        assert again.put("set.change", "editorial").send(browser).status_code == 303
        page = get(browser, WAVES)
    assert "The smallest step." in page.text
    assert "What you wrote can be changed again" in page.text
    changed = [line for line in served.git("diff", "-U0", "HEAD~1").splitlines() if line[:1] in "+-"]
    assert not [line for line in changed if "Free plans" in line]


def test_the_history_is_a_story_with_what_changed_each_time(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        page = get(browser, f"{WAVES}/history")
    assert "Grace proposed" in page.text
    assert "Eva approved, 6 h before it was due" in page.text
    assert "draft → proposed" in page.text
    assert any(tag == "ins" for tag, _ in page.elements)


def test_what_was_done_by_hand_against_the_rules_is_told_with_its_reason(harbour: Harbour) -> None:
    served = harbour("carol")
    path = Path(served.folder) / "decisions/2026/2026-03-12-008-launch-in-three-waves.md"
    path.write_text(path.read_text().replace("status: proposed", "status: decided"))
    served.git("commit", "-qam", "we said so", "--author=Eva <eva@harbour.example>")
    with served.client() as browser:
        for address in (WAVES, f"{WAVES}/history"):
            page = get(browser, address)
            assert "by hand" in page.text
            assert "Irregular:" in page.text


def test_a_broken_file_shows_its_line_and_what_helps(harbour: Harbour) -> None:
    served = harbour("carol")
    path = Path(served.folder) / "decisions/2026/2026-03-12-008-launch-in-three-waves.md"
    path.write_text(path.read_text().replace("topic:", "topic: [<script>alert(1)</script>", 1))
    served.git("commit", "-qam", "by hand")
    with served.client() as browser:
        page = get(browser, WAVES)
    assert "This file cannot be read: line" in page.text
    assert page.runs == []


def test_a_comment_is_added_below_the_text(harbour: Harbour) -> None:
    with harbour("indra").client() as browser:
        form = get(browser, WAVES).form("/comment")
        assert form.put("write.Comments", "Ask **sales** first.").send(browser).status_code == 303
        page = get(browser, WAVES)
    assert "Ask sales first." in page.text


def test_a_text_is_shown_as_it_will_look(harbour: Harbour) -> None:
    served = harbour("carol")
    with served.client() as browser:
        form = Form("/preview", "post")
        form.controls = []
        answer = form.send(browser, text="**Now** <script>alert(1)</script> @bob")
    assert "<strong>Now</strong>" in answer.text
    assert "<script>" not in answer.text
    assert 'href="/people/bob"' in answer.text


def everything(served: Served) -> Iterator[tuple[str, str, str]]:
    """One record for each kind and act that somebody may do now."""
    ws = served.site.workspace()
    seen: set[tuple[str, str]] = set()
    for found in [*ask.list_records(ws, limit=400)["records"]]:
        if "broken" in found:
            continue
        for person in PEOPLE:
            for offer in ask.show(ws, found["id"], person)["acts"]:
                if offer["allowed"] and (found["kind"], offer["act"]) not in seen:
                    seen.add((found["kind"], offer["act"]))
                    yield person, found["url"], offer["act"]


GIVEN: dict[str, str | list[str]] = {
    "set.status": "code-review", "set.change": "substantial", "set.size": "small", "set.owner": "carol",
    "set.priority": "normal", "set.to": "backend", "because": "It is time.",
}  # fmt: skip


def typed(form: Form, act: str) -> Form:
    for control in form.controls:
        if control.type == "textarea" and not control.value:
            control.value = "<b>One</b> sentence."
        if control.name in GIVEN and not control.value:
            value = GIVEN[control.name]
            assert isinstance(value, str)
            control.value = value if control.type != "select" or value in control.options else control.options[-1]
        if control.name == "set.topic" and not control.value:
            control.value = "Something else"
        if control.type == "datetime-local" and act in ("extend", "move", "share"):
            control.value = "2026-03-25T10:00"
    return form


@pytest.mark.parametrize("part", range(4))
def test_every_act_that_is_allowed_now_has_a_form_that_does_it_or_says_why_not(harbour: Harbour, part: int) -> None:
    served = harbour(None)
    done, refused = [], []
    for person, url, act in sorted(everything(served))[part::4]:
        served.site.person = person
        with served.client() as browser:
            answer = browser.get(f"{url}/{act}")
            if answer.status_code == 409:  # what was done before has changed that
                continue
            assert answer.status_code == 200, (url, act, Page(answer).text)
            form = typed(Page(answer).form(f"{url}/{act}"), act)
            sent = form.send(browser)
            if sent.status_code == 303:
                page = get(browser, sent.headers["location"])
                assert "Done:" in page.text, (url, act)
                assert page.runs == []
                done.append(act)
            else:
                page = Page(sent)
                assert sent.status_code in (400, 409, 422), (url, act, sent.status_code)
                assert any(each.get("role") == "alert" for _, each in page.elements), (url, act)
                kept = page.form(f"{url}/{act}")
                assert (
                    dict(kept.pairs()).items()
                    >= {name: v for name, v in form.pairs() if name != "version" and v}.items()
                )
                refused.append((url, act))
    assert len(done) > len(refused) * 2, json.dumps(refused, indent=1)


def test_what_names_a_record_is_told_in_part_and_the_rest_unfolds(harbour: Harbour) -> None:
    served = harbour("grace")
    ws = served.site.workspace()
    told = {"reason": "design-debate", "at": "2026-03-20T10:00:00Z", "attendees": "bob", "about": WAVES[11:]}
    for number in range(8):
        create(ws, "meeting", sets={"topic": f"Wave {number}", **told}, writes={}, who="grace")
    with served.client() as browser:
        beside = get(browser, WAVES).text.partition("Named by")[2].partition("How it came here")[0]
    at_once, _, unfolded = beside.partition("And 2 more")
    assert (at_once.count("Wave"), unfolded.count("Wave")) == (6, 2)


def test_an_empty_section_is_written_by_the_act_that_writes_it_now(harbour: Harbour) -> None:
    thread = "/threads/2026-03-12-001-edits-made-offline"

    def ways(page: Page) -> list[str | None]:
        return [one.get("href") for tag, one in page.elements if tag == "a" and one.get("class") == "edit"]

    with harbour("alice").client() as browser:
        before = get(browser, thread)
        form = get(browser, f"{thread}/reply").form("/reply")
        form.put(next(name for name in form.names if "Reply" in name), "For a day.").send(browser)
        after = get(browser, thread)
    assert ways(before) == [f"{thread}/reply"]
    assert "For a day." in after.text
    assert [way.partition("?")[0] for way in ways(after) if way] == [f"{thread}/edit"]
