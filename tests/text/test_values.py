"""Values are what the protocol says they are, and are written so that every reader takes them for the same."""

from datetime import UTC, date, datetime

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tacit.errors import Malformed
from tacit.model.protocol import Field, FieldType
from tacit.model.record import Answer, Value
from tacit.text.scalars import write_flow, write_scalar
from tacit.text.values import as_json, from_text, read_value, write_value
from tacit.text.yaml_nodes import plain, read_map

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
STEPS = Field("steps", "rows", columns={"to": "parties", "answer": "duration", "state": "open | done", "n": "number"})


def read(written: str, field: Field) -> Value:
    node = read_map(f"{field.name}: {written}\n", path="a.md").get(field.name)
    assert node is not None
    return read_value(node, field, "a.md")


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        ("text", "'it''s'", "it's"),
        ("text", "007", "007"),
        ("id", "2026-02-28-001", "2026-02-28-001"),
        ("text", "", None),
        ("text", '""', None),
        ("number", "3", 3),
        ("number", "-2.5", -2.5),
        ("number", ".5", 0.5),
        ("yes", "Yes", True),
        ("yes", "off", False),
        ("date", "2026-02-28", date(2026, 2, 28)),
        ("time", "2026-03-03T10:00:00+01:00", AT),
        ("time", '"2026-03-02"', datetime(2026, 3, 3, tzinfo=UTC)),
        ("duration", "8 working hours", "8 working hours"),
        ("person", '"@alice"', "alice"),
        ("party", "frontend", "frontend"),
        ("record", "2026-02-28-001-x", "2026-02-28-001-x"),
        ("parties", "[a, '@b']", ("a", "b")),
        ("parties", "a, b", ("a", "b")),
        ("parties", "a", ("a",)),
        ("persons", "", ()),
        ("texts", "a, b", ("a, b",)),
        ("records", "\n- x\n-\n- y", ("x", "y")),
        ("rows", "", ()),
        ("answers", "", ()),
        ("path", "docs/p.md#§3.2", "docs/p.md#§3.2"),
    ],
)
def test_a_value_is_read_as_its_type(kind: FieldType, written: str, value: Value) -> None:
    found = read(written, Field("f", kind))
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("number", "three"),
        ("number", "1e400"),
        ("number", "٣"),
        ("number", "."),
        ("yes", "maybe"),
        ("date", "2026-02-30"),
        ("date", "28.2.2026"),
        ("date", "20260228"),
        ("time", "10:00"),
        ("time", "2026-03-03T10:00:00"),
        ("time", "2026-02-30"),
        ("duration", "soon"),
        ("text", "[a]"),
        ("text", "{a: b}"),
        ("parties", "{a: b}"),
        ("parties", "[[a]]"),
        ("rows", "a"),
        ("rows", "[a]"),
        ("answers", "[a]"),
        ("answers", "{a: b}"),
        ("date", "[2026-02-28]"),
    ],
)
def test_a_value_that_is_none_of_its_type_is_told_with_line_and_remedy(kind: FieldType, written: str) -> None:
    with pytest.raises(Malformed) as caught:
        read(written, Field("f", kind))
    error = caught.value
    assert (error.code, error.path, error.line) == ("parse", "a.md", 1)
    assert error.remedy
    assert error.message.startswith("f") or "answer" in error.message


def test_a_choice_is_one_of_its_values_and_a_near_miss_is_told() -> None:
    size = Field("size", "choice", choices=("small", "medium", "large"))
    assert read("small", size) == "small"
    for written, word in (
        ("meduim", "Did you mean medium?"),
        ("LARGE", "Did you mean large?"),
        ("huge", "small, medium, large"),
    ):
        with pytest.raises(Malformed) as caught:
            read(written, size)
        assert caught.value.code == "unknown-value" and word in caught.value.remedy


def test_rows_are_read_by_their_columns() -> None:
    rows = read("\n- {to: [a, b], answer: 4 working hours, n: 2}\n- to: c\n  state: done\n", STEPS)
    assert rows == ({"to": ("a", "b"), "answer": "4 working hours", "n": 2}, {"to": ("c",), "state": "done"})
    for wrong in ("[{too: a}]", "[{state: maybe}]", "[{n: x}]", "[{answer: 4 hrs}]", "[[a]]"):
        with pytest.raises(Malformed) as caught:
            read(wrong, STEPS)
        assert caught.value.line == 1 and caught.value.remedy


def test_the_command_line_separates_lists_by_commas_and_gives_rows_as_yaml() -> None:
    assert from_text("a, @b,", Field("f", "parties")) == ("a", "b")
    assert from_text("a, b", Field("f", "texts")) == ("a", "b")
    assert from_text("It's: so, really #1", Field("f", "text")) == "It's: so, really #1"
    assert from_text("3", Field("f", "number")) == 3
    assert from_text("[{to: [a], n: 1}]", STEPS) == ({"to": ("a",), "n": 1},)
    for text, field in (("2026-02-30", Field("f", "date")), ("{", STEPS), ("x", STEPS)):
        with pytest.raises(Malformed) as caught:
            from_text(text, field)
        assert caught.value.remedy


def test_json_has_iso_dates_utc_times_lists_and_answers_by_party() -> None:
    answers = (Answer("a", "approve", AT, "1e5", "bob"), Answer("b", "abstain", AT))
    assert as_json(answers) == {
        "a": {"answer": "approve", "at": "2026-03-03T09:00:00Z", "text": "1e5", "by": "bob"},
        "b": {"answer": "abstain", "at": "2026-03-03T09:00:00Z"},
    }
    assert as_json((), Field("f", "answers")) == {}
    assert as_json(()) == []
    assert as_json(({"to": ("a",), "due": date(2026, 3, 3)},)) == [{"to": ["a"], "due": "2026-03-03"}]
    assert as_json(None) is None


HANDLES = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
TYPED: dict[FieldType, st.SearchStrategy[Value]] = {
    "text": st.text(max_size=20).map(str.strip).filter(bool),
    "number": st.integers(-(10**12), 10**12) | st.floats(-1000, 1000).map(lambda number: round(number, 3)),
    "yes": st.booleans(),
    "date": st.dates(date(1970, 1, 1), date(2999, 12, 31)),
    "time": st.datetimes(datetime(1971, 1, 1), datetime(2900, 1, 1)).map(
        lambda at: at.replace(microsecond=0, tzinfo=UTC)
    ),
    "party": HANDLES,
    "parties": st.lists(HANDLES, max_size=3).map(tuple),
    "answers": st.lists(
        st.builds(
            Answer,
            HANDLES,
            st.sampled_from(["approve", "abstain", "object"]),
            st.just(AT),
            st.just("") | HANDLES,
            st.just("") | HANDLES,
        ),
        max_size=3,
        unique_by=lambda answer: answer.party,
    ).map(tuple),
}


@given(st.sampled_from(sorted(TYPED)).flatmap(lambda kind: st.tuples(st.just(kind), TYPED[kind])))
@settings(max_examples=600, deadline=None)
def test_a_value_that_was_written_is_read_back(pair: tuple[FieldType, Value]) -> None:
    from tacit.text.document import Document

    kind, value = pair
    field = Field("f", kind)
    after = Document.parse(b"---\na: b\n---\n", "a.md").set_field("f", write_value(value, field))
    node = after.fields.get("f")
    assert (read_value(node, field) if node is not None else ()) == value


@given(st.text(max_size=15) | st.from_regex(r"[-+0-9.:_eExXobaftnys~<=]{1,8}", fullmatch=True))
@settings(max_examples=1500, deadline=None)
def test_text_is_written_so_that_other_tools_read_the_same_text(text: str) -> None:
    """Dates are the exception: plain, they are the same days to everybody."""
    for written in (f"a: {write_scalar(text)}\n", f"a: {write_flow([text])}\n"):
        found = plain(read_map(written, path="a"))
        assert isinstance(found, dict) and found["a"] in (text, [text])
        other = yaml.load(written, Loader=yaml.CSafeLoader)["a"]
        other = other[0] if isinstance(other, list) else other
        assert other == text or isinstance(other, date)
