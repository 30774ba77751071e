"""What speaks against the values of a record's fields: a needed one is empty, a party is nobody, hours say nothing."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from tacit.model.promise import Refusal
from tacit.model.protocol import Field, Protocol
from tacit.model.record import Record
from tacit.rules import wording
from tacit.rules.choices import choose
from tacit.rules.parties import handles
from tacit.rules.world import World
from tacit.text.people import person_of

PARTY_TYPES = ("person", "persons", "party", "parties")
_WHO = ("person", "team")  # the first ones name others who are made after them


def field_objections(record: Record, protocol: Protocol, world: World, names: Collection[str]) -> Iterator[Refusal]:
    """What is wrong with these fields of the record as it would be."""
    fields = [field for field in protocol.fields.values() if field.name in names]
    yield from _missing(fields, record, protocol)
    if protocol.kind not in _WHO:
        yield from _unknown_parties(fields, record, world)
    if protocol.kind == "person":
        for finding in person_of(record, world.settings.hours)[1]:
            if finding.message.partition(":")[0] in names:
                yield Refusal(finding.rule, finding.message, finding.remedy)


def _missing(fields: Collection[Field], record: Record, protocol: Protocol) -> Iterator[Refusal]:
    missing = [
        field.name
        for field in fields
        if field.type != "state" and not record.fields.get(field.name) and choose(field.needed, record, protocol)
    ]
    if missing:
        yield Refusal(
            "missing-field",
            f"{wording.with_article(protocol.kind)} needs {' and '.join(missing)}",
            " ".join(f"--set {name}=…" for name in missing),
        )


def _unknown_parties(fields: Collection[Field], record: Record, world: World) -> Iterator[Refusal]:
    """Parties that are neither a person nor a team; without people records a party is just a name."""
    if not world.has_people:
        return
    known = (*world.people, *world.teams)
    for field in fields:
        if field.type not in PARTY_TYPES:
            continue
        for party in handles(record.fields.get(field.name)):
            if party not in world.people and (field.type in ("person", "persons") or party not in world.teams):
                near = get_close_matches(party, known, 3)
                hint = f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(sorted(known)[:8])}."
                yield Refusal("unknown-party", f"{field.name}: there is no {_sort(field)} called {party}", hint)


def _sort(field: Field) -> str:
    return "person" if field.type in ("person", "persons") else "person or team"
