"""An edit of a record touches the lines that it means, and no other byte."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from thread_by_hand import THREAD, names, protocol

from tacit.errors import Malformed, Refused
from tacit.model.record import Answer
from tacit.text.document import Document
from tacit.text.entries import Entry, read_entries
from tacit.text.parts import read_mark, read_stamp, ticked, unticked
from tacit.text.records import party_names, record_of
from tacit.text.sheet import Sheet

DAY = date(2026, 3, 9)
REPLY = "{to}'s Reply"


def sheet(text: str = THREAD, kind: str = "thread") -> Sheet:
    document = Document.parse(text.encode(), "a.md")
    record, _ = record_of(document, protocol(kind), names)
    return Sheet(document, protocol(kind), party_names(protocol(kind), record.fields, names))


def body(found: Sheet, key: str) -> str:
    heading = found.find(key)
    assert heading is not None
    return found.document.body(heading)


def changed(before: Sheet, after: Sheet) -> tuple[str, str]:
    """What went and what came, up to the lines that are the same at both ends."""
    old, new = before.document.text.splitlines(True), after.document.text.splitlines(True)
    head = next(
        (at for at, (one, two) in enumerate(zip(old, new, strict=False)) if one != two), min(len(old), len(new))
    )
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return "".join(old[head : len(old) - tail]), "".join(new[head : len(new) - tail])


def test_a_reply_takes_the_place_of_the_templates_hint() -> None:
    before = sheet()
    after = before.write(REPLY, "An hour.\n\n- because\n")
    assert changed(before, after) == (
        "[Responder fills this section. Do not edit the Opener's section above.]\n",
        "An hour.\n\n- because\n",
    )


def test_a_stamp_is_one_line_whether_it_stood_there_or_not() -> None:
    before = sheet()
    after = before.stamp(REPLY, DAY)
    assert changed(before, after) == ("> Updated: YYYY-MM-DD\n", "> Updated: 2026-03-09\n")
    assert read_stamp(body(after, REPLY)) == DAY
    bare = sheet(THREAD.replace("> Updated: YYYY-MM-DD\n\n", ""))
    stamped = bare.stamp(REPLY, DAY)
    assert changed(bare, stamped) == ("", "> Updated: 2026-03-09\n\n")
    assert body(stamped, REPLY).startswith("> Updated: 2026-03-09\n\n[Responder")


def test_a_mark_takes_the_place_of_all_the_marks_of_the_template() -> None:
    before = sheet()
    marks = protocol("thread").sections["Resolution"].marked
    assert read_mark(body(before, "Resolution"), marks) == ""
    for mark in marks:
        after = before.mark("Resolution", mark)
        assert changed(before, after)[1] == f"> Status: {mark}\n"
        assert read_mark(body(after, "Resolution"), marks) == mark
    assert read_mark("> Status: ❌Rejected", marks) == "❌ Rejected"
    assert read_mark("> Status: rejected", marks) == "❌ Rejected"
    assert read_mark("> Status: maybe", marks) == ""


def test_a_mark_of_a_section_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        sheet(THREAD.partition("## Resolution\n\n")[0]).mark("Resolution", "✅ Confirmed")
    assert caught.value.remedy


def test_a_checklist_is_ticked_item_by_item_or_whole() -> None:
    before = sheet(THREAD + "* [ ] tests   \n- [x] done\n")
    one = before.tick("Confirmation", "Tests")
    assert changed(before, one) == ("* [ ] tests   \n", "* [x] tests   \n")
    every = before.tick("Confirmation")
    assert not unticked(body(every, "Confirmation")) and len(ticked(body(every, "Confirmation"))) == 3
    assert every.tick("Confirmation") == every
    added = before.tick("Confirmation", "new")
    assert changed(before, added) == ("", "- [x] new\n")


def test_a_checklist_that_is_not_there_is_added_ticked() -> None:
    after = sheet(THREAD.partition("\n## Confirmation")[0]).tick("Confirmation")
    item = "- [x] Payments confirms the resolution above and will implement accordingly"
    assert after.document.text.endswith(f"\n\n## Confirmation\n\n{item}\n")


def test_a_new_section_stands_in_the_order_of_the_protocol() -> None:
    text = THREAD.replace("## payments' reply", "## Something else")
    before = sheet(text)
    after = before.write(REPLY, "An hour.")
    titles = re.findall(r"^## (.*)$", after.document.text.replace("```markdown\n## Resolution\n", ""), re.MULTILINE)
    assert titles[:4] == ["Background", "Frontend Team’s Question / Proposal", "Payments's Reply", "Something else"]
    assert changed(before, after) == ("", "## Payments's Reply\n\nAn hour.\n\n")
    only_later = sheet("---\nfrom: a\nto: b\n---\n\n## Resolution\n\nr\n").write("Background", "b")
    assert only_later.document.text.endswith("---\n\n## Background\n\nb\n\n## Resolution\n\nr\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\n---", "---\n---\n\n## Background\n\nb"),
        ("---\n---\n", "---\n---\n\n## Background\n\nb\n"),
        ("---\n---\ntext", "---\n---\ntext\n\n## Background\n\nb"),
        ("---\n---\n## Background", "---\n---\n## Background\n\nb"),
        ("---\n---\n## Background\n", "---\n---\n## Background\n\nb\n"),
        ("---\n---\n## Background\n\n", "---\n---\n## Background\n\nb\n"),
        ("---\n---\n## Background\n## Resolution\n", "---\n---\n## Background\n\nb\n\n## Resolution\n"),
        ("---\n---\n## Background\n\n## Resolution\n", "---\n---\n## Background\n\nb\n\n## Resolution\n"),
        ("---\n---\n## Background\n\n\n\n## Resolution\n", "---\n---\n## Background\n\nb\n\n\n## Resolution\n"),
        ("---\n---\n## Background\nold  \n\n\n## Resolution\n", "---\n---\n## Background\nb\n\n\n## Resolution\n"),
        ("---\n---\n## Background\nold", "---\n---\n## Background\nb"),
        ("---\r\n---\r\n## Background\r\nold\r\n", "---\r\n---\r\n## Background\r\nb\r\n"),
        ("---\n---\n## Background\n> Updated: x", "---\n---\n## Background\n> Updated: x\n\nb"),
    ],
)
def test_text_is_written_with_the_blank_lines_around_it_that_people_expect(text: str, expected: str) -> None:
    after = sheet(text).write("Background", "b")
    assert after.document.text == expected
    assert body(after, "Background").endswith("b")


def test_a_section_can_be_emptied_and_removed() -> None:
    before = sheet("---\n---\n\n## Background\n\nb\n\n## Resolution\n\nr\n")
    assert body(before.write("Background", ""), "Background") == ""
    assert before.remove("Background").document.text == "---\n---\n\n## Resolution\n\nr\n"
    assert before.remove("Confirmation") == before


@pytest.mark.parametrize(
    "text",
    [
        "## Resolution\n\nyes",
        "```\nopen",
        "<!-- open",
        "# Title",
        "## Payments's Reply",
        "~~~",
        "<script>",
        "- a\n\n## Background\n",
    ],
)
def test_a_text_that_would_change_other_sections_is_refused(text: str) -> None:
    before = sheet()
    with pytest.raises(Refused) as caught:
        before.write(REPLY, text)
    assert caught.value.remedy and caught.value.path == "a.md"


@pytest.mark.parametrize("behind", ["## Background", "# Another part"])
def test_a_text_that_would_reach_over_what_stands_behind_it_is_refused(behind: str) -> None:
    before = sheet(f"---\nfrom: frontend\nto: payments\n---\n## Background\n{behind}\n")
    with pytest.raises(Refused):
        before.write("Background", "```")
    assert before.write("Background", "text").document.text.endswith(f"\n{behind}\n")


@pytest.mark.parametrize(
    "text", ["a\x1b[31mred", "\u202egnp.exe", "\x00", "a\x07", "\u2066", "<<<<<<< HEAD\n", "a\n>>>>>>> x"]
)
def test_what_nobody_would_see_is_refused(text: str) -> None:
    for attempt in (
        lambda: sheet().write("Background", text),
        lambda: sheet().set("topic", text),
        lambda: sheet().set("cc", ("a", text)),
        lambda: sheet().add_entry("Comments", Entry("Alice", DAY, "comment", text)),
    ):
        with pytest.raises(Refused) as caught:
            attempt()
        assert caught.value.remedy


def test_entries_only_grow_and_nobody_writes_in_the_name_of_another() -> None:
    forged = "fine\n- **Bob** (payments) · 2026-03-03 · approve: yes\n\n```\n## Resolution\n```"
    once = sheet().add_entry("Comments", Entry("Alice", DAY, "comment", forged, "frontend"))
    twice = once.add_entry("Comments", Entry("Bob", DAY, "object", "No."))
    assert twice.document.text.startswith(once.document.text.rstrip("\n"))
    assert changed(once, twice) == ("", "- **Bob** · 2026-03-09 · object: No.\n")
    assert read_entries(body(twice, "Comments")) == (
        Entry("Alice", DAY, "comment", forged, "frontend"),
        Entry("Bob", DAY, "object", "No."),
    )
    assert len(record_of(twice.document, protocol("thread"), names)[0].parts) == 7


def test_the_first_entry_takes_the_place_of_a_hint() -> None:
    before = sheet("---\n---\n\n### Responses\n\n[Approve or object here.]\n\n### Outcome\n", "decision")
    after = before.add_entry("Responses", Entry("Alice", DAY, "approve"))
    assert changed(before, after) == ("[Approve or object here.]\n", "- **Alice** · 2026-03-09 · approve\n")
    by_hand = sheet("---\n---\n\n### Responses\n\nBob says yes.\n\n### Outcome\n", "decision")
    kept = by_hand.add_entry("Responses", Entry("Alice", DAY, "approve"))
    assert "says yes.\n\n- **Alice** · 2026-03-09 · approve\n\n### Outcome" in kept.document.text


def test_text_is_added_below_what_stands_there_and_a_hint_gives_way() -> None:
    crlf = sheet(THREAD.replace("\n", "\r\n").replace('a while".\r', 'a while".'))  # one line ends otherwise
    more = crlf.append("Background", "And\nmore.")
    assert 'a while".\r\n\r\nAnd\r\nmore.\n\r\n' in more.document.text
    assert body(more, "Background").endswith("And\nmore.")
    assert body(crlf.append(REPLY, "An hour."), REPLY) == "> Updated: YYYY-MM-DD\n\nAn hour."
    assert crlf.append("Background", "") == crlf
    assert body(sheet("---\n---\n").append("Background", "b"), "Background") == "b"


def test_lines_and_bold_keys_are_written_in_their_own_form() -> None:
    empty = sheet("---\nby: alice\n---\n", "standup")
    filled = empty.write("🚧 Blockers", "None").write("✅ Completed", "the API\nand tests")
    asked = filled.add_entry("Answers", Entry("Bob", DAY, "answer", "Use theirs."))
    assert asked.document.text == (
        "---\nby: alice\n---\n\n✅ Completed: the API\nand tests\n🚧 Blockers: None\n\n"
        "Answers:\n\n- **Bob** · 2026-03-09 · answer: Use theirs.\n"
    )
    assert asked.write("✅ Completed", "less").document.text.startswith("---\nby: alice\n---\n\n✅ Completed: less\n🚧")
    bold = sheet("---\ntopic: t\n---\n", "escalation").write("Issue", "It broke.").write("Decision", "Mend it.")
    assert bold.document.text == "---\ntopic: t\n---\n\n**Issue**: It broke.\n**Decision**: Mend it.\n"
    with pytest.raises(Refused):
        bold.write("Issue", "x\n**Context**: forged").write("Context", "mine").write("Issue", "**Context**: again")


def test_fields_are_set_under_the_key_that_the_file_has() -> None:
    foreign = replace(protocol("thread"), names={"topic": "title"})
    old = replace(sheet(THREAD.replace("topic:", "title:")), protocol=foreign).set("topic", "New")
    assert "\ntitle: New\n" in old.document.text and "\ntopic:" not in old.document.text
    ours = replace(sheet(), protocol=foreign).set("topic", "New")
    assert "\ntopic: New\n" in ours.document.text and "\ntitle:" not in ours.document.text


def test_answers_are_written_below_the_keys_of_old_one_party_a_line() -> None:
    at = datetime(2026, 3, 3, 10, 30, tzinfo=UTC)
    before = sheet("---\ntopic: t\n---\n", "decision")
    after = before.set("answers", (Answer("frontend", "approve", at, "1234", "alice"), Answer("no", "abstain", at)))
    assert after.document.text == (
        '---\ntopic: t\nanswers:\n  frontend: {answer: approve, at: 2026-03-03T10:30:00Z, text: "1234", by: alice}\n'
        '  "no": {answer: abstain, at: 2026-03-03T10:30:00Z}\n---\n'
    )
    assert record_of(after.document, protocol("decision"), names)[0].fields["answers"] == (
        Answer("frontend", "approve", at, "1234", "alice"),
        Answer("no", "abstain", at),
    )
    assert after.set("answers", ()).document.text == before.document.text


PIECES = st.sampled_from(
    """## Background|## Frontend's Question / Proposal|## [Responder Team]'s reply|## Resolution|### deep|# top|text
## Comments|```|- item|  ## inside|> Updated: 2026-01-01|> Status: a / b|- [ ] tick|<!-- c -->|<div>|   |[hint]|    code
- **A** · 2026-01-01 · comment: x|## Other|***|---""".replace("\n", "|").split("|")
)
KEYS = [
    "Background",
    "{from}'s Question / Proposal",
    REPLY,
    "{from}'s Final Answer",
    "Resolution",
    "Confirmation",
    "Comments",
]
WORDS = st.lists(PIECES, min_size=1, max_size=3).map("\n".join) | st.text(max_size=20)


@given(
    st.lists(PIECES, max_size=12), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\n"]), st.sampled_from(KEYS),
    st.sampled_from(["write", "entry", "stamp", "mark", "tick", "remove"]), WORDS,
)  # fmt: skip
@settings(max_examples=1500, deadline=None)
def test_any_edit_of_any_body_leaves_every_other_byte(
    lines: list[str], newline: str, end: str, key: str, edit: str, words: str
) -> None:
    head = "---\nfrom: frontend\nto: payments\n---\n"
    before = sheet(head.replace("\n", newline) + newline.join(lines) + end.replace("\n", newline))
    old = before.find(key)
    try:
        match edit:
            case "write":
                after = before.write(key, words)
            case "entry":
                after = before.add_entry(key, Entry("Alice", DAY, "comment", words))
            case "stamp":
                after = before.stamp(key, DAY)
            case "mark":
                after = before.mark(key, "✅ Confirmed")
            case "tick":
                after = before.tick(key, "an item")
            case _:
                after = before.remove(key)
    except Refused as refusal:
        assert refusal.remedy
        return
    was, now = before.document.text, after.document.text
    assert Document.parse(after.data, "a.md").text == now
    new = after.find(key)
    if edit == "remove":
        assert old is None or now == was[: old.start] + was[old.end :]
    elif new is None:
        assert now == was
    elif old is not None:
        assert now[: new.body] == was[: old.body] or now[: new.body] == was[: old.body] + newline
        assert now[new.end :] == was[old.end :]
    else:
        kept = now[: new.start].rstrip("\r\n"), now[new.end :]
        assert was.startswith(kept[0]) and was.endswith(kept[1])
    if newline == "\r\n":
        assert not re.search(r"(?<!\r)\n", now)


@given(WORDS, st.sampled_from(KEYS))
@settings(max_examples=300, deadline=None)
def test_what_was_written_is_read_back(words: str, key: str) -> None:
    try:
        after = sheet().write(key, words)
    except (Refused, Malformed):
        return
    if words.strip():
        assert body(after, key).endswith(words.replace("\r\n", "\n").replace("\r", "\n").strip())
