"""The index is derived: whatever happens to the repository or to its file, it says what git says."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from handwritten import NOW, PEOPLE, Handwritten, course, person, rows, team, thread

from tacit.index.sqlite import SqliteIndex
from tacit.work import feed, follow
from tacit.work.wire import open_workspace

GOAL = """\
kind: goal
files: goals/{slug}.md
fields:
  topic: {is: text, needed: true}
  owner: {is: person, needed: true}
  status: {is: state, needed: true}
roles: {owner: owner}
sections:
  Why: {by: owner}
states: [live, done]
rests: [live]
final: [done]
acts:
  finish: {by: owner, from: live, to: done}
"""
BUNDLED = Path(follow.__file__).parent.parent / "protocols"


@pytest.fixture
def here(tmp_path: Path) -> Handwritten:
    return Handwritten.made(tmp_path / "shop")


def followed(here: Handwritten) -> dict[str, object]:
    return rows(follow.current(here.open()).path)


def rebuilt(here: Handwritten, tmp_path: Path) -> dict[str, object]:
    """What an index says that is built from nothing, beside the one that followed."""
    ws = here.open()
    path = str(tmp_path / "built.db")
    with SqliteIndex.anew(path) as index:
        known = ws.here
        follow._fill(ws, index, str(ws.store.head()), known, ws.progress)
    index.close()
    return rows(path)


def was_followed(here: Handwritten) -> bool:
    """Whether the index reached HEAD without being built anew."""
    return follow.follow(here.open())["rebuilt"] is False


# Each change that people make to a repository: a name, and what it does to one of the threads or to the workspace.


def begin(here: Handwritten, dice: random.Random, steps: dict[str, int]) -> None:
    name = f"2026-03-03-{len(steps) + 1:03}-{dice.choice(['tokens', 'cache', 'login'])}"
    folder, text = course(f"What of {name}?", 0)
    steps[name] = 0
    here.commit({f"{folder}/{name}.md": text}, who="alice")


def go_on(here: Handwritten, dice: random.Random, steps: dict[str, int]) -> None:
    """The next step of a thread, or one too many, by one side or the other."""
    name = dice.choice(sorted(steps))
    old = "archive/threads" if steps[name] == 4 else "threads"
    steps[name] = min(4, steps[name] + dice.choice([1, 1, 1, 2]))
    folder, text = course(f"What of {name}?", steps[name])
    moved: dict[str, str | None] = {f"{folder}/{name}.md": text}
    if folder != old:
        moved[f"{old}/{name}.md"] = None
    here.commit(moved, who=dice.choice(["alice", "bob"]))


def break_one(here: Handwritten, dice: random.Random, steps: dict[str, int]) -> None:
    name = dice.choice(sorted(steps))
    folder, text = course(f"What of {name}?", steps[name])
    here.commit({f"{folder}/{name}.md": text.replace("status:", "status", 1)}, who="bob")


def mend_one(here: Handwritten, dice: random.Random, steps: dict[str, int]) -> None:
    name = dice.choice(sorted(steps))
    folder, text = course(f"What of {name}?", steps[name])
    here.commit({f"{folder}/{name}.md": text}, who="carol")


def delete_one(here: Handwritten, dice: random.Random, steps: dict[str, int]) -> None:
    name = dice.choice(sorted(steps))
    folder, _ = course("", steps.pop(name))
    here.commit({f"{folder}/{name}.md": None}, who="alice")


def change_people(here: Handwritten, dice: random.Random, _: dict[str, int]) -> None:
    zone = dice.choice(["Asia/Tokyo", "America/New_York", "Europe/Berlin"])
    here.commit(
        {
            "people/carol.md": person("carol", zone=zone, away="[2026-03-05..2026-03-09]", cover="alice"),
            "teams/backend.md": team("backend", *dice.choice([("bob", "carol"), ("carol",), ("bob", "alice")])),
        }
    )


def change_settings(here: Handwritten, dice: random.Random, _: dict[str, int]) -> None:
    here.commit({"tacit.yaml": f"name: Shop\nzone: {dice.choice(['UTC', 'Asia/Kolkata'])}\n"})


def change_protocol(here: Handwritten, dice: random.Random, _: dict[str, int]) -> None:
    text = (BUNDLED / "thread.yaml").read_text()
    here.commit({"protocols/thread.yaml": text.replace("1 workday", f"{dice.choice([1, 2, 3])} workdays")})


def write_another(here: Handwritten, dice: random.Random, _: dict[str, int]) -> None:
    here.commit({"notes.md": f"{dice.random()}\n", "threads/README.md": "# Threads\n"})


def merge_branch(here: Handwritten, dice: random.Random, steps: dict[str, int]) -> None:
    here.git("switch", "-q", "-c", "side")
    begin(here, dice, steps)
    change_people(here, dice, steps)
    here.git("switch", "-q", "main")
    begin(here, dice, steps)
    here.git("merge", "-q", "--no-ff", "-m", "Merge", "side", who="bob")
    here.git("branch", "-q", "-D", "side")


def go_back(here: Handwritten, dice: random.Random, steps: dict[str, int]) -> None:
    """A branch left behind: commits that were followed are no more a part of history."""
    before = dict(steps)
    here.git("tag", "-f", "here")
    for change in (begin, change_people, go_on):
        change(here, dice, steps)
    follow.current(here.open())
    here.git("reset", "-q", "--hard", "here")
    steps.clear()
    steps.update(before)


CHANGES = (
    begin, begin, go_on, go_on, go_on, go_on, break_one, mend_one, delete_one, change_people, change_settings,
    change_protocol, write_another, merge_branch, go_back,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_following_commit_by_commit_comes_to_the_same_as_building_anew(
    here: Handwritten, tmp_path: Path, seed: int
) -> None:
    dice = random.Random(seed)
    steps: dict[str, int] = {}
    begin(here, dice, steps)
    follow.follow(here.open())
    for turn in range(14):
        change = dice.choice(CHANGES) if len(steps) > 1 else begin
        change(here, dice, steps)
        if turn % 3 == 2:
            continue  # so that sometimes several commits are followed at once
        assert followed(here) == rebuilt(here, tmp_path), change.__name__
    assert followed(here) == rebuilt(here, tmp_path)


def test_a_commit_is_followed_and_the_index_not_built_anew(here: Handwritten) -> None:
    assert follow.follow(here.open())["rebuilt"] is True
    here.commit({"threads/2026-03-03-001-tokens.md": thread()})
    assert was_followed(here)
    here.commit({"people/alice.md": person("alice", zone="Asia/Tokyo")})
    assert was_followed(here)
    here.commit({"protocols/thread.yaml": (BUNDLED / "thread.yaml").read_text()})
    assert was_followed(here)


def test_another_branch_is_followed_both_ways(here: Handwritten, tmp_path: Path) -> None:
    here.commit({"threads/2026-03-03-001-tokens.md": thread()})
    follow.follow(here.open())
    here.git("switch", "-q", "-c", "other", "HEAD~1")
    here.commit({"threads/2026-03-03-002-cache.md": thread("Which cache?")})
    for branch in ("other", "main", "other"):
        here.git("switch", "-q", branch)
        assert was_followed(here)
        assert followed(here) == rebuilt(here, tmp_path)


def test_a_protocol_that_keeps_its_records_elsewhere_is_read_anew(here: Handwritten, tmp_path: Path) -> None:
    here.commit({"questions/2026-03-03-001-tokens.md": thread()})
    assert follow.follow(here.open())["records"] == 5
    text = (BUNDLED / "thread.yaml").read_text().replace("files: threads/", "files: questions/")
    here.commit({"protocols/thread.yaml": text})
    assert follow.follow(here.open())["records"] == 6
    assert followed(here) == rebuilt(here, tmp_path)


def test_what_a_record_hangs_on_is_looked_at_again_when_it_changes(here: Handwritten, tmp_path: Path) -> None:
    """The promise of an escalation is owed by whom its goal names, and by nobody else any more when that changes."""
    escalation = (
        "---\ntopic: Stuck\nby: alice\nreason: quality\ngoal: shop\nstatus: raised\nstep: 1\ncreated: 2026-03-03\n"
        "updated: 2026-03-03\n---\n\n**Issue**: Stuck\n\n**Context**: All of it\n"
    )
    here.commit(
        {
            "protocols/goal.yaml": GOAL,
            "goals/shop.md": "---\ntopic: A shop\nowner: bob\nstatus: live\n---\n",
            "escalations/2026/2026-03-03-001-stuck.md": escalation,
        }
    )
    assert {row.party for row in follow.current(here.open()).all_promises()} >= {"bob"}
    here.commit({"goals/shop.md": "---\ntopic: A shop\nowner: carol\nstatus: live\n---\n"})
    parties = {row.party for row in follow.current(here.open()).all_promises() if row.kind == "escalation"}
    assert "carol" in parties
    assert "bob" not in parties
    assert followed(here) == rebuilt(here, tmp_path)


def test_a_workspace_that_begins_later_takes_its_records_as_they_stand(tmp_path: Path) -> None:
    here = Handwritten.made(tmp_path / "old", {"threads/2026-03-03-001-tokens.md": thread(status="awaiting-reply")})
    here.commit({"threads/2026-03-03-001-tokens.md": thread(status="resolved")}, who="bob")
    begun = here.commit(PEOPLE, "Begin")
    acts = follow.current(here.open()).acts_of("2026-03-03-001-tokens")
    assert [(act.commit, act.target, act.irregular) for act in acts] == [(begun, "resolved", "")]


def test_archiving_is_one_act_of_one_record(here: Handwritten) -> None:
    name = "2026-03-03-001-tokens"
    here.commit({f"threads/{name}.md": course("Tokens?", 3)[1]})
    here.commit({f"threads/{name}.md": None, f"archive/threads/{name}.md": course("Tokens?", 4)[1]})
    index = follow.current(here.open())
    acts = index.acts_of(name)
    assert [(act.act, act.source, act.target, act.irregular) for act in acts] == [
        ("new", "", "resolved", ""),
        ("archive", "resolved", "closed", ""),
    ]
    assert [found.path for found in index.by_id(name)] == [f"archive/threads/{name}.md"]


def test_a_merge_that_changes_nothing_by_itself_is_no_act(here: Handwritten) -> None:
    name = "2026-03-03-001-tokens"
    here.commit({f"threads/{name}.md": course("Tokens?", 1)[1]})
    here.git("switch", "-q", "-c", "side")
    here.commit({f"threads/{name}.md": course("Tokens?", 2)[1]}, who="bob")
    here.git("switch", "-q", "main")
    here.commit({"notes.md": "Else\n"})
    here.git("merge", "-q", "--no-ff", "-m", "Merge", "side", who="alice")
    acts = follow.current(here.open()).acts_of(name)
    assert [(act.act, act.person) for act in acts] == [("new", "alice"), ("reply", "bob")]


def test_a_status_that_jumped_while_the_file_was_broken_is_irregular_all_the_same(here: Handwritten) -> None:
    name = "2026-03-03-001-tokens"
    here.commit({f"threads/{name}.md": course("Tokens?", 1)[1]})
    here.commit({f"threads/{name}.md": "no front matter\n"}, who="bob")
    assert follow.current(here.open()).by_id(name)[0].status == "broken"
    assert follow.current(here.open()).all_promises() == []
    here.commit({f"threads/{name}.md": thread("Tokens?", "resolved")}, who="bob")
    acts = follow.current(here.open()).acts_of(name)
    assert acts[-1].target == "resolved"
    assert acts[-1].irregular


def test_nobody_joins_a_team_and_speaks_for_it_in_one_commit(here: Handwritten) -> None:
    name = "2026-03-03-001-tokens"
    here.commit({f"threads/{name}.md": course("Tokens?", 1)[1]})
    joined = {"teams/backend.md": team("backend", "bob", "carol", "alice")}
    here.commit({f"threads/{name}.md": course("Tokens?", 2)[1], **joined}, who="alice")
    index = follow.current(here.open())
    assert [index.acts_of(one)[-1].irregular != "" for one in (name, "backend")] == [True, True]


def test_who_is_new_with_a_commit_speaks_for_nobody_else_in_it(here: Handwritten) -> None:
    name = "2026-03-03-001-tokens"
    here.commit({f"threads/{name}.md": course("Tokens?", 1)[1]})
    new = {"people/mallory.md": person("mallory"), "teams/backend.md": team("backend", "bob", "carol", "mallory")}
    here.commit({f"threads/{name}.md": course("Tokens?", 2)[1], **new}, who="mallory")
    index = follow.current(here.open())
    assert index.acts_of("mallory")[-1].irregular == ""
    assert [index.acts_of(one)[-1].irregular != "" for one in (name, "backend")] == [True, True]


def test_somebody_may_take_themselves_out_of_their_team(here: Handwritten) -> None:
    here.commit({"teams/backend.md": team("backend", "carol")}, who="bob")
    assert follow.current(here.open()).acts_of("backend")[-1].irregular == ""


def test_a_file_with_a_new_number_is_the_record_under_its_old_name(here: Handwritten) -> None:
    here.commit({"threads/2026-03-03-001-tokens.md": course("Tokens?", 1)[1]})
    text = course("Tokens?", 1)[1].replace("type:", "aliases: [2026-03-03-001-tokens]\ntype:")
    here.commit({"threads/2026-03-03-001-tokens.md": None, "threads/2026-03-03-002-tokens.md": text})
    index = follow.current(here.open())
    assert [found.id for found in index.by_alias("2026-03-03-001-tokens")] == ["2026-03-03-002-tokens"]
    acts = index.acts_of(("2026-03-03-002-tokens", "2026-03-03-001-tokens"))
    assert [(act.act, act.irregular) for act in acts] == [("new", ""), ("renumber", "")]


def test_an_empty_repository_and_one_without_settings_are_no_workspaces(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    empty = Handwritten(folder)
    empty.git("init", "-q", "-b", "main")
    assert follow.follow(empty.open())["records"] == 0
    here = Handwritten.made(tmp_path / "plain", {"threads/2026-03-03-001-tokens.md": thread()})
    assert follow.follow(here.open())["records"] == 0
    here.commit({"tacit.yaml": "name: Shop\n"})
    assert follow.follow(here.open())["records"] == 1


def test_two_work_trees_have_an_index_each(here: Handwritten, tmp_path: Path) -> None:
    here.commit({"threads/2026-03-03-001-tokens.md": thread()})
    here.git("worktree", "add", "-q", "-b", "other", str(tmp_path / "other"), "HEAD~1")
    other = Handwritten(tmp_path / "other")
    assert follow.follow(here.open())["records"] == 6
    assert follow.follow(other.open())["records"] == 5
    assert here.index_path != other.index_path
    assert was_followed(here)
    assert was_followed(other)


# What can happen to the file


def spoil(path: Path, how: str) -> None:
    if how == "empty":
        path.write_bytes(b"")
    elif how == "half":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    elif how == "noise":
        data = bytearray(path.read_bytes())
        data[4096:] = random.Random(1).randbytes(len(data) - 4096)
        path.write_bytes(bytes(data))
    elif how == "no database":
        path.write_text("this is no database, and longer than a header of SQLite would be\n" * 20)
    elif how == "another version":
        with sqlite3.connect(path) as db:
            db.execute("UPDATE meta SET value = '0 of long ago' WHERE key = 'version'")
    elif how == "without a table":
        with sqlite3.connect(path) as db:
            db.execute("DROP TABLE promises")


@pytest.mark.parametrize("how", ["empty", "half", "noise", "no database", "another version", "without a table"])
def test_a_spoilt_file_is_built_again_by_itself(here: Handwritten, tmp_path: Path, how: str) -> None:
    for number in range(1, 30):
        here.commit({f"threads/2026-03-03-{number:03}-tokens.md": thread(f"Question {number}?", "awaiting-reply")})
    follow.current(here.open()).close()
    spoil(here.index_path, how)
    here.commit({"threads/2026-03-04-001-cache.md": thread("Which cache?", "awaiting-reply")})
    assert followed(here) == rebuilt(here, tmp_path)


def test_an_index_that_does_not_hold_what_its_commit_had_is_built_again(here: Handwritten, tmp_path: Path) -> None:
    here.commit({"threads/2026-03-03-001-tokens.md": thread()})
    index = follow.current(here.open())
    with sqlite3.connect(here.index_path) as db:
        db.execute("UPDATE records SET version = 'ffff' WHERE kind = 'thread'")
    index.close()
    here.commit({"threads/2026-03-03-001-tokens.md": thread(status="awaiting-reply")})
    assert follow.follow(here.open())["rebuilt"] is True
    assert followed(here) == rebuilt(here, tmp_path)


def test_a_commit_that_is_gone_from_the_repository_does_not_hinder(here: Handwritten, tmp_path: Path) -> None:
    here.commit({"threads/2026-03-03-001-tokens.md": thread()})
    index = follow.current(here.open())
    with sqlite3.connect(here.index_path) as db:
        db.execute("UPDATE meta SET value = ? WHERE key = 'commit'", ("1" * 40,))
    index.close()
    here.commit({"threads/2026-03-03-001-tokens.md": thread(status="awaiting-reply")})
    assert followed(here) == rebuilt(here, tmp_path)


def test_where_no_file_can_be_kept_the_index_is_in_memory_and_says_so(here: Handwritten) -> None:
    here.commit({"threads/2026-03-03-001-tokens.md": thread()})
    (here.path / ".git" / "tacit").write_text("a file where a folder should be\n")
    told = follow.follow(here.open())
    assert told["records"] == 6
    assert told["path"] is None
    assert "memory" in str(told["note"])


_WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from tacit.work import follow
from tacit.work.wire import open_workspace
ws = open_workspace(Path(sys.argv[1]), now=datetime(2026, 3, 6, 12, tzinfo=UTC))
print("ready", flush=True)
while True:
    for commit in sys.argv[2:]:
        ws.store.head = lambda: commit
        follow.current(ws, rebuild=commit == sys.argv[2])
        print(commit, flush=True)
"""


def test_a_process_killed_at_any_moment_leaves_an_index_that_is_right_or_made_again(
    here: Handwritten, tmp_path: Path
) -> None:
    commits = [
        here.commit({f"threads/2026-03-03-{number:03}-tokens.md": thread(f"Number {number}?", "awaiting-reply")})
        for number in range(1, 6)
    ]
    dice = random.Random(3)
    for _ in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(here.path), *commits], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout
        for _ in range(dice.randrange(2, 12)):
            assert writer.stdout.readline()
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        assert followed(here) == rebuilt(here, tmp_path)
    follow.follow(here.open(), rebuild=True)
    assert [file.name for file in here.index_path.parent.iterdir()] == ["index.db"]


def test_two_who_follow_at_once_come_to_the_same(here: Handwritten, tmp_path: Path) -> None:
    follow.current(here.open()).close()
    for number in range(1, 20):
        here.commit({f"threads/2026-03-03-{number:03}-tokens.md": thread(f"Number {number}?", "awaiting-reply")})
    failed: list[BaseException] = []

    def run() -> None:
        try:
            follow.current(open_workspace(here.path, now=NOW)).close()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    assert followed(here) == rebuilt(here, tmp_path)


def test_two_processes_build_the_same_as_one(
    here: Handwritten, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(1, 9):
        folder, text = course(f"Number {number}?", number % 5)
        here.commit({f"{folder}/2026-03-03-{number:03}-tokens.md": text})
    one = rebuilt(here, tmp_path)
    monkeypatch.setattr(feed, "LARGE", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert rebuilt(here, tmp_path) == one


def test_progress_is_told_while_much_is_read(here: Handwritten) -> None:
    here.commit({f"threads/2026-03-03-{number:03}-tokens.md": thread() for number in range(1, 9)})
    told: list[tuple[int, int, str]] = []
    follow.follow(here.open(), rebuild=True, progress=lambda *said: told.append(said))
    assert told
    assert all(0 <= done <= total for done, total, _ in told)
    assert told[-1][2] == "reading the workspace"
