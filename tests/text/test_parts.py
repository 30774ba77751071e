"""Filled means that something stands in a section besides the template's own."""

from dataclasses import replace

import pytest

from tacit.model.protocol import Section
from tacit.text.parts import is_filled, read_mark, read_stamp, ticked, unticked

PLAIN = Section("Resolution", ("opener",), hint="Say what was decided.", starts="None yet")
TICKS = replace(PLAIN, ticks=("{to} confirms",))


@pytest.mark.parametrize(
    "body",
    [
        "",
        "  \n\n",
        "> Updated: YYYY-MM-DD",
        "> Updated: 2026-03-04\n\n",
        "> Status: ⏳ Pending | ✅ Confirmed",
        ">Updated : x\n> status: y\n\n[One sentence.]",
        "[Hint]",
        "[A hint\n\n**Option A**: ...\nover (several) lines [nested] ...]",
        "[If we choose A: ...] [If we choose B: ...]",
        "- [Win or smooth execution]\n- [Team collaboration]",
        "None",
        "none.",
        "NONE\n",
        "<!-- a comment\n\nof lines -->",
        "<!-- never closed",
        "> Updated: x\n\n<!-- c -->\n\n[hint]\n<!-- d -->\nNone",
        "Say what was decided.",
        "None yet",
        "> Status: open\n\nSay what was decided.",
    ],
)
def test_the_templates_own_does_not_fill_a_section(body: str) -> None:
    assert not is_filled(body, PLAIN)


@pytest.mark.parametrize(
    "body",
    [
        "An hour.",
        "> Updated: 2026-03-04\n\nAn hour.",
        "[link](https://x.y)",
        "[ref][1]",
        "[a]: https://x.y",
        "[hint]\n\nreal text",
        "None of them.",
        "> quoted text",
        "> Status: x\n> quoted",
        "<!-- c -->\ntext",
        "- [x] done",
        "- [ ] of a person's own list",
        "- item",
        "* [link](x)",
        "[open bracket",
        "nothing",
        "<b>bold</b>",
        "---",
        "☕",
        "1. one",
        "| a |",
    ],
)
def test_anything_else_does(body: str) -> None:
    assert is_filled(body, PLAIN)


def test_a_checklist_is_filled_by_its_ticks() -> None:
    assert not is_filled("- [ ] Payments confirms\n* [ ] more", TICKS)
    assert is_filled("- [x] Payments confirms", TICKS)
    assert is_filled("- [ ] Payments confirms\n\nbut not yet", TICKS)


def test_ticks_are_told_from_items_that_wait() -> None:
    body = "- [x] one\n* [X]  two \n- [ ] three\n  + [ ] four\n- [] no item\n- [y] no\ntext [x] no\n"
    assert (ticked(body), unticked(body)) == (("one", "two"), ("three", "four"))


def test_a_stamp_is_a_day() -> None:
    assert str(read_stamp("> Updated: 2026-03-04\r\ntext")) == "2026-03-04"
    assert read_stamp("> Updated: YYYY-MM-DD") is None
    assert read_stamp("text") is None


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("> Status: ✅ Confirmed", "✅ Confirmed"),
        (">  status :confirmed  ", "✅ Confirmed"),
        ("> Status: ❌Rejected", "❌ Rejected"),
        ("> Status: ⏳ Pending | ✅ Confirmed | ❌Rejected", ""),
        ("> Status:", ""),
        ("> Status: who knows", ""),
        ("Status: ✅ Confirmed", ""),
    ],
)
def test_a_mark_is_read_where_exactly_one_stands(line: str, mark: str) -> None:
    assert read_mark(line, ("⏳ Pending", "✅ Confirmed", "❌ Rejected")) == mark


def test_a_megabyte_of_brackets_is_no_trap() -> None:
    from time import process_time

    before = process_time()
    for unit in ("[", "[a] ", "- [a]\n", "<!--", "> Updated: x\n", "- [ ] a\n", "[a", "]", "- "):
        is_filled(unit * (1_000_000 // len(unit)), TICKS)
    assert process_time() - before < 20
