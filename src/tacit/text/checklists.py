"""The items of a checklist: those that the protocol names, and those that a field of the record lists."""

import re
from collections.abc import Mapping

from tacit.model.protocol import Protocol, Section
from tacit.model.record import Value
from tacit.text.headings import Names, write_heading

_WHOLE = re.compile(r"\{([\w-]+)\}")
_LISTS = ("persons", "parties", "records", "texts")


def tick_items(section: Section, protocol: Protocol, fields: Mapping[str, Value], names: Names) -> tuple[str, ...]:
    """What there is to tick in this record: of a field that is a list, each of its values."""
    items: list[str] = []
    for tick in section.ticks:
        whole = _WHOLE.fullmatch(tick)
        field = protocol.fields.get(whole[1]) if whole else None
        if field is not None and field.type in _LISTS:
            items += _values(fields.get(field.name))
        else:
            items.append(write_heading(tick, names))
    return tuple(dict.fromkeys(items))


def _values(value: Value) -> list[str]:
    values = value if isinstance(value, tuple) else (value,) if value else ()
    return [" ".join(str(each).split()) for each in values]
