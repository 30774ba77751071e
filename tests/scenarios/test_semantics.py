"""What the seeds leave open, as it was settled: time, people, hand edits, names, tables, clones."""

import pytest
from desks import Desk

THREAD = """\
---
thread_id: {id}
topic: {topic}
from: frontend
to: backend
type: question
status: {status}
priority: normal
created: 2026-03-02
updated: 2026-03-02
---

## Frontend's Question / Proposal

How long does a token live?
{rest}"""


def by_hand(desk: Desk, number: int, status: str = "awaiting-reply", rest: str = "", folder: str = "threads") -> str:
    name = f"2026-03-02-{number:03}"
    text = THREAD.format(id=name, topic=f"T{number} | x", status=status, rest=rest)
    desk.write(f"{folder}/{name}-t.md", text)
    return f"{folder}/{name}-t.md"


def asked(
    desk: Desk, to: str, priority: str = "normal", at: str = "2026-03-03T09:00:00Z", *more: str
) -> dict[str, str]:
    made = desk.tacit(
        "--at", at, "new", "thread", "--set=topic=Token", "--set=from=frontend", f"--set=to={to}",
        f"--set=priority={priority}", "--write=Question=How long does a token live?", *more,
    )  # fmt: skip
    sent: dict[str, str] = desk.tacit("--at", at, "act", made["id"], "send")
    return sent


def person(desk: Desk, handle: str, *lines: str) -> None:
    more = "".join(f"{line}\n" for line in lines)
    desk.write(
        f"people/{handle}.md",
        f"---\nhandle: {handle}\nname: {handle.capitalize()}\nemail: {handle}@example.com\n{more}status: active\n---\n",
    )


@pytest.mark.parametrize(
    ("priority", "at", "due"),
    [
        # A workday is round the clock and stands still at the weekend, in which the clocks of New York are put on.
        ("normal", "2026-03-06T20:00:00Z", "2026-03-09T19:00:00Z"),
        # Working hours end at five on Friday and go on at nine on Monday.
        ("blocking", "2026-03-06T21:00:00Z", "2026-03-09T16:00:00Z"),
        # The third of July is a holiday, since the fourth is a Saturday.
        ("high", "2026-07-02T20:00:00Z", "2026-07-06T20:00:00Z"),
    ],
)
def test_a_window_is_one_instant_on_the_calendar_of_who_owes(shop: Desk, priority: str, at: str, due: str) -> None:
    person(shop, "eve", "zone: America/New_York", "holidays: US")
    shop.commit("eve")
    assert asked(shop, "eve", priority, at)["due"] == due


def test_an_absence_stops_no_clock_and_the_deputy_answers(shop: Desk) -> None:
    person(shop, "dana", "away: [2026-03-02..2026-03-20]", "cover: bob")
    shop.commit("dana")
    sent = asked(shop, "dana")
    assert sent["due"] == "2026-03-04T09:00:00Z"
    assert shop.inbox("bob") == [("answer", sent["id"])]
    shop.tacit("--as", "bob", "act", sent["id"], "reply", "--write=Reply=A day, for Dana.")


def test_an_agent_answers_and_never_confirms(shop: Desk) -> None:
    person(shop, "bot", "agent: true", "for: bob")
    shop.write("teams/robots.md", "---\nhandle: robots\nname: Robots\nmembers: [bot]\nstatus: active\n---\n")
    shop.commit("a team without people")
    sent = asked(shop, "robots")
    assert sent["due"] == "2026-03-04T09:00:00Z"  # on the workspace's own hours
    shop.tacit("--as", "bot", "act", sent["id"], "reply", "--write=Reply=A day.")
    shop.tacit("act", sent["id"], "resolve", "--write=Resolution=A day.")
    assert "agent" in shop.refused("--as", "bot", "act", sent["id"], "confirm")["message"]


def test_a_larger_thread_tells_those_in_cc_too(shop: Desk) -> None:
    sent = asked(shop, "backend", "normal", "2026-03-03T09:00:00Z", "--set=cc=alice, carol")
    assert sent["notices"] == [f"To backend, alice, carol: New thread waiting for you: `{sent['id']}`"]


def test_a_reminder_is_given_once_and_a_late_one_alone(shop: Desk) -> None:
    asked(shop, "backend")
    shop.clock.later(hours=13)
    assert [one["stage"] for one in shop.tacit("tick")["reminders"]] == ["50%"]
    assert shop.tacit("tick")["reminders"] == []
    shop.clock.later(days=9)
    assert len(shop.tacit("tick")["reminders"]) == 1
    assert shop.tacit("inbox", "bob")["promises"][0]["late"] is True


def test_a_record_is_taken_as_it_stands_when_it_comes(shop: Desk) -> None:
    by_hand(shop, 1, "awaiting-confirm", "\n## Backend's Reply\n\nA day.\n")
    shop.clock.later(days=1)
    shop.commit("brought along")
    assert not {"irregular", "stale-updated"} & shop.rules()
    [came] = shop.tacit("history", "2026-03-02-001-t")["acts"]
    assert (came["by_hand"], came["irregular"]) == (True, None)


def test_a_promise_begun_by_hand_is_owed_from_the_end_of_the_updated_day(shop: Desk) -> None:
    by_hand(shop, 1)
    shop.commit()
    [promise] = shop.tacit("inbox", "bob")["promises"]
    assert (promise["since"], promise["due"]) == ("2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z")


def test_words_of_the_other_team_are_told_of_until_they_are_taken_back(shop: Desk) -> None:
    sent = asked(shop, "backend")
    file = f"threads/{sent['id']}.md"
    good = shop.read(file)
    shop.name, shop.email = "Bob", "bob@example.com"
    shop.write(file, good.replace("How long does a token live?", "How short?"))
    shop.commit("somebody else's question")
    [finding] = [one for one in shop.findings(status=1) if one["rule"] == "own-section"]
    assert good.splitlines()[finding["line"] - 1] == "## Frontend's Question / Proposal"
    [*_, act] = shop.tacit("history", sent["id"])["acts"]
    assert act["irregular"]
    shop.write(file, good)
    shop.commit("taken back")
    assert shop.findings(status=0) == []


def test_the_tables_show_two_hundred_open_and_fifty_archived_and_count_the_rest(shop: Desk) -> None:
    shop.write("threads/README.md", "# Ours\n\nRead me first.\n")
    for number in range(1, 206):
        by_hand(shop, number)
    for number in range(300, 355):
        by_hand(shop, number, "closed", folder="archive/threads")
    shop.commit("many")
    shop.tacit("new", "thread", "--set=topic=New", "--set=from=frontend", "--set=to=backend")
    table = shop.read("threads/README.md")
    assert table.startswith("# Ours\n\nRead me first.\n")
    assert table.count("| open |") + table.count("| awaiting-reply |") == 200 and table.count("| closed |") == 50
    assert "6 more open threads" in table and "5 more archived threads" in table
    assert "T205 \\| x" in table and "index-row" not in shop.rules()


def test_an_act_that_changes_no_row_leaves_the_table_alone(shop: Desk) -> None:
    sent = asked(shop, "backend")
    shop.tacit("act", sent["id"], "comment", "--because=noted")
    assert shop.git("show", "--format=", "--name-only", "HEAD").split() == [f"threads/{sent['id']}.md"]


def test_two_clones_with_one_number_are_set_right_by_anybody(two: tuple[Desk, Desk]) -> None:
    alice, bob = two
    alice.tacit("new", "thread", "--set=topic=AAA", "--set=from=frontend", "--set=to=backend")
    bob.clock.later(minutes=5)
    bob.tacit("--as", "bob", "new", "thread", "--set=topic=BBB", "--set=to=frontend")
    bob.tacit("sync")
    assert alice.tacit("sync")["merged"]
    assert {one["path"] for one in alice.findings() if one["rule"] == "duplicate-id"} == {
        "threads/2026-03-03-001-aaa.md",
        "threads/2026-03-03-001-bbb.md",
    }
    alice.findings("--fix", status=0)
    alice.commit("renumbered")
    assert alice.findings(status=0) == []
    later = alice.tacit("show", "2026-03-03-001-bbb")
    assert (later["id"], later["fields"]["aliases"]) == ("2026-03-03-002-bbb", ["2026-03-03-001-bbb"])


def test_one_line_edited_by_two_is_a_conflict_that_leaves_both_as_they_are(two: tuple[Desk, Desk]) -> None:
    alice, bob = two
    thread = asked(alice, "backend")["id"]
    alice.tacit("sync")
    bob.tacit("sync")
    for desk, text in ((alice, "One."), (bob, "Two.")):
        desk.tacit("--as", "alice", "act", thread, "edit", f"--write=Background={text}")
    alice.tacit("sync")
    before = bob.git("rev-parse", "HEAD")
    answer = bob.run("--json", "sync")
    assert (answer.status, answer.json["conflicts"]) == (1, [f"threads/{thread}.md"])
    assert (bob.git("rev-parse", "HEAD"), bob.git("status", "--porcelain")) == (before, "")


def test_archiving_bumps_the_document_and_links_both_ways(shop: Desk) -> None:
    shop.write("docs/p.md", "---\nversion: 1.2\n---\n# P\n\n## Auth\n\ntext\n\n## Other\n")
    shop.write("session_state.md", "# State\n")
    shop.commit("a shared document")
    sent = asked(shop, "backend", "blocking", "2026-03-03T09:00:00Z", "--set=document=docs/p.md#auth")
    shop.tacit("--as", "bob", "act", sent["id"], "reply", "--write=Reply=A day.")
    shop.tacit("act", sent["id"], "resolve", "--write=Resolution=A day.")
    shop.tacit("--as", "bob", "act", sent["id"], "confirm")
    assert f"✅ [Token](threads/{sent['id']}.md)" in shop.read("session_state.md")
    shop.tacit("act", sent["id"], "archive")
    text = shop.read("docs/p.md")
    assert "version: 1.3" in text and text.index("📌 See") < text.index("## Other")
    assert f"Resolution documented in threads/{sent['id']}.md (closed)" in text
    assert shop.findings(status=0) == []


def test_without_people_a_party_is_just_a_name(desk: Desk) -> None:
    desk.tacit("init", "--name", "Hand")
    made = desk.tacit("--as", "web", "new", "thread", "--set=topic=T", "--set=to=api", "--write=Question=How?")
    assert made["fields"]["from"] == "web"
    assert "--as" in desk.refused("act", made["id"], "send")["remedy"]
    desk.tacit("--as", "web", "act", made["id"], "send")
    assert desk.refused("--as", "web", "act", made["id"], "reply", "--write=Reply=x")["code"] == "not-yours"
    desk.tacit("--as", "Team API", "act", made["id"], "comment", "--because=noted")
    assert desk.inbox("api") == [("answer", made["id"])]
