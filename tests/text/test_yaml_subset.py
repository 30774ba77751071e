"""Where the hand-written YAML reader answers, it gives exactly the tree that the events of the library give."""

from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tacit.text.yaml_nodes import read_events
from tacit.text.yaml_subset import read_subset

FRONT = """thread_id: 2026-02-28-001
topic: "Why: is #this quoted?"   # because
from: frontend
to:   'it''s'
cc: [alice, "b, c", 'd']
updated: 2026-02-28        # update this every time
empty:
rows:
  - topic: One
    due: 2026-03-01
  -   topic: Two
same:
- a
- http://x.y/z#w
answers:
  frontend: {answer: approve, at: 2026-03-03T10:00:00Z, text: abc, by: alice}
folded: >-
  one line
  of two: # as it stands
note: |
  two

  lines
end: ☕ 日本
"""

TOKENS = [
    "a", "b", "key", "a: ", "key:", "- ", "-", "  ", " ", "\n", "\n", "\n", "\n  ", "\n    ", "\n- ", "\r\n", " #c",
    "#", "'", '"', "''", "[", "]", "{", "}", ",", ", ", ":", ": ", "|", "|-", ">", "é", "☕", "...", "---", "?", "&x",
    "*x", "!t", "%", "@", "`", "\\", "1", "12:30", "~", "null", "\t", "{a: b}", "[a, b]", "'q'", '"d"', "\nx: y\n", "=",
]  # fmt: skip
LINES = st.sampled_from(["l: |-", "j: |", "h: >-", "g: >", "- >-"]) | st.sampled_from(
    """a: b|b: 'c'|c: "d"  # e|d:|  - x|  - y: z|    w: v|- p|  e: f|f: [g, h]|i: {j: k}|# note||  |  text  here
   deeper|m: n: o|a: again|'q k': r|s: t #u|v: w#x|y: [1,|  2]|z: {a: [b, {c: d}]}  # e|  -|-|- - nested|? complex
: value|x : y|r: 'a|  b'|k:    spaced   |  more text|{}|[]|n: []|o: {}|o: {a: }|u: [a: b]|t: [a b, c d ]
""".replace("\n", "|").split("|")
)


def agree(text: str) -> bool:
    found = read_subset(text, 3)
    if found is None:
        return False
    assert found == read_events(text, "a.md", 3)
    return True


@given(st.lists(st.sampled_from(TOKENS), max_size=25).map("".join))
@settings(max_examples=1500, deadline=None)
def test_it_agrees_on_any_run_of_tokens(text: str) -> None:
    agree(text + "\n")


@given(st.lists(LINES, max_size=8), st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=1500, deadline=None)
def test_it_agrees_on_any_run_of_lines(lines: list[str], newline: str) -> None:
    agree("".join(line + newline for line in lines))


@given(st.integers(0, len(FRONT)), st.integers(0, 6), st.sampled_from(TOKENS))
@settings(max_examples=1500, deadline=None)
def test_it_agrees_on_front_matter_with_a_mistake_in_it(at: int, cut: int, token: str) -> None:
    agree(FRONT[:at] + token + FRONT[at + cut :])


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_it_agrees_on_any_text(text: str) -> None:
    agree(f"a: {text}\n")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_it_answers_for_ordinary_front_matter(newline: str) -> None:
    assert agree(FRONT.replace("\n", newline))


PROTOCOLS = sorted(entry.name for entry in files("tacit.protocols").iterdir() if entry.name.endswith(".yaml"))


@pytest.mark.parametrize("name", PROTOCOLS)
def test_it_answers_for_every_bundled_protocol(name: str) -> None:
    assert agree(files("tacit.protocols").joinpath(name).read_text("utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "a: &x b\n",
        "a: *x\n",
        "a: !t b\n",
        "a: b\na: c\n",
        "a: b",
        "a: b\n---\nc: d\n",
        "text\n",
        "a: b\n  c\n",
        "a: >\n  b\n",
    ],
)
def test_what_it_does_not_understand_it_leaves_to_the_other_reader(text: str) -> None:
    assert read_subset(text, 1) is None
