"""Meetings from the first act to the last: the gate, the agenda, notes, decisions, fair times; and the pulse."""

import os
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from desks import Desk

from tacit.work.sealed import put
from tacit.work.wire import open_workspace

FRIDAY = "2026-03-06T10:00:00Z"


def meeting(desk: Desk, reason: str, at: str = FRIDAY, *more: str) -> str:
    made = desk.tacit(
        "new", "meeting", "--set=topic=Redesign the token", f"--set=reason={reason}", f"--set=at={at}",
        "--set=attendees=backend", *more,
    )  # fmt: skip
    return str(made["id"])


def thread(desk: Desk, question: str = "How long does a token live?") -> str:
    made = desk.tacit(
        "new", "thread", "--set=topic=Token", "--set=from=frontend", "--set=to=backend", "--set=document=docs/auth.md",
        f"--write=Question={question}",
    )  # fmt: skip
    desk.tacit("act", made["id"], "send")
    return str(made["id"])


def document(desk: Desk) -> None:
    desk.write("docs/auth.md", "# Auth\n\nA token lives for some time.\n")
    desk.commit("the document")


def owed(desk: Desk, record: str) -> dict[str, str]:
    return {one["promise"]: one["due"] for one in desk.tacit("show", record)["promises"]}


def test_a_meeting_from_the_call_to_the_decisions(shop: Desk) -> None:
    document(shop)
    asked = thread(shop)
    held = meeting(shop, "design-debate", FRIDAY, "--set=document=docs/auth.md", "--set=length=45 minutes")
    called = shop.tacit("act", held, "call")
    assert called["notices"] == [f"To backend: `call` in meeting: `{held}`"]
    assert called["fields"]["ends"] == "2026-03-06T10:45:00Z"
    # The agenda a day before, the notes two hours after: whatever the weekday.
    assert owed(shop, held) == {"agenda": "2026-03-05T10:00:00Z", "notes": "2026-03-06T12:45:00Z"}
    shop.tacit("act", held, "agenda")
    assert f"- How long does a token live? ([Token](/threads/{asked}.md))\n" in shop.read(called["path"])
    assert "agenda" not in owed(shop, held)
    assert "it begins at" in shop.refused("act", held, "notes", "--write=Notes=Early.")["message"]
    shop.clock.now = datetime(2026, 3, 6, 11, 30, tzinfo=UTC)
    shop.tacit(
        "--as", "bob", "act", held, "notes", "--write=Notes=An hour is enough.", "--set=recording=https://v.example/1"
    )
    first = shop.tacit(
        "act", held, "decide", "--set=topic=Tokens live for an hour", "--set=size=small",
        "--write=The decision=An hour", "--write=Recommendation=An hour, since sessions are short",
    )["opened"]  # fmt: skip
    second = shop.tacit(
        "--as", "carol", "act", held, "decide", "--set=topic=Refresh them", "--set=size=medium",
        "--set=affected=frontend", "--write=The decision=Refresh", "--write=Options=Refresh or log in anew",
        "--write=Recommendation=Refresh",
    )["opened"]  # fmt: skip
    assert shop.fields(held)["decision"] == [*first, *second]
    assert [shop.fields(one)["meeting"] for one in (*first, *second)] == [held, held]
    shop.tacit("act", held, "close")
    assert f"📌 See [meetings/{held}.md](../meetings/2026/{held}.md)" in shop.read("docs/auth.md")
    assert shop.rules() <= {"decided-elsewhere"}  # the thread about the section is open still


@pytest.mark.parametrize("given", [(), ("--set=reason=status",)])
def test_what_has_no_reason_is_told_how_to_do_without_a_meeting(shop: Desk, given: tuple[str, ...]) -> None:
    said = shop.refused(
        "new", "meeting", "--set=topic=Sync", f"--set=at={FRIDAY}", "--set=attendees=backend", *given
    )  # fmt: skip
    assert "emergency" in said["remedy"] and "tacit new thread" in said["remedy"]
    assert shop.tacit("list", "meeting", "--all")["records"] == []


def test_a_meeting_in_the_past_is_refused(shop: Desk) -> None:
    said = shop.refused(
        "new", "meeting", "--set=topic=x", "--set=reason=emergency", "--set=at=2026-03-03T08:59:00Z",
        "--set=attendees=bob",
    )  # fmt: skip
    assert said["code"] == "in-the-past"


# From Friday evening 48 hours lie in the weekend all the same, and in March clocks are put on in it.
@pytest.mark.parametrize(
    ("now", "early", "late"),
    [
        (datetime(2026, 3, 3, 9, tzinfo=UTC), "2026-03-05T08:59:00Z", "2026-03-05T09:00:00Z"),
        (datetime(2026, 3, 27, 17, tzinfo=UTC), "2026-03-29T18:59:00+02:00", "2026-03-29T19:00:00+02:00"),
        (datetime(2026, 4, 3, 9, tzinfo=UTC), "2026-04-05T08:00:00Z", "2026-04-05T09:00:00Z"),
    ],
)
def test_a_meeting_needs_48_hours_of_notice(shop: Desk, now: datetime, early: str, late: str) -> None:
    shop.clock.now = now
    soon = meeting(shop, "one-to-one", early)
    assert shop.refused("act", soon, "call")["code"] == "short-notice"
    shop.tacit("act", soon, "move", f"--set=at={late}")
    assert shop.tacit("act", soon, "call")["status"] == "called"


def test_an_emergency_needs_no_notice_and_no_document_but_its_notes(shop: Desk) -> None:
    now = meeting(shop, "emergency", "2026-03-03T09:05:00Z", "--set=length=30 minutes")
    shop.tacit("act", now, "call")
    assert owed(shop, now)["notes"] == "2026-03-03T11:35:00Z"
    shop.clock.now = datetime(2026, 3, 3, 11, 36, tzinfo=UTC)
    assert ("notes", now) in [(one["promise"], one["record"]) for one in shop.tacit("tick")["reminders"]]
    assert shop.tacit("inbox", "alice")["promises"][0]["late"] is True


@pytest.mark.parametrize("reason", ["design-debate", "high-stakes-decision", "demo", "negotiation"])
def test_a_debate_needs_something_to_read_beforehand(shop: Desk, reason: str) -> None:
    held = meeting(shop, reason)
    assert "nothing to read" in shop.refused("act", held, "call")["message"]
    shop.tacit("act", held, "edit", "--set=document=docs/auth.md")
    assert "no file or record docs/auth.md" in shop.refused("act", held, "call")["message"]
    document(shop)
    shop.tacit("act", held, "call")


@pytest.mark.parametrize("reason", ["onboarding", "relationship", "sensitive", "one-to-one", "social", "offsite"])
def test_people_may_meet_for_each_other_without_a_document(shop: Desk, reason: str) -> None:
    shop.tacit("act", meeting(shop, reason), "call")


def test_a_record_may_be_what_everybody_has_read(shop: Desk) -> None:
    asked = thread(shop)
    shop.tacit("act", meeting(shop, "high-stakes-decision", FRIDAY, f"--set=about={asked}"), "call")


def test_an_hour_is_the_longest_but_for_parties_and_offsites(shop: Desk) -> None:
    long = meeting(shop, "onboarding", FRIDAY, "--set=length=61 minutes")
    assert shop.refused("act", long, "call")["code"] == "too-long"
    shop.tacit("act", long, "move", "--set=length=60 minutes")
    shop.tacit("act", long, "call")
    assert shop.refused("act", long, "move", "--set=length=2 hours")["code"] == "too-long"
    shop.tacit("act", meeting(shop, "social", FRIDAY, "--set=length=2 hours"), "call")
    shop.tacit("act", meeting(shop, "offsite", FRIDAY, "--set=length=2 days"), "call")


def test_the_time_is_no_field_to_edit(shop: Desk) -> None:
    called = meeting(shop, "one-to-one")
    shop.tacit("act", called, "call")
    assert shop.refused("act", called, "edit", "--set=at=2026-03-03T10:00:00Z")["code"] == "not-yours"
    assert shop.refused("act", called, "move", "--set=at=2026-03-04T10:00:00Z")["code"] == "short-notice"
    moved = shop.tacit("act", called, "move", "--set=at=2026-03-09T10:00:00Z")
    assert (moved["fields"]["ends"], owed(shop, called)) == (
        "2026-03-09T10:45:00Z",
        {"agenda": "2026-03-08T10:00:00Z", "notes": "2026-03-09T12:45:00Z"},
    )


def test_what_is_settled_beforehand_needs_no_meeting(shop: Desk) -> None:
    document(shop)
    asked = thread(shop)
    called = meeting(shop, "design-debate", FRIDAY, f"--set=about={asked}")
    shop.tacit("act", called, "call")
    assert "keep" not in owed(shop, called)
    shop.tacit("--as", "bob", "act", asked, "reply", "--write=Reply=An hour.")
    shop.tacit("act", asked, "resolve", "--write=Resolution=An hour.")
    shop.tacit("--as", "bob", "act", asked, "confirm")
    assert ("keep", called) in shop.inbox("alice")
    kept = meeting(shop, "design-debate", FRIDAY, f"--set=about={asked}")
    shop.tacit("act", kept, "call")
    shop.tacit("act", kept, "keep", "--because=Dana joins us, and should hear it.")
    assert "keep" not in owed(shop, kept)
    shop.tacit("act", called, "cancel")
    assert owed(shop, called) == {}


def test_an_agenda_that_nobody_makes_is_made_by_tacit(shop: Desk) -> None:
    asked = thread(shop)
    called = meeting(shop, "design-debate", FRIDAY, f"--set=about={asked}")
    shop.tacit("act", called, "call")
    shop.clock.now = datetime(2026, 3, 5, 10, 1, tzinfo=UTC)
    assert ("agenda", called) in [(one["act"], one["record"]) for one in shop.tacit("tick")["acts"]]
    assert "How long does a token live?" in shop.read(shop.tacit("show", called)["path"])
    assert shop.tacit("history", called)["acts"][-1]["irregular"] is None


def test_where_nothing_is_open_the_agenda_is_asked_of_the_owner(shop: Desk) -> None:
    called = meeting(shop, "one-to-one")
    shop.tacit("act", called, "call")
    assert "`Agenda` is not filled" in shop.refused("act", called, "agenda")["message"]
    shop.tacit("act", called, "agenda", "--write=Agenda=- How are you?")


# Slots


def far_away(desk: Desk) -> None:
    for handle, zone in {"dana": "America/Los_Angeles", "taro": "Asia/Tokyo"}.items():
        desk.write(
            f"people/{handle}.md",
            f"---\nhandle: {handle}\nname: {handle.capitalize()}\nemail: {handle}@example.com\nzone: {zone}\n"
            "status: active\n---\n",
        )
    desk.commit("two more")


def test_slots_are_fair_and_the_burden_goes_round(shop: Desk) -> None:
    far_away(shop)
    first = shop.tacit("slots", "--with=dana", "--length=45m", "--days=3")["slots"][0]
    assert {one["person"]: one["side"] for one in first["bears"]} == {"alice": "late", "dana": "early"}
    # Dana comes three hours early to one meeting; for the next, Alice stays late.
    held = shop.tacit(
        "new", "meeting", "--set=topic=x", "--set=reason=one-to-one", "--set=at=2026-03-06T14:00:00Z",
        "--set=attendees=dana",
    )["id"]  # fmt: skip
    shop.tacit("act", held, "call")
    shop.clock.now = datetime(2026, 3, 6, 15, tzinfo=UTC)
    shop.tacit("act", held, "notes", "--write=Notes=Good.")
    found = shop.tacit("slots", "--with=dana")
    assert {one["person"]: one["bore"] for one in found["people"]} == {"alice": 0, "dana": 180}
    assert [one["person"] for one in found["slots"][0]["bears"]] == ["alice"]


def test_slots_for_a_meeting_keep_the_notice_and_other_meetings(shop: Desk) -> None:
    called = meeting(shop, "one-to-one", "2026-03-05T09:00:00Z")
    shop.tacit("act", called, "call")
    planned = meeting(shop, "one-to-one", "2026-03-05T09:00:00Z")
    starts = [one["start"] for one in shop.tacit("slots", planned)["slots"]]
    assert starts[0] == "2026-03-05T09:45:00Z"
    now = meeting(shop, "emergency", "2026-03-03T09:30:00Z")
    assert shop.tacit("slots", now)["slots"][0]["start"] == "2026-03-03T09:00:00Z"


def test_where_there_is_no_slot_it_says_who_could_read_the_notes(shop: Desk) -> None:
    far_away(shop)
    found = shop.tacit("slots", "--with=dana,taro")
    assert (found["slots"], found["without"]) == ([], ["dana", "taro", "alice"])
    said = shop.run("slots", "--with=dana,taro")
    assert "There is one without dana or taro or alice" in said.out


def test_slots_of_somebody_unknown_and_of_what_is_no_meeting_are_refused(shop: Desk) -> None:
    assert shop.refused("slots", "--with=nobody")["code"] == "unknown-person"
    assert shop.refused("slots", thread(shop), status=2)["code"] == "no-meeting"
    assert shop.refused("slots", "--with=bob", "--length=soon", status=2)["message"]


# The pulse


def pulse(desk: Desk, *more: str) -> str:
    made = desk.tacit(
        "new", "pulse", "--set=topic=How are we?", "--set=questions=Do you know what is expected of you?",
        "--set=invited=frontend,backend", "--set=closes=2026-03-10T09:00:00Z", *more,
    )  # fmt: skip
    desk.tacit("act", made["id"], "ask")
    return str(made["id"])


def test_nobody_answers_a_pulse_in_a_commit_of_their_own(shop: Desk) -> None:
    asked = pulse(shop)
    assert ("answer", asked) in shop.inbox("bob") and ("answer", asked) in shop.inbox("alice")
    said = shop.refused("--as", "bob", "act", asked, "answer", "--write=Answers=4")
    assert said["code"] == "needs-server"


def test_a_pulse_with_names_is_counted_when_it_closes(shop: Desk) -> None:
    asked = pulse(shop, "--set=anonymous=false")
    for who, rating in {"alice": "5", "bob": "4, mostly", "carol": "3"}.items():
        shop.tacit("--as", who, "act", asked, "answer", f"--write=Answers={who}\n{rating}")
    shop.clock.now = datetime(2026, 3, 10, 9, 1, tzinfo=UTC)
    shop.tacit("tick")
    found = shop.tacit("show", asked)
    assert found["status"] == "closed"
    [results] = [one["text"] for one in found["sections"] if one["heading"] == "Results"]
    assert "3 of 3 answered." in results and "| 3 | 4.0 | 0 | 0 | 1 | 1 | 1 |" in results and "- mostly" in results


def test_a_pulse_gives_everybody_a_day(shop: Desk) -> None:
    made = shop.tacit(
        "new", "pulse", "--set=topic=x", "--set=questions=Well?", "--set=invited=backend",
        "--set=closes=2026-03-03T20:00:00Z",
    )  # fmt: skip
    assert shop.refused("act", made["id"], "ask")["code"] == "too-short"


def said_without_names(desk: Desk, record: str, who: str, text: str) -> None:
    """As the page takes it in: in the process that keeps the server's state."""
    with patch.dict(os.environ, desk.env, clear=True):
        ws = open_workspace(desk.folder, now=desk.clock.now)
        put(ws, record, text, who)


def test_an_anonymous_pulse_is_counted_and_tells_nobodys_words(shop: Desk) -> None:
    asked = pulse(shop)
    for who, text in {"alice": "5", "bob": "4, mostly", "carol": "3"}.items():
        said_without_names(shop, asked, who, text)
    shop.clock.now = datetime(2026, 3, 10, 9, 1, tzinfo=UTC)
    shop.tacit("tick")
    found = shop.tacit("show", asked)
    text = shop.read(found["path"])
    assert found["status"] == "closed" and "| 3 | 4.0 | 0 | 0 | 1 | 1 | 1 |" in text and "- mostly" in text
    assert not {"bob", "Bob"} & set(text.split("---")[2].split())
    assert {one["person"] for one in shop.tacit("history", asked)["acts"]} == {"alice", "tacit"}


def test_a_pulse_that_two_people_answer_is_given_more_time_and_then_dropped(shop: Desk) -> None:
    asked = pulse(shop)
    for who in ("alice", "bob"):
        said_without_names(shop, asked, who, "2, the secret")
    shop.clock.now = datetime(2026, 3, 10, 9, 1, tzinfo=UTC)
    assert [one["act"] for one in shop.tacit("tick")["acts"]] == ["extend"]
    shop.clock.now = datetime(2026, 3, 17, 9, 2, tzinfo=UTC)
    shop.tacit("tick")
    found = shop.tacit("show", asked)
    assert found["status"] == "cancelled" and "Too few took part" in shop.read(found["path"])
    assert "secret" not in shop.git("log", "-p", "--all")


def test_a_pulse_that_nobody_answers_is_not_left_lying(shop: Desk) -> None:
    asked = pulse(shop)
    assert owed(shop, asked)["close"] == "2026-03-11T09:00:00Z"
    shop.tacit("act", asked, "cancel", "--because=Nobody has the time.")
