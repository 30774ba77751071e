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


# What the kinds of a team's life are told wrongly: the command refuses it, and a file written by hand is told of

GOAL = "goals/2026-03-02-001-ship.md"
SHIP = """---
goal_id: 2026-03-02-001
topic: Ship
owner: alice
status: active
created: 2026-03-02
updated: 2026-03-02
---
"""


def told_of(shop: Desk, path: str) -> list[tuple[str, int, str]]:
    """What `check` says of a file, each with a remedy."""
    found = [finding for finding in shop.findings() if finding["path"] == path and finding["severity"] == "error"]
    assert all(finding["remedy"] for finding in found)
    return [(finding["rule"], finding["line"], finding["message"]) for finding in found]


def nothing_was_made(shop: Desk, before: str) -> None:
    assert shop.git("rev-parse", "HEAD") == before
    assert shop.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("field", "code", "said"),
    [
        ("owner=bobb", "unknown-party", "owner: there is no person called bobb"),
        ("milestones=[{name: Beta, lead: bobb}]", "unknown-party", "milestones.lead: there is no person called bobb"),
        (
            "raci=[{who: backnd, role: consulted}]",
            "unknown-party",
            "raci.who: there is no person or team called backnd",
        ),
        (
            "milestones=[{name: Beta, starts: 2026-03-09, date: 2026-03-06}]",
            "backwards",
            "milestones: of “Beta”, date is 2026-03-06, which is before starts, 2026-03-09",
        ),
        ("escalation=[]", "no-rows", "escalation is empty"),
    ],
)
def test_a_goal_that_cannot_be_so_is_refused_and_told_by_hand(shop: Desk, field: str, code: str, said: str) -> None:
    before = shop.git("rev-parse", "HEAD")
    named = [] if field.startswith("owner") else ["--set", "owner=alice"]
    error = shop.refused("new", "goal", "--set", "topic=Ship", *named, "--set", field)
    assert (error["code"], error["message"], bool(error["remedy"])) == (code, said, True)
    nothing_was_made(shop, before)
    name, _, value = field.partition("=")
    kept = SHIP.replace("owner: alice\n", "") if name == "owner" else SHIP
    shop.write(GOAL, kept.replace("status: active", f"{name}: {value}\nstatus: active"))
    line = 4 if name == "owner" else 5
    assert (code, line, said) in told_of(shop, GOAL)


def test_goals_that_wait_for_each_other_in_a_circle_are_told_the_way_round(shop: Desk) -> None:
    made = []
    for number, topic in enumerate(("One", "Two", "Three")):
        waits = ["--set", f"depends_on={made[-1]}"] if number else []
        made.append(shop.tacit("new", "goal", "--set", f"topic={topic}", "--set", "owner=alice", *waits)["id"])
    first, second, third = made
    before = shop.git("rev-parse", "HEAD")
    error = shop.refused("act", first, "edit", "--set", f"depends_on={third}")
    assert error["message"] == f"depends_on leads round in a circle: {first} → {third} → {second} → {first}"
    nothing_was_made(shop, before)
    path = f"goals/{first}.md"
    shop.write(path, shop.read(path).replace("owner: alice", f"owner: alice\ndepends_on: [{third}]"))
    assert [(rule, line) for rule, line, _ in told_of(shop, path)] == [("circle", 5)]


def test_a_meeting_in_the_past_is_refused(shop: Desk) -> None:
    before = shop.git("rev-parse", "HEAD")
    plan = ("new", "meeting", "--set", "topic=Lunch", "--set", "reason=social", "--set", "attendees=bob")
    error = shop.refused(*plan, "--set", "at=2026-03-03T08:59:00Z")
    assert (error["code"], error["message"]) == ("in-the-past", "at is 2026-03-03T08:59:00Z, and that is past")
    nothing_was_made(shop, before)
    assert shop.tacit(*plan, "--set", "at=2026-03-06T09:00:00Z")["status"] == "draft"


def decision(shop: Desk) -> str:
    texts = ("The decision=Where?", "Options considered=A or B", "Recommendation=A")
    writes = [part for text in texts for part in ("--write", text)]
    sets = ("--set", "topic=Store", "--set", "size=large", "--set", "affected=backend")
    return str(shop.tacit("new", "decision", *sets, *writes)["id"])


def test_a_window_shorter_than_its_size_allows_is_refused_and_told_by_hand(shop: Desk) -> None:
    record = decision(shop)
    before = shop.git("rev-parse", "HEAD")
    error = shop.refused("act", record, "propose", "--set", "due=2026-03-04T09:00:00Z")
    assert error["code"] == "too-short"
    assert "a large decision is open until 2026-03-05T09:00:00Z at least" in error["message"]
    nothing_was_made(shop, before)
    path = f"decisions/2026/{record}.md"
    draft = shop.read(path)
    shop.write(path, draft.replace("status: draft", "status: proposed\ndue: 2026-03-04T09:00:00Z"))
    (found,) = (found for found in told_of(shop, path) if found[0] == "short-window")
    assert found[2].startswith("due is 2026-03-04T09:00:00Z, but `respond` is owed until 2026-03-0")
    shop.write(path, draft)
    assert shop.tacit("act", record, "propose", "--set", "due=2026-03-06T09:00:00Z")["due"] == "2026-03-06T09:00:00Z"


@pytest.mark.parametrize(
    ("cover", "said"),
    [("alice", "cover: nobody is their own deputy"), ("bot", "cover: bot is an agent, and agents answer for nobody")],
)
def test_who_cannot_stand_in_is_no_deputy(shop: Desk, cover: str, said: str) -> None:
    shop.tacit("new", "person", "--set", "handle=bot", "--set", "name=Bot", "--set", "agent=true", "--set", "for=bob")
    error = shop.refused("act", "alice", "edit", "--set", f"cover={cover}")
    assert (error["code"], error["message"]) == ("deputy", said)
    path = "people/alice.md"
    shop.write(path, shop.read(path).replace("status: active", f"cover: {cover}\nstatus: active"))
    assert ("deputy", 6, said) in told_of(shop, path)


def test_a_deputy_of_a_deputy_stands_in_for_nobody_and_is_told_why(shop: Desk) -> None:
    away = "away: [2026-03-02..2026-03-20]\n"
    for handle, cover in (("bob", "alice"), ("alice", "carol")):
        path = f"people/{handle}.md"
        signs = "cover_signs: true\n"
        shop.write(path, shop.read(path).replace("status: active", f"cover: {cover}\n{signs}{away}status: active"))
    shop.commit("Alice and Bob go away together")
    (found,) = (one for one in shop.findings() if one["rule"] == "deputy")
    assert (found["path"], found["line"], found["severity"]) == ("people/bob.md", 6, "warning")
    assert "carol stands in for alice alone" in found["message"]
    texts = ("The decision=Where?", "Options considered=A or B", "Recommendation=A")
    writes = [part for text in texts for part in ("--write", text)]
    sets = ("--set", "topic=Store", "--set", "size=medium", "--set", "affected=bob")
    record = shop.tacit("new", "decision", *sets, *writes)["id"]
    shop.tacit("act", record, "propose")
    error = shop.refused("--as", "carol", "act", record, "approve")
    assert error["message"].endswith("(and alice, who stands in for bob: a deputy has no deputy)")
    assert shop.tacit("--as", "alice", "act", record, "approve")["status"] == "decided"


def test_a_record_that_is_not_there_is_named_all_the_same_with_a_warning(shop: Desk) -> None:
    said = shop.tacit("new", "task", "--set", "topic=X", "--set", "goal=2026-03-01-001-gone")
    assert said["warnings"] == ["goal: there is no record 2026-03-01-001-gone"]
    assert "broken-link" in shop.rules()


def test_a_second_record_of_one_name_does_not_take_the_place_of_the_first(shop: Desk) -> None:
    """A daily update is called after its day and its author; a person may be called after a number."""
    first = shop.tacit("new", "standup", "--write=Completed=The server.", "--write=Working on=The client.")
    before = shop.read(first["path"])
    error = shop.refused("new", "standup", "--write=Completed=Nothing.", "--write=Working on=Else.")
    assert (error["code"], error["path"]) == ("taken", first["path"])
    assert shop.read(first["path"]) == before
    shop.tacit("new", "person", "--set=handle=3m", "--set=name=3M", "--set=email=3m@example.com")
    assert shop.refused("new", "person", "--set=handle=3M", "--set=name=Another")["code"] == "taken"
