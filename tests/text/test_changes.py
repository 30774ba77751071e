"""A change laid out in a file: the lines that it means to change, and no others."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.model.change import Change, Write
from tacit.model.record import Answer
from tacit.text.changes import lay_out
from tacit.text.document import Document
from tacit.text.headings import Names
from tacit.work.snapshot import bundled

NAMES: Names = {"from": ("Frontend",), "to": ("Backend",)}
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
REPLY = "{to}'s Reply"

THREAD = """\
---
thread_id: 2026-03-02-001
topic:   'Token expiry'   # as asked in §3.2
from: frontend
to: backend
status: awaiting-reply
priority: normal
cc: [dave]   # looped in
updated: 2026-03-02
due: 2026-03-03T09:00:00Z
odd key: kept
---

Above everything.

## Background

  Some *text*,  with   spaces.\x20\x20
Its next line.

## Frontend's Question / Proposal

How long?

## backend team’s reply

> Updated: YYYY-MM-DD

[Responder fills this section.]

## Resolution

> Status: ⏳ Pending | ✅ Confirmed | ❌Rejected

## Confirmation

- [ ] Backend confirms the resolution above and will implement accordingly

## Notes of our own

Kept.
"""

CHANGE = Change(
    record="2026-03-02-001-token-expiry",
    kind="thread",
    act="reply",
    actor="bob",
    party="backend",
    at=AT,
    day="2026-03-03",
    source="awaiting-reply",
    target="awaiting-confirm",
    sets={"status": "awaiting-confirm", "updated": AT.date(), "due": datetime(2026, 3, 4, 9, tzinfo=UTC)},
    writes=(Write(REPLY, "A day.\n\nNot longer.", "set"),),
    stamps=(REPLY,),
)


def laid_out(change: Change, text: str, links: dict[str, str] | None = None, shown: str = "Bob") -> str:
    protocol = bundled()[change.kind, ""]
    document = Document.parse(text.encode(), "threads/x.md")
    return lay_out(change, document, protocol, NAMES, links or {}, shown).data.decode()


def swapped(text: str, *pairs: tuple[str, str]) -> str:
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


ANSWERED = swapped(
    THREAD,
    ("status: awaiting-reply", "status: awaiting-confirm"),
    ("updated: 2026-03-02", "updated: 2026-03-03"),
    ("due: 2026-03-03T09", "due: 2026-03-04T09"),
    ("> Updated: YYYY-MM-DD\n\n[Responder fills this section.]", "> Updated: 2026-03-03\n\nA day.\n\nNot longer."),
)


def test_an_act_changes_its_lines_and_no_others() -> None:
    assert laid_out(CHANGE, THREAD) == ANSWERED


@pytest.mark.parametrize(
    "form",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.removesuffix("\n"),
        lambda text: text.replace("Kept.", "保つ 🚀"),
    ],
    ids=["CRLF", "BOM", "no newline at the end", "signs of all kinds"],
)
def test_the_form_of_a_file_is_kept(form: object) -> None:
    assert callable(form)
    assert laid_out(CHANGE, form(THREAD)) == form(ANSWERED)


def test_a_further_text_follows_the_earlier_one() -> None:
    again = replace(CHANGE, writes=(Write(REPLY, "Two days.", "add"),))
    assert laid_out(again, ANSWERED) == swapped(ANSWERED, ("Not longer.\n", "Not longer.\n\nTwo days.\n"))


def test_a_text_that_begins_with_code_keeps_its_indent_when_another_follows() -> None:
    text = swapped(ANSWERED, ("A day.\n\nNot longer.", "    code = 1\n\n    code = 2"))
    again = replace(CHANGE, writes=(Write(REPLY, "Run it.", "add"),))
    assert laid_out(again, text) == swapped(text, ("    code = 2\n", "    code = 2\n\nRun it.\n"))


def test_marks_and_ticks_are_set_where_they_stand() -> None:
    change = replace(
        CHANGE, writes=(), stamps=(), marks={"Resolution": "✅ Confirmed"}, ticks=("Confirmation",), sets={}
    )
    assert laid_out(change, THREAD) == swapped(
        THREAD,
        ("> Status: ⏳ Pending | ✅ Confirmed | ❌Rejected", "> Status: ✅ Confirmed"),
        ("- [ ] Backend confirms", "- [x] Backend confirms"),
    )


def test_an_entry_says_who_spoke_when_and_for_whom() -> None:
    change = replace(CHANGE, act="comment", writes=(Write("Comments", "Why?\nSay.", "entry"),), stamps=(), sets={})
    entry = "- **Bob** (backend) · 2026-03-03 · comment:\n  Why?\n  Say.\n"
    assert f"\n\n## Comments\n\n{entry}\n## Notes of our own" in laid_out(change, THREAD)
    own = replace(change, party="bob")
    assert "- **Bob** · 2026-03-03 · comment:" in laid_out(own, THREAD)
    twice = laid_out(change, laid_out(change, THREAD))
    assert f"\n\n## Comments\n\n{entry}{entry}\n## Notes of our own" in twice


def test_an_answer_is_named_for_what_it_says_and_stands_in_the_front_matter() -> None:
    text = "---\ntopic: x\nby: alice\nstatus: proposed\n---\n\n### The decision\n\nx\n\n### Responses\n"
    answers = (Answer("backend", "approve", AT, "abc", "bob"),)
    change = Change(
        record="r", kind="decision", act="approve", actor="bob", party="backend", at=AT, day="2026-03-03",
        source="proposed", target="proposed", sets={"answers": answers}, writes=(Write("Responses", "", "entry"),),
        answer="approve",
    )  # fmt: skip
    written = laid_out(change, text)
    assert "### Responses\n\n- **Bob** (backend) · 2026-03-03 · approve\n" in written
    assert "answers:\n  backend: " in written
    assert written.index("answers:") > written.index("status:")
    none = replace(change, sets={"answers": None}, writes=())
    assert laid_out(none, swapped(written, ("- **Bob** (backend) · 2026-03-03 · approve\n", ""))).count("answers") == 0


def test_a_field_that_is_none_goes_and_links_come_below_the_others() -> None:
    change = replace(CHANGE, writes=(), stamps=(), sets={"due": None})
    assert laid_out(change, THREAD, {"escalation": "2026-03-03-002-x"}) == swapped(
        THREAD,
        ("due: 2026-03-03T09:00:00Z\n", ""),
        ("odd key: kept\n", "odd key: kept\nescalation: 2026-03-03-002-x\n"),
    )


def test_a_section_that_is_not_there_is_put_where_the_protocol_has_it() -> None:
    without = THREAD.replace(
        "## backend team’s reply\n\n> Updated: YYYY-MM-DD\n\n[Responder fills this section.]\n\n", ""
    )
    written = laid_out(CHANGE, without)
    question, reply, resolution = (
        written.index(f"## {name}") for name in ("Frontend's Question", "Backend's Reply", "Resolution")
    )
    assert question < reply < resolution
    assert "## Backend's Reply\n\n> Updated: 2026-03-03\n\nA day.\n\nNot longer.\n\n## Resolution" in written


lines = st.sampled_from(["text", "", "- item", "> quote", "    code", "| a | b |", "`x`", "1. one", "_é_ 🚀"])


@given(st.lists(lines, min_size=1, max_size=8).map("\n".join), st.lists(lines, min_size=1, max_size=8).map("\n".join))
def test_the_texts_of_others_stay_byte_for_byte(theirs: str, mine: str) -> None:
    text = swapped(THREAD, ("How long?", theirs), ("Kept.", theirs))
    change = replace(CHANGE, writes=(Write(REPLY, mine, "set"),))
    if not mine.strip():
        return
    written = laid_out(change, text)
    head, tail = text.split("## backend team’s reply")[0], text.split("## Resolution")[1]
    assert written.split("---\n", 2)[2].startswith(head.split("---\n", 2)[2])
    assert written.endswith("## Resolution" + tail)
    assert mine.strip("\n").rstrip() in written
