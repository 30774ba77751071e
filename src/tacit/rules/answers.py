"""Answers of parties: bound to the text that they answered, told apart by kind."""

from hashlib import sha256

from tacit.model.protocol import Protocol
from tacit.model.record import Answer, Record
from tacit.rules.parties import handles

BOUND_FIELDS = ("topic", "size", "affected")


def bound(record: Record, protocol: Protocol) -> str:
    """The hash that an answer is bound to: the owner's sections, and the fields that size the question."""
    told = sha256()
    for name in BOUND_FIELDS:
        told.update(f"{name}={','.join(handles(record.fields.get(name)))}\0".encode())
    for key, section in protocol.sections.items():
        part = record.part(key)
        if protocol.opener in section.by and part is not None and part.filled:
            told.update(f"{key}={' '.join(part.body.split())}\0".encode())
    return told.hexdigest()[:12]


def answers_of(record: Record) -> tuple[Answer, ...]:
    found = record.fields.get("answers")
    return tuple(item for item in found if isinstance(item, Answer)) if isinstance(found, tuple) else ()


def standing(record: Record, protocol: Protocol) -> dict[str, Answer]:
    """The answers that count, by party: an objection stands until its author answers again, all else stands only
    on the text that it was given on."""
    text = bound(record, protocol)
    return {
        answer.party: answer
        for answer in answers_of(record)
        if answer.answer == "object" or not answer.text or answer.text == text
    }


def outcome(record: Record, protocol: Protocol, asked: tuple[str, ...], told: frozenset[str]) -> str:
    """Who approved, objected, abstained, was silent though told, or was never reached: each by name."""
    given = standing(record, protocol)
    groups: dict[str, list[str]] = {"approved": [], "objected": [], "abstained": [], "silent": [], "unreached": []}
    verbs = {"approve": "approved", "object": "objected", "abstain": "abstained"}
    for party in asked:
        answer = given.get(party)
        groups[verbs[answer.answer] if answer else "silent" if party in told else "unreached"].append(party)
    lines = [f"- {name}: {', '.join(parties)}" for name, parties in groups.items() if parties]
    return "\n".join(lines)
