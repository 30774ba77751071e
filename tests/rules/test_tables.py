"""The tables of an index file: what they take over, what they leave alone, and one change tells what all rows tell."""

from functools import cache
from importlib.resources import files

from hypothesis import given, settings
from hypothesis import strategies as st

from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.rules import tables
from tacit.rules.guards import GUARDS
from tacit.rules.tables import Listing, Row, render, row_of, settled_states, update
from tacit.text.protocols import read_protocol


@cache
def bundled(name: str) -> Protocol:
    path = files("tacit") / "protocols" / name
    protocol, findings = read_protocol(path.read_text("utf-8"), name, True, GUARDS)
    assert protocol is not None and not findings
    return protocol


def thread() -> Protocol:
    return bundled("thread.yaml")


def row(number: int, status: str = "awaiting-reply", topic: str = "", *, day: str = "2026-03-03") -> Row:
    settled = status in ("resolved", "closed")
    folder = "archive/threads" if status == "closed" else "threads"
    values = {"topic": topic or f"Topic {number}", "from": "team-a", "status": status, "priority": "high"}
    return Row(f"{folder}/{day}-{number:03}-slug.md", values, settled)


def listings(rows: list[Row]) -> tuple[Listing, Listing]:
    newest = sorted(rows, key=lambda one: one.id, reverse=True)
    shown = [one for one in newest if not one.settled], [one for one in newest if one.settled]
    return Listing(shown[0][: tables.OPEN_ROWS], len(shown[0])), Listing(shown[1][: tables.SETTLED_ROWS], len(shown[1]))


def table_text(rows: list[Row], text: str | None = None) -> str:
    return render(thread(), text, *listings(rows))


SEED = """\
# Threads of the protocol repository

We meet here.

## Open Threads

| File | Topic | From | Status | Priority |
|------|-------|------|--------|----------|
| [2026-03-03-001-slug.md](2026-03-03-001-slug.md) | Topic 1 | team-a | awaiting-reply | high |

Written by hand since 2024.
"""


def test_a_new_file_says_what_it_is_and_has_the_seeds_columns() -> None:
    assert table_text([row(1)]) == (
        "# Threads\n"
        "\n"
        "The open threads, and below them those settled last."
        " Tacit keeps the tables; what stands around them is yours.\n"
        "\n"
        "## Open Threads\n"
        "\n"
        "| File | Topic | From | Status | Priority |\n"
        "|------|-------|------|--------|----------|\n"
        "| [2026-03-03-001-slug.md](2026-03-03-001-slug.md) | Topic 1 | team-a | awaiting-reply | high |\n"
    )


def test_the_columns_follow_the_form() -> None:
    text = render(bundled("thread.solo.yaml"), None, Listing([row(1)], 1), Listing([], 0))
    assert "| File | Topic | Status |\n|------|-------|--------|\n" in text


def test_a_table_kept_by_hand_that_is_right_stays_byte_for_byte() -> None:
    assert table_text([row(1)], SEED) == SEED
    padded = SEED.replace("| Topic 1 |", "|   Topic 1    |")
    assert table_text([row(1)], padded) == padded


def test_settled_records_get_a_table_of_their_own_below_that_links_into_the_archive() -> None:
    text = table_text([row(1), row(2, "closed"), row(3, "resolved")], SEED)
    assert text == SEED + (
        "\n## Archived Threads\n"
        "\n"
        "| File | Topic | From | Status | Priority |\n"
        "|------|-------|------|--------|----------|\n"
        "| [2026-03-03-003-slug.md](2026-03-03-003-slug.md) | Topic 3 | team-a | resolved | high |\n"
        "| [2026-03-03-002-slug.md](../archive/threads/2026-03-03-002-slug.md) | Topic 2 | team-a | closed | high |\n"
    )


def test_an_archive_nested_by_year_is_linked_where_the_file_lies() -> None:
    nested = Row("archive/threads/2026/2026-03-03-002-slug.md", row(2, "closed").values, True)
    assert "(../archive/threads/2026/2026-03-03-002-slug.md)" in table_text([row(1), nested], SEED)


def test_columns_in_any_order_and_those_of_somebody_else_are_kept() -> None:
    text = (
        "## Open Threads\n\n| Status | Note | Thread | Priority |\n| :-- | --- | --- | ---: |\n"
        "| open | ask Kim | [one](2026-03-03-001-slug.md) | high |\n"
    )
    expected = text.replace("| open |", "| awaiting-reply |").replace(
        "| awaiting-reply |",
        "| awaiting-reply |  | [2026-03-03-002-slug.md](2026-03-03-002-slug.md) | high |\n| awaiting-reply |",
    )
    assert table_text([row(1), row(2)], text) == expected


def test_prose_and_newlines_of_windows_stay() -> None:
    windows = SEED.replace("\n", "\r\n")
    assert table_text([row(1)], windows) == windows
    more = table_text([row(1), row(2), row(3, "closed")], windows)
    assert more.count("\n") == more.count("\r\n")
    assert more.replace("\r\n", "\n") == table_text([row(1), row(2), row(3, "closed")], SEED)


def test_a_file_without_a_final_newline_keeps_its_prose() -> None:
    text = table_text([row(1)], "Our threads.")
    assert text.startswith("Our threads.\n\n## Open Threads\n\n| File |")
    bare = SEED.removesuffix("\n\nWritten by hand since 2024.\n")
    assert table_text([row(1)], bare) == bare
    assert table_text([row(1), row(0)], bare).startswith(bare + "\n| [2026-03-03-000")


def test_a_table_in_a_fence_or_a_comment_is_an_example() -> None:
    for opening, closing in (("```markdown", "```"), ("~~~~", "~~~~"), ("<!--", "-->")):
        example = f"{opening}\n{SEED}{closing}\n"
        text = table_text([row(7)], example)
        assert text.startswith(example)
        assert "2026-03-03-007" in text


def test_a_heading_without_a_table_gets_one_below_its_words() -> None:
    text = table_text([row(1)], "## Open Threads\n\nNewest first.\n\n## Rules\n\nBe kind.\n")
    assert text.startswith("## Open Threads\n\nNewest first.\n\n| File | Topic |")
    assert text.endswith("| high |\n\n## Rules\n\nBe kind.\n")


def test_pipes_and_newlines_in_a_topic_stay_in_their_cell() -> None:
    text = table_text([row(1, topic="a | b \\| c\nd")])
    line = text.splitlines()[-1]
    assert line.split(" | ", 1)[1].startswith("a \\| b \\\\\\| c d | team-a")
    assert len(tables.cells_of(line)) == 5
    assert table_text([row(1, topic="a | b \\| c\nd")], text) == text


def test_what_the_limits_leave_out_is_counted() -> None:
    rows = [row(n) for n in range(1, 203)] + [row(n, "closed") for n in range(300, 351)]
    text = table_text(rows)
    assert text.count("| awaiting-reply |") == 200 and text.count("| closed |") == 50
    assert "\n\n… and 2 more open threads.\n" in text
    assert "\n\n… and 1 more archived thread.\n" in text
    assert "2026-03-03-003-slug" in text and "2026-03-03-002-slug" not in text


def test_rows_of_records_that_are_gone_and_doubles_go() -> None:
    line = SEED.splitlines()[8]
    double = SEED.replace(line, f"{line}\n{line}\n{line.replace('-001-', '-009-')}")
    assert table_text([row(1)], double) == SEED


def test_settled_is_what_is_final_or_can_only_be_archived() -> None:
    assert settled_states(thread()) == {"resolved", "closed"}
    assert settled_states(bundled("decision.yaml")) == {"decided", "rejected", "withdrawn", "superseded"}


def test_the_row_of_a_record_tells_its_fields_as_text() -> None:
    record = Record(
        "2026-03-03-001-x",
        "thread",
        "threads/2026-03-03-001-x.md",
        {"status": "resolved", "cc": ("a", "b"), "due": None},
    )
    assert row_of(record, thread()) == Row(record.path, {"status": "resolved", "cc": "a, b"}, True)


def test_a_change_that_no_row_shows_leaves_the_file_alone() -> None:
    assert update(thread(), SEED, row(1), row(1)) == SEED


def test_what_the_text_cannot_tell_is_left_to_render() -> None:
    full = table_text([row(n) for n in range(1, 203)])
    assert update(thread(), None, None, row(1)) is None
    assert update(thread(), full, row(150), row(150, "resolved")) is None  # who moves up is not in the text
    assert update(thread(), SEED, row(5), row(5, "open")) is None  # the table had forgotten it
    assert update(thread(), SEED, None, row(1)) is None  # the table had it before it was made


changes = st.lists(
    st.tuples(
        st.integers(1, 9),
        st.sampled_from(["open", "awaiting-reply", "resolved", "closed", "gone"]),
        st.text("a|\\ b", max_size=6),
    ),
    max_size=25,
)
starts = st.sampled_from(
    [
        None,
        SEED.replace(SEED.splitlines(True)[8], ""),
        SEED.replace(SEED.splitlines(True)[8], "").replace("\n", "\r\n"),
        "Words",
        "",
    ]
)


@settings(max_examples=150, deadline=None)
@given(starts, changes, st.integers(1, 6), st.integers(1, 4))
def test_one_change_tells_the_same_as_all_rows_do(
    start: str | None, steps: list, most_open: int, most_settled: int
) -> None:
    limits = tables.OPEN_ROWS, tables.SETTLED_ROWS
    tables.OPEN_ROWS, tables.SETTLED_ROWS = most_open, most_settled
    try:
        records: dict[int, Row] = {}
        text = table_text([], start)
        for number, status, topic in steps:
            before = records.pop(number, None)
            after = None if status == "gone" else row(number, status, topic)
            if after:
                records[number] = after
            expected = table_text(list(records.values()), text)
            found = update(thread(), text, before, after)
            assert found is None or found == expected
            text = expected
            assert table_text(list(records.values()), text) == text
    finally:
        tables.OPEN_ROWS, tables.SETTLED_ROWS = limits


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("#|-`~<!>\r\n abF\u2028é"), max_size=60), st.booleans())
def test_any_file_takes_the_tables_once_and_keeps_its_words(text: str, has_settled: bool) -> None:
    rows = [row(1), row(2)] + ([row(3, "closed")] if has_settled else [])
    written = table_text(rows, text)
    assert table_text(rows, written) == written
