"""`tacit why`: the records behind a line of a document, whichever way they came to stand behind it."""

from datetime import UTC
from io import StringIO

import pytest
from desks import Desk

from tacit.cli.terminal import print_page
from tacit.cli.views import why as view
from tacit.text.moments import Clock
from tacit.work import why as work
from tacit.work.wire import open_workspace

AUTH = """\
# Auth

Who may come in.

## Token format

A JWT, signed with RS256.

## Expiry

After 60 minutes.

## Refresh

None.
"""


@pytest.fixture
def documented(shop: Desk) -> Desk:
    shop.write("docs/auth.md", AUTH)
    shop.commit("Write down how one comes in")
    return shop


def settled(shop: Desk, topic: str, document: str, resolution: str) -> str:
    """A thread about a passage, from its question to its end; its backlink is in the document then."""
    made = shop.tacit(
        "new", "thread", "--set", f"topic={topic}", "--set", "from=frontend", "--set", "to=backend",
        "--set", f"document={document}", "--write", f"Question={topic}?",
    )["id"]  # fmt: skip
    shop.tacit("act", made, "send")
    shop.tacit("--as", "bob", "act", made, "reply", "--write", "Reply=Yes.")
    shop.tacit("act", made, "resolve", "--write", f"Resolution={resolution}")
    shop.tacit("--as", "bob", "act", made, "confirm")
    shop.tacit("act", made, "archive")
    return str(made)


def ids(found: object) -> list[str]:
    return [one["id"] for one in found["records"]]  # type: ignore[index]


def test_what_is_not_read_any_more_is_said(documented: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for line in range(3):
        documented.write("docs/auth.md", AUTH + f"\nLine {line}.\n")
        documented.commit(f"Write line {line}")
    assert documented.tacit("why", "docs/auth.md")["read"] == {"commits": 4, "earlier": False}
    monkeypatch.setattr(work, "COMMITS", 2)
    found = work.why(open_workspace(documented.folder, now=documented.clock.now), "docs/auth.md")
    assert (found["read"], len(found["commits"])) == ({"commits": 2, "earlier": True}, 2)
    said = StringIO()
    print_page(view.why(found, Clock(documented.clock.now, UTC)), said)
    assert "Earlier commits than the last 2 of it were not read." in said.getvalue()
    assert "git log -- docs/auth.md" in said.getvalue()


def test_a_thread_about_a_section_stands_behind_it_and_behind_no_other(documented: Desk) -> None:
    thread = settled(documented, "Expiry", "docs/auth.md#Expiry", "Sixty minutes it is.")
    found = documented.tacit("why", "docs/auth.md:Expiry")
    (one,) = found["records"]
    assert (one["id"], one["status"], one["outcome"]) == (thread, "closed", "Sixty minutes it is.")
    assert "its document is docs/auth.md#Expiry" in one["how"]
    assert "it is named there" in one["how"]
    assert any(how.startswith("commit ") for how in one["how"])
    assert ids(documented.tacit("why", "docs/auth.md:Token format")) == []
    assert ids(documented.tacit("why", "docs/auth.md")) == [thread]


def test_a_line_of_a_file_is_meant_by_its_number(documented: Desk) -> None:
    thread = settled(documented, "Expiry", "docs/auth.md#Expiry", "Sixty minutes it is.")
    found = documented.tacit("why", "docs/auth.md:11")
    assert (found["section"], found["lines"]) == ("Expiry", [11, 11])
    assert ids(found) == [thread]
    assert [one["subject"] for one in found["commits"]] == ["Write down how one comes in"]
    assert ids(documented.tacit("why", "docs/auth.md:7")) == []


def test_a_decision_says_what_it_changes_and_its_newest_comes_first(documented: Desk) -> None:
    thread = settled(documented, "Format", "docs/auth.md#Token format", "A JWT.")
    documented.clock.later(days=1)
    decision = documented.tacit(
        "new", "decision", "--set", "topic=Sign with RS256", "--set", "by=alice", "--set", "size=small",
        "--set", "changes=docs/auth.md#Token format", "--write", "The decision=RS256", "--write", "Recommendation=It",
    )["id"]  # fmt: skip
    documented.tacit("act", decision, "propose")
    found = documented.tacit("why", "docs/auth.md:Token format")
    assert ids(found) == [decision, thread]
    assert found["records"][0]["status"] == "decided"


def test_commits_that_fix_something_stand_for_what_they_fix(documented: Desk) -> None:
    task = documented.tacit("new", "task", "--set", "topic=Shorter expiry", "--set", "owner=alice")["id"]
    documented.write("docs/auth.md", AUTH.replace("60 minutes", "15 minutes"))
    documented.commit(f"Let tokens expire sooner\n\nFixes {task}")
    found = documented.tacit("why", "docs/auth.md:Expiry")
    assert ids(found) == [task]
    assert found["records"][0]["how"][0].endswith(": Let tokens expire sooner")
    assert ids(documented.tacit("why", "docs/auth.md:7")) == []


def test_a_section_that_moved_within_its_file_keeps_its_reasons(documented: Desk) -> None:
    task = documented.tacit("new", "task", "--set", "topic=Shorter expiry", "--set", "owner=alice")["id"]
    documented.write("docs/auth.md", AUTH.replace("60 minutes", "15 minutes"))
    documented.commit(f"Fixes {task}")
    text = documented.read("docs/auth.md")
    documented.write("docs/auth.md", text.replace("Who may come in.", "Who may come in.\n\n" + "More.\n\n" * 9))
    documented.commit("Say more above")
    assert ids(documented.tacit("why", "docs/auth.md:Expiry")) == [task]


def test_what_is_not_there_is_told(documented: Desk) -> None:
    assert documented.refused("why", "docs/nothing.md")["code"] == "no-such-file"
    wrong = documented.refused("why", "docs/auth.md:Logout")
    assert wrong["code"] == "no-such-section"
    assert "`Token format`" in wrong["remedy"]
    assert documented.refused("why", "docs/auth.md:400")["code"] == "no-such-line"


def test_a_passage_that_no_record_explains_shows_who_wrote_it(documented: Desk) -> None:
    said = documented.run("why", "docs/auth.md:Refresh").out
    assert "No record stands behind it." in said
    assert "Write down how one comes in" in said
