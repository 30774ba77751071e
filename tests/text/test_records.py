"""A file is read as the record that its protocol says it is."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thread_by_hand import THREAD, names, protocol

from tacit.errors import Malformed
from tacit.model.record import Answer, Record
from tacit.text.records import front_of, party_names, read_record
from tacit.work.snapshot import bundled

PATH = "threads/2026-02-28-001-auth-token-expiry.md"


def read(text: str, kind: str = "thread") -> tuple[Record, list[tuple[str, int]]]:
    record, findings = read_record(text.encode(), PATH, protocol(kind), names, "abc")
    assert all(finding.remedy and finding.path == PATH and finding.message for finding in findings)
    return record, [(finding.rule, finding.line) for finding in findings]


def test_a_thread_written_by_hand_is_read_whole() -> None:
    record, findings = read(THREAD)
    assert not findings
    assert (record.id, record.kind, record.version) == ("2026-02-28-001-auth-token-expiry", "thread", "abc")
    assert (record.status, record.title) == ("awaiting-reply", "How long may a token live?")
    assert record.fields["created"] == date(2026, 2, 28)
    assert record.lines["to"] == 5 and THREAD.split("\n")[4].startswith("to:")
    assert [(part.key, part.filled, part.known) for part in record.parts] == [
        ("Background", True, True),
        ("{from}'s Question / Proposal", True, True),
        ("{to}'s Reply", False, True),
        ("{from}'s Final Answer", False, True),
        ("Resolution", False, True),
        ("Confirmation", False, True),
    ]
    assert all(THREAD.split("\n")[part.line - 1] == f"## {part.heading}" for part in record.parts)
    assert record.parts[1].body.endswith("## Resolution\n```")


def test_a_record_reads_the_same_with_carriage_returns_and_a_byte_order_mark() -> None:
    other, _ = read("\ufeff" + THREAD.replace("\n", "\r\n"))
    assert other == read(THREAD)[0]


def test_a_record_without_its_sections_is_the_same_otherwise() -> None:
    from tacit.text.document import Document

    record, _ = read(THREAD)
    assert front_of(Document.parse(THREAD.encode(), PATH), protocol("thread"), "abc")[0] == replace(record, parts=())


@pytest.mark.parametrize(
    ("field", "line", "rule"),
    [
        ("status: awaiting_reply", 7, "unknown-value"),
        ("type: quesiton", 6, "unknown-value"),
        ("created: 2026-02-30", 9, "parse"),
        ("created: [2026-02-28]", 9, "parse"),
        ("due: tomorrow", 11, "parse"),
        ("due: 2026-03-03T10:00:00", 11, "parse"),
        ("cc: {a: b}", 11, "parse"),
        ("topic: [a]", 3, "parse"),
    ],
)
def test_a_fault_of_one_field_is_told_and_breaks_nothing_else(field: str, line: int, rule: str) -> None:
    key = field.partition(":")[0]
    lines = [old for old in THREAD.split("\n") if not old.startswith(f"{key}:")]
    lines.insert(line - 1, field)
    record, findings = read("\n".join(lines))
    assert findings == [(rule, line)]
    assert record.fields[key] == (field.partition(": ")[2] if rule == "unknown-value" else None)
    assert len(record.parts) == 6


def test_a_near_miss_is_answered_with_what_was_meant() -> None:
    _, findings = read_record(
        THREAD.replace("awaiting-reply", "Awaiting-Replay").encode(), PATH, protocol("thread"), names
    )
    assert "awaiting-reply?" in findings[0].remedy


def test_keys_that_the_protocol_does_not_know_are_kept_as_text() -> None:
    text = THREAD.replace("priority: normal", "effort: 007\ntags: [a, no]\nmeta: {deep: [x]}\naliases: [old-id]")
    record, findings = read(text)
    assert not findings
    assert (record.fields["effort"], record.fields["tags"]) == ("007", ("a", "no"))
    assert record.fields["meta"] == {"deep": ("x",)}
    assert record.aliases == ("old-id",)


def test_foreign_keys_are_read_under_our_names() -> None:
    foreign = replace(protocol("thread"), names={"topic": "title", "due": "last-call-deadline"})
    text = THREAD.replace("topic:", "title:").replace("priority: normal", "last-call-deadline: 2026-03-03")
    record, findings = read_record(text.encode(), PATH, foreign, names)
    assert not findings and record.title == "How long may a token live?"
    assert record.fields["due"] == datetime(2026, 3, 4, tzinfo=UTC)
    assert record.lines["topic"] == 3


def test_answers_say_who_what_when_and_on_which_text() -> None:
    text = """---
topic: T
by: "@alice"
size: medium
affected: [frontend, "@backend"]
status: proposed
answers:
  frontend: {answer: object, at: 2026-03-03T10:00:00+01:00, text: 1e5, by: bob}
  backend:
    answer: approve
    at: 2026-03-03T10:00:00Z
---
"""
    record, findings = read(text, "decision")
    assert not findings
    assert (record.fields["by"], record.fields["affected"]) == ("alice", ("frontend", "backend"))
    assert record.fields["answers"] == (
        Answer("frontend", "object", datetime(2026, 3, 3, 9, tzinfo=UTC), "1e5", "bob"),
        Answer("backend", "approve", datetime(2026, 3, 3, 10, tzinfo=UTC)),
    )
    for wrong in ("{answer: maybe, at: 2026-03-03T10:00:00Z}", "approve", "{answer: approve}"):
        broken = text.replace("{answer: object, at: 2026-03-03T10:00:00+01:00, text: 1e5, by: bob}", wrong)
        assert read(broken, "decision")[1][0][1] == 8


def test_sections_of_a_daily_update_are_lines() -> None:
    text = "---\nby: alice\ndate: 2026-03-03\n---\n✅ Completed: the API,\nand its tests\n"
    text += "🔄 Working on: [What you're doing today]\n🚧 blockers: None\n💬 Help needed: none.\n"
    record, _ = read(text, "standup")
    assert [(part.key, part.filled) for part in record.parts] == [
        ("✅ Completed", True), ("🔄 Working on", False), ("🚧 Blockers", False), ("💬 Help needed", False),
    ]  # fmt: skip
    assert record.parts[0].body == "the API,\nand its tests"


def test_sections_of_an_escalation_are_bold() -> None:
    text = "---\ntopic: T\n---\n\n**Issue**: It broke.\n**Context**: [Why does it matter?]\n\n"
    text += "**Option A**: wait\n**Waiting for:** Bob\n"
    record, _ = read(text, "escalation")
    assert [(part.key, part.body) for part in record.parts] == [
        ("Issue", "It broke."),
        ("Context", "[Why does it matter?]\n\n**Option A**: wait"),
        ("Waiting for", "Bob"),
    ]


def test_parties_are_spelled_by_name_and_by_handle() -> None:
    record, _ = read(THREAD)
    assert party_names(protocol("thread"), record.fields, names) == {
        "from": ("Frontend", "frontend"),
        "to": ("Payments", "payments"),
    }


def test_a_heading_that_the_protocol_does_not_have_is_kept_and_not_known() -> None:
    record, _ = read(THREAD + "\n## Backend's Reply\n\nme too\n\n## Comments\n\n- **A** · 2026-03-03 · comment: x\n")
    assert [(part.key, part.known) for part in record.parts[-2:]] == [("Backend's Reply", False), ("Comments", True)]


@given(
    st.integers(0, len(THREAD)),
    st.integers(0, 40),
    st.text(max_size=30) | st.sampled_from(["```", "<!--", "---", "[", "{", "|", "\r"]),
)
@settings(max_examples=600, deadline=None)
def test_a_record_with_anything_in_it_is_read_or_told_to_be_broken(at: int, cut: int, junk: str) -> None:
    text = THREAD[:at] + junk + THREAD[at + cut :]
    try:
        record, findings = read_record(text.encode("utf-8", "replace"), PATH, protocol("thread"), names)
    except Malformed as error:
        assert error.path == PATH and error.line and error.remedy
    else:
        assert all(finding.line >= 1 and finding.rule in ("parse", "unknown-value") for finding in findings)
        assert all(part.line >= 1 for part in record.parts)


@pytest.mark.parametrize(
    ("kind", "fields", "called"),
    [
        ("weekly", "by: alice\nweek: 2026-W10", "Week of 2026-W10 · alice"),
        ("standup", "by: alice\ndate: 2026-03-03", "alice - 2026-03-03"),
        ("standup", "date: 2026-03-03", "2026-03-03-alice"),
    ],
)
def test_what_has_no_topic_is_called_by_the_head_of_its_template(kind: str, fields: str, called: str) -> None:
    data = f"---\n{fields}\n---\n".encode()
    record, _ = read_record(data, "updates/2026-03-03-alice.md", bundled()[kind, ""], lambda party: (party,))
    assert record.title == called
