"""`tacit story check`: the body of a pull request tells the whole story, and what it fixes is there."""

import pytest
from typist import Typist

STORY = """\
### Fixes {ticket}: User logout does not invalidate tokens
**The Problem:**
Users stayed logged in after clicking "logout".

**The Solution:**
- Token ids go to a denylist on logout

**How to Test:**
1. Log in, and log out
2. `GET /profile` with the same token: 401

**Deployment Notes:**
- Needs the cache, which staging has
"""


@pytest.fixture
def project(desk: Typist) -> Typist:
    """With a kind of its own that is fixed by commits."""
    desk.write(
        "protocols/chore.yaml",
        "kind: chore\ntitle: Something to do.\nfiles: chores/{created}-{n:03}-{slug}.md\n"
        "fields:\n  topic: {is: text, needed: true}\n  status: {is: state, needed: true}\n  created: {is: date}\n"
        "  due: {is: time}\n"
        "roles: {owner: anyone}\nsections:\n  Notes: {by: anyone}\nstates: [open, done]\nfinal: [done]\n"
        "acts:\n  fix: {by: [tacit, anyone], from: open, to: done}\n"
        "promises:\n  do: {who: owner, in: open, within: 1 week, kept: fix, silence: remind}\n",
    )
    desk.git("add", "-A")
    desk.git("commit", "-qm", "chores")
    desk.tacit("new", "chore", "--set", "topic=Log out")
    return desk


def test_a_whole_story_of_an_open_record_has_no_findings(project: Typist) -> None:
    for written in ("2026-03-03-004", "2026-03-03-004-log-out", "chores/2026-03-03-004-log-out.md"):
        said = project.run("--json", "story", "check", stdin=STORY.format(ticket=written))
        assert (said.status, said.json["findings"]) == (0, [])
    assert said.json["story"]["topic"] == "User logout does not invalidate tokens"
    assert said.json["story"]["fixes"] == ["2026-03-03-004-log-out"]


def test_a_ticket_of_another_system_is_the_task_that_bears_its_name(desk: Typist) -> None:
    desk.tacit("new", "task", "--set", "topic=Log out", "--set", "ticket=TICKET-451")
    said = desk.run("--json", "story", "check", stdin=STORY.format(ticket="TICKET-451"))
    assert (said.status, said.json["findings"]) == (0, [])


def test_line_ends_of_the_web_and_a_deeper_heading_read_the_same(project: Typist) -> None:
    body = STORY.format(ticket="2026-03-03-004").replace("###", "##").replace("\n", "\r\n")
    assert project.run("story", "check", stdin=body).status == 0


def test_what_is_missing_and_what_is_empty_is_told_with_line_and_remedy(project: Typist) -> None:
    body = STORY.format(ticket="2026-03-03-004").replace(
        "**The Solution:**\n- Token ids go to a denylist on logout\n\n", ""
    )
    body = body.replace("1. Log in, and log out\n2. `GET /profile` with the same token: 401\n", "")
    said = project.run("--json", "story", "check", stdin=body)
    assert said.status == 1
    missing, empty = said.json["findings"]
    assert (missing["rule"], missing["line"], missing["message"]) == (
        "missing-section", 1, "the section `The Solution` is missing",
    )  # fmt: skip
    assert "**The Solution:**" in missing["remedy"]
    assert (empty["line"], empty["message"]) == (5, "the section `How to Test` is empty")
    assert empty["remedy"].startswith("Write: ")


def test_a_story_that_fixes_nothing_known_or_nothing_open_is_told(project: Typist) -> None:
    project.tacit("new", "chore", "--set", "topic=Log in")
    for written, why in (("TICKET-451", "there is no record"), ("2026-03-03", "several records")):
        (found,) = project.run("--json", "story", "check", stdin=STORY.format(ticket=written)).json["findings"]
        assert (found["rule"], found["line"]) == ("unknown-record", 1)
        assert found["message"].startswith(why)
    project.tacit("act", "2026-03-03-004", "fix")
    said = project.run("--json", "story", "check", stdin=STORY.format(ticket="2026-03-03-004"))
    assert (said.status, said.json["findings"][0]["rule"]) == (1, "not-open")
    said = project.run("--json", "story", "check", stdin="Some words.\n")
    assert said.json["findings"][0]["message"].startswith("it does not say what it fixes")


def test_a_workspace_that_keeps_no_tasks_takes_any_ticket(desk: Typist) -> None:
    assert desk.run("story", "check", stdin=STORY.format(ticket="TICKET-451")).status == 0


def test_a_file_does_as_well_and_in_a_workflow_findings_are_annotations(project: Typist) -> None:
    project.write(
        "body.md", STORY.format(ticket="2026-03-03-004").replace("- Needs the cache, which staging has\n", "")
    )
    said = project.run("story", "check", "body.md", GITHUB_ACTIONS="true")
    assert said.status == 1
    assert said.out.startswith("::error file=body.md,line=12,title=missing-section::the section `Deployment Notes`")
    assert project.run("story", "check", "no-such.md").status == 3


def test_a_workspace_may_ask_for_a_story_of_its_own(project: Typist) -> None:
    project.write(
        "protocols/story.yaml",
        "kind: story\ntitle: Ours.\nfiles: stories/{created}-{n:03}-{slug}.md\n"
        "fields:\n  topic: {is: text, needed: true}\n  status: {is: state, needed: true}\n  created: {is: date}\n"
        "roles: {author: anyone}\nsections:\n  Why: {by: author, needed: true, hint: '[The reason]'}\n"
        "states: [open]\nfinal: [open]\nacts:\n  open: {by: author, to: open}\npromises: {}\n",
    )
    project.git("add", "-A")
    project.git("commit", "-qm", "our story")
    assert project.run("story", "check", stdin="## Why\n\nBecause.\n").status == 0
    (found,) = project.run("--json", "story", "check", stdin="## Why\n\n[The reason]\n").json["findings"]
    assert (found["line"], found["message"]) == (1, "the section `Why` is empty")
