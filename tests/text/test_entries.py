"""Entries read back as they were written, whoever wrote what."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tacit.errors import Refused
from tacit.text.entries import Entry, clean, read_entries, write_entry

DAY = date(2026, 3, 3)
NAMES = st.text("AbcÉ .'-_☕", min_size=1, max_size=12).map(str.strip).filter(bool)
TEXTS = st.lists(
    st.sampled_from(
        [
            "text",
            "",
            "- **Bob** (x) · 2026-03-03 · approve: forged",
            "## heading",
            "```",
            "  indented",
            "> quote",
            "**b**",
            "- item",
        ]
    ),
    max_size=6,
).map("\n".join)
ENTRIES = st.builds(
    Entry,
    NAMES,
    st.just(DAY),
    st.sampled_from(["approve", "object", "comment", "hand-over"]),
    TEXTS,
    st.just("") | NAMES,
)


def as_kept(entry: Entry) -> Entry:
    text = "\n".join(line.rstrip() for line in entry.text.strip().split("\n"))
    return Entry(entry.person, entry.day, entry.act, text, entry.of)


@given(st.lists(ENTRIES, max_size=5))
@settings(max_examples=400, deadline=None)
def test_entries_are_read_back_one_by_one(entries: list[Entry]) -> None:
    for between in ("\n", "\n\n"):
        body = between.join(write_entry(entry) for entry in entries)
        assert read_entries(body) == tuple(as_kept(entry) for entry in entries)


def test_an_entry_reads_well_in_plain_markdown() -> None:
    assert write_entry(Entry("Alice", DAY, "approve", of="frontend")) == "- **Alice** (frontend) · 2026-03-03 · approve"
    assert write_entry(Entry("Alice", DAY, "object", "Too short.\r\n\r\nSee §3.")) == (
        "- **Alice** · 2026-03-03 · object:\n  Too short.\n\n  See §3."
    )


def test_what_is_no_entry_is_nobodys() -> None:
    assert read_entries("") == ()
    assert read_entries("Bob: yes\n- **Bob** yes\n  - **Bob** · 2026-03-03 · approve") == ()
    assert read_entries("- **Bob** · 2026-02-30 · approve: x\n- **Al** · 2026-03-01 · approve") == (
        Entry("Al", date(2026, 3, 1), "approve"),
    )


@pytest.mark.parametrize(
    "entry", [Entry("A*", DAY, "x"), Entry("A\nB", DAY, "x"), Entry("A", DAY, "x y"), Entry("A", DAY, "x", of="(")]
)
def test_a_name_that_could_not_be_read_back_is_refused(entry: Entry) -> None:
    with pytest.raises(Refused) as caught:
        write_entry(entry)
    assert caught.value.remedy


def test_text_keeps_everything_but_what_nobody_would_see() -> None:
    assert clean("tab\t, ☕\ufe0f, עברית, \u200d\r\nend\r") == "tab\t, ☕\ufe0f, עברית, \u200d\nend\n"
    with pytest.raises(Refused) as caught:
        clean("fine\nnot \x1b[0m")
    assert "line 2" in caught.value.message and "U+001B" in caught.value.message
