"""A record in the form of its template, as it is shown and pasted: there, what stands in front matter is text.

**Proposed by**: {by}   →   **Proposed by**: Alice
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from tacit.model.protocol import PARTY_TYPES, Protocol
from tacit.model.record import Answer, Record, Value
from tacit.text.document import Document

NOTHING = "—"

_BRACED = re.compile(r"\{([^{}]*)\}")

Called = Callable[[str], str]  # handle → the name of somebody


def printed(template: str, record: Record, protocol: Protocol, called: Called) -> str:
    """A head or foot with the values of this record in its braces; a line that would say nothing is left out."""
    lines = (line for line in template.split("\n") if _says_something(line, record))
    return "\n".join(_line(line, record, protocol, called) for line in lines)


def _says_something(line: str, record: Record) -> bool:
    names = _BRACED.findall(line)
    return not names or any(name == "id" or record.fields.get(name) not in (None, "", ()) for name in names)


def _line(line: str, record: Record, protocol: Protocol, called: Called) -> str:
    in_table = line.lstrip().startswith("|")

    def value(braced: re.Match[str]) -> str:
        name = braced[1]
        if name == "id":
            return record.id
        field = protocol.fields.get(name)
        said = in_words(record.fields.get(name), called if field and field.type in PARTY_TYPES else None)
        return said.replace("|", r"\|") if in_table else said

    return _BRACED.sub(value, line)


def in_words(value: Value | Answer, called: Called | None = None) -> str:
    """A value on one line: lists with commas, times with their zone, parties by the names that they are called."""
    if value is None or value in ("", ()):
        return NOTHING
    if isinstance(value, tuple):
        return ", ".join(in_words(each, called) for each in value)
    if isinstance(value, Mapping):
        return " · ".join(in_words(cell, called) for cell in value.values() if cell not in (None, "", ()))
    if isinstance(value, Answer):
        return f"{value.party}: {value.answer}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, date):
        return value.isoformat()
    said = " ".join(str(value).split())
    return called(said) if called is not None else said


def as_template(document: Document, record: Record, protocol: Protocol, called: Called) -> str:
    """The whole text below the front matter between head and foot."""
    body = document.text[document.front.body :].replace("\r\n", "\n").strip()
    parts = (printed(protocol.head, record, protocol, called), body, printed(protocol.foot, record, protocol, called))
    # Lines of a layout that has keys follow each other: the name of who writes is the first of them.
    gap = "\n" if protocol.layout == "lines" else "\n\n"
    return gap.join(filter(None, parts)) + "\n"
