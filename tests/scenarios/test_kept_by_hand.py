"""A repository kept by hand after the thread protocol's own document, with nothing but git and an editor: adopted,
its inbox and its faults shown; no people records, parties are just names."""

import pytest
from desks import Desk

THREAD = """---
thread_id: 2026-03-02-001
topic: How long do auth tokens live
from: frontend
to: backend
type: question
status: {status}
priority: {priority}
created: 2026-03-02
updated: {updated}        # update this every time the file is edited
reviewers: [zoe]
---

## Background

Protocol §3.2 states 15 minutes, but the gateway caches for an hour.

## Frontend Team's Question / Proposal

How long do tokens live?

## Backend Team's Reply

> Updated: YYYY-MM-DD

{reply}

## Frontend Team's Final Answer (if needed)

> Updated: YYYY-MM-DD

[If the reply generates further clarification, opener fills this.
If the reply already resolves it, skip this section.]

## Resolution

> Status: ⏳ Pending | ✅ Confirmed | ❌Rejected

[One sentence: what was decided.]

## Confirmation

- [ ] Backend Team confirms the resolution above and will implement accordingly
"""
HINT = "[Responder fills this section. Do not edit the Opener's section above.]"
ID = "2026-03-02-001-auth-token-expiry"
PATH = f"threads/{ID}.md"
README = """# Threads

Ask before you build.

## Open Threads

| File | Topic | From | Status | Priority |
|------|-------|------|--------|----------|
| [2026-03-02-001-auth-token-expiry.md](2026-03-02-001-auth-token-expiry.md) | How long do auth tokens live | frontend | awaiting-reply | high |
"""  # noqa: E501


def thread(
    status: str = "awaiting-reply", priority: str = "high", updated: str = "2026-03-02", reply: str = HINT
) -> str:
    return THREAD.format(status=status, priority=priority, updated=updated, reply=reply)


@pytest.fixture
def kept(desk: Desk) -> Desk:
    desk.write("README.md", "# A shared repository\n")
    desk.write(PATH, thread())
    desk.write("threads/README.md", README)
    desk.commit("threads, by hand")
    return desk


def test_adopting_adds_one_file_and_changes_no_byte(kept: Desk) -> None:
    before = {path: kept.read(path) for path in (PATH, "threads/README.md", "README.md")}
    told = kept.tacit("init", "--name", "Shared")
    assert told["name"] == "Shared"
    assert kept.git("show", "--name-status", "--format=", "HEAD").split() == ["A", "tacit.yaml"]
    assert kept.read("tacit.yaml") == "name: Shared\n"
    assert {path: kept.read(path) for path in before} == before
    assert kept.git("status", "--porcelain") == ""


def test_the_inbox_is_owed_from_the_end_of_the_updated_day(kept: Desk) -> None:
    kept.tacit("init")
    promises = kept.tacit("inbox", "backend")["promises"]
    assert [(one["promise"], one["record"], one["party"]) for one in promises] == [("answer", ID, "backend")]
    # 8 working hours from the end of Monday 2 March, on the workspace's own hours: Tuesday 9:00 to 17:00
    assert promises[0]["due"] == "2026-03-03T17:00:00Z"
    assert kept.tacit("inbox", "frontend")["promises"] == []
    assert [one["record"] for one in kept.tacit("inbox", "--owed-to", "frontend")["promises"]] == [ID]


def test_what_is_kept_well_has_no_faults(kept: Desk) -> None:
    kept.tacit("init")
    assert kept.findings(status=0) == []


def test_acts_need_a_name_and_then_are_done(kept: Desk) -> None:
    kept.tacit("init")
    error = kept.refused("act", ID, "reply", "--write", "Reply=An hour.")
    assert "--as" in error["remedy"]
    error = kept.refused("--as", "frontend", "act", ID, "reply", "--write", "Reply=An hour.")
    assert "backend" in error["message"]
    before = kept.read(PATH)
    done = kept.tacit("--as", "backend", "act", ID, "reply", "--write", "Reply=An hour.")
    assert done["status"] == "awaiting-confirm"
    after = kept.read(PATH)
    changed = {line for line in set(before.split("\n")) ^ set(after.split("\n")) if line}
    assert changed == {
        "status: awaiting-reply",
        "status: awaiting-confirm",
        "updated: 2026-03-02        # update this every time the file is edited",
        "updated: 2026-03-03        # update this every time the file is edited",
        "due: 2026-03-04T09:00:00Z",
        "> Updated: 2026-03-03",
        HINT,
        "An hour.",
    }
    assert kept.tacit("show", ID)["fields"]["reviewers"] == ["zoe"]
    assert kept.git("log", "-1", "--format=%an").strip() == "backend"


def test_a_reply_by_hand_is_read_as_the_act(kept: Desk) -> None:
    kept.tacit("init")
    kept.write(PATH, thread("awaiting-confirm", updated="2026-03-03", reply="An hour."))
    kept.commit("reply")
    kept.tacit("sync")
    acts = kept.tacit("history", ID)["acts"]
    assert [act["act"] for act in acts][-1] == "reply"
    assert not any(act["irregular"] for act in acts)
    assert kept.inbox("frontend") == [("settle", ID)]


def test_a_status_that_jumped_is_irregular(kept: Desk) -> None:
    kept.tacit("init")
    kept.write(PATH, thread("resolved", updated="2026-03-03"))
    kept.commit("jump")
    acts = kept.tacit("history", ID)["acts"]
    assert acts[-1]["irregular"]
    found = [finding for finding in kept.findings(status=1) if finding["rule"] == "irregular"]
    assert [finding["path"] for finding in found] == [PATH]
    assert found[0]["line"] > 1
    assert found[0]["remedy"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (thread("awaiting-reply", reply="An hour."), "stale-status"),
        (thread("waiting"), "unknown-value"),
        (thread().replace("topic: How long do auth tokens live\n", ""), "missing-field"),
        (thread().replace("status: awaiting-reply\n", ""), "missing-field"),
        (
            thread().replace("How long do tokens live?", "How long do tokens live? And who rotates the keys?"),
            "one-question",
        ),
        (thread().replace("created: 2026-03-02", "created: 2026-02-30"), "parse"),
        (thread().replace("## Background", "<<<<<<< ours\n## Background"), "parse"),
        (thread().removeprefix("---\n"), "parse"),
    ],
)
def test_each_fault_is_told_with_its_line_and_remedy(kept: Desk, text: str, rule: str) -> None:
    kept.tacit("init")
    kept.write(PATH, text)
    found = [finding for finding in kept.findings() if finding["rule"] == rule]
    assert found, kept.findings()
    assert all(finding["path"] == PATH and finding["line"] >= 1 and finding["remedy"] for finding in found)


def test_a_table_that_is_behind_is_told_and_mended(kept: Desk) -> None:
    kept.tacit("init")
    kept.write("threads/README.md", README.replace("awaiting-reply", "open"))
    assert "index-row" in kept.rules()
    kept.run("check", "--fix")
    assert kept.read("threads/README.md") == README


def test_another_day_by_hand_without_updated_is_stale(kept: Desk) -> None:
    kept.tacit("init")
    kept.write(PATH, thread().replace("for an hour", "for two hours"))
    kept.clock.later(days=1)
    kept.commit("a word")
    assert "stale-updated" in kept.rules()


def test_what_silence_does_waits_for_a_due_time_that_tick_writes(desk: Desk) -> None:
    desk.write(PATH, thread("awaiting-reply", "blocking"))
    desk.commit("threads, by hand")
    desk.tacit("init")
    desk.clock.later(days=3)
    first = desk.tacit("tick")["acts"]
    assert [act["act"] for act in first] == ["clock"]
    # Friday 9:00 and 4 working hours
    assert desk.fields(ID)["due"] == "2026-03-06T13:00:00Z"
    desk.clock.later(hours=3)
    assert desk.tacit("tick")["acts"] == []
    desk.clock.later(hours=2)
    assert [act["act"] for act in desk.tacit("tick")["acts"]] == ["escalate"]


def test_the_solo_form_has_three_fields(desk: Desk) -> None:
    desk.tacit("init", "--solo", "--name", "Mine")
    made = desk.tacit("--as", "me", "new", "thread", "--set", "topic=Which port")
    text = desk.read(made["path"])
    front = text.split("---\n")[1]
    assert [line.partition(":")[0] for line in front.splitlines() if not line.startswith("due")] == [
        "thread_id",
        "topic",
        "status",
    ]
    assert made["status"] == "open"
    done = desk.tacit("--as", "me", "act", made["id"], "resolve", "--write", "Resolution=8080.")
    assert done["status"] == "resolved"
    assert desk.tacit("--as", "me", "act", made["id"], "archive")["path"] == f"archive/threads/{made['id']}.md"


def test_a_folder_that_is_no_repository_becomes_one(desk: Desk) -> None:
    new = Desk(desk.folder.parent / "fresh", desk.clock, home=desk.home)
    new.folder.mkdir()
    new.tacit("init", "--name", "Fresh")
    assert new.git("log", "--format=%s").strip() == "init: Fresh"
    error = new.refused("init")
    assert error["code"] == "already-a-workspace"


def test_silence_does_not_end_what_was_brought_about_irregularly(kept: Desk) -> None:
    kept.tacit("init")
    kept.write(PATH, thread("resolved", updated="2026-03-03"))
    kept.commit("jump")
    kept.clock.later(days=1)
    assert [act["act"] for act in kept.tacit("tick")["acts"]] == ["clock"]
    kept.clock.later(days=5)
    ticked = kept.tacit("tick")
    assert ticked["acts"] == []
    assert any("irregular" in notice for notice in ticked["notices"])
