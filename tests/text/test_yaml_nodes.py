"""YAML is read within limits, and every node knows where it stands."""

import subprocess
import sys

import pytest

from tacit.errors import Malformed
from tacit.text.yaml_nodes import Items, Map, Scalar, plain, read_events, read_map, read_yaml


def refusal(text: str, first_line: int = 1) -> Malformed:
    with pytest.raises(Malformed) as caught:
        read_yaml(text, path="threads/a.md", first_line=first_line)
    assert caught.value.code == "parse"
    assert caught.value.path == "threads/a.md"
    assert caught.value.remedy
    return caught.value


def test_scalars_stay_text() -> None:
    node = read_map("no: NO\ntime: 12:30\nday: 2026-02-28\nzero: 007\nnil: ~\nnothing:\n", path="a")
    assert plain(node) == {
        "no": "NO", "time": "12:30", "day": "2026-02-28", "zero": "007", "nil": "~", "nothing": "",
    }  # fmt: skip


def test_nodes_tell_where_they_stand() -> None:
    text = "# head\ntopic: 'It''s ☕'   # why\nlist: [a, \"b\"]\n"
    text += "rows:\n- x: 1\n  y:\n- z: |\n    two\n    lines\n\nend: e\n"
    top = read_map(text, path="a", first_line=2)
    assert [text[key.start : key.end] for key, _ in top.pairs] == ["topic", "list", "rows", "end"]
    assert [key.line for key, _ in top.pairs] == [3, 4, 5, 12]
    topic, items, rows = top.get("topic"), top.get("list"), top.get("rows")
    assert isinstance(topic, Scalar) and isinstance(items, Items) and isinstance(rows, Items)
    assert (topic.text, topic.quoted, text[topic.start : topic.end]) == ("It's ☕", "'", "'It''s ☕'")
    assert (items.flow, text[items.start : items.end]) == (True, '[a, "b"]')
    assert text[rows.start : rows.end].endswith("two\n    lines")
    first = rows.nodes[0]
    assert isinstance(first, Map) and first.get("missing") is None
    empty = first.get("y")
    assert isinstance(empty, Scalar) and empty.start == empty.end and text[empty.start - 2 : empty.end] == "y:"


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_nothing_reads_as_an_empty_map(text: str) -> None:
    assert read_map(text, path="a").pairs == ()


def test_what_is_no_map_is_refused_where_one_is_needed() -> None:
    with pytest.raises(Malformed):
        read_map("- a\n- b\n", path="a")


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: &x 1\nb: *x\n", 1, "anchors"),
        ("a: 1\nb: *x\n", 2, "aliases"),
        ("a: !!python/object:os.system {}\n", 1, "tags"),
        ("a: ! b\n", 1, "tags"),
        ("%YAML 1.1\n---\na: b\n", 1, "directive"),
        ("a: b\n---\nc: d\n", 2, "second YAML document"),
        ("? [a]\n: b\n", 1, "no key"),
        ("a: b: c\n", 1, "second `: `"),
        ("a:\n  - b\n c: d\n", 3, "does not parse"),
        ("a: @alice\n", 1, "keeps for itself"),
        ("a: 'open\n", 1, "never close"),
        ("a: [b\n", 1, "does not close"),
        ("a: b\nc: \x07\n", 2, "U+0007"),
        ("a: b\nc: \ud800\n", 2, "U+D800"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, word: str) -> None:
    error = refusal(text, first_line=11)
    assert error.line == line + 10
    assert word in error.message


def test_a_key_that_stands_twice_names_both_lines() -> None:
    error = refusal("status: open\ntopic: x\nstatus: closed\n", first_line=2)
    assert "line 2" in error.message and "line 4" in error.message


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "a:\n"])
def test_deep_nesting_is_refused_and_does_not_crash(opening: str) -> None:
    nested = "".join(" " * depth + opening for depth in range(300)) if opening == "a:\n" else opening * 15_000
    assert "deeper" in refusal(nested).message


def test_a_hundred_thousand_brackets_do_not_crash_the_interpreter() -> None:
    code = (
        "from tacit.text.yaml_nodes import read_yaml\nfrom tacit.errors import Malformed\n"
        "try: read_yaml('[' * 100_000, path='a', limit=1 << 20)\nexcept Malformed as error: print(error.message)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "deeper than 32" in done.stdout


def test_depth_up_to_the_limit_is_read() -> None:
    assert plain(read_yaml("[" * 32 + "]" * 32, path="a")) != ""


def test_what_is_too_long_is_refused_before_it_is_scanned() -> None:
    error = refusal("a: 'x" * 2_000_000, first_line=2)
    assert "65,536" in error.message and error.line == 2


def test_the_limit_counts_bytes() -> None:
    assert "bytes" in refusal("a: " + "☕" * 30_000).message
    read_yaml("a: " + "x" * 60_000, path="a")


def test_without_the_c_library_the_tree_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml

    text = "# c\na: 'It''s'\nb: [x, {y: z}]\nc:\n- d\n-\ne: |\n  hi\n\nf: >-\n  two\n  lines\ng:\n  h: i  # j\nk: ☕\n"
    with_it = read_events(text, "a.md", 3)
    monkeypatch.delattr(yaml, "CSafeLoader")
    assert read_events(text, "a.md", 3) == with_it
    assert "deeper" in refusal("[" * 15_000).message
    assert refusal("a: b\n  - : {").line
