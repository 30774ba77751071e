"""The command line as scripts rely on it: names of keys, exit status, who and when, what is refused and how."""

from pathlib import Path

import pytest
from desks import Desk

RECORD = {"id", "kind", "path", "status", "title", "fields", "created", "updated", "due", "url"}
PROMISE = {"promise", "record", "kind", "title", "party", "who", "since", "due", "late", "kept_by", "silence"}
FINDING = {"path", "line", "rule", "severity", "message", "remedy"}
REVIEW = """\
kind: review
title: A change that somebody else reads before it lands.
files: reviews/{created}-{n:03}-{slug}.md
fields:
  topic:   {is: text, needed: true}
  by:      {is: person, needed: true}
  reader:  {is: party, needed: true}
  risk:    {is: [low, high], starts: low}
  status:  {is: state, needed: true}
  created: {is: date}
  updated: {is: date}
  due:     {is: time}
roles: {owner: by, reader: reader}
sections:
  What changes: {by: owner, needed: true, hint: "[What, and why?]"}
  Remarks: {by: reader, entries: true}
states: [asked, read, landed]
final: [landed]
acts:
  ask:  {by: owner, to: asked}
  read: {by: reader, from: asked, to: read, writes: Remarks}
  land: {by: owner, from: read, to: landed}
promises:
  read: {who: reader, in: asked, within: {risk: {high: 4 working hours, else: 1 workday}}, kept: read, silence: remind}
  land: {who: owner, in: read, within: 2 workdays, kept: land, silence: remind}
"""


def opened(desk: Desk, topic: str = "Token", *more: str) -> str:
    made = desk.tacit(
        "new", "thread", f"--set=topic={topic}", "--set=from=frontend", "--set=to=backend",
        "--write=Question=How long does a token live?", *more,
    )  # fmt: skip
    return str(made["id"])


def asked(desk: Desk, topic: str = "Token", *more: str) -> str:
    thread = opened(desk, topic, *more)
    desk.tacit("act", thread, "send")
    return thread


def test_a_record_has_the_same_keys_wherever_it_is_told(shop: Desk) -> None:
    thread = asked(shop)
    shown = shop.tacit("show", thread)
    [listed] = shop.tacit("list", "thread")["records"]
    acted = shop.tacit("act", thread, "comment", "--because=noted")
    assert set(listed) == RECORD
    assert set(shown) == RECORD | {"sections", "acts", "promises"}
    assert set(acted) >= RECORD
    assert shown["url"] == f"/threads/{thread}" and shown["due"] == "2026-03-04T09:00:00Z"


def test_a_promise_says_who_owes_what_till_when(shop: Desk) -> None:
    thread = asked(shop)
    [promise] = shop.tacit("inbox", "bob")["promises"]
    assert set(promise) >= PROMISE
    assert promise["who"] == ["bob", "carol"] and promise["party"] == "backend" and promise["record"] == thread
    assert (promise["since"], promise["due"], promise["late"]) == (
        "2026-03-03T09:00:00Z",
        "2026-03-04T09:00:00Z",
        False,
    )
    assert shop.tacit("inbox", "--owed-to", "alice")["promises"] == [promise]
    assert shop.tacit("inbox")["promises"] == []


def test_show_says_why_an_act_is_refused(shop: Desk) -> None:
    acts = {one["act"]: one for one in shop.tacit("show", asked(shop))["acts"]}
    assert acts["reply"]["allowed"] is False
    assert acts["reply"]["why"] == "alice is of frontend; Backend's Reply is for backend: bob, carol"
    assert acts["edit"] == {"act": "edit", "allowed": True, "why": None, "remedy": None}
    assert acts["confirm"]["remedy"]


@pytest.mark.parametrize(
    "args",
    [
        ["--bogus"],
        ["list", "--bogus"],
        ["bogus"],
        ["list", "bogus"],
        ["new", "bogus"],
        ["protocol", "show", "bogus"],
        ["search", "x", "--kind", "bogus"],
        ["list", "thread", "--where", "bogus=1"],
        ["list", "--cursor", "bogus"],
        ["new", "thread", "--set", "bogus=1"],
        ["new", "thread", "--set", "topic"],
        ["list", "--at", "2026-03-03T09:00:00"],
        ["check", "--range", "bogus..HEAD"],
        ["check", "bogus.md"],
    ],
)
def test_what_is_called_wrongly_is_wrong_usage(shop: Desk, args: list[str]) -> None:
    error = shop.refused(*args, status=2)
    assert error["code"] and error["message"] and error["remedy"]


def test_what_a_protocol_demands_is_a_refusal_and_changes_nothing(shop: Desk) -> None:
    thread = opened(shop)
    head = shop.git("rev-parse", "HEAD")
    new = ("new", "thread", "--set=topic=A", "--set=from=frontend", "--set=to=backend")
    assert shop.refused("new", "thread")["code"] == "missing-field"
    assert shop.refused(*new, "--set=type=bogus")["message"] == "type: 'bogus' is not one of its values"
    assert shop.refused("act", thread, "edit", "--set=topic=")["code"] == "missing-field"
    assert shop.refused("act", thread, "edit", "--set=to=bakend")["code"] == "unknown-party"
    assert shop.refused("act", thread, "edit", "--set=status=closed")["code"] == "kept-by-tacit"
    assert shop.git("rev-parse", "HEAD") == head


def test_an_error_names_a_file_only_where_there_is_one(shop: Desk) -> None:
    thread = opened(shop)
    assert shop.refused("act", thread, "edit", "--write=Reply=x")["path"] == f"threads/{thread}.md"
    assert "path" not in shop.refused("new", "thread")


def test_outside_of_a_repository_the_environment_has_failed(shop: Desk, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert shop.refused("--repo", str(empty), "list", status=3)["remedy"]


def test_an_id_may_be_a_part_a_path_a_kind_and_name_or_an_old_link(shop: Desk) -> None:
    thread = opened(shop)
    for written in ("TOKEN", f"threads/{thread}.md", f"thread/{thread}", f"/threads/{thread}"):
        assert shop.tacit("show", written)["id"] == thread
    opened(shop, "Token of the second day")
    assert shop.tacit("show", thread)["id"] == thread
    assert "2026-03-03-002" in shop.refused("show", "2026-03-03-00")["remedy"]


def test_the_actor_is_the_author_and_gits_identity_the_committer(shop: Desk) -> None:
    thread = asked(shop)
    shop.tacit("act", thread, "reply", "--write=Reply=A day.", "--as", "bob", "--at", "2026-03-02T23:30:00Z")
    said = shop.git("log", "-1", "--format=%an|%ae|%cn|%ce|%aI|%(trailers:key=Tacit-Party,valueonly,separator=%x2C)")
    assert said.strip() == "Bob|bob@example.com|Alice|alice@example.com|2026-03-02T23:30:00+00:00|backend"
    body = shop.git("log", "-1", "--format=%B")
    assert "Tacit-Act: reply" in body and "Tacit-Command: " in body
    assert shop.refused("act", thread, "resolve", "--as", "nobody")["code"] == "unknown-person"


def test_days_are_those_of_the_one_who_acts(shop: Desk) -> None:
    late = "2026-03-03T23:30:00Z"
    made = shop.tacit("--at", late, "new", "thread", "--set=topic=Night", "--set=from=frontend", "--set=to=backend")
    assert made["created"] == "2026-03-04"  # in Berlin
    made = shop.tacit("--at", late, "--as", "bob", "new", "thread", "--set=topic=Dusk", "--set=to=frontend")
    assert made["created"] == "2026-03-03"  # in UTC


def test_the_first_person_is_made_by_anyone_and_no_other(desk: Desk) -> None:
    desk.tacit("init", "--name", "Shop")
    assert desk.read("tacit.yaml") == "name: Shop\n"
    desk.name, desk.email = "Guest", "guest@example.com"
    desk.tacit("new", "person", "--set=handle=zoe", "--set=name=Zoe")
    assert desk.refused("new", "person", "--set=handle=yan", "--set=name=Yan")["remedy"]
    assert desk.git("log", "-1", "--format=%an").strip() == "Guest"


def test_somebody_without_an_address_changes_their_own_record(desk: Desk) -> None:
    desk.tacit("init", "--name", "Shop")
    desk.tacit("new", "person", "--set=handle=zoe", "--set=name=Zoe")
    desk.tacit("--as", "zoe", "act", "zoe", "edit", "--set=zone=Asia/Tokyo", "--set=away=2026-07-01..2026-07-14")
    assert desk.findings(status=0) == []
    [*_, last] = desk.tacit("history", "zoe")["acts"]
    assert (last["act"], last["person"], last["irregular"]) == ("edit", "zoe", None)


@pytest.mark.parametrize(
    "given", ["zone=Mars/Base", "hours=9", "days=Foo", "holidays=XX", "away=never", "agent=maybe", "name="]
)
def test_what_check_would_find_in_a_person_is_refused_beforehand(shop: Desk, given: str) -> None:
    error = shop.refused("act", "alice", "edit", "--set", given)
    assert error["message"].count(f"{given.partition('=')[0]}: ") <= 1
    assert error["remedy"]


def test_names_are_unique_without_regard_to_case_and_unicode_form(shop: Desk) -> None:
    assert shop.refused("new", "person", "--set=handle=ALICE", "--set=name=A")["path"] == "people/alice.md"
    assert shop.tacit("new", "person", "--set=handle=zo\u00eb", "--set=name=Z")["fields"]["handle"] == "zoe"
    shop.refused("new", "person", "--set=handle=zoe\u0308", "--set=name=Z")


def test_a_list_is_asked_by_several_fields_and_page_by_page(shop: Desk) -> None:
    for number in range(1, 53):
        shop.write(
            f"threads/2026-03-02-{number:03}-t.md",
            f"---\nthread_id: 2026-03-02-{number:03}\ntopic: T{number} | x\nfrom: frontend\nto: backend\n"
            "type: question\nstatus: open\npriority: normal\ncc: [alice, bob]\ncreated: 2026-03-02\n---\n",
        )
    shop.commit("fifty-two")
    first = shop.tacit("list", "thread")
    rest = shop.tacit("list", "thread", "--cursor", first["next"])
    assert [len(first["records"]), len(rest["records"]), rest["next"]] == [50, 2, None]
    found = shop.tacit("list", "thread", "--where", "cc=bob", "--where", "topic=T5 | x")["records"]
    assert [one["id"] for one in found] == ["2026-03-02-005-t"]


def test_a_closed_thread_is_listed_with_all_and_keeps_its_address(shop: Desk) -> None:
    thread = asked(shop, "Told", "--set=type=notification")
    shop.tacit("act", thread, "archive")
    assert shop.tacit("list", "thread")["records"] == []
    [closed] = shop.tacit("list", "thread", "--all")["records"]
    assert (closed["status"], closed["url"]) == ("closed", f"/threads/{thread}")
    assert shop.tacit("show", f"threads/{thread}.md")["path"] == f"archive/threads/{thread}.md"


def test_a_broken_file_is_listed_with_its_kind_and_its_line(shop: Desk) -> None:
    shop.write("threads/2026-03-03-001-bad.md", "---\ntopic: a\ntopic: b\n---\n")
    shop.commit()
    [row] = shop.tacit("list", "thread")["records"]
    assert (row["status"], row["kind"], row["broken"]["line"]) == ("broken", "thread", 3)
    assert shop.tacit("show", "bad")["status"] == "broken"
    assert shop.findings("threads/2026-03-03-001-bad.md", status=1)[0]["rule"] == "parse"


def test_findings_have_all_keys_and_warnings_alone_are_no_failure(shop: Desk) -> None:
    thread = opened(shop, "One. Two. Three.")
    [finding] = shop.findings(status=0)
    assert set(finding) == FINDING and (finding["rule"], finding["severity"]) == ("too-long", "warning")
    assert finding["path"] == f"threads/{thread}.md" and finding["remedy"]
    assert shop.findings("--strict", status=1) == [finding]


def test_check_looks_at_the_work_tree_the_stage_or_a_range(shop: Desk) -> None:
    thread = opened(shop)
    file = f"threads/{thread}.md"
    shop.write(file, shop.read(file).replace("type: question", "type: bogus"))
    assert shop.findings("--staged", status=0) == []
    assert shop.rules(file) == {"unknown-value"}
    shop.git("add", "-A")
    assert [one["line"] for one in shop.findings("--staged", status=1)] == [6]
    shop.commit()
    assert "unknown-value" in shop.rules("--range", "HEAD~1..HEAD")


def test_github_is_told_the_finding_and_on_a_new_line_its_remedy(shop: Desk) -> None:
    opened(shop, "One. Two.")
    said = shop.run("check", "--format", "github").out
    assert said.startswith("::warning file=threads/2026-03-03-001-one-two.md,line=3,title=too-long::")
    assert "sentences long%0ASay it" in said


def test_protocols_are_listed_and_those_of_the_work_tree_checked(shop: Desk) -> None:
    listed = shop.tacit("protocol", "list")["protocols"]
    [thread] = [one for one in listed if one["kind"] == "thread"]
    assert {**thread, "title": ""} == {"kind": "thread", "path": "protocols/thread.yaml", "bundled": True, "title": ""}
    shop.write("protocols/review.yaml", REVIEW.replace("kept: land", "kept: lnd"))
    answer = shop.run("--json", "protocol", "check")
    [finding] = answer.json["findings"]
    assert (answer.status, finding["path"], set(finding)) == (1, "protocols/review.yaml", FINDING)
    shop.write("protocols/review.yaml", REVIEW)
    assert shop.tacit("protocol", "check") == {"findings": []}


def test_a_protocol_that_names_a_kind_which_is_not_there_decides_nothing(shop: Desk) -> None:
    shop.write("protocols/review.yaml", f"{REVIEW.rstrip()}\nrhythm: {{every: week, for: sprint.owner}}\n")
    [finding] = shop.run("--json", "protocol", "check").json["findings"]
    assert finding["message"] == "the rhythm comes round for `sprint`, which is no kind"
    shop.commit("reviews")
    assert shop.run("new", "review", "--set=topic=x").status == 1


def test_a_kind_of_ones_own_works_as_the_bundled_ones_do(shop: Desk) -> None:
    shop.write("protocols/review.yaml", REVIEW)
    shop.commit("reviews")
    made = shop.tacit(
        "new", "review", "--set=topic=Faster login", "--set=reader=backend", "--set=risk=high", "--write=what=All of it"
    )
    assert (made["url"], made["due"]) == ("/reviews/2026-03-03-001-faster-login", "2026-03-03T13:00:00Z")
    assert shop.inbox("bob") == [("read", made["id"])]
    shop.tacit("--as", "bob", "act", made["id"], "read", "--write=Remarks=fine")
    assert shop.tacit("act", made["id"], "land")["status"] == "landed"
    assert shop.findings(status=0) == []


def test_the_index_lies_in_the_git_directory_and_is_rebuilt_the_same(shop: Desk) -> None:
    thread = asked(shop)
    counts = shop.tacit("index")
    again = shop.tacit("index", "--rebuild")
    assert {key: counts[key] for key in ("records", "promises", "acts")} == {
        key: again[key] for key in ("records", "promises", "acts")
    }
    assert shop.git("status", "--porcelain") == "" and ".git" in again["path"]
    [hit] = shop.tacit("search", "live", "--kind", "thread")["hits"]
    assert hit["id"] == thread and "live" in hit["snippet"] and "Question" in hit["section"]
