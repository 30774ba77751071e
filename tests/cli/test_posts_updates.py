"""`tacit standup` and `tacit weekly`: drafted from the work, seen by the person, then posted."""

import json
import re
import shlex
from pathlib import Path

import pytest
from typist import Typist

TODAY = "updates/daily/2026/03/2026-03-03-alice.md"
EARLIER = "2026-03-02T15:00:00Z"


def at(desk: Typist, time: str, *args: str, who: str = "") -> str:
    """A commit of that time, by whom git is told or by somebody else."""
    author = ("-c", f"user.name={who.title()}", "-c", f"user.email={who}@example.com") if who else ()
    import subprocess

    done = subprocess.run(
        ["git", *author, *args],
        cwd=desk.folder,
        env=desk.env(GIT_AUTHOR_DATE=time, GIT_COMMITTER_DATE=time),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def team(desk: Typist) -> Typist:
    """A goal of three, and two days of work of Alice."""
    early = {"TACIT_NOW": "2026-03-02T08:00:00Z"}
    desk.tacit(
        "new", "goal", "--set", "topic=Launch", "--set", "owner=alice", "--set", "members=alice,bob,carol",
        "--set", "milestones=[{name: M1, lead: alice, starts: 2026-03-02, date: 2026-03-11, done: 10, status: active}]",
        "--set", "criteria=[{id: SC-001, what: latency, target: <2s, current: 2.5s}]", **early,
    )  # fmt: skip
    desk.tacit("new", "task", "--set", "topic=Log out", "--set", "goal=2026-03-02-001-launch", **early)
    at(desk, EARLIER, "commit", "-q", "--allow-empty", "-m", "Hash tokens")
    at(desk, EARLIER, "commit", "-q", "--allow-empty", "-m", "Write a test", who="bob")
    ready = ("--write", "Acceptance=- [x] It works", "--write", "Definition=- [x] Reviewed")
    desk.tacit("act", "log-out", "edit", *ready, TACIT_NOW=EARLIER)
    desk.tacit("act", "log-out", "move", "--set", "status=in-progress", TACIT_NOW=EARLIER)
    return desk


def test_the_draft_tells_what_was_done_since_and_what_is_owed(team: Typist) -> None:
    draft = team.tacit("standup", "--print")
    done, following, blocked, more = draft["sections"].values()
    assert "Hash tokens" in done
    assert "Log out → in-progress" in done
    assert "Write a test" not in done
    assert following.startswith("move: Log out")
    assert (blocked, more, draft["posted"]) == ("", "", None)
    assert draft["fields"] == {"by": "alice", "date": "2026-03-03"}
    assert not (team.folder / TODAY).exists()
    said = team.run("standup", "--print").out
    assert "Hash tokens" in said
    assert "tacit standup --edit" in said


def test_work_on_a_branch_that_is_not_merged_is_work(team: Typist) -> None:
    team.git("checkout", "-q", "-b", "retries")
    at(team, EARLIER, "commit", "-q", "--allow-empty", "-m", "Retry twice")
    team.git("checkout", "-q", "main")
    assert "Retry twice" in next(iter(team.tacit("standup", "--print")["sections"].values()))


def test_without_a_terminal_nothing_is_posted_that_was_not_said(team: Typist) -> None:
    before = team.commits()
    said = team.run("--json", "standup", "--write", "Completed=Hashed tokens.")
    assert (said.status, said.error["code"]) == (1, "unseen")
    assert team.commits() == before
    words = shlex.split(said.error["remedy"].partition("Say it: ")[2].partition("; or see")[0])
    assert words == ["tacit", "standup", "--write", "🔄 Working on=move: Log out (by Mon 9 Mar)."]


def test_what_is_said_is_posted_and_nothing_of_the_draft_with_it(team: Typist) -> None:
    made = team.tacit("standup", "--write", "Completed=Hashed tokens.", "--write", "Working on=Logging out.")
    assert (made["path"], made["status"]) == (TODAY, "posted")
    assert made["fields"]["goal"] == ["2026-03-02-001-launch"]
    written = (team.folder / TODAY).read_text()
    assert "✅ Completed: Hashed tokens.\n🔄 Working on: Logging out.\n" in written
    assert "in-progress" not in written


def test_an_editor_opens_with_the_draft_and_saving_it_posts_it(team: Typist) -> None:
    made = team.tacit("standup", "--edit", EDITOR=team.editor("save(text)"))
    assert made["status"] == "posted"
    written = (team.folder / TODAY).read_text()
    assert re.search("✅ Completed: .*Hash tokens", written)
    assert "<!--" not in written
    assert list(team.drafts.iterdir()) == []


def test_leaving_the_editor_without_saving_posts_nothing_and_emptying_it_neither(team: Typist) -> None:
    for program, code in (("pass", "unchanged"), ("save('')", "emptied")):
        said = team.run("--json", "standup", "--edit", EDITOR=team.editor(program))
        assert (said.status, said.error["code"]) == (1, code)
    assert not (team.folder / TODAY).exists()
    assert list(team.drafts.iterdir()) == []


def test_a_terminal_opens_the_editor_by_itself(team: Typist) -> None:
    said = team.on_terminal("standup", EDITOR=team.editor("save(text.replace('Hash tokens', 'Hashed all tokens'))"))
    assert "posted" in said
    assert "Hashed all tokens" in (team.folder / TODAY).read_text()


def test_a_draft_that_is_refused_is_kept_and_taken_up_again(team: Typist) -> None:
    blocked = "text = text.replace('🚧 Blockers\\n', '🚧 Blockers\\n\\nWaiting for keys.\\n')\n"
    wrong = "save(text.replace('ask:', 'ask: nobody'))"
    said = team.run("--json", "standup", "--edit", EDITOR=team.editor(blocked + wrong))
    assert said.status == 1
    (draft,) = team.drafts.iterdir()
    assert str(draft) in said.error["remedy"]
    draft.write_text(draft.read_text().replace("ask: nobody", "ask:"))
    made = team.tacit("standup", "--resume", str(draft))
    assert made["status"] == "blocked"
    assert made["fields"]["ask"] == "alice"


def test_an_update_that_is_posted_already_is_shown_and_not_posted_twice(team: Typist) -> None:
    said = ("--write", "Completed=Hashed tokens.", "--write", "Working on=Logging out.")
    made = team.tacit("standup", *said)
    before = team.commits()
    again = team.tacit("standup")
    assert (again["id"], again["repeated"]) == (made["id"], True)
    assert "Posted already: 2026-03-03-alice" in team.run("standup").out
    refused = team.run("--json", "standup", *said)
    assert (refused.status, refused.error["code"]) == (1, "posted")
    assert "act 2026-03-03-alice edit" in refused.error["remedy"]
    assert team.commits() == before
    assert team.tacit("standup", "--print")["posted"] == made["id"]


def test_the_next_one_begins_where_the_last_one_ended_and_carries_on_what_blocks(team: Typist) -> None:
    team.tacit(
        "standup",
        "--write",
        "Completed=Tokens.",
        "--write",
        "Working on=More.",
        "--write",
        "Blockers=@bob has the keys.",
    )
    at(team, "2026-03-03T12:00:00Z", "commit", "-q", "--allow-empty", "-m", "Salt tokens")
    draft = team.tacit("standup", "--print", TACIT_NOW="2026-03-04T09:00:00Z")
    done, _, blocked, _ = draft["sections"].values()
    assert draft["since"] == "2026-03-03T09:00:00Z"
    assert done == "Salt tokens."
    assert blocked == "@bob has the keys."


def test_the_other_form_is_drafted_the_same_way(team: Typist) -> None:
    team.write("tacit.yaml", "name: Shop\nforms: {standup: yesterday}\n")
    team.git("commit", "-qam", "the other form")
    sections = team.tacit("standup", "--print")["sections"]
    assert list(sections) == ["Yesterday", "Today", "Blockers", "FYI"]
    assert "Hash tokens" in sections["Yesterday"]
    team.tacit("standup", "--edit", EDITOR=team.editor("save(text)"))
    assert "**Yesterday:** " in (team.folder / TODAY).read_text()


def test_a_day_is_named_and_one_that_is_none_is_told(team: Typist) -> None:
    assert team.tacit("standup", "--for", "yesterday", "--print")["fields"]["date"] == "2026-03-02"
    assert team.tacit("standup", "--for", "2026-03-01", "--print")["fields"]["date"] == "2026-03-01"
    assert team.run("--json", "standup", "--for", "Someday", "--print").error["code"] == "day"


def test_a_week_is_drafted_from_the_records_of_its_goal(team: Typist) -> None:
    team.tacit("act", "log-out", "move", "--set", "status=done")
    learned = ("--set", "topic=Pool connections", "--set", "goal=2026-03-02-001-launch")
    team.tacit("new", "learning", *learned, "--write", "What happened=It broke.", "--write", "Key insight=Pool.")
    team.tacit(
        "--as", "bob", "standup", "--write", "Completed=A test.", "--write", "Working on=More.",
        "--write", "Blockers=@carol has the keys.",
    )  # fmt: skip
    draft = team.tacit("weekly", "--print", TACIT_NOW="2026-03-06T09:00:00Z")
    sections = draft["sections"]
    assert draft["fields"] == {"by": "alice", "goal": "2026-03-02-001-launch", "week": "2026-W10"}
    assert "- M1: 10% (target 50%)" in sections["Progress"]
    assert "- SC-001 latency: 2.5s (target <2s)" in sections["Progress"]
    assert "- Log out (task done)" in sections["What Went Well"]
    assert "- Learned: Pool connections" in sections["What Went Well"]
    assert re.search(r"unblock by carol, open for 3 days", sections["Blockers & Help Needed"])
    assert sections["Confidence"] == ""
    assert draft["needed"] == ["Progress", "Confidence"]


def test_how_confident_one_is_is_asked_and_never_guessed(team: Typist) -> None:
    friday = {"TACIT_NOW": "2026-03-06T09:00:00Z"}
    said = team.run("--json", "weekly", "--edit", EDITOR=team.editor("save(text)"), **friday)
    assert said.status == 1
    assert "Confidence" in json.loads(said.err)["error"]["message"]
    sure = "save(text.replace('## Questions', '- Timeline: On track\\n\\n## Questions'))"
    made = team.tacit("weekly", "--edit", EDITOR=team.editor(sure), **friday)
    assert made["status"] == "posted"
    assert "- Timeline: On track" in Path(team.folder / made["path"]).read_text()
    assert team.tacit("weekly", **friday)["repeated"] is True


def test_which_goal_is_meant_is_asked_where_several_are(team: Typist) -> None:
    assert team.run("--json", "--as", "bob", "weekly", "--print").error["code"] == "no-goal"
    team.tacit("new", "goal", "--set", "topic=Second", "--set", "owner=alice")
    asked = team.run("--json", "weekly", "--print").error
    assert asked["code"] == "which-goal"
    assert "2026-03-02-001-launch" in asked["remedy"]
    assert team.tacit("weekly", "second", "--print")["fields"]["goal"] == "2026-03-03-004-second"
