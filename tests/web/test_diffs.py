"""Differences between versions: nothing of either is lost, and they read as one would tell them."""

import re
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tacit
from tacit.insight.differences import Hunk, Run, compare, compare_texts
from tacit.text.protocols import read_protocol
from tacit.web.diffs import show

PROTOCOLS = Path(tacit.__file__).parent / "protocols"

OLD = """---
topic: Presence
status: open
updated: 2026-02-20
members: [alice, bob]
milestones:
  - name: M1 Server
    status: planned
    done: 0
---

## Background

Presence travels over polling.

## Reply

> Updated: YYYY-MM-DD

[Responder fills this.]
"""

texts = st.lists(st.text("ab c.\n", max_size=12), max_size=12).map("\n".join) | st.text(max_size=60)


def patch(old: str, hunks: tuple[Hunk, ...]) -> str:
    """The new text, made of the old one and what changed."""
    lines, done, made = re.findall(r"[^\n]*\n|[^\n]+", old), 0, []
    for hunk in hunks:
        made += lines[done : hunk.at]
        made += [run.text for line in hunk.lines for run in line if run.side != "out"]
        done = hunk.at + sum(any(run.side != "in" for run in line) for line in hunk.lines)
    return "".join((*made, *lines[done:]))


def sides(hunks: tuple[Hunk, ...], *kept: str) -> str:
    return "".join(run.text for hunk in hunks for line in hunk.lines for run in line if run.side in kept)


@given(texts, texts, st.integers(0, 3))
def test_a_difference_applied_to_the_old_text_gives_the_new_one(old: str, new: str, context: int) -> None:
    assert patch(old, compare_texts(old, new, context)) == new


@given(texts, texts)
def test_with_all_lines_around_it_a_difference_holds_both_texts(old: str, new: str) -> None:
    hunks = compare_texts(old, new, 1000)
    if old != new:
        assert sides(hunks, "same", "out") == old
        assert sides(hunks, "same", "in") == new


@given(texts)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert compare_texts(text, text) == ()
    assert not compare(text, text)


@given(texts, texts)
def test_what_is_shown_has_every_word_that_came_and_every_word_that_went(old: str, new: str) -> None:
    html = str(show(compare(old, new)))
    went, came = set(re.findall(r"\w+", old)), set(re.findall(r"\w+", new))
    for tag, words in (("ins", came - went), ("del", went - came)):
        shown = " ".join(re.findall(rf"<{tag}><span[^>]*>[^<]*</span>([^<]*)", html))
        assert words <= set(re.findall(r"\w+", shown))


def test_only_the_words_of_a_sentence_that_changed_are_marked() -> None:
    (hunk,) = compare_texts("It travels over slow polling.\n", "It travels over the socket, slow polling.\n")
    assert hunk.lines == ((Run("same", "It travels over"), Run("in", " the socket,"), Run("same", " slow polling.\n")),)


def test_a_line_with_nothing_in_common_is_another_one() -> None:
    (hunk,) = compare_texts("Nobody knew.\n", "We ship on Friday!\n")
    assert hunk.lines == ((Run("out", "Nobody knew.\n"),), (Run("in", "We ship on Friday!\n"),))


def test_fields_are_told_by_name_and_the_day_of_the_change_is_no_news() -> None:
    new = OLD.replace("status: open", "status: awaiting-reply").replace("updated: 2026-02-20", "updated: 2026-02-21")
    new = new.replace("done: 0", "done: 40").replace("[alice, bob]", "[alice, bob, eva]")
    told = [(change.name, change.old, change.new) for change in compare(OLD, new).fields]
    assert told == [
        ("status", "open", "awaiting-reply"),
        ("members", "alice, bob", "alice, bob, eva"),
        ("milestones › M1 Server › done", "0", "40"),
    ]
    assert "YYYY" not in show(compare(OLD, new))
    assert compare(OLD, new).sections == ()


def test_another_form_of_the_same_front_matter_is_no_change() -> None:
    assert not compare(OLD, OLD.replace("topic: Presence", 'topic: "Presence"').replace("\n", "\r\n"))


def test_a_section_is_told_under_its_heading() -> None:
    new = OLD.replace("> Updated: YYYY-MM-DD\n\n[Responder fills this.]", "> Updated: 2026-02-21\n\nOver the socket.")
    (section,) = compare(OLD, new).sections
    assert (section.heading, section.side) == ("Reply", "same")
    assert sides(section.hunks, "in") == "Over the socket.\n"
    assert sides(section.hunks, "same", "out") == ""  # neither the hint of the template nor the day of the stamp
    assert "Presence" not in sides(section.hunks, "same", "in", "out")


def test_sections_that_came_went_and_were_renamed_are_told_as_such() -> None:
    new = (
        OLD.replace("## Background", "## Why")
        .replace("## Reply", "## Answer")
        .replace("[Responder fills this.]", "Yes.")
    )
    old = OLD.replace("[Responder fills this.]", "No.")
    told = [(section.heading, section.was, section.side) for section in compare(old, new).sections]
    assert told == [("Why", "Background", "same"), ("Answer", "Answer", "in"), ("Reply", "Reply", "out")]


def test_two_sections_of_one_name_are_told_apart() -> None:
    old = "---\na: b\n---\n## X\n\none\n\n## X\n\ntwo\n"
    (section,) = compare(old, old.replace("two", "three")).sections
    assert (section.heading, sides(section.hunks, "out"), sides(section.hunks, "in")) == ("X", "two", "three")


def test_the_layout_of_a_protocol_says_what_its_sections_are() -> None:
    path = PROTOCOLS / "standup.yaml"
    protocol, _ = read_protocol(path.read_text(), str(path), bundled=True)
    assert protocol is not None
    heading = next(iter(protocol.sections))
    written = protocol.spelled.format(heading=heading, text="did this") if protocol.spelled else f"{heading}: did this"
    old = f"---\nby: alice\n---\n\n{written}\n"
    changes = compare(old, old.replace("did this", "did that"), protocol).sections
    assert [change.heading for change in changes] == [heading]


def test_a_new_record_is_all_new_and_one_that_went_is_all_gone() -> None:
    assert {change.old for change in compare(None, OLD).fields} == {""}
    assert {section.side for section in compare(None, OLD).sections} == {"in"}
    assert {section.side for section in compare(OLD, None).sections} == {"out"}


def test_a_version_that_cannot_be_read_is_still_compared_as_text() -> None:
    broken = OLD.replace("status: open", "status: [open")
    assert "open" in show(compare(OLD, broken))


def test_what_changed_is_said_and_nothing_that_was_written_becomes_markup() -> None:
    html = show(compare("---\na: <i>x</i>\n---\n## <b>\n\n<script>\n", "---\na: '&'\n---\n## <b>\n\n<img>\u202e\n"), 4)
    assert '<del><span class="hidden">from </span>&lt;i&gt;x&lt;/i&gt;</del>' in html
    assert "<h4>&lt;b&gt;</h4>" in html
    assert '<ins><span class="hidden">Added: </span>' in html
    for sign in ("<script", "<img", "<i>", "<b>", "\u202e"):
        assert sign not in html


def test_what_is_far_from_every_change_is_left_out() -> None:
    old = "".join(f"line {number}\n\n" for number in range(40))
    hunks = compare_texts(old, old.replace("line 5\n", "other\n").replace("line 30\n", "another\n"))
    assert len(hunks) == 2
    assert "line 20\n" not in sides(hunks, "same")


@pytest.mark.parametrize("size", [400, 2000])
def test_texts_that_are_hard_to_compare_take_no_longer_than_a_page_may(size: int) -> None:
    words = ("ab ", "ba ", "a ")
    old = "".join(words[number % 3] for number in range(size))
    new = "".join(words[number * number % 3] for number in range(size))
    began = process_time()
    assert patch(old, compare_texts(old, new)) == new
    lines = "\n".join(words[number % 3] * (number % 7) for number in range(size))
    others = "\n".join(words[number * number % 3] * (number % 5) for number in range(size))
    assert patch(lines, compare_texts(lines, others)) == others
    assert process_time() - began < 5
