"""What a caller wrote, in the terms of the protocol: values of their types, texts under the protocol's own headings."""

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tacit.errors import Malformed, Refused, WrongUsage
from tacit.model.change import Given
from tacit.model.protocol import CHANGES, RECORD_TYPES, Field, Opens, Protocol
from tacit.model.record import Record, Value
from tacit.rules.world import World
from tacit.text.headings import key_of, spelled, write_heading
from tacit.text.phrases import did_you_mean
from tacit.text.records import party_names
from tacit.text.remedies import Remedy, Typed
from tacit.text.sections import COMMENTS
from tacit.text.values import from_text
from tacit.work import ask
from tacit.work.snapshot import Snapshot
from tacit.work.wire import Workspace

CHANGE = Field("change", "choice", CHANGES)


def given_for(
    protocol: Protocol,
    record: Record | None,
    known: Snapshot,
    sets: Mapping[str, str],
    writes: Mapping[str, str],
    because: str,
    act: str = "",
) -> Given:
    """Raises WrongUsage for a field or section that the kind does not have, Refused for a value of the wrong type."""
    opens = protocol.acts[act].opens if act in protocol.acts else None
    opened = None
    if opens is not None and opens.given:
        opened, sets, writes = _for_the_opened(protocol, opens, known, sets, writes)
    values = {
        field.name: _value(field, text) for field, text in ((_field(n, protocol, record), t) for n, t in sets.items())
    }
    fields = {**(record.fields if record else {}), **values}
    names = party_names(protocol, fields, known.spellings)
    texts = {section_named(written, protocol, names): text for written, text in writes.items()}
    return Given(values, texts, because, opened)


def with_records(ws: Workspace, given: Given, protocol: Protocol, world: World) -> Given:
    """Records are named here as everywhere, by any part of their id that only one has; what nobody knows stays as it
    is written, since it may be on its way from another clone. A field that is called like a kind means one of it."""
    sets = {
        name: _records(ws, value, name if name in world.protocols else None, world)
        if name in protocol.fields and protocol.fields[name].type in RECORD_TYPES
        else value
        for name, value in given.sets.items()
    }
    return replace(given, sets=sets)


def _records(ws: Workspace, value: Value, kind: str | None, world: World) -> Value:
    def meant(written: str) -> str:
        if not written.strip() or written in world.records:
            return written
        try:
            return ask.resolve(ws, written, kind).id
        except Refused as refusal:
            if refusal.code != "unknown-record":
                raise
            return written

    if isinstance(value, tuple):
        return tuple(meant(one) for one in value if isinstance(one, str))
    return meant(value) if isinstance(value, str) else value


def _for_the_opened(
    protocol: Protocol, opens: Opens, known: Snapshot, sets: Mapping[str, str], writes: Mapping[str, str]
) -> tuple[Given, Mapping[str, str], Mapping[str, str]]:
    """What is meant for the record that the act opens, where the protocol leaves that to the caller; and the rest."""
    there = known.protocol(opens.kind)
    fields = {name: text for name, text in sets.items() if name in opens.given and name in there.fields}
    keys, own = tuple(key for key in there.sections if key in opens.given), tuple(protocol.sections)
    texts: dict[str, str] = {}
    rest = dict(writes)
    for written in writes:
        found = _matching(written, keys, {})
        if len(found) == 1 and (key_of(written, keys, ()) or not key_of(written, own, ())):
            texts[found[0]] = rest.pop(written)
    given = given_for(there, None, known, fields, texts, "")
    return given, {name: text for name, text in sets.items() if name not in fields}, rest


def _field(name: str, protocol: Protocol, record: Record | None) -> Field:
    foreign = {key: own for own, key in protocol.names.items()}
    field = protocol.fields.get(foreign.get(name, name))
    if field is not None:
        return field
    if name == CHANGE.name and record is not None:
        return CHANGE
    hint = did_you_mean(name, protocol.fields, f"It has {', '.join(protocol.fields)}.")
    raise WrongUsage("unknown-field", f"a {protocol.kind} has no field {name!r}", remedy=hint)


def _value(field: Field, text: str) -> Value:
    if field.type == "text" and len(text.splitlines()) > 1:
        raise Refused(
            "line-break",
            f"{field.name} is one line",
            remedy=Remedy("Put what is longer into a section", Typed(": --write"), "."),
        )
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
    headings = {key: write_heading(key, names) for key in keys}
    found = _matching(written, keys, names)
    if len(found) == 1:
        return found[0]
    said = f"{len(found)} sections of a {protocol.kind} have" if found else f"no section of a {protocol.kind} has"
    listed = ", ".join(f"`{headings[key]}`" for key in found or keys)
    raise WrongUsage("unknown-section", f"{said} {written!r} in the heading", remedy=f"Choose one of {listed}.")


def _matching(written: str, keys: tuple[str, ...], names: Mapping[str, Sequence[str]]) -> list[str]:
    """The keys that may be meant: the one that is written so, else all that have this as a part of their heading."""
    exact = written if written in keys else key_of(written, keys, spelled(names))
    if exact is not None:
        return [exact]
    part = " ".join(written.casefold().replace("’", "'").split())
    return [key for key in keys if part and part in write_heading(key, names).casefold()]
