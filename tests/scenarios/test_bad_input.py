"""Bad input gets a clear error that names the file, the line and the remedy, and nothing is lost."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from desks import Desk

PATH = "threads/2026-03-02-001-x.md"
ID = "2026-03-02-001-x"
GOOD = """---
thread_id: 2026-03-02-001
topic: X
from: frontend
to: backend
type: question
status: awaiting-reply
priority: normal
created: 2026-03-02
updated: 2026-03-02
---

## Background

## Frontend's Question / Proposal

What is X?
"""
BOMB = "---\na: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]\ntopic: X\nstatus: open\n---\n"

BROKEN = {
    "a bomb of aliases": BOMB,
    "deep nesting": "---\ntopic: " + "[" * 100_000 + "\n---\n",
    "a key twice": GOOD.replace("topic: X\n", "topic: X\ntopic: Y\n"),
    "10 MB of front matter": "---\ntopic: X\nnote: " + "x" * 10_000_000 + "\n---\n",
    "a binary file": b"\x00\x01\x02\xff\xfe" * 100,
    "not UTF-8": GOOD.encode().replace(b"topic: X", b"topic: \xff\xfe"),
    "conflict markers": GOOD.replace("What is X?", "<<<<<<< ours\nWhat?\n=======\nWho?\n>>>>>>> theirs"),
    "no end marker": GOOD.replace("---\n\n## Background", "\n## Background"),
    "no front matter": "# Just a page\n",
    "an empty file": "",
    "a tag": GOOD.replace("topic: X", "topic: !!python/object:os.system X"),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_file_that_does_not_parse_is_shown_as_broken(shop: Desk, text: str | bytes) -> None:
    shop.write(PATH, text)
    shop.commit("broken")
    listed = {record["id"]: record for record in shop.tacit("list")["records"]}
    assert listed[ID]["status"] == "broken"
    assert listed[ID]["kind"] == "thread"
    assert listed[ID]["broken"]["line"] >= 1
    assert listed[ID]["broken"]["message"]
    found = [finding for finding in shop.findings(status=1) if finding["path"] == PATH]
    assert found[0]["rule"] == "parse"
    assert found[0]["line"] >= 1
    assert found[0]["remedy"]
    error = shop.refused("--as", "bob", "act", ID, "reply", "--write", "Reply=Y")
    assert (error["path"], error["line"] >= 1, bool(error["remedy"])) == (PATH, True, True)


def test_a_broken_file_hides_no_other(shop: Desk) -> None:
    shop.write(PATH, BOMB)
    shop.write(PATH.replace("001-x", "002-y"), GOOD.replace("2026-03-02-001", "2026-03-02-002"))
    shop.commit("one broken, one good")
    assert [one["record"] for one in shop.tacit("inbox", "bob")["promises"]] == ["2026-03-02-002-y"]


def test_an_unknown_status_is_told_and_its_promises_pause(shop: Desk) -> None:
    shop.write(PATH, GOOD.replace("awaiting-reply", "awaitng-reply"))
    shop.commit("a typo")
    found = next(finding for finding in shop.findings(status=1) if finding["rule"] == "unknown-value")
    assert found["line"] == 7
    assert "awaiting-reply" in found["remedy"]
    shop.refused("--as", "bob", "act", ID, "reply", "--write", "Reply=Y")


def test_a_day_that_does_not_exist_is_told(shop: Desk) -> None:
    shop.write(PATH, GOOD.replace("created: 2026-03-02", "created: 2026-02-30"))
    shop.commit("30 February")
    found = next(finding for finding in shop.findings(status=1) if finding["path"] == PATH)
    assert (found["rule"], found["line"]) == ("parse", 9)


def test_an_unknown_kind_is_wrong_usage(shop: Desk) -> None:
    error = shop.refused("new", "tread", "--set", "topic=X", status=2)
    assert "thread" in error["remedy"]


def test_a_mistake_in_tacit_yaml_is_told_and_nothing_is_decided_by_it(shop: Desk) -> None:
    shop.write("tacit.yaml", "name: Shop\nhours: 9 to 5\n")
    shop.commit("hours")
    found = next(finding for finding in shop.findings(status=1) if finding["path"] == "tacit.yaml")
    assert (found["rule"], found["line"]) == ("unknown-value", 2)
    error = shop.refused("new", "thread", "--set", "to=backend", "--set", "topic=X")
    assert (error["path"], error["line"]) == ("tacit.yaml", 2)


def test_a_mistake_in_a_protocol_is_told_and_nothing_is_decided_by_it(shop: Desk) -> None:
    own = """kind: thread
files: threads/{created}-{n:03}-{slug}.md
fields:
  topic: {is: text, needed: true}
  status: {is: state}
roles: {opener: anyone}
states: [open, closed]
final: [closed]
acts:
  close: {by: openr, from: open, to: closed}
promises:
  close: {who: opener, in: open, within: 1 workday, kept: close}
"""
    shop.write("protocols/thread.yaml", own)
    shop.commit("our own")
    found = [finding for finding in shop.findings(status=1) if finding["path"] == "protocols/thread.yaml"]
    assert {finding["rule"] for finding in found} == {"protocol"}
    assert found[0]["line"] == 10
    assert "opener" in found[0]["remedy"]
    error = shop.refused("new", "thread", "--set", "topic=X")
    assert (error["path"], error["line"]) == ("protocols/thread.yaml", 10)


def test_an_empty_repository_has_no_workspace_yet(desk: Desk) -> None:
    error = desk.refused("list")
    assert "tacit init" in error["remedy"]
    error = desk.refused("new", "thread", "--set", "topic=X")
    assert "tacit init" in error["remedy"]


def test_outside_of_a_repository_the_remedy_is_init(desk: Desk) -> None:
    nowhere = Desk(desk.home, desk.clock, home=desk.home)
    error = nowhere.refused("inbox", status=3)
    assert "tacit init" in error["remedy"]


def test_with_a_detached_head_one_reads_and_does_not_write(shop: Desk) -> None:
    shop.write(PATH, GOOD)
    shop.commit("a thread")
    shop.git("checkout", "-q", "--detach")
    assert [one["record"] for one in shop.tacit("inbox", "bob")["promises"]] == [ID]
    before = shop.git("rev-parse", "HEAD")
    answer = shop.run("--json", "--as", "bob", "act", ID, "reply", "--write", "Reply=Y")
    assert answer.status in (1, 3)
    assert "git switch" in answer.error["remedy"] or "git checkout" in answer.error["remedy"]
    assert shop.git("rev-parse", "HEAD") == before


def test_a_shallow_clone_answers_and_acts(shop: Desk) -> None:
    shop.write(PATH, GOOD)
    shop.commit("a thread")
    shop.write("note.md", "x\n")
    shop.commit("later")
    folder = shop.folder.parent / "shallow"
    shop.git("clone", "-q", "--depth", "1", f"file://{shop.folder}", str(folder))
    clone = Desk(folder, shop.clock, "Bob", "bob@example.com", shop.home)
    assert clone.inbox() == [("answer", ID)]
    assert clone.tacit("act", ID, "reply", "--write", "Reply=Y")["status"] == "awaiting-confirm"
    assert len(clone.tacit("history", ID)["acts"]) == 2


def test_two_processes_that_act_on_one_record_do_it_once(shop: Desk) -> None:
    shop.write(PATH, GOOD)
    shop.commit("a thread")
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(
                lambda who: shop.run("--json", "--as", who, "act", ID, "reply", "--write", f"Reply=From {who}."),
                ["bob", "carol", "bob", "carol"],
            )
        )
    assert sorted(answer.status for answer in answers) == [0, 1, 1, 1]
    assert all("awaiting-confirm" in answer.error["message"] for answer in answers if answer.status)
    assert shop.git("status", "--porcelain") == ""
    assert [act["act"] for act in shop.tacit("history", ID)["acts"]] == ["new", "reply"]


def test_a_command_killed_at_any_moment_leaves_a_workspace_that_goes_on(shop: Desk) -> None:
    shop.write(PATH, GOOD)
    shop.commit("a thread")
    command = [sys.executable, "-m", "tacit.main", "--as", "bob", "act", ID, "comment", "--because", "Once more."]
    acknowledged = 0
    for delay in range(12):
        process = subprocess.Popen(
            command, cwd=shop.folder, env=shop.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            process.wait(timeout=0.04 * (delay + 1))
            acknowledged += process.returncode == 0
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        assert process.stdout
        process.stdout.close()
    shop.git("fsck", "--strict")
    last = shop.tacit("--as", "bob", "act", ID, "comment", "--because", "The last one.")
    assert shop.git("status", "--porcelain") == ""
    comments = shop.read(PATH).count("Once more.")
    assert comments >= acknowledged
    assert "The last one." in shop.read(PATH)
    assert last["commit"] == shop.git("rev-parse", "HEAD").strip()


def test_an_uncommitted_change_is_never_overwritten(shop: Desk) -> None:
    shop.write(PATH, GOOD)
    shop.commit("a thread")
    mine = GOOD + "\nI am still writing.\n"
    shop.write(PATH, mine)
    before = shop.git("rev-parse", "HEAD")
    error = shop.refused("--as", "bob", "act", ID, "reply", "--write", "Reply=Y")
    assert error["code"] == "uncommitted"
    assert error["path"] == PATH
    assert shop.read(PATH) == mine
    assert shop.git("rev-parse", "HEAD") == before


def test_a_disk_that_takes_no_writes_is_told_and_reads_go_on(shop: Desk) -> None:
    """On a mount of its own, read-only: permissions do not bind root."""
    shop.write(PATH, GOOD)
    shop.commit("a thread")
    script = (
        f"mount --bind '{shop.folder}' '{shop.folder}' && mount -o remount,ro,bind '{shop.folder}' && "
        f"cd '{shop.folder}' && '{sys.executable}' -m tacit.main --json inbox bob && "
        f"'{sys.executable}' -m tacit.main --json --as bob act {ID} reply --write Reply=Y"
    )
    done = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", script],
        env=shop.env, capture_output=True, text=True, cwd=shop.home,
    )  # fmt: skip
    assert done.returncode == 3, done.stdout + done.stderr
    assert ID in done.stdout
    assert '"remedy"' in done.stderr
    assert shop.git("log", "--format=%s", "-1").strip() == "a thread"
