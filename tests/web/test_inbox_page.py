"""The inbox as people read it: what they owe, why, and what they can do about it right there."""

import re
from collections.abc import Callable

import pytest
from reader import Read
from serving import Served

Harbour = Callable[[str | None], Served]


def inbox(served: Served, path: str = "/") -> Read:
    with served.client() as browser:
        found = browser.get(path)
    assert found.status_code == 200
    return Read.of(found.text)


def test_promises_stand_by_how_near_they_are_with_who_waits_and_what_silence_does(harbour: Harbour) -> None:
    page = inbox(harbour("carol"))
    assert [name for name in page.parts if name[-1:].isdigit()] == ["Late 4", "This week 1", "Later 2"]
    late = page.part("Late")
    assert "20 d late Sat 21 Feb 01:30" in late
    assert "bug: mend · as Backend · Eva waits since Fri 20 Feb" in late
    assert "for Fri 13 Mar · Alice and Hans wait since 10:00" in late
    week = page.part("This week")
    assert "silence will decide, else extend, else escalate" in week
    assert "Platform owes it" in page.part("Others owe you")


def test_what_can_be_done_stands_at_each_promise_and_a_button_does_it(harbour: Harbour) -> None:
    served = harbour("carol")
    with served.client() as browser:
        before = browser.get("/").text
        assert re.search(r'href="/decisions/2026-03-12-008-launch-in-three-waves/approve">Approve<', before)
        assert 'href="/new/standup">Write it<' in before
        (bug,) = re.findall(r'<form method="post" action="(/bugs/[^"]+/confirm)">', before)
        done = browser.post(bug)
        assert done.status_code == 303
        after = browser.get("/").text
    assert "An edit is lost after a reconnect" in before
    assert "An edit is lost after a reconnect" not in after


def test_an_act_that_only_others_may_do_is_no_button(harbour: Harbour) -> None:
    served = harbour("indra")
    with served.client() as browser:
        html = browser.get("/inbox/carol").text
    assert "An edit is lost after a reconnect" in html
    assert "/confirm" not in html


def test_times_move_with_the_clock_and_stand_in_the_zone_of_the_reader(harbour: Harbour) -> None:
    served = harbour("bob")
    assert "in 3 h Fri 13 Mar 15:30" in inbox(served).text
    served.later(hours=4)
    assert "60 min late Fri 13 Mar 15:30" in inbox(served).part("Late")


def test_who_owes_nothing_has_a_quiet_page_that_says_what_comes_next(harbour: Harbour) -> None:
    page = inbox(harbour("scout"))
    assert "You owe nobody anything." in page.text
    assert "Whoever asks you for something will appear here" in page.text


def test_a_quiet_page_says_what_comes_next(harbour: Harbour) -> None:
    served = harbour("carol")
    zoe = "---\nhandle: zoe\nname: Zoe\nzone: Europe/Berlin\ndays: Mon-Thu\nstatus: active\n---\n\n## About\n"
    (served.folder / "people" / "zoe.md").write_text(zoe)
    path = served.folder / "goals" / "2026-01-30-002-payments-with-the-new-provider.md"
    path.write_text(path.read_text().replace("members: [hans, indra,", "members: [hans, indra, zoe,"))
    served.git("add", "people")
    served.git("commit", "-qam", "Zoe joins")
    page = inbox(served, "/inbox/zoe")
    assert "Zoe owes nobody anything." in page.text
    assert "Next comes the standup of Mon 16 Mar: Mon 16 Mar 13:30." in page.text


@pytest.mark.parametrize("party", ["backend", "@backend"])
def test_a_team_has_an_inbox_as_well(harbour: Harbour, party: str) -> None:
    page = inbox(harbour("carol"), f"/inbox/{party}")
    assert "What Backend owes" in page.parts
    assert "bug: mend · Eva waits since Fri 20 Feb" in page.text
    assert "Alerts on failed payments" not in page.text


def test_of_somebody_who_is_not_there_the_page_says_so(harbour: Harbour) -> None:
    with harbour("carol").client() as browser:
        found = browser.get("/inbox/nobody-here")
    assert found.status_code == 404
    assert "There is no person called nobody-here" in Read.of(found.text).text


def test_nothing_that_was_written_becomes_markup(harbour: Harbour) -> None:
    served = harbour("carol")
    path = served.folder / "tasks" / "2026-03-04-001-alerts-on-failed-payments.md"
    (path,) = [path] if path.exists() else list(served.folder.glob("tasks/**/2026-03-04-001-*.md"))
    path.write_text(path.read_text().replace("topic: Alerts on failed payments", "topic: '<b>\"><script>x()</script>'"))
    served.git("commit", "-qam", "Another name")
    with served.client() as browser:
        html = browser.get("/").text
    assert "&lt;b&gt;&#34;&gt;&lt;script&gt;x()" in html
    assert "<b>" not in html and "<script>x()" not in html


def test_of_very_many_promises_the_nearest_are_shown_and_all_when_asked(harbour: Harbour) -> None:
    served = harbour("carol")
    tasks = served.folder / "tasks"
    for number in range(1, 121):
        days = "created: 2026-03-10\nupdated: 2026-03-10"
        text = f"---\ntopic: Task {number}\nowner: carol\nstatus: in-progress\n{days}\n---\n"
        (tasks / f"2026-03-10-{number:03}-task-{number}.md").write_text(text)
    served.git("add", "tasks")
    served.git("commit", "-qm", "Many")
    with served.client() as browser:
        some, every = browser.get("/").text, browser.get("/?all=yes").text
    assert some.count('class="promise') < every.count('class="promise')
    assert "These are the nearest." in some and "These are the nearest." not in every
