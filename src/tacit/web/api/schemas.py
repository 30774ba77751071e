"""What the kinds of a workspace look like to the API, as JSON Schema made from their protocols."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tacit.model.protocol import ActRule, Choice, Field, Protocol, Section
from tacit.rules.creation import kept_by_tacit
from tacit.rules.drawing import ActInWords, needed_in_words
from tacit.rules.drawing import in_words as drawn
from tacit.rules.edits import GENERIC, generic_rule
from tacit.rules.targets import CHOSEN
from tacit.text.sections import COMMENTS
from tacit.web.api.shapes import SHAPES, Schema, both, ref
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
    "description": "What an act brings: what each takes says `Acts_KIND` of its kind.",
    "properties": {
        "set": {"type": "object", "additionalProperties": _SPELLED},
        "write": {"type": "object", "additionalProperties": _TEXT},
        "because": _TEXT,
    },
    "additionalProperties": False,
    "examples": [{"write": {"Reply": "After 15 minutes."}}, {"because": "The refresh window is missing."}],
}


def of_kinds(protocols: Sequence[Protocol]) -> dict[str, Schema]:
    """Of each kind what its records hold (`Fields_KIND`), a record of it alone, whole and just acted on, what a new one
    takes, and its acts; and of these one of any kind."""
    found: dict[str, Schema] = {}
    for protocol in protocols:
        kind = protocol.kind
        found[f"Fields_{kind}"] = _fields(protocol)
        found[f"Record_{kind}"] = _record(protocol)
        found[f"WholeRecord_{kind}"] = both(f"Record_{kind}", ref("Whole"))
        found[f"Done_{kind}"] = both(f"Record_{kind}", ref("Made"))
        found[f"New_{kind}"] = _new(protocol)
        found[f"Acts_{kind}"] = _acts(protocol)
    kinds = [protocol.kind for protocol in protocols]
    any_record = {"AnyRecord": _any_of(kinds, "Record")}
    return found | any_record | {sort: _any_of(kinds, sort) for sort in ("WholeRecord", "Done", "New")}


def _any_of(kinds: Iterable[str], sort: str) -> Schema:
    """One of all kinds, told apart by `kind`."""
    names = {kind: f"{sort}_{kind}" for kind in kinds}
    mapping = {kind: ref(name)["$ref"] for kind, name in names.items()}
    return {"anyOf": list(map(ref, names.values())), "discriminator": {"propertyName": "kind", "mapping": mapping}}


def _record(protocol: Protocol) -> Schema:
    """Written out, and not as an addition to `Record`: what makes clients of descriptions cannot join a text with one
    of its values."""
    members = SHAPES["Record"]["properties"]
    own = {"kind": {"const": protocol.kind}, "fields": ref(f"Fields_{protocol.kind}")}
    return {**SHAPES["Record"], "description": protocol.title, "properties": members | own}


def _fields(protocol: Protocol) -> Schema:
    kept = kept_by_tacit(protocol)
    fields = {name: _held(field, protocol, name in kept) for name, field in protocol.fields.items()}
    return {"type": "object", "description": f"What a {protocol.kind} holds.", "properties": fields}


def _held(field: Field, protocol: Protocol, kept: bool) -> Schema:
    """What a field of a record holds: nothing, where nothing is written; a text, where a hand wrote something else."""
    found = {"enum": list(protocol.states)} if field.type == "state" else _typed(field)
    otherwise = {"type": ["string", "null"]}
    held = {**found, **otherwise} if found.get("type") == "string" else {"anyOf": [found, otherwise]}
    if not kept:
        return {**held, "description": in_words(field)}
    return {**held, "description": f"{in_words(replace(field, needed=Choice(False)))}; kept by Tacit", "readOnly": True}


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
    words = "; ".join(filter(None, (needed_in_words(section.needed), " ".join(hint_of(section).split()))))
    return {**_TEXT, "description": words} if words else _TEXT


def _acts(protocol: Protocol) -> Schema:
    """What each act takes, by its name."""
    rules = {name: rule for name, rule in protocol.acts.items() if rule.source is not None}
    generic = {name: rule for name in GENERIC if (rule := generic_rule(name, protocol)) and name not in rules}
    words = {one.name: one for one in drawn(protocol).acts}
    acts = {name: _act(rule, protocol, words.get(name)) for name, rule in {**rules, **generic}.items()}
    return {"type": "object", "description": f"What acts on a {protocol.kind} take.", "properties": acts}


_GENERIC_WORDS = {
    "edit": "Changes fields and sections that are the caller's, and moves nothing.",
    "comment": "Adds what one has to say, and binds nobody.",
}


def _act_in_words(rule: ActRule, told: ActInWords | None) -> str:
    """Who does it in which state, where it leads, and what it asks for."""
    if told is None:
        return _GENERIC_WORDS.get(rule.name, "")
    leads = ", ".join(" ".join(filter(None, lead)) for lead in told.leads)
    said = (f"In {', '.join(told.states)}", f"by {' or '.join(told.who)}", leads and f"leads to {leads}", *told.asks)
    return "; ".join(filter(None, said))


def _act(rule: ActRule, protocol: Protocol, told: ActInWords | None) -> Schema:
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
    if rule.name == "comment":
        writes = {COMMENTS: _TEXT}
    elif rule.name == "edit":
        fields |= {field.name: _brought(field) for field in fields_to_fill(protocol)}
        writes = {one.heading: _said(one) for one in sections_to_fill(protocol)}
    is_open = rule.name in GENERIC or (rule.opens is not None and bool(rule.opens.given))
    found: Schema = {"type": "object", "description": _act_in_words(rule, told), "properties": {}}
    if fields or is_open:
        found["properties"]["set"] = {"type": "object", "properties": fields}
    if writes or is_open:
        found["properties"]["write"] = {"type": "object", "properties": dict(writes)}
    if rule.because:
        found["properties"]["because"] = _TEXT
        found["required"] = ["because"]
    return found
