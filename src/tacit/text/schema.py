"""JSON Schema for editors: of the front matter of a kind, and of protocol files themselves."""

from collections.abc import Mapping
from typing import Any

from tacit.model.protocol import Choice, Field, Protocol
from tacit.text.protocol_course import ACT_KEYS, PROMISE_KEYS, RHYTHM_KEYS
from tacit.text.protocol_reader import GENERIC_ACTS
from tacit.text.protocol_record import FIELD_KEYS, SCALAR_TYPES, SECTION_KEYS
from tacit.text.protocols import KEYS, LAYOUTS
from tacit.text.values import ANSWERS, column

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# Scalars are text to Tacit; what another reader of YAML takes for a number is one of these texts all the same.
_TEXT: Schema = {"type": ["string", "number"]}
_FLAG: Schema = {"type": "boolean"}
_DATE: Schema = {"type": "string", "format": "date"}
_TIME: Schema = {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]}
_SPAN: Schema = {"type": "string", "pattern": r"^\s*[0-9]{1,6}\s+(minute|hour|day|week|working hour|workday)s?\s*$"}
_HANDLE: Schema = {**_TEXT, "minLength": 1}
_WORDS: Schema = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
_ANSWER: Schema = {
    "type": "object",
    "properties": {"answer": {"enum": list(ANSWERS)}, "at": _TIME, "text": _TEXT, "by": _HANDLE},
    "required": ["answer", "at"],
}
_SCALARS: Mapping[str, Schema] = {
    "number": {"type": "number"}, "yes": _FLAG, "date": _DATE, "time": _TIME, "duration": _SPAN,
    "person": _HANDLE, "party": _HANDLE, "record": _HANDLE, "id": _HANDLE,
}  # fmt: skip


def json_schema(protocol: Protocol) -> Schema:
    """What stands in the front matter of a record. Keys that the protocol does not know are no fault."""
    written = {name: protocol.names.get(name, name) for name in protocol.fields}
    schema: Schema = {
        "$schema": DIALECT,
        "title": protocol.kind,
        "type": "object",
        "properties": {written[name]: _field(protocol, field) for name, field in protocol.fields.items()},
        "required": [written[name] for name, field in protocol.fields.items() if _always(field.needed)],
    }
    if protocol.title:
        schema["description"] = protocol.title
    hanging = [
        _needed_in(written[name], written[on], protocol.fields[on], field.needed)
        for name, field in protocol.fields.items()
        if (on := field.needed.on) is not None and on in protocol.fields
    ]
    if hanging:
        schema["allOf"] = hanging
    return schema


def _always(needed: Choice[bool]) -> bool:
    return needed.on is None and needed.otherwise


def _field(protocol: Protocol, field: Field) -> Schema:
    schema = _typed(field, protocol.states)
    if field.usual is not None and field.type in ("choice", "state", "text"):
        schema = {**schema, "default": field.usual}
    return schema if _always(field.needed) else {"anyOf": [schema, {"type": "null"}]}


def _typed(field: Field, states: tuple[str, ...] = ()) -> Schema:
    if field.type == "choice":
        return {"enum": list(field.choices)}
    if field.type == "state":
        return {"enum": list(states)}
    if field.type in ("persons", "parties", "records", "texts"):
        return _WORDS
    if field.type == "answers":
        return {"type": "object", "additionalProperties": _ANSWER}
    if field.type == "rows":
        columns = {name: _typed(column(field, name)) for name in field.columns}
        return {"type": "array", "items": {"type": "object", "properties": columns, "additionalProperties": False}}
    return _SCALARS.get(field.type, _TEXT)


def _needed_in(name: str, on: str, hinge: Field, needed: Choice[bool]) -> Schema:
    """Needed, or not, where the other field holds certain values."""
    usual = needed.otherwise
    # What hangs on something again, editors leave to `tacit check`: to them it is not needed.
    cases = {case: wanted is True for case, wanted in needed.cases.items()}
    unusual = [case for case, wanted in cases.items() if wanted is not usual]
    says: Schema = {"properties": {on: {"enum": [_as_written(hinge, case) for case in unusual]}}}
    if cases.get(hinge.usual or "None", usual) is usual:
        says["required"] = [on]  # else a field left out, which holds what it starts with, is among the unusual too
    there: Schema = {"required": [name]}
    return {"if": says, "else": there} if usual else {"if": says, "then": there}


def _as_written(hinge: Field, case: str) -> object:
    if case == "None":
        return None
    return case == "true" if hinge.type == "yes" else case


# -- protocol files


def protocol_schema() -> Schema:
    """What stands in a protocol file: its keys, so that an editor completes them. `read_protocol` checks the rest."""
    text, words = {"type": "string"}, _WORDS
    hanging = {"anyOf": [words, {"type": "object"}]}  # a value, or a map of the cases of one field or section
    needed: Schema = {"type": ["boolean", "object"]}
    two: Schema = {"type": "array", "items": text, "minItems": 2}
    opens: Schema = {"anyOf": [text, {"type": "object", "minProperties": 1, "maxProperties": 1}]}
    acts = _keys(
        ACT_KEYS,
        {
            "because": _FLAG, "binding": _FLAG, "marks": _named(text), "carries": _named(text), "fills": _named(text),
            "steps": {"anyOf": [text, _named(text)]}, "opens": opens, "answers": {"enum": list(ANSWERS)},
        },
    )  # fmt: skip
    promises = _keys(PROMISE_KEYS, {"each": _FLAG, "due": text, "once": text, "who": hanging}, ("who", "in", "within"))
    first: Schema = {"type": ["string", "number", "boolean"]}
    fields = _keys(
        FIELD_KEYS,
        {
            "is": _type(), "needed": needed, "starts": first, "sum": two, "ordered": two, "no_circle": _FLAG,
            "some": _FLAG, "instead": text,
        },
        ("is",),
    )  # fmt: skip
    flags = {
        "needed": needed,
        "entries": {"enum": [True, False, "headed"]},
        "stamped": _FLAG,
        "sentences": {"type": "integer"},
    }
    own: dict[str, Schema] = {
        "kind": text, "form": text, "title": text, "files": text, "archive": text, "index": text,
        "spelled": text, "head": text, "foot": text,
        "layout": {"enum": list(LAYOUTS)}, "level": {"type": "integer", "minimum": 1, "maximum": 6},
        "states": {"type": "array", "items": text, "minItems": 1}, "final": words, "rests": words,
        "fields": _named(fields), "roles": _named(words), "sections": _named(_keys(SECTION_KEYS, flags)),
        "acts": _named(acts), "promises": _named(promises), "rhythm": _keys(RHYTHM_KEYS, {}, ("every", "for")),
        "names": _named(text), "without": {"anyOf": [{"enum": list(GENERIC_ACTS)}, {"type": "array"}]},
    }  # fmt: skip
    schema = _keys(KEYS, own, ("kind", "files", "fields", "states"))
    return {"$schema": DIALECT, "title": "protocol", **schema, "$defs": {"hanging": hanging}}


def _type() -> Schema:
    rows = {"type": "object", "properties": {"rows": {"type": "object"}}, "required": ["rows"]}
    # Readers of YAML 1.1 take the type `yes` for true.
    return {"anyOf": [{"enum": [*SCALAR_TYPES, True]}, {"type": "array", "items": _TEXT, "minItems": 1}, rows]}


def _keys(keys: tuple[str, ...], known: Mapping[str, Schema], required: tuple[str, ...] = ()) -> Schema:
    """A map with these keys and no others; what is not said otherwise may be words, or hang on a field."""
    schema: Schema = {
        "type": "object",
        "properties": {key: known.get(key, {"$ref": "#/$defs/hanging"}) for key in keys},
        "additionalProperties": False,
    }
    if required:
        schema["required"] = list(required)
    return schema


def _named(values: Schema) -> Schema:
    return {"type": "object", "additionalProperties": values}
