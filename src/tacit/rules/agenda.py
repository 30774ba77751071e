"""What is unresolved in the records and the document that something is about: the only agenda that a meeting needs.

No kind is known by name here: a question stands where a heading speaks of questions, an objection in the field of
answers, and something said that nobody answered in a section of entries.
"""

import re
from collections.abc import Iterator

from tacit.model.protocol import Protocol
from tacit.model.record import Part, Record
from tacit.rules.answers import standing
from tacit.rules.asked import Asked
from tacit.rules.parties import handles, resolve
from tacit.rules.questions import questions
from tacit.rules.tables import settled_states
from tacit.rules.wording import heading
from tacit.rules.world import World, folded
from tacit.text.entries import read_entries
from tacit.text.parts import own_text
from tacit.text.sections import COMMENTS
from tacit.text.shared_documents import split_reference

_QUESTION = re.compile(r"\bquestions?\b", re.IGNORECASE)
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|[0-9]{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?", re.MULTILINE)


def unresolved(asked: Asked) -> str:
    """One line for each thing that is open, with where it stands; nothing where all of it is settled."""
    found = (line for record in _about(asked) for line in _open_in(record, asked.world))
    return "\n".join(dict.fromkeys(found))


def _about(asked: Asked) -> Iterator[Record]:
    """The open records that this one names, and those about the same document."""
    world, mine = asked.world, asked.record
    found = [world.records[one] for one in handles(mine.fields.get("about")) if one in world.records]
    document = _document(mine)
    for protocol in world.protocols.values() if document else ():
        if "document" in protocol.fields and protocol.kind != mine.kind:
            found += (one for one in world.open_of(protocol.kind) if _document(one) == document)
    unique = {record.id: record for record in found}
    for record in unique.values():
        if record.status not in settled_states(world.protocols[record.kind]):
            yield record


def _document(record: Record) -> str:
    value = record.fields.get("document")
    return split_reference(value)[0] if isinstance(value, str) else ""


def _open_in(record: Record, world: World) -> Iterator[str]:
    link = f"[{record.title}](/{record.path})"
    protocol = world.protocols[record.kind]
    said = [*_questions(record, protocol), *_objections(record, protocol), *_unanswered(record, protocol, world)]
    if not said:
        yield f"- {link}"
    for each in said:
        yield f"- {each} ({link})"


def _questions(record: Record, protocol: Protocol) -> Iterator[str]:
    """What the text asks under a heading that speaks of questions; what asks nothing stands there item by item."""
    for part in record.parts:
        section = protocol.sections.get(part.key)
        if not part.filled or not _QUESTION.search(part.key) or (section is not None and section.entries):
            continue
        text = own_text(part.body).strip()
        yield from questions(text) or _items(text)


def _items(text: str) -> Iterator[str]:
    pieces = _ITEM.split(text)
    for piece in pieces[1:] or pieces:
        if piece.strip():
            yield " ".join(piece.split())


def _objections(record: Record, protocol: Protocol) -> Iterator[str]:
    if any(field.type == "answers" for field in protocol.fields.values()):
        for answer in standing(record, protocol).values():
            if answer.answer == "object":
                yield f"{answer.party} objects"


def _unanswered(record: Record, protocol: Protocol, world: World) -> Iterator[str]:
    """What entries ask, where the owner of the record said nothing in that section since."""
    owners = resolve((protocol.opener,), record, world)
    names = {folded(name) for owner in owners for one in _behind(owner, world) for name in world.spellings(one)}
    for part in record.parts:
        section = protocol.sections.get(part.key)
        if part.key == COMMENTS or (section is not None and section.entries and not section.headed):
            yield from _asked_since(part, names, heading(part.key, record, protocol, world))


def _behind(party: str, world: World) -> Iterator[str]:
    yield party
    yield from (person.handle for person in world.persons(party))


def _asked_since(part: Part, owners: set[str], where: str) -> Iterator[str]:
    entries = read_entries(part.body)
    last = max((at for at, entry in enumerate(entries) if folded(entry.person) in owners), default=-1)
    for entry in entries[last + 1 :]:
        for question in questions(entry.text):
            yield f"{entry.person} under {where}: {question}"
