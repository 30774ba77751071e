"""What the kinds of a workspace look like to the API, as JSON Schema made from their protocols."""

from collections.abc import Iterable, Mapping

from tacit.model.protocol import ActRule, Field, Protocol, Section
from tacit.rules.edits import GENERIC, generic_rule
from tacit.rules.targets import CHOSEN
from tacit.web.api.shapes import Schema, both, ref
from tacit.work.blanks import fields_to_fill, hint_of, in_words, is_needed, sections_to_fill

_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_FORMATS = {"date": "date", "time": "date-time"}
_SPELLED: Schema = {
    "description": "As the command line spells it, or as JSON: lists, numbers, true and false, rows as objects.",
    "anyOf": [
        {"type": ["string", "number", "boolean", "null"]},
        _TEXTS,
        {"type": "array", "items": {"type": "object"}},
    ],
}
CHANGE: Schema = {
    "type": "object",
    "properties": {
        "set": {"type": "object", "additionalProperties": _SPELLED},
        "write": {"type": "object", "additionalProperties": _TEXT},
        "because": _TEXT,
    },
    "additionalProperties": False,
    "examples": [{"write": {"Reply": "After 15 minutes."}}, {"because": "The refresh window is missing."}],
}


def of_kinds(protocols: Iterable[Protocol]) -> dict[str, Schema]:
    """`Record_KIND`, `New_KIND` and `Acts_KIND` of each."""
    found: dict[str, Schema] = {}
    for protocol in protocols:
        found[f"Record_{protocol.kind}"] = _record(protocol)
        found[f"New_{protocol.kind}"] = _new(protocol)
        found[f"Acts_{protocol.kind}"] = _acts(protocol)
    return found


def any_of(kinds: Iterable[str], sort: str) -> Schema:
    """One of all kinds, told apart by `kind`."""
    names = {kind: f"{sort}_{kind}" for kind in kinds}
    mapping = {kind: ref(name)["$ref"] for kind, name in names.items()}
    return {"anyOf": list(map(ref, names.values())), "discriminator": {"propertyName": "kind", "mapping": mapping}}


def _record(protocol: Protocol) -> Schema:
    fields = {name: _held(field, protocol) for name, field in protocol.fields.items()}
    own = {"kind": {"const": protocol.kind}, "fields": {"type": "object", "properties": fields}}
    return {**both("Record", {"type": "object", "properties": own}), "description": protocol.title}


def _held(field: Field, protocol: Protocol) -> Schema:
    """What a field of a record holds: nothing, where nothing is written; a text, where a hand wrote something else."""
    found = {"enum": list(protocol.states)} if field.type == "state" else _typed(field)
    otherwise = {"type": ["string", "null"]}
    return {**found, **otherwise} if found.get("type") == "string" else {"anyOf": [found, otherwise]}


def _typed(field: Field) -> Schema:
    match field.type:
        case "number":
            return {"type": "number"}
        case "yes":
            return {"type": "boolean"}
        case "persons" | "parties" | "records" | "texts":
            return _TEXTS
        case "rows":
            return {
                "type": "array",
                "items": {"type": "object", "properties": {column: {} for column in field.columns}},
            }
        case "answers":
            return {"type": "object"}
    if field.choices:
        return {"enum": list(field.choices)}
    return {**_TEXT, "format": _FORMATS[field.type]} if field.type in _FORMATS else _TEXT


def _new(protocol: Protocol) -> Schema:
    fields = {field.name: _brought(field) for field in fields_to_fill(protocol)}
    owners = protocol.roles[protocol.opener].paths if protocol.roles else ()  # begins as whoever makes it
    asked = [field for field in fields_to_fill(protocol) if not field.starts and field.name not in owners]
    needed = [field.name for field in asked if is_needed(field.needed)]
    sections = {one.heading: _said(one) for one in sections_to_fill(protocol)}
    members = {
        "kind": {"const": protocol.kind},
        "set": {"type": "object", "properties": fields, "required": needed},
        "write": {"type": "object", "properties": sections},
    }
    return {
        "type": "object",
        "description": protocol.title,
        "properties": members,
        "required": ["kind", *(["set"] if needed else ())],
        "additionalProperties": False,
    }


def _brought(field: Field) -> Schema:
    """A value that is given: a text as the command line takes it, or what the record holds then."""
    found = _typed(field)
    is_text = found.get("type") == "string" or "enum" in found
    return {"description": in_words(field), **(found if is_text else {"anyOf": [_TEXT, found]})}


def _said(section: Section) -> Schema:
    words = " ".join(hint_of(section).split())
    return {**_TEXT, "description": words} if words else _TEXT


def _acts(protocol: Protocol) -> Schema:
    """What each act takes, by its name."""
    rules = {name: rule for name, rule in protocol.acts.items() if rule.source is not None}
    generic = {name: rule for name in GENERIC if (rule := generic_rule(name, protocol)) and name not in rules}
    acts = {name: _act(rule, protocol) for name, rule in {**rules, **generic}.items()}
    return {"type": "object", "description": f"What acts on a {protocol.kind} take.", "properties": acts}


def _act(rule: ActRule, protocol: Protocol) -> Schema:
    fields: dict[str, Schema] = {}
    if rule.change:
        fields["change"] = {"enum": list(rule.change)}
    if rule.chooses:
        fields[CHOSEN] = {"enum": list(rule.chooses)}
    wanted = {*rule.sets, *rule.carries.values()}
    fields |= {name: _brought(field) for name, field in protocol.fields.items() if name in wanted}
    writes: Mapping[str, Schema] = {
        heading: _said(protocol.sections[heading]) if heading in protocol.sections else _TEXT for heading in rule.writes
    }
    is_open = rule.name in GENERIC or (rule.opens is not None and bool(rule.opens.given))
    found: Schema = {"type": "object", "properties": {}}
    if fields or is_open:
        found["properties"]["set"] = {"type": "object", "properties": fields}
    if writes or is_open:
        found["properties"]["write"] = {"type": "object", "properties": dict(writes)}
    if rule.because:
        found["properties"]["because"] = _TEXT
        found["required"] = ["because"]
    return found
