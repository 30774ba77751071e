"""What stands in front matter is text where a record is shown in the form of its template."""

from datetime import UTC, date, datetime

import pytest

from tacit.model.protocol import Protocol
from tacit.model.record import Answer, Value
from tacit.text.document import Document
from tacit.text.printed import NOTHING, as_template, in_words, printed
from tacit.text.protocols import read_protocol
from tacit.text.records import record_of

DECISION = """\
kind: decision
files: decisions/{slug}.md
level: 3
head: |-
  ## Decision: {topic}

  **Proposed by**: {by}
  **Decision due**: {due}
  **Affected teams**: {affected}
foot: "**Feedback window**: Until {due} ({id})"
fields:
  topic:    {is: text}
  by:       {is: person}
  affected: {is: parties}
  due:      {is: time}
  status:   {is: state}
sections:
  The decision: {by: anyone}
states: [open]
"""
FILE = """\
---
topic: Tokens
by: alice
affected: [backend, ops]
due: 2026-03-05T10:00:00+01:00
status: open
---

### The decision

A day.

### Another one

| a | b |
"""
NAMES = {"alice": "Alice", "backend": "Backend"}


def called(handle: str) -> str:
    return NAMES.get(handle, handle)


def protocol(text: str = DECISION) -> Protocol:
    found, findings = read_protocol(text, "p.yaml", False)
    assert found is not None, findings
    return found


def shown(file: str = FILE, text: str = DECISION) -> str:
    document = Document.parse(file.encode(), "decisions/tokens.md")
    record, _ = record_of(document, protocol(text), lambda handle: (handle,))
    return as_template(document, record, protocol(text), called)


def test_a_record_has_its_head_its_text_and_its_foot() -> None:
    assert shown() == (
        "## Decision: Tokens\n\n**Proposed by**: Alice\n**Decision due**: 2026-03-05 09:00 UTC\n"
        "**Affected teams**: Backend, ops\n\n### The decision\n\nA day.\n\n### Another one\n\n| a | b |\n\n"
        "**Feedback window**: Until 2026-03-05 09:00 UTC (tokens)\n"
    )
    assert shown(FILE.replace("\n", "\r\n")) == shown()


def test_the_lines_of_a_daily_update_follow_its_head() -> None:
    lines = DECISION.replace("level: 3", "layout: lines").partition("head: ")
    text = lines[0] + 'head: "{by} - {topic}"\n' + lines[2].partition('({id})"\n')[2]
    assert shown("---\nby: alice\ntopic: Monday\nstatus: open\n---\n\nThe decision: A day.\n", text) == (
        "Alice - Monday\nThe decision: A day.\n"
    )


def test_a_kind_without_head_and_foot_is_its_text() -> None:
    text = DECISION[: DECISION.index("head:")] + DECISION[DECISION.index("fields:") :]
    assert shown(text=text).startswith("### The decision\n\nA day.")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, NOTHING),
        ("", NOTHING),
        ((), NOTHING),
        ("two\nlines", "two lines"),
        (("a", "b"), "a, b"),
        (3, "3"),
        (True, "yes"),
        (False, "no"),
        (date(2026, 3, 5), "2026-03-05"),
        (datetime(2026, 3, 5, 9, tzinfo=UTC), "2026-03-05 09:00 UTC"),
        (({"name": "M1", "date": date(2026, 3, 5), "lead": None}, {"name": "M2"}), "M1 · 2026-03-05, M2"),
        ((Answer("ops", "approve", datetime(2026, 3, 5, tzinfo=UTC)),), "ops: approve"),
    ],
)
def test_values_are_written_on_one_line(value: Value, said: str) -> None:
    assert in_words(value) == said


def test_a_value_breaks_no_table() -> None:
    document = Document.parse(FILE.replace("topic: Tokens", "topic: a | b").encode(), "decisions/tokens.md")
    record, _ = record_of(document, protocol(), lambda handle: (handle,))
    assert printed("| {topic} | {by} |\n{topic}", record, protocol(), called) == "| a \\| b | Alice |\na | b"
