"""Edits of fields in files that Tacit did not write: each where it stands, as its neighbours are spelled."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from tacit.errors import Refused
from tacit.model.protocol import Protocol
from tacit.model.record import Value
from tacit.text.document import Document
from tacit.text.field_edits import Splice, apply
from tacit.text.places import Spot, behind_of, find_place, on_one_line, read_state, spell_state
from tacit.text.scalars import Written
from tacit.text.values import write_value
from tacit.text.yaml_nodes import Scalar

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def set_foreign(document: Document, protocol: Protocol, values: Mapping[str, Value]) -> Document:
    """The file with other values in some of its fields, and no other byte changed."""
    spots = {name: _spot(document, protocol, name) for name in values if _key(document, protocol, name) is None}
    values = _with_states(document, protocol, values)
    front: dict[str, Written | None] = {}
    placed: dict[str, tuple[Spot, str]] = {}
    for name, value in values.items():
        spot = spots.get(name) or (_spot(document, protocol, name) if name == "status" else None)
        written = _written(document, protocol, name, value)
        key = _key(document, protocol, name)
        if key is not None or spot is None:
            front[key or protocol.names.get(name, name)] = written
        else:
            placed[name] = spot, on_one_line(written)
    splices = [_splice(document, spot, text) for spot, text in placed.values()]
    edited = document.with_text(apply(document.text, splices)) if splices else document
    for name, (_, text) in placed.items():
        found = _spot(edited, protocol, name)
        if (found.text if found is not None else "") != text:
            raise _not_alone(document, name)
    return edited.set_fields(front) if front else edited


def _key(document: Document, protocol: Protocol, name: str) -> str | None:
    """The key of the front matter that holds a field in this file."""
    keys = document.fields
    return next((key for key in (protocol.names.get(name), name) if key is not None and key in keys), None)


def _spot(document: Document, protocol: Protocol, name: str) -> Spot | None:
    return next(filter(None, (find_place(document, place) for place in protocol.places.get(name, ()))), None)


def _with_states(document: Document, protocol: Protocol, values: Mapping[str, Value]) -> Mapping[str, Value]:
    """A state and what stands behind it are one text: of a new state nothing stays behind that is not given anew."""
    behind = behind_of(protocol.places)
    if "status" not in values and behind not in values:
        return values
    old = _standing(document, protocol, "status")
    known = {state.casefold(): state for state in protocol.states} | dict(protocol.statuses)
    found = read_state(old, known)
    state = values.get("status") or (found[0] if found else "")
    others = {name: value for name, value in values.items() if name not in ("status", behind)}
    return {**others, "status": spell_state(str(state), str(values.get(behind) or ""), old)}


def _standing(document: Document, protocol: Protocol, name: str) -> str:
    key = _key(document, protocol, name)
    if key is not None:
        node = document.fields[key]
        return node.text if isinstance(node, Scalar) else ""
    spot = _spot(document, protocol, name)
    return spot.text if spot is not None else ""


def _written(document: Document, protocol: Protocol, name: str, value: Value) -> Written | None:
    field = protocol.fields[name]
    if isinstance(value, datetime) and _DAY.fullmatch(_standing(document, protocol, name)):
        # Where a day stood a day is written; one that ends at midnight is the day before.
        last = value - timedelta(seconds=1)
        return date(last.year, last.month, last.day).isoformat()
    return write_value(value, field)


def _splice(document: Document, spot: Spot, text: str) -> Splice:
    if spot.start < spot.end or not text:
        return Splice(spot.start, spot.end, text)
    before = document.text[spot.start - 1 : spot.start]
    if before == "\n":  # a section in which nothing stands
        return Splice(spot.start, spot.start, f"{document.newline}{text}{document.newline}")
    return Splice(spot.start, spot.start, text if before.isspace() else f" {text}")


def _not_alone(document: Document, name: str) -> Refused:
    return Refused(
        "edit",
        f"`{name}` stands in this file in a form in which it cannot be changed alone",
        remedy="Change it by hand, and commit that: Tacit reads it as the act that it is.",
        path=document.path,
    )
