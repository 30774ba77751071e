"""Answers of parties: bound to the text that they answered, told apart by kind."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from tacit.model.change import Facts
from tacit.model.protocol import Protocol
from tacit.model.record import Answer, Record
from tacit.rules.parties import handles
from tacit.rules.world import folded
from tacit.text.parts import own_text
from tacit.text.spans import write_instant

BOUND_FIELDS = ("topic", "size", "affected")
VERBS = {"approve": "approved", "object": "objected", "abstain": "abstained", "replied": "replied"}


def bound(record: Record, protocol: Protocol) -> str:
    """The hash that an answer is bound to: the owner's sections, and the fields that size the question."""
    told = sha256()
    for name in BOUND_FIELDS:
        told.update(f"{name}={','.join(handles(record.fields.get(name)))}\0".encode())
    for key, section in protocol.sections.items():
        part = record.part(key)
        if protocol.opener in section.by and part is not None and part.filled:
            told.update(f"{key}={' '.join(own_text(part.body).split())}\0".encode())
    return told.hexdigest()[:12]


def answers_of(record: Record) -> tuple[Answer, ...]:
    found = record.fields.get("answers")
    return tuple(item for item in found if isinstance(item, Answer)) if isinstance(found, tuple) else ()


def answered(record: Record, protocol: Protocol) -> dict[str, Answer]:
    """The answers that were given on the text as it stands, by party (its folded name). One that says nothing of a
    text was written by hand, on whatever stood there."""
    given = answers_of(record)
    if not given:
        return {}
    text = bound(record, protocol)
    return {folded(answer.party): answer for answer in given if answer.text in ("", text)}


def standing(record: Record, protocol: Protocol) -> dict[str, Answer]:
    """The answers that count, by party: beside those on this text, an objection until its author answers again."""
    objections = {folded(answer.party): answer for answer in answers_of(record) if answer.answer == "object"}
    return {**objections, **answered(record, protocol)}


def outcome(record: Record, protocol: Protocol, asked: tuple[str, ...], facts: Facts) -> str:
    """Who approved, objected, abstained, was silent though told, or was never reached: each by name."""
    given = standing(record, protocol)
    named = {folded(party) for party in asked}
    asked = (*asked, *(answer.party for name, answer in given.items() if name not in named))
    lines = []
    for answer, verb in VERBS.items():
        lines.append((verb, [party for party in asked if folded(party) in given and _is(given, party, answer)]))
    silent = [party for party in asked if folded(party) not in given]
    if facts.lapsed:
        lines.append((_silent_since(facts.began), [party for party in silent if party in facts.told]))
        lines.append(("unreached", [party for party in silent if party not in facts.told]))
    else:
        lines.append(("no answer", silent))
    return "\n".join(f"- {what}: {', '.join(parties)}" for what, parties in lines if parties)


def _is(given: dict[str, Answer], party: str, answer: str) -> bool:
    return given[folded(party)].answer == answer


def _silent_since(began: datetime | None) -> str:
    return f"silent, told {write_instant(began)}" if began else "silent"


def sections_bound(protocol: Protocol) -> Iterator[str]:
    """The sections whose text is answered: the owner's."""
    for key, section in protocol.sections.items():
        if protocol.opener in section.by:
            yield key
