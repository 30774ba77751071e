"""A file is read with its line told where it is broken, and an edit of a field leaves every other byte."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tacit.errors import Malformed, Refused
from tacit.text.document import Document
from tacit.text.field_edits import as_plain
from tacit.text.scalars import Written
from tacit.text.yaml_nodes import plain

SEED = b"""---
thread_id: 2026-02-28-001
topic: 'One-sentence: description'   # keep it short
from: team-a-name          # who opened the thread
cc: [ alice, "b, c" ]
updated: 2026-02-28        # update this every time the file is edited

# what comes later
rows:
- topic: One
  due: 2026-03-01
# between
- topic: Two
answers:
  frontend: {answer: approve, at: 2026-03-03T10:00:00Z}
  backend:  {answer: object, at: 2026-03-03T11:00:00Z}  # hm
members:
  - a
  - b  # the second
  - c
empty:   # nothing yet
---

Body \xe2\x98\x95
"""


def edited(key: str, value: Written | None, data: bytes = SEED) -> str:
    before = Document.parse(data, "a.md")
    after = before.set_field(key, value)
    assert Document.parse(after.data, "a.md").fields == after.fields
    return after.text


def changed(key: str, value: Written | None, data: bytes = SEED) -> tuple[list[str], list[str]]:
    """The lines that went and the lines that came."""
    old, new = data.decode().split("\n"), edited(key, value, data).split("\n")
    head = next(
        (at for at, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return old[head : len(old) - tail], new[head : len(new) - tail]


@pytest.mark.parametrize(
    ("data", "line", "word"),
    [
        (b"", 1, "empty"),
        (b"\xef\xbb\xbf\r\n", 1, "empty"),
        (b"# no front matter\n", 1, "does not begin"),
        (b"\n---\na: b\n---\n", 1, "does not begin"),
        (b"---\na: b\n", 1, "no end"),
        (b"---\na: b\n ---\n", 1, "no end"),
        (b"---", 1, "no end"),
        (b"---\na: b\n---\n\x00", 1, "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 1, "binary"),
        (b"---\na: b\n---\n\nab\xff", 5, "not UTF-8"),
        (b"---\n<<<<<<< HEAD\na: b\n=======\na: c\n>>>>>>> x\n---\n", 2, "conflict"),
        (b"---\na: b\n---\r\n\r\n<<<<<<< HEAD\r\n", 5, "conflict"),
        (b"\xef\xbb\xbf<<<<<<< HEAD\n", 1, "conflict"),
        (b"---\na: b\n---\ntext\n>>>>>>> theirs\n", 5, "conflict"),
        (b"---\na: b\nc: [x\n---\n", 3, "does not close"),
        (b"---\na: b\na: c\n---\n", 3, "line 2"),
        (b"---\n- a\n---\n", 2, "list"),
        (b"---\na: " + b"x" * 10_000_000 + b"\n---\n", 2, "bytes"),
    ],
)
def test_a_broken_file_is_told_with_its_line_and_a_remedy(data: bytes, line: int, word: str) -> None:
    with pytest.raises(Malformed) as caught:
        Document.parse(data, "threads/a.md")
    error = caught.value
    assert (error.code, error.path, error.line) == ("parse", "threads/a.md", line)
    assert word in error.message and error.remedy


@pytest.mark.parametrize(
    "data",
    [
        b"---\n---",
        b"---\n---\n",
        b"---\r\na: b\r\n---\r\nbody",
        b"\xef\xbb\xbf---\na: b\n...\nbody\n",
        b"--- \na: b\n--- \t\n",
        b"---\na: b\r\n---\nx\r\ny\n",
        b"---\n# only a comment\n---\n",
        b"---\na: b\n---\ntext <<<<<<< HEAD is no conflict\n",
        SEED,
    ],
)
def test_a_file_that_is_read_keeps_its_bytes(data: bytes) -> None:
    assert Document.parse(data, "a.md").data == data


def test_fields_know_their_lines() -> None:
    lines = SEED.decode().split("\n")
    document = Document.parse(b"\xef\xbb\xbf" + SEED, "a.md")
    assert all(lines[line - 1].startswith(f"{key}:") for key, line in document.lines.items())


@pytest.mark.parametrize(
    ("key", "value", "old", "new"),
    [
        (
            "from",
            "team-b",
            ["from: team-a-name          # who opened the thread"],
            ["from: team-b          # who opened the thread"],
        ),
        (
            "topic",
            "It's: x",
            ["topic: 'One-sentence: description'   # keep it short"],
            ["topic: 'It''s: x'   # keep it short"],
        ),
        ("cc", ["alice", "b, c", "d"], ['cc: [ alice, "b, c" ]'], ['cc: [ alice, "b, c", d ]']),
        ("cc", ["b, c"], ['cc: [ alice, "b, c" ]'], ['cc: [ "b, c" ]']),
        ("cc", [], ['cc: [ alice, "b, c" ]'], ["cc: []"]),
        ("empty", "no", ["empty:   # nothing yet"], ['empty: "no"   # nothing yet']),
        ("empty", 3, ["empty:   # nothing yet"], ["empty: 3   # nothing yet"]),
        ("empty", True, ["empty:   # nothing yet"], ["empty: true   # nothing yet"]),
        ("empty", ["a", "b"], ["empty:   # nothing yet"], ["empty: [a, b]   # nothing yet"]),
        ("members", ["a", "b", "c", "d"], [], ["  - d"]),
        ("members", ["x", "a", "b", "c"], [], ["  - x"]),
        ("members", ["a", "c"], ["  - b  # the second"], []),
        ("members", ["a", "B: b", "c"], ["  - b  # the second"], ['  - "B: b"']),
        (
            "rows",
            [{"topic": "One", "due": "2026-03-02"}, {"topic": "Two"}],
            ["  due: 2026-03-01"],
            ["  due: 2026-03-02"],
        ),
        ("rows", [{"topic": "One", "due": "2026-03-01"}], ["- topic: Two"], []),
        ("from", None, ["from: team-a-name          # who opened the thread"], []),
        ("due", "2026-03-05T17:00:00Z", [], ["due: 2026-03-05T17:00:00Z"]),
        ("goals", ["a"], [], ["goals: [a]"]),
        (
            "steps",
            [{"to": ["a", "b"], "answer": "4 working hours"}],
            [],
            ["steps:", "  - to: [a, b]", "    answer: 4 working hours"],
        ),
        ("new", {"a": {"at": "x"}}, [], ["new:", "  a: {at: x}"]),
    ],
)
def test_only_the_lines_of_a_field_change(key: str, value: Written | None, old: list[str], new: list[str]) -> None:
    assert changed(key, value) == (old, new)
    crlf = SEED.replace(b"\n", b"\r\n")
    assert edited(key, value, crlf).replace("\r\n", "\n") == edited(key, value)
    assert "\n" not in edited(key, value, crlf).replace("\r\n", "")


def test_an_answer_changes_its_own_line_alone() -> None:
    answers = Document.parse(SEED, "a.md").fields["answers"]
    value = plain(answers)
    assert isinstance(value, dict)
    value["backend"] = {"answer": "approve", "at": "2026-03-04T11:00:00Z"}
    value["mobile"] = {"answer": "abstain"}
    old, new = changed("answers", value)  # type: ignore[arg-type]
    assert old == ["  backend:  {answer: object, at: 2026-03-03T11:00:00Z}  # hm"]
    assert new == ["  backend: {answer: approve, at: 2026-03-04T11:00:00Z}  # hm", "  mobile: {answer: abstain}"]


def test_a_value_that_stands_there_already_touches_nothing() -> None:
    document = Document.parse(SEED, "a.md")
    for key, node in document.fields.items():
        assert document.set_field(key, plain(node)).data == SEED  # type: ignore[arg-type]


@pytest.mark.parametrize("data", [b"---\n{a: b, c: d}\n---\n", b"---\n? a\n: b\n---\n"])
def test_front_matter_in_an_unusual_form_is_refused_or_edited_rightly(data: bytes) -> None:
    document = Document.parse(data, "a.md")
    try:
        assert plain(document.set_field("a", ["x"]).fields["a"]) == ["x"]
    except Refused as refusal:
        assert refusal.remedy and refusal.path == "a.md"


KEYS = st.sampled_from(["status", "topic", "cc", "answers", "rows", "new", "x y", "due"])
TEXTS = st.text(max_size=12) | st.sampled_from(
    [
        "no",
        "NULL",
        "~",
        "12:30",
        "1_000",
        "0x1F",
        "1e3",
        ".5",
        "2026-02-28",
        "a: b",
        "a #b",
        "- a",
        "@alice",
        "'q'",
        '"d"',
        "",
        " x ",
        "[a]",
        "{a}",
        "a, b",
        "# c",
        "|",
        ">",
        "%",
        "a:",
        "...",
        "---",
        "☕ 日本",
        "\\n",
        "two\nlines",
        "tab\there",
        "\u2028",
        "\x85",
        "\ufeff",
        "?x",
        "<<",
        "=",
    ]
)
SCALARS = TEXTS.filter(lambda text: "\x00" not in text) | st.integers(-5, 10**6) | st.booleans()
WRITABLE = (
    st.none()
    | SCALARS
    | st.lists(SCALARS, max_size=4)
    | st.lists(
        st.dictionaries(
            st.sampled_from(["a", "b", "x: y"]), SCALARS | st.lists(SCALARS, max_size=2), min_size=1, max_size=2
        ),
        max_size=3,
    )
    | st.dictionaries(
        st.sampled_from(["p", "q", "no", "@r"]),
        st.dictionaries(st.sampled_from(["a", "at"]), SCALARS, max_size=2),
        max_size=3,
    )
)
FRONTS = st.lists(
    st.sampled_from(
        [
            "status: open",
            "topic:  'it''s' # c",
            'topic: "a\\tb"',
            "cc: [a, b]",
            "cc:\n- a\n-   b # c",
            "cc:\n    - a\n\n    # in\n    - b",
            "answers:\n  p: {a: b}\n  q: {at: c} # d",
            "rows:\n  - a: b\n    b: c\n  - a: d",
            "# comment",
            "",
            "new: |\n  two\n  lines",
            "due:",
            "due: # soon",
            "cc: [a,\n  b ]",
            "x y: folded\n  text",
            "topic: >-\n  a\n  b\n",
            "rows: [{a: b}]",
            "answers: {p: {a: b}}",
            "due: ~",
            "cc: []",
        ]
    ),
    max_size=6,
    unique_by=lambda line: line.partition(":")[0],
)


@given(
    FRONTS,
    KEYS,
    WRITABLE,
    st.sampled_from(["", "body", "\n## A\n\ntext\n", "é\r\n---\nx: y\n"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\ufeff"]),
)
@settings(max_examples=1500, deadline=None)
def test_an_edit_is_read_back_and_leaves_every_other_field_and_byte(
    front: list[str], key: str, value: Written | None, body: str, newline: str, bom: str
) -> None:
    head = "".join(f"{line}\n" for line in front).replace("\n", newline)
    text = f"{bom}---{newline}{head}---{newline}{body}"
    before = Document.parse(text.encode(), "a.md")
    try:
        after = before.set_field(key, value)
    except Malformed:
        pytest.fail("an edit that cannot be read")
    assert Document.parse(after.data, "a.md").text == after.text
    found = after.fields.get(key)
    assert (found is None) if value is None else (found is not None and plain(found) == as_plain(value))
    assert {name: plain(node) for name, node in after.fields.items() if name != key} == {
        name: plain(node) for name, node in before.fields.items() if name != key
    }
    assert after.text.endswith(f"---{newline}{body}") and after.text.startswith(f"{bom}---{newline}")
    assert without(before, key) == without(after, key)


def without(document: Document, key: str) -> str:
    """The front matter without the lines of one field."""
    front = document.front
    yaml = document.text[front.start : front.end]
    for written, node in front.top.pairs:
        if written.text == key:
            end = yaml.find("\n", node.end)
            return yaml[: yaml.rfind("\n", 0, written.start) + 1] + yaml[end + 1 :]
    return yaml


@given(
    st.binary(max_size=300)
    | st.text(max_size=200).map(lambda text: f"---\n{text}\n---\n{text}".encode("utf-8", "replace"))
)
@settings(max_examples=500, deadline=None)
def test_any_bytes_are_read_or_told_to_be_broken(data: bytes) -> None:
    try:
        document = Document.parse(data, "a.md")
    except Malformed as error:
        assert error.line and error.line <= data.count(b"\n") + data.count(b"\r") + 1
    else:
        assert document.data == data
        document.sections()
