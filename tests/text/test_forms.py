"""How sections are spelled and filled where a protocol says more than their headings."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tacit.errors import Refused
from tacit.model.protocol import Protocol
from tacit.model.record import Value
from tacit.text.document import Document
from tacit.text.entries import Entry, Headed, read_headed, write_headed
from tacit.text.headings import braced_fields
from tacit.text.protocols import read_protocol
from tacit.text.records import record_of
from tacit.text.sheet import Sheet
from tacit.text.template import compose

FIELDS = """\
fields:
  topic:      {is: text}
  to:         {is: party}
  acceptance: {is: texts}
  status:     {is: state}
"""
ROUND = f"""\
kind: round
files: rounds/{{slug}}.md
{FIELDS}
roles: {{owner: anyone}}
sections:
  Context:    {{by: owner, hint: "[Why?]"}}
  Ideas:      {{by: anyone, entries: headed, hint: "[Add yours]"}}
  Acceptance: {{by: owner, ticks: ["{{acceptance}}", "{{to}} is ready"]}}
states: [open]
"""
STORY = f"""\
kind: story
files: stories/{{slug}}.md
layout: bold
spelled: "**{{heading}}:**\\n{{text}}"
{FIELDS}
sections:
  The Problem:  {{by: anyone, hint: "[What hurts?]"}}
  The Solution: {{by: anyone}}
  How to Test:  {{by: anyone}}
states: [open]
"""
UPDATE = STORY.replace("\\n{text}", " {text}").replace("kind: story", "kind: update")


def protocol(text: str) -> Protocol:
    found, findings = read_protocol(text, "p.yaml", False)
    assert found is not None, findings
    return found


def names(handle: str) -> tuple[str, ...]:
    return (f"{handle.capitalize()} Team",)


def sheet_of(data: bytes, found: Protocol) -> Sheet:
    return Sheet(Document.parse(data, "a/a.md"), found, {"to": names("ops")})


def new(text: str, writes: dict[str, str], **fields: Value) -> tuple[str, Sheet]:
    found = protocol(text)
    data = compose(found, fields, writes, {"to": names("ops")})
    return data.decode().split("---\n\n", 1)[1], sheet_of(data, found)


def bodies(sheet: Sheet) -> dict[str, str]:
    record, findings = record_of(sheet.document, sheet.protocol, names)
    assert findings == ()
    return {part.key: part.body for part in record.parts}


# -- how keys are spelled


def test_a_text_may_stand_on_the_line_below_its_key() -> None:
    body, _ = new(STORY, {"The Problem": "Logout is not.", "How to Test": "1. Log in\n2. Log out"})
    assert body == "**The Problem:**\nLogout is not.\n\n**How to Test:**\n1. Log in\n2. Log out\n"


def test_the_colon_may_stand_inside_of_the_bold() -> None:
    body, _ = new(UPDATE, {"The Problem": "Logout is not.", "The Solution": "- one\n- two"})
    assert body == "**The Problem:** Logout is not.\n**The Solution:**\n\n- one\n- two\n"


@pytest.mark.parametrize("text", [STORY, UPDATE])
def test_a_section_that_comes_later_is_spelled_as_the_others(text: str) -> None:
    texts = {"The Problem": "Logout is not.", "The Solution": "- a\n- b", "How to Test": "See."}
    whole, _ = new(text, texts)
    for missing in texts:
        _, sheet = new(text, {key: said for key, said in texts.items() if key != missing})
        added = sheet.write(missing, texts[missing])
        assert bodies(added) == texts, missing
        if text is STORY:
            assert added.document.text.split("---\n\n", 1)[1] == whole


@pytest.mark.parametrize(("text", "behind"), [(STORY, "\nSee."), (UPDATE, " See.")])
def test_an_empty_key_is_filled_where_texts_stand(text: str, behind: str) -> None:
    sheet = sheet_of(b"---\nstatus: open\n---\n\n**The Problem:**\n\n**How to Test:** x\n", protocol(text))
    assert f"**The Problem:**{behind}\n" in sheet.write("The Problem", "See.").document.text


@pytest.mark.parametrize(
    "spelled", ["**The Problem**: x", "**The Problem:** x", "**The Problem:**\nx", "**the problem** :\n\nx"]
)
def test_every_spelling_is_read_whatever_the_protocol_writes(spelled: str) -> None:
    sheet = sheet_of(f"---\nstatus: open\n---\n\n{spelled}\n".encode(), protocol(STORY))
    assert bodies(sheet) == {"The Problem": "x"}


# -- entries with headings


def test_entries_with_headings_are_read_one_by_one() -> None:
    body = "none of it\n\n### In pieces\n- Pros: few\n\n#### Deeper\n\nx\n\n### Whole\n"
    assert read_headed(body, 3) == (Headed("In pieces", "- Pros: few\n\n#### Deeper\n\nx"), Headed("Whole"))
    assert read_headed("", 3) == ()


def test_the_first_line_of_an_entry_is_its_heading() -> None:
    assert write_headed("In pieces\n- Pros: few\r\n- Cons: more", 3) == "### In pieces\n\n- Pros: few\n- Cons: more"
    assert write_headed("## In pieces", 3) == "### In pieces"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no-text"),
        (" \n ", "no-text"),
        ("###", "no-text"),
        ("one\n### two", "entry"),
        ("one\n# two", "entry"),
    ],
)
def test_what_would_not_be_one_entry_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        write_headed(text, 3)
    assert caught.value.code == code
    assert caught.value.remedy


LINES = st.sampled_from(["text", "", "- Pros: x", "#### deeper", "```", "### not here", "[link](x)", "  # indented"])


@given(st.lists(st.tuples(st.text("abc #*`", min_size=1), st.lists(LINES, max_size=4)), max_size=4))
@settings(max_examples=300, deadline=None)
def test_entries_with_headings_are_read_back_as_they_were_written(drawn: list[tuple[str, list[str]]]) -> None:
    written = []
    for title, lines in drawn:
        try:
            written.append(write_headed("\n".join((title, *lines)), 3))
        except Refused:
            continue
    assert len(read_headed("\n\n".join(written), 3)) == len(written)


def test_ideas_are_added_below_each_other_and_the_hint_gives_way() -> None:
    _, sheet = new(ROUND, {"Context": "Uploads."})
    for idea in ("In pieces\n- Pros: few", "Whole"):
        sheet = sheet.add_entry("Ideas", Entry("Ann", date(2026, 3, 3), "idea", idea))
    assert "## Ideas\n\n### In pieces\n\n- Pros: few\n\n### Whole\n\n## Acceptance\n" in sheet.document.text
    assert "Ann" not in sheet.document.text


# -- checklists of a field


def test_a_checklist_has_one_item_for_each_value_of_the_field() -> None:
    body, sheet = new(ROUND, {}, to="ops", acceptance=("API documented", "Load tests pass"))
    items = "- [ ] API documented\n- [ ] Load tests pass\n- [ ] Ops Team is ready"
    assert body.endswith(f"## Acceptance\n\n{items}\n")
    assert bodies(sheet.tick("Acceptance"))["Acceptance"] == items.replace("[ ]", "[x]")
    one = sheet.tick("Acceptance", "Load tests pass")
    assert bodies(one)["Acceptance"] == items.replace("[ ] Load", "[x] Load")


def test_a_checklist_of_a_list_that_is_empty_has_nothing_to_tick() -> None:
    body, _ = new(ROUND, {}, to="ops")
    assert body.endswith("## Acceptance\n\n- [ ] Ops Team is ready\n")
    body, sheet = new(ROUND.replace(', "{to} is ready"', ""), {}, to="ops")
    assert body.endswith("## Acceptance\n")
    assert sheet.tick("Acceptance") == sheet


def test_a_checklist_that_is_not_there_comes_with_every_item_ticked() -> None:
    found = protocol(ROUND)
    sheet = sheet_of(b"---\nto: ops\nacceptance: [a, b]\nstatus: open\n---\n\n## Context\n\nx\n", found)
    assert sheet.tick("Acceptance").document.text.endswith("- [x] a\n- [x] b\n- [x] Ops Team is ready\n")


def test_the_fields_that_headings_and_ticks_name_are_known() -> None:
    assert braced_fields(protocol(ROUND)) == ("to",)
