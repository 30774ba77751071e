"""All rules that one record answers for by itself."""

from collections.abc import Callable, Container, Iterator
from datetime import datetime

from tacit.model.promise import Finding
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.rules.lint import fields, names, sections, status
from tacit.rules.world import World


def lint(
    record: Record,
    protocol: Protocol,
    world: World,
    now: datetime,
    *,
    unread: Container[int] = (),
    gone: Container[str] = (),
    exists: Callable[[str], bool],
) -> Iterator[Finding]:
    """What is wrong with a record as it stands.

    `unread` are lines whose value could not be read, `gone` the people and teams of old, `exists` knows records by id.
    """
    yield from fields.missing_fields(record, protocol, unread)
    if protocol.foreign:
        yield from fields.unknown_records(record, protocol, exists)
        return  # names, parties and sections are as those want them who write such files
    yield from names.names(record, protocol)
    yield from fields.unknown_parties(record, protocol, world, gone)
    yield from fields.unknown_records(record, protocol, exists)
    yield from fields.bad_values(record, protocol, world, now)
    yield from fields.wrong_sums(record, protocol)
    yield from fields.long_topic(record, protocol)
    yield from sections.missing_sections(record, protocol, world)
    yield from sections.twice(record, protocol, world)
    yield from sections.several_questions(record, protocol, world)
    yield from sections.long_sections(record, protocol, world)
    yield from status.stale_status(record, protocol, world)
    yield from status.not_archived(record, protocol, world, now)
