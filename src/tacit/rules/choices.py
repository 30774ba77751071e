"""What a value that may hang on one field or section comes to, for a record."""

from typing import TypeVar

from tacit.model.protocol import Choice, Protocol
from tacit.model.record import Record

T = TypeVar("T")


def choose(choice: Choice[T], record: Record, protocol: Protocol) -> T:
    """The value for this record. A field left out counts as what it starts with."""
    if choice.on is None:
        return choice.otherwise
    found = choice.cases.get(case_of(choice.on, record, protocol), choice.otherwise)
    return choose(found, record, protocol) if isinstance(found, Choice) else found


def case_of(on: str, record: Record, protocol: Protocol) -> str:
    """Which case of a choice that hangs on this field or section holds for the record."""
    if on in protocol.sections:
        part = record.part(on)
        return part.body.strip() if part and part.filled else "None"
    value = record.fields.get(on)
    if value is None or value == "":
        field = protocol.fields.get(on)
        return field.usual if field and field.usual else "None"
    return str(value).lower() if isinstance(value, bool) else str(value)


def settled(section: str, record: Record, protocol: Protocol) -> bool:
    """Whether a section is filled and does not stand refused: the last of its marks takes back what it says."""
    part = record.part(section)
    if part is None or not part.filled:
        return False
    marks = protocol.sections[section].marked
    return not (marks and part.mark == marks[-1])
