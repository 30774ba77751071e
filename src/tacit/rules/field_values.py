"""What speaks against the values of a record's fields: a needed one is empty, a party is nobody, hours say nothing."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from itertools import chain, pairwise

from tacit.model.promise import Refusal
from tacit.model.protocol import PARTY_TYPES, RECORD_TYPES, Field, Protocol
from tacit.model.record import Record, Value
from tacit.rules import wording
from tacit.rules.choices import choose
from tacit.rules.parties import handles, items
from tacit.rules.world import World
from tacit.text.people import person_of
from tacit.text.phrases import did_you_mean
from tacit.text.remedies import Fill, Part, Remedy, SetField, read_parts

_WHO = ("person", "team")  # the first ones name others who are made after them


def field_objections(record: Record, protocol: Protocol, world: World, names: Collection[str]) -> Iterator[Refusal]:
    """What is wrong with these fields of the record as it would be."""
    fields = [field for field in protocol.fields.values() if field.name in names]
    yield from _missing(fields, record, protocol)
    if protocol.kind not in _WHO:
        for field in fields:
            for said, party, known in strangers(field, record, world):
                otherwise = f"There are {', '.join(sorted(known)[:8])}."
                yield Refusal("unknown-party", said, did_you_mean(party, known, otherwise))
    for field in fields:
        yield from value_faults(field, record, world)
    if protocol.kind == "person":
        yield from deputy_faults(record, world) if "cover" in names else ()
        for finding in person_of(record, world.settings.hours)[1]:
            if finding.message.partition(":")[0] in names:
                yield Refusal(finding.rule, finding.message, finding.remedy)


def _missing(fields: Collection[Field], record: Record, protocol: Protocol) -> Iterator[Refusal]:
    missing = [
        field
        for field in fields
        if field.type != "state" and not record.fields.get(field.name) and choose(field.needed, record, protocol)
    ]
    if missing:
        yield Refusal(
            "missing-field",
            f"{wording.with_article(protocol.kind)} needs {' and '.join(field.name for field in missing)}",
            Remedy(
                Fill(tuple(SetField(field.name) for field in missing)), *chain.from_iterable(map(_otherwise, missing))
            ),
        )


def _otherwise(field: Field) -> tuple[Part, ...]:
    """The values that there are, where it helps to know what else one could do."""
    return (f" (one of {', '.join(field.choices)}). ", *read_parts(field.instead)) if field.instead else ()


def strangers(field: Field, record: Record, world: World) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Parties in a field or its columns that are nobody here: what to say, the name, and those who could be meant.
    Without people records a party is just a name."""
    for name, type_, value in _cells(field, record):
        if not world.has_people or type_ not in PARTY_TYPES:
            continue
        persons_only = type_ in ("person", "persons")
        known = tuple(world.people) if persons_only else (*world.people, *world.teams)
        for party in handles(value):
            if party not in known:
                sort = "person" if persons_only else "person or team"
                yield f"{name}: there is no {sort} called {party}", party, known


def strange_records(field: Field, record: Record, exists: Callable[[str], bool]) -> Iterator[str]:
    """What a field or its columns say of records that are not here."""
    for name, type_, value in _cells(field, record):
        for one in handles(value) if type_ in RECORD_TYPES else ():
            if not exists(one):
                yield f"{name}: there is no record {one}"


def unknown_records(record: Record, protocol: Protocol, world: World, names: Collection[str]) -> tuple[str, ...]:
    """What to say of records named here that are not there, or not yet: no reason to refuse, as they may be on their
    way from another clone."""
    fields = (field for field in protocol.fields.values() if field.name in names)
    return tuple(said for field in fields for said in strange_records(field, record, world.records.__contains__))


def _cells(field: Field, record: Record) -> Iterator[tuple[str, str, Value]]:
    """What a field holds, with its name and type; of rows, each cell."""
    value = record.fields.get(field.name)
    if field.type != "rows":
        yield field.name, field.type, value
    else:
        for row in _rows(value):
            for column, type_ in field.columns.items():
                yield f"{field.name}.{column}", type_, row.get(column)


def _rows(value: Value) -> Iterator[Mapping[str, Value]]:
    return (row for row in items(value) if isinstance(row, Mapping))


def value_faults(field: Field, record: Record, world: World) -> Iterator[Refusal]:
    """What the protocol does not let stand in a field: no rows, dates that run backwards, a circle of records."""
    if field.some and record.fields.get(field.name) == ():
        yield Refusal("no-rows", f"{field.name} is empty", f"Write at least one row, or leave {field.name} out.")
    if field.ordered:
        yield from _backwards(field, record)
    way = circle(field.name, record, world) if field.no_circle else ()
    if way:
        said = f"{field.name} leads round in a circle: {' → '.join(way)}"
        yield Refusal("circle", said, f"Take one of them out of the {field.name} of the one before it.")


def _backwards(field: Field, record: Record) -> Iterator[Refusal]:
    for number, row in enumerate(_rows(record.fields.get(field.name)), start=1):
        dated = [(column, row[column]) for column in field.ordered if isinstance(row.get(column), date)]
        for (first, start), (then, end) in pairwise(dated):
            if str(end) < str(start):
                name = next((cell for cell in row.values() if isinstance(cell, str)), f"row {number}")
                said = f"{field.name}: of “{name}”, {then} is {end}, which is before {first}, {start}"
                yield Refusal("backwards", said, f"Write a {then} that is not before {first}.")


def circle(name: str, record: Record, world: World) -> tuple[str, ...]:
    """The way from a record along this field back to it; nothing where there is none."""
    seen: set[str] = set()
    ways: list[tuple[str, ...]] = [(record.id, one) for one in handles(record.fields.get(name))]
    while ways and record.id:
        way = ways.pop()
        if way[-1] == record.id:
            return way
        if way[-1] not in seen and way[-1] in world.records:
            seen.add(way[-1])
            ways.extend((*way, one) for one in handles(world.records[way[-1]].fields.get(name)))
    return ()


def deputy_faults(record: Record, world: World) -> Iterator[Refusal]:
    """Who stands in for somebody is somebody else, and no agent."""
    cover = record.fields.get("cover")
    if cover is None:
        return
    if cover in (record.fields.get("handle"), record.id):
        yield Refusal("deputy", "cover: nobody is their own deputy", "Name a colleague, or leave it out.")
    elif isinstance(cover, str) and cover in world.people and world.people[cover].agent:
        said = f"cover: {cover} is an agent, and agents answer for nobody"
        yield Refusal("deputy", said, "Name a person, or leave it out.")


def chain_of_deputies(record: Record, world: World, today: date) -> str:
    """Where somebody and their deputy are away together, what of the deputy's own deputy; nothing where all is well."""
    person = world.people.get(record.id)
    deputy = world.people.get(person.cover) if person else None
    if person is None or deputy is None or not deputy.cover or deputy.cover == person.handle:
        return ""
    for first, last in person.away:
        for start, end in deputy.away:
            if max(first, start) <= min(last, end) and min(last, end) >= today:
                return (
                    f"{person.handle} and {deputy.handle} are both away from {max(first, start)} to {min(last, end)}, "
                    f"and {deputy.cover} stands in for {deputy.handle} alone: no deputy has a deputy for this"
                )
    return ""
