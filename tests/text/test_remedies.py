"""Remedies in parts: as a text they are what one types."""

import json

import pytest

from tacit.errors import Refused
from tacit.text.remedies import (
    Anything,
    DoAct,
    Fill,
    GiveReason,
    Lookup,
    MakeNew,
    Named,
    Part,
    Remedy,
    See,
    SetField,
    SetOneOf,
    Typed,
    ValueOf,
    WriteAny,
    WriteSection,
    named,
    parts_of,
    read_parts,
    unmade,
)

TYPED: list[tuple[Part, str]] = [
    (Fill((SetField("topic"), SetField("owner"))), "--set topic=… --set owner=…"),
    (DoAct("r", "resolve", (WriteSection("Resolution"),)), 'tacit act r resolve --write "Resolution=…"'),
    (DoAct("r", "object", (GiveReason(),)), "tacit act r object --because 'why'"),
    (DoAct("r", "comment", (GiveReason("Comments"),)), "tacit act r comment --because 'text'"),
    (DoAct("r", "edit", (WriteAny(),)), "tacit act r edit --write 'SECTION=…'"),
    (Fill((SetOneOf("change", ("editorial", "substantial")),)), "--set change=editorial, or change=substantial"),
    (MakeNew("thread", (SetField("to"),)), "tacit new thread --set to=…"),
    (Named("r"), "r"),
    (See("r"), "tacit show r"),
    (See("r", is_noun=True), "`tacit show r`"),
    (Lookup("list --all", "records"), "tacit list --all"),
    (ValueOf("change", "substantial"), "--set change=substantial"),
    (Anything(), "--set FIELD=VALUE or --write SECTION=TEXT"),
    (Typed(": `tacit tick`"), ": `tacit tick`"),
]


@pytest.mark.parametrize(("part", "typed"), TYPED)
def test_a_part_reads_as_it_is_typed(part: Part, typed: str) -> None:
    assert Remedy("Say it: ", part, ".") == f"Say it: {typed}."


def test_it_is_the_text_that_scripts_compare_and_json_holds() -> None:
    remedy = Remedy("Give a later one: ", Fill((SetField("at"),)))
    error = Refused("in-the-past", "that is past", remedy=remedy)
    assert json.loads(json.dumps(error.as_json()))["remedy"] == "Give a later one: --set at=…"
    assert parts_of(error.remedy)[1] == Fill((SetField("at"),))
    assert parts_of("Ask alice.") == ("Ask alice.",)


def test_what_a_protocol_says_would_help_is_read_as_parts() -> None:
    said = "Write it down: a question is a thread (tacit new thread), a choice a decision (tacit new decision)."
    parts = read_parts(said)
    assert [part.kind for part in parts if isinstance(part, MakeNew)] == ["thread", "decision"]
    assert Remedy(*parts) == said
    assert read_parts("Nobody says tacit news.") == ("Nobody says tacit news.",)


def test_records_are_named_one_after_the_other() -> None:
    assert Remedy("Did you mean ", *named(["a", "b"], " or "), "?") == "Did you mean a or b?"
    assert named([], ", ") == ()


def test_of_a_record_that_is_not_there_yet_the_places_are_left() -> None:
    remedy = Remedy("Write it down first: ", DoAct("r", "edit", (SetField("document", "docs/PATH.md"),)))
    assert unmade(remedy, "r") == "Write it down first: --set document=docs/PATH.md"
    assert unmade(remedy, "another") == remedy
    assert unmade("Ask alice.", "r") == "Ask alice."
