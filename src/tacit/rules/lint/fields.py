"""`missing-field`, `unknown-party`, `broken-link` and other faults of fields, and `too-long` of topics."""

from collections.abc import Callable, Container, Iterator
from datetime import datetime
from difflib import get_close_matches

from tacit.model.promise import Finding, Refusal
from tacit.model.protocol import Field, Protocol
from tacit.model.record import Record
from tacit.rules.choices import choose
from tacit.rules.effects import sums
from tacit.rules.field_values import chain_of_deputies, deputy_faults, strange_records, strangers, value_faults
from tacit.rules.promises import short_windows
from tacit.rules.questions import sentences
from tacit.rules.world import World
from tacit.text.spans import write_instant
from tacit.text.values import as_json

LONGEST_TOPIC = 120


def missing_fields(record: Record, protocol: Protocol, unread: Container[int]) -> Iterator[Finding]:
    """Needed fields without a value. Those whose value cannot be read (`unread` lines) are told of elsewhere."""
    for field in protocol.fields.values():
        value = record.fields.get(field.name)
        if value not in (None, "", ()) or not choose(field.needed, record, protocol):
            continue
        line = record.lines.get(field.name)
        if line is None or line not in unread:
            key = protocol.names.get(field.name) or next(iter(protocol.places.get(field.name, ())), field.name)
            said = f"`{key}` has no value" if line else f"`{key}` is missing"
            yield Finding(record.path, line or 1, "missing-field", "error", said, _remedy(field, key, protocol))


def _remedy(field: Field, key: str, protocol: Protocol) -> str:
    choices = field.choices or (protocol.states if field.type == "state" else ())
    if field.name in protocol.places and field.name not in protocol.names:
        said = f", one of {', '.join(choices)}" if choices else ""
        return f"Write it where such files have it, at `{key.strip()}`{said}."
    return f"Write `{key}: {choices[0]}` ({', '.join(choices)})." if choices else f"Write `{key}: …`."


def unknown_parties(record: Record, protocol: Protocol, world: World, gone: Container[str]) -> Iterator[Finding]:
    """Parties that are nobody here; without people records a party is just a name. `gone`: people and teams of old."""
    for field in protocol.fields.values():
        for said, party, known in strangers(field, record, world):
            if party not in gone:
                line = record.lines.get(field.name, 1)
                yield Finding(record.path, line, "unknown-party", "error", said, _meant(party, known, world))


def _meant(party: str, known: tuple[str, ...], world: World) -> str:
    spelled = {name.casefold(): handle for handle in known for name in world.spellings(handle)}
    near = get_close_matches(party.casefold(), spelled, 1)
    if near:
        return f"Did you mean {spelled[near[0]]}?"
    return f"Make their record with `tacit new person`, or name one of {', '.join(sorted(known)[:8])}."


def unknown_records(record: Record, protocol: Protocol, exists: Callable[[str], bool]) -> Iterator[Finding]:
    """Fields that name a record that is not there."""
    for field in protocol.fields.values():
        for said in strange_records(field, record, exists):
            remedy = "Write the id of a record: its file name without the ending."
            yield Finding(record.path, record.lines.get(field.name, 1), "broken-link", "error", said, remedy)


def bad_values(record: Record, protocol: Protocol, world: World, now: datetime) -> Iterator[Finding]:
    """What the protocol does not let stand in a field, and windows that are shorter than they may be."""
    for field in protocol.fields.values():
        for fault in value_faults(field, record, world):
            yield _finding(record, field.name, fault)
    if protocol.kind == "person":
        for fault in deputy_faults(record, world):
            yield _finding(record, "cover", fault)
        said = chain_of_deputies(record, world, now.date())
        if said:
            remedy = "Name somebody as cover who is there then."
            yield Finding(record.path, record.lines.get("cover", 1), "deputy", "warning", said, remedy)
    for rule, due, earliest in short_windows(record, protocol, world):
        said = f"{rule.due} is {write_instant(due)}, but `{rule.name}` is owed until {write_instant(earliest)} at least"
        remedy = f"Write `{rule.due}: {write_instant(earliest)}` or later, or leave it out: `tacit tick` writes it."
        yield Finding(record.path, record.lines.get(rule.due, 1), "short-window", "error", said, remedy)


def _finding(record: Record, field: str, fault: Refusal) -> Finding:
    return Finding(record.path, record.lines.get(field, 1), fault.code, "error", fault.reason, fault.remedy)


def wrong_sums(record: Record, protocol: Protocol) -> Iterator[Finding]:
    """Sums that an edit by hand left behind."""
    for name, total in sums(record, protocol).items():
        written = record.fields.get(name)
        if isinstance(total, datetime) and written != total and record.status not in protocol.final:
            at, length = protocol.fields[name].sum or ("", "")
            said = f"{name} is {as_json(written) or 'empty'}, but {at} and {length} come to {write_instant(total)}"
            remedy = f"Write `{name}: {write_instant(total)}`; the next act does."
            yield Finding(record.path, record.lines.get(name, 1), "unknown-value", "warning", said, remedy)


def long_topic(record: Record, protocol: Protocol) -> Iterator[Finding]:
    topic = record.fields.get("topic")
    if not isinstance(topic, str) or record.status in protocol.final:
        return
    count = len(sentences(topic))
    said = f"the topic is {count} sentences long" if count > 1 else f"the topic has {len(topic)} characters"
    if count > 1 or len(topic) > LONGEST_TOPIC:
        remedy = f"Say it in one sentence of at most {LONGEST_TOPIC} characters; the rest belongs into the text."
        yield Finding(record.path, record.lines.get("topic", 1), "too-long", "warning", said, remedy)
