"""`missing-field`, `unknown-party`, `broken-link` of fields, and `too-long` of topics."""

from collections.abc import Callable, Container, Iterator
from difflib import get_close_matches

from tacit.model.promise import Finding
from tacit.model.protocol import Field, Protocol
from tacit.model.record import Record
from tacit.rules.choices import choose
from tacit.rules.field_values import PARTY_TYPES
from tacit.rules.parties import handles
from tacit.rules.questions import sentences
from tacit.rules.world import World

LONGEST_TOPIC = 120
_RECORD_TYPES = ("record", "records")


def missing_fields(record: Record, protocol: Protocol, unread: Container[int]) -> Iterator[Finding]:
    """Needed fields without a value. Those whose value cannot be read (`unread` lines) are told of elsewhere."""
    for field in protocol.fields.values():
        value = record.fields.get(field.name)
        if value not in (None, "", ()) or not choose(field.needed, record, protocol):
            continue
        line = record.lines.get(field.name)
        if line is None or line not in unread:
            key = protocol.names.get(field.name, field.name)
            said = f"`{key}` has no value" if line else f"`{key}` is missing"
            yield Finding(record.path, line or 1, "missing-field", "error", said, _remedy(field, key, protocol))


def _remedy(field: Field, key: str, protocol: Protocol) -> str:
    choices = field.choices or (protocol.states if field.type == "state" else ())
    return f"Write `{key}: {choices[0]}` ({', '.join(choices)})." if choices else f"Write `{key}: …`."


def unknown_parties(record: Record, protocol: Protocol, world: World, gone: Container[str]) -> Iterator[Finding]:
    """Parties that are nobody here; without people records a party is just a name. `gone`: people and teams of old."""
    if not world.has_people:
        return
    for field in protocol.fields.values():
        if field.type not in PARTY_TYPES:
            continue
        persons_only = field.type in ("person", "persons")
        for party in handles(record.fields.get(field.name)):
            if party in world.people or party in gone or (not persons_only and party in world.teams):
                continue
            sort = "person" if persons_only else "person or team"
            said = f"{field.name}: there is no {sort} called {party}"
            known = tuple(world.people) if persons_only else (*world.people, *world.teams)
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
        if field.type in _RECORD_TYPES:
            for named in handles(record.fields.get(field.name)):
                if not exists(named):
                    said = f"{field.name}: there is no record {named}"
                    line = record.lines.get(field.name, 1)
                    remedy = "Write the id of a record: its file name without the ending."
                    yield Finding(record.path, line, "broken-link", "error", said, remedy)


def long_topic(record: Record, protocol: Protocol) -> Iterator[Finding]:
    topic = record.fields.get("topic")
    if not isinstance(topic, str) or record.status in protocol.final:
        return
    count = len(sentences(topic))
    said = f"the topic is {count} sentences long" if count > 1 else f"the topic has {len(topic)} characters"
    if count > 1 or len(topic) > LONGEST_TOPIC:
        remedy = f"Say it in one sentence of at most {LONGEST_TOPIC} characters; the rest belongs into the text."
        yield Finding(record.path, record.lines.get("topic", 1), "too-long", "warning", said, remedy)
