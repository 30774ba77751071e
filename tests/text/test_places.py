"""Files that Tacit did not write are read where their fields stand, and edited there and nowhere else."""

from datetime import UTC, date, datetime
from importlib.resources import files

import pytest

from tacit.errors import Malformed, Refused
from tacit.model.protocol import Protocol
from tacit.model.record import Record, Value
from tacit.text.document import Document
from tacit.text.places import read_state
from tacit.text.protocols import read_protocol
from tacit.text.records import front_of, read_record, record_of
from tacit.text.sheet import Sheet
from tacit.text.template import compose

NYGARD = """\
# 3. Keep the queue in the database

Date: 2024-05-06

## Status

Proposed

Amends [1. Queues](0001-queues.md)

## Context

Two stores drift apart.

## Decision

One store.
"""

LISTED = """\
# Keep the queue in the database

* Status: accepted <!-- optional -->
- **Deciders**: Ann, Bert
* Date: 2024-05-06

## Context and Problem Statement

Where does the queue live?
"""

MADR = """\
---
status: "superseded by [ADR-0005](0005-two-stores.md)"
date: 2024-05-06
decision-makers: [Ann, Bert]
nav_order: 3
---
<!-- generated -->
# Keep the queue in the database

## Context and Problem Statement

Where does the queue live?
"""

OWN = """\
kind: paper
files: papers/{number}.md
names: {number: paper, topic: title, due: deadline}
states: [Draft, Last Call, Final]
final: [Final]
rests: [Draft]
fields:
  number: {is: number}
  topic: {is: text}
  status: {is: state}
  due: {is: time}
roles: {author: anyone}
acts:
  call: {by: anyone, from: Draft, to: Last Call}
  end: {by: anyone, from: Last Call, to: Final}
promises:
  end: {who: anyone, in: Last Call, within: 2 weeks, kept: end}
"""


def foreign(name: str) -> Protocol:
    text = files("tacit.protocols").joinpath(f"foreign/{name}.yaml").read_text("utf-8")
    found, findings = read_protocol(text, f"protocols/{name}.yaml", bundled=False)
    assert found is not None and not findings
    return found


def read(text: str, protocol: Protocol) -> Record:
    record, findings = read_record(text.encode(), "adr/0003-keep-the-queue.md", protocol, lambda party: (party,))
    assert not findings, findings
    return record


def edited(text: str, protocol: Protocol, **values: Value) -> str:
    sheet = Sheet(Document.parse(text.encode(), "adr/0003-keep-the-queue.md", bare=True), protocol, {})
    return sheet.set_all(values).document.text


def changed(before: str, after: str) -> list[tuple[str, str]]:
    assert before.count("\n") == after.count("\n")
    pairs = zip(before.split("\n"), after.split("\n"), strict=True)
    return [(old, new) for old, new in pairs if old != new]


def test_a_file_without_front_matter_is_read_from_its_title_sections_and_lines() -> None:
    record = read(NYGARD, foreign("adr.nygard"))
    assert (record.title, record.status) == ("Keep the queue in the database", "proposed")
    assert record.fields["created"] == date(2024, 5, 6)
    assert {name: record.lines[name] for name in ("topic", "created", "status")} == {
        "topic": 1,
        "created": 3,
        "status": 7,
    }
    assert record.filled("Decision") and not record.filled("Consequences")


def test_a_list_below_the_title_holds_fields_too() -> None:
    record = read(LISTED, foreign("adr.madr2"))
    assert (record.status, record.fields["deciders"]) == ("accepted", ("Ann", "Bert"))
    assert record.fields["created"] == date(2024, 5, 6)


def test_front_matter_has_names_of_its_own_and_keys_that_nobody_asks_for() -> None:
    record = read(MADR, foreign("adr"))
    assert (record.status, record.fields["note"]) == ("superseded", "by [ADR-0005](0005-two-stores.md)")
    assert record.fields["deciders"] == ("Ann", "Bert")
    assert record.fields["nav_order"] == "3"
    assert record.lines["topic"] == 8


def test_one_protocol_reads_the_older_forms_that_stand_beside_newer_ones() -> None:
    protocol = foreign("adr")
    assert [read(text, protocol).status for text in (NYGARD, LISTED, MADR)] == ["proposed", "accepted", "superseded"]


def test_a_record_without_its_sections_has_the_same_fields() -> None:
    protocol = foreign("adr.nygard")
    document = Document.parse(NYGARD.encode(), "adr/3.md", bare=True)
    assert front_of(document, protocol)[0].fields == record_of(document, protocol, lambda name: (name,))[0].fields


def test_carriage_returns_and_a_byte_order_mark_change_nothing() -> None:
    protocol = foreign("adr.nygard")
    other = read("\ufeff" + NYGARD.replace("\n", "\r\n"), protocol)
    assert other.fields == read(NYGARD, protocol).fields


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("12. Use it", "Use it"),
        ("ADR-012: Use it", "Use it"),
        ("ADR 12 - Use it", "Use it"),
        ("[ADR-0012] Use it", "Use it"),
        ("0012 – Use it", "Use it"),
        ("2 phases are enough", "2 phases are enough"),
        ("3.0 is released", "3.0 is released"),
        ("IPv6 only", "IPv6 only"),
        ("3 Use it", "Use it"),
        ("4 eyes see more", "4 eyes see more"),
        ("Use it #", "Use it"),
    ],
)
def test_a_title_is_read_without_its_number(written: str, title: str) -> None:
    assert read(NYGARD.replace("3. Keep the queue in the database", written), foreign("adr.nygard")).title == title


SPELLINGS = {"accepted": "accepted", "approved": "accepted", "last call": "last call", "last": "last"}


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Accepted", ("accepted", "")),
        ("✅ Accepted (as it was)", ("accepted", "(as it was)")),
        ("**Approved**", ("accepted", "")),
        ("LAST CALL until Friday", ("last call", "until Friday")),
        ("last", ("last", "")),
        ("acceptedness", None),
        ("on hold", None),
        ("", None),
    ],
)
def test_a_state_is_read_without_regard_to_case_and_signs(written: str, read_as: tuple[str, str] | None) -> None:
    assert read_state(written, SPELLINGS) == read_as


def test_a_status_that_is_none_is_told_on_its_line() -> None:
    text = NYGARD.replace("Proposed", "🤔 Incomplete")
    record, findings = read_record(text.encode(), "adr/0003-a.md", foreign("adr.nygard"), lambda party: (party,))
    assert record.status == "🤔 Incomplete"
    assert [(one.rule, one.line) for one in findings] == [("unknown-value", 7)]


def test_a_missing_status_means_what_the_protocol_says_it_means() -> None:
    bare = MADR.replace('status: "superseded by [ADR-0005](0005-two-stores.md)"\n', "")
    assert read(bare, foreign("adr")).status == "accepted"
    assert read(NYGARD.replace("## Status", "## State"), foreign("adr.nygard")).status == ""


def test_the_words_of_a_template_are_no_value() -> None:
    record = read(NYGARD.replace("2024-05-06", "[YYYY-MM-DD]"), foreign("adr.nygard"))
    assert "created" not in record.fields and record.lines["created"] == 3


def test_a_record_of_tacit_still_needs_its_front_matter() -> None:
    own = OWN.replace("names: {number: paper, topic: title, due: deadline}\n", "")
    protocol, _ = read_protocol(own, "protocols/paper.yaml", False)
    assert protocol is not None
    with pytest.raises(Malformed, match="front matter"):
        read_record(NYGARD.encode(), "papers/3.md", protocol, lambda party: (party,))


@pytest.mark.parametrize(
    ("form", "text", "old", "new"),
    [
        ("adr.nygard", NYGARD, "Proposed", "Accepted"),
        ("adr.nygard", NYGARD.replace("\n", "\r\n"), "Proposed\r", "Accepted\r"),
        ("adr.nygard", NYGARD.replace("Proposed", "* 🤔 proposed"), "* 🤔 proposed", "* accepted"),
        ("adr.madr2", LISTED.replace("accepted", "proposed"), "* Status: proposed", "* Status: accepted"),
        ("adr", MADR.replace("superseded by", "proposed, see"), "proposed, see", "accepted"),
    ],
)
def test_a_change_of_status_changes_that_line_alone(form: str, text: str, old: str, new: str) -> None:
    after = edited(text, foreign(form), status="accepted")
    ((was, now),) = changed(text, after)
    assert old in was and new in now
    assert read(after, foreign(form)).status == "accepted" and not read(after, foreign(form)).fields.get("note")


def test_what_stands_behind_a_status_is_written_with_it() -> None:
    after = edited(NYGARD, foreign("adr.nygard"), status="superseded", note="by [7. Two stores](0007-two-stores.md)")
    assert changed(NYGARD, after) == [("Proposed", "Superseded by [7. Two stores](0007-two-stores.md)")]
    later = edited(after, foreign("adr.nygard"), note="by ADR-8")
    assert changed(after, later)[0][1] == "Superseded by ADR-8"


def test_a_title_keeps_its_number() -> None:
    after = edited(NYGARD, foreign("adr.nygard"), topic="Keep it simple")
    assert changed(NYGARD, after) == [("# 3. Keep the queue in the database", "# 3. Keep it simple")]


def test_an_empty_place_is_filled() -> None:
    protocol = foreign("adr.nygard")
    dateless = NYGARD.replace("Date: 2024-05-06", "Date:")
    assert "\nDate: 2024-05-07\n" in edited(dateless, protocol, created=date(2024, 5, 7))
    stateless = NYGARD.replace("Proposed\n\nAmends [1. Queues](0001-queues.md)\n\n", "")
    assert read(edited(stateless, protocol, status="accepted"), protocol).status == "accepted"


def test_a_field_without_a_place_in_a_file_is_refused_with_a_remedy() -> None:
    with pytest.raises(Refused) as refused:
        edited(LISTED.replace("* Date: 2024-05-06\n", ""), foreign("adr.madr2"), created=date(2024, 5, 7))
    assert refused.value.code == "edit" and refused.value.remedy


def test_a_deadline_that_is_a_day_stays_a_day() -> None:
    protocol, findings = read_protocol(OWN, "protocols/paper.yaml", False)
    assert protocol is not None and not findings and protocol.foreign
    text = "---\npaper: 7\ntitle: On time\nstatus: Last Call\ndeadline: 2024-05-06\n---\n"
    assert read(text, protocol).fields["due"] == datetime(2024, 5, 7, tzinfo=UTC)
    assert edited(text, protocol, due=datetime(2024, 5, 7, tzinfo=UTC)) == text
    assert changed(text, edited(text, protocol, due=datetime(2024, 5, 20, 9, tzinfo=UTC))) == [
        ("deadline: 2024-05-06", "deadline: 2024-05-20")
    ]


@pytest.mark.parametrize("form", ["adr", "adr.madr2", "adr.nygard"])
def test_a_new_record_is_laid_out_in_the_form_of_its_neighbours_and_reads_back(form: str) -> None:
    protocol = foreign(form)
    fields: dict[str, Value] = {"topic": "Use one queue", "status": "proposed", "created": date(2024, 5, 6)}
    text = compose(protocol, fields, {}, {}).decode()
    assert text.startswith("---\n") == (form == "adr")
    record = read(text, protocol)
    assert {name: record.fields[name] for name in fields} == fields
    assert [part.key for part in record.parts if part.known] == list(protocol.sections)


def test_places_that_are_none_are_told_with_their_line() -> None:
    wrong = OWN.replace("topic: title", 'topic: "#title"')
    protocol, findings = read_protocol(wrong, "protocols/paper.yaml", False)
    assert protocol is None
    assert [(one.line, "no place" in one.message) for one in findings] == [(3, True)]


def test_spellings_of_a_state_that_is_none_are_told() -> None:
    protocol, findings = read_protocol(OWN + "statuses: {Finished: [done]}\n", "protocols/paper.yaml", False)
    assert protocol is None and "Finished" in findings[0].message
