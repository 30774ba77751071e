"""Lays a change out in a file: the lines that it means to change, and no others."""

from collections.abc import Mapping
from datetime import date

from tacit.model.change import Change, Write
from tacit.model.protocol import Protocol
from tacit.text.document import Document
from tacit.text.entries import Entry
from tacit.text.headings import Names
from tacit.text.scalars import Written
from tacit.text.sheet import Sheet


def lay_out(
    change: Change,
    document: Document,
    protocol: Protocol,
    names: Names,
    links: Mapping[str, Written],
    shown: str,
    named: Names | None = None,
) -> Document:
    """The file after the change. `links` are keys to add below the protocol's own (the record that an act opened);
    `shown` is how entries name the one who acts; `named` is how headings name parties afterwards, if otherwise."""
    sheet = Sheet(document, protocol, names)
    for write in change.writes:
        sheet = _write(sheet, change, write, shown)
    day = date.fromisoformat(change.day)
    for key in change.stamps:
        sheet = sheet.stamp(key, day)
    for key, mark in change.marks.items():
        sheet = sheet.mark(key, mark)
    for key in change.ticks:
        sheet = sheet.tick(key)
    sheet = sheet.set_all(change.sets)
    edited = (sheet if named is None or named == names else sheet.rename(named)).document
    return edited.set_fields(links) if links else edited


def _write(sheet: Sheet, change: Change, write: Write, shown: str) -> Sheet:
    if write.mode == "entry":
        of = change.party if change.party != change.actor else ""
        act = change.answer or change.act
        return sheet.add_entry(write.section, Entry(shown, date.fromisoformat(change.day), act, write.text, of))
    return (sheet.append if write.mode == "add" else sheet.write)(write.section, write.text)
