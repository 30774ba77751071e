"""What a caller wrote, in the terms of the protocol: values of their types, texts under the protocol's own headings."""

import posixpath
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from tacit.errors import Malformed, Refused, WrongUsage
from tacit.model.change import Given
from tacit.model.protocol import Field, Protocol
from tacit.model.record import Record, Value
from tacit.text.headings import key_of, spelled, write_heading
from tacit.text.records import party_names
from tacit.text.sections import COMMENTS
from tacit.text.values import from_text
from tacit.work.snapshot import Snapshot

CHANGE = Field("change", "choice", ("editorial", "substantial"))


def given_for(
    protocol: Protocol,
    record: Record | None,
    known: Snapshot,
    sets: Mapping[str, str],
    writes: Mapping[str, str],
    because: str,
) -> Given:
    """Raises WrongUsage for a field or section that the kind does not have, Refused for a value of the wrong type."""
    values = {
        field.name: _value(field, text) for field, text in ((_field(n, protocol, record), t) for n, t in sets.items())
    }
    fields = {**(record.fields if record else {}), **values}
    names = party_names(protocol, fields, known.spellings)
    texts = {section_named(written, protocol, names): text for written, text in writes.items()}
    return Given(values, texts, because)


def _field(name: str, protocol: Protocol, record: Record | None) -> Field:
    foreign = {key: own for own, key in protocol.names.items()}
    field = protocol.fields.get(foreign.get(name, name))
    if field is not None:
        return field
    if name == CHANGE.name and record is not None:
        return CHANGE
    near = get_close_matches(name, protocol.fields, 3)
    hint = f"Did you mean {' or '.join(near)}?" if near else f"It has {', '.join(protocol.fields)}."
    raise WrongUsage("unknown-field", f"a {protocol.kind} has no field {name!r}", remedy=hint)


def _value(field: Field, text: str) -> Value:
    if field.type == "text" and len(text.splitlines()) > 1:
        raise Refused("line-break", f"{field.name} is one line", remedy="Put what is longer into a section: --write.")
    if field.type == "path" and (text.startswith("/") or posixpath.normpath(text).startswith("..")):
        remedy = "Name a file of this repository by its path from the root: protocols/auth.md#§3.2"
        raise Refused("outside", f"{field.name}: {text} lies outside of this repository", remedy=remedy)
    try:
        return from_text(text, field)
    except Malformed as wrong:
        code = "unknown-value" if wrong.code == "parse" else wrong.code
        said = wrong.message if wrong.message.startswith(field.name) else f"{field.name}: {wrong.message}"
        raise Refused(code, said, remedy=wrong.remedy) from None


def section_named(written: str, protocol: Protocol, names: Mapping[str, Sequence[str]]) -> str:
    """The section of this heading or key, or the only one that has this as a part of its heading."""
    keys = tuple(dict.fromkeys((*protocol.sections, COMMENTS)))
    exact = written if written in keys else key_of(written, keys, spelled(names))
    if exact is not None:
        return exact
    headings = {key: write_heading(key, names) for key in keys}
    part = " ".join(written.casefold().replace("’", "'").split())
    found = [key for key, heading in headings.items() if part and part in heading.casefold()]
    if len(found) == 1:
        return found[0]
    said = f"{len(found)} sections of a {protocol.kind} have" if found else f"no section of a {protocol.kind} has"
    listed = ", ".join(f"`{headings[key]}`" for key in found or keys)
    raise WrongUsage("unknown-section", f"{said} {written!r} in the heading", remedy=f"Choose one of {listed}.")
