"""The text of a new record: front matter in the protocol's order, then every section with what is expected in it."""

from collections.abc import Mapping
from datetime import date

from tacit.model.protocol import Protocol, Section
from tacit.model.record import Value
from tacit.text.checklists import tick_items
from tacit.text.entries import clean, clean_value
from tacit.text.headings import Names, write_heading
from tacit.text.places import behind_of, lay_in
from tacit.text.scalars import write_pair
from tacit.text.section_edits import behind_key, is_below
from tacit.text.values import write_value

DAY = "YYYY-MM-DD"  # of a stamp that nobody has set yet, as the template has it


def compose(protocol: Protocol, fields: Mapping[str, Value], writes: Mapping[str, str], names: Names) -> bytes:
    """A whole file. `writes` are texts by the protocol's keys; the other sections hold their hints."""
    lines = []
    places = {}
    behind = behind_of(protocol.places)
    if fields.get(behind):
        fields = {**fields, "status": f"{fields['status']} {fields[behind]}", behind: None}
    for name, value in fields.items():
        clean_value(value)
        field = protocol.fields.get(name)
        written = write_value(value, field) if field else str(value)
        if written is None:
            continue
        if name in protocol.places and name not in protocol.names:
            places[protocol.places[name][0]] = written
        else:
            lines += write_pair(protocol.names.get(name, name), written)
    head = [
        *(["\n".join(("---", *lines, "---"))] if lines or not places else ()),
        *([lay_in(places)] if places else ()),
    ]
    gap = "\n\n" if protocol.layout == "headings" or is_below(protocol.spelled) else "\n"
    day = fields.get("updated")
    stamp = day.isoformat() if isinstance(day, date) else DAY
    sections = (
        _section(
            protocol,
            section,
            writes.get(section.heading, ""),
            _expected(section, protocol, fields, names),
            names,
            stamp,
        )
        for section in protocol.sections.values()
    )
    return ("\n\n".join((*head, gap.join(filter(None, sections)))) + "\n").encode()


def _section(protocol: Protocol, section: Section, text: str, expected: str, names: Names, stamp: str) -> str:
    title = write_heading(section.heading, names)
    body = clean(text).strip()
    if protocol.layout == "headings":
        below = [own_line(section, stamp if body else ""), body or expected]
        return "\n\n".join(filter(None, (f"{'#' * protocol.level} {title}{section.suffix}", *below)))
    text = body or section.starts or expected
    return behind_key(title, text, protocol.layout, protocol.spelled) if text else ""


def own_line(section: Section, stamp: str = "") -> str:
    """The line that Tacit keeps under the heading: a stamp or a mark; until something is written, the template's."""
    if section.stamped:
        return f"> Updated: {stamp or DAY}"
    if section.marked:
        return f"> Status: {section.marked[0] if stamp else ' | '.join(section.marked)}"
    return ""


def _expected(section: Section, protocol: Protocol, fields: Mapping[str, Value], names: Names) -> str:
    items = tick_items(section, protocol, fields, names)
    return section.hint or section.starts or "\n".join(f"- [ ] {item}" for item in items)
