"""Commits that say what they fix move it, once each, whoever looks and how often."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tacit.work import fixes
from tacit.work.act import act
from tacit.work.wire import open_workspace

CHORE = """\
kind: chore
title: Something to do.
files: chores/{created}-{n:03}-{slug}.md
fields:
  topic: {is: text, needed: true}
  owner: {is: person}
  status: {is: state, needed: true}
  created: {is: date}
  due: {is: time}
roles: {owner: owner}
sections:
  Criteria: {by: anyone}
states: [open, ready, done]
final: [done]
acts:
  prepare: {by: anyone, from: open, to: ready}
  fix: {by: [tacit, anyone], from: ready, to: done, needs: Criteria}
  reopen: {by: anyone, from: done, to: ready}
promises:
  prepare: {who: owner, in: open, within: 1 week, kept: prepare, silence: remind}
  do: {who: owner, in: ready, within: 1 week, kept: fix, silence: remind}
"""
NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)


class Clone:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *args: str) -> str:
        done = subprocess.run(
            ["git", "-c", "user.name=Bob", "-c", "user.email=bob@example.com", *args],
            cwd=self.folder, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, message: str) -> str:
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def chore(self, name: str, status: str = "ready", criteria: str = "It works.") -> str:
        path = self.folder / f"chores/{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            f"---\ntopic: {name}\nowner: bob\nstatus: {status}\ncreated: 2026-03-02\n---\n\n## Criteria\n\n{criteria}\n"
        )
        self.git("add", "-A")
        self.commit(f"A chore: {name}")
        return name

    def look(self) -> tuple[list[fixes.Json], list[str]]:
        notices: list[str] = []
        ws = open_workspace(self.folder, now=NOW + timedelta(hours=1))
        return fixes.apply(ws, notices), notices

    def status(self, name: str) -> str:
        text = (self.folder / f"chores/{name}.md").read_text()
        return text.partition("status: ")[2].partition("\n")[0]


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    (tmp_path / "repo").mkdir()
    made = Clone(tmp_path / "repo")
    made.git("init", "-q", "-b", "main")
    made.git("config", "user.name", "Bob")
    made.git("config", "user.email", "bob@example.com")
    (made.folder / "protocols").mkdir()
    (made.folder / "protocols/chore.yaml").write_text(CHORE)
    (made.folder / "tacit.yaml").write_text("name: Shop\n")
    made.git("add", "-A")
    made.commit("A workspace")
    return made


def test_a_commit_that_says_so_moves_the_record_by_tacit_and_is_named_in_it(clone: Clone) -> None:
    chore = clone.chore("2026-03-02-001-log-out")
    fixing = clone.commit("Invalidate tokens\n\nFixes 2026-03-02-001.")
    (done,), notices = clone.look()
    assert notices == []
    assert (done["record"], done["act"], done["by"], done["status"]) == (chore, "fix", "tacit", "done")
    assert done["fixed_in"] == fixing
    assert clone.status(chore) == "done"
    message = clone.git("log", "-1", "--format=%an%n%B")
    assert message.startswith("Tacit\nfix: ")
    assert f"{fixing[:10]} Invalidate tokens" in message
    assert f"Tacit-Command: fix-{fixing}-{chore}" in message


def test_each_commit_counts_once_also_where_the_record_is_taken_up_again(clone: Clone) -> None:
    chore = clone.chore("2026-03-02-001-log-out")
    clone.commit("Fixes 2026-03-02-001")
    assert len(clone.look()[0]) == 1
    assert clone.look()[0] == []
    act(open_workspace(clone.folder, now=NOW), chore, "reopen", sets={}, writes={}, who="bob")
    assert clone.look()[0] == []
    (clone.folder / ".git/tacit/index.db").unlink()  # nobody knows any more where the last look ended
    assert clone.look()[0] == []
    assert clone.status(chore) == "ready"
    clone.commit("Really fixes 2026-03-02-001")
    assert len(clone.look()[0]) == 1
    assert clone.status(chore) == "done"


def test_a_part_that_several_open_records_have_moves_none_of_them(clone: Clone) -> None:
    first, second = clone.chore("2026-03-02-001-log-out"), clone.chore("2026-03-02-002-log-in")
    clone.commit("Fixes 2026-03-02, in part")
    assert clone.look() == ([], [])
    clone.commit("Fixes 2026-03-02-001, 002-log-in")
    assert [one["record"] for one in clone.look()[0]] == [first, second]


def test_a_task_is_moved_by_the_name_that_it_has_elsewhere(clone: Clone) -> None:
    task = clone.folder / "tasks/2026/2026-03-02-001-log-out.md"
    task.parent.mkdir(parents=True)
    task.write_text(
        "---\ntopic: Log out\nowner: bob\nticket: TICKET-451\nstatus: code-review\ncreated: 2026-03-02\n---\n"
    )
    clone.git("add", "-A")
    clone.commit("A task")
    clone.commit("Log out (#12)\n\n### Fixes TICKET-451: User logout keeps tokens")
    (done,), notices = clone.look()
    assert (done["record"], done["status"], notices) == ("2026-03-02-001-log-out", "done", [])
    assert "status: done" in task.read_text()


def test_commits_from_before_the_record_and_those_of_tacit_itself_are_passed_over(clone: Clone) -> None:
    clone.commit("Fixes 2026-03-02-001")
    chore = clone.chore("2026-03-02-001-log-out")
    clone.commit("note\n\nFixes 2026-03-02-001\n\nTacit-Act: edit")
    assert clone.look() == ([], [])
    assert clone.status(chore) == "ready"


def test_what_cannot_be_moved_is_told_with_the_reason_and_what_is_done_is_not(clone: Clone) -> None:
    lacking = clone.chore("2026-03-02-001-log-out", criteria="")
    clone.chore("2026-03-02-002-log-in", status="open")
    clone.commit("Fixes 2026-03-02-001 and 2026-03-02-002")
    acts, notices = clone.look()
    assert acts == []
    (notice,) = notices
    assert lacking in notice
    assert "Criteria" in notice
    assert clone.look() == ([], [])


def test_a_fix_that_comes_by_a_merge_counts_on_the_branch_it_comes_to(clone: Clone) -> None:
    chore = clone.chore("2026-03-02-001-log-out")
    clone.look()
    clone.git("checkout", "-q", "-b", "side")
    clone.commit("Fixes 2026-03-02-001")
    clone.git("checkout", "-q", "main")
    clone.commit("something else")
    assert clone.look()[0] == []
    clone.git("merge", "-q", "--no-ff", "-m", "Merge pull request #1 from bob/side", "side")
    assert [one["record"] for one in clone.look()[0]] == [chore]


LOOK = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tacit.work import fixes
from tacit.work.wire import open_workspace
print(len(fixes.apply(open_workspace(Path(sys.argv[1]), now=datetime(2026, 3, 3, 9, tzinfo=UTC)), [])))
"""


def test_two_who_look_at_once_move_it_once(clone: Clone) -> None:
    chore = clone.chore("2026-03-02-001-log-out")
    clone.look()
    clone.commit("Fixes 2026-03-02-001")
    before = int(clone.git("rev-list", "--count", "HEAD"))
    running = [
        subprocess.Popen([sys.executable, "-c", LOOK, str(clone.folder)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert sorted(int(each.communicate()[0]) for each in running) == [0, 0, 1]
    assert int(clone.git("rev-list", "--count", "HEAD")) == before + 1
    assert clone.status(chore) == "done"
