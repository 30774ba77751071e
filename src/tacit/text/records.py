"""A file as the record that its protocol says it is."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tacit.errors import Malformed
from tacit.model.promise import Finding
from tacit.model.protocol import Field, Protocol
from tacit.model.record import Broken, Part, Record, Value
from tacit.text.document import Document
from tacit.text.headings import braced_fields, find_key, keys_by_heading, spelled, write_heading
from tacit.text.parts import is_filled, read_mark
from tacit.text.places import behind_of, find_place, is_hint, read_state
from tacit.text.sections import COMMENTS
from tacit.text.values import read_value
from tacit.text.yaml_nodes import Items, Node, Scalar

_IN_HEAD = re.compile(r"\{(\w+)\}")
_TEXTS = frozenset(("id", "text", "path", "record"))  # read without more ado

Names = Callable[[str], Sequence[str]]  # handle → accepted spellings for headings, the one to write first


def read_record(
    data: bytes, path: str, protocol: Protocol, names: Names, version: str = ""
) -> tuple[Record, tuple[Finding, ...]]:
    """The record in a file, and what is wrong with single fields of it (these are None in the record, but a choice
    keeps its text). Keys that the protocol does not know are kept as text. A file that does not parse is Malformed.
    """
    return record_of(Document.parse(data, path, protocol.foreign), protocol, names, version)


def broken(path: str, kind: str, wrong: Malformed, version: str = "") -> Broken:
    """What stands for a file that does not parse."""
    return Broken(record_id(path), kind, path, wrong.message, wrong.remedy, wrong.line or 1, version)


def record_of(
    document: Document, protocol: Protocol, names: Names, version: str = ""
) -> tuple[Record, tuple[Finding, ...]]:
    plan = _plan(protocol)
    fields, lines, findings = _fields(document, plan)
    parts = _parts(document, plan, party_names(protocol, fields, names))
    return _record(document.path, protocol, fields, parts, version, lines), findings


def front_of(document: Document, protocol: Protocol, version: str = "") -> tuple[Record, tuple[Finding, ...]]:
    """The record without its sections, which take most of the time: enough for a list of records."""
    fields, lines, findings = _fields(document, _plan(protocol))
    return _record(document.path, protocol, fields, (), version, lines), findings


def _record(
    path: str,
    protocol: Protocol,
    fields: Mapping[str, Value],
    parts: tuple[Part, ...],
    version: str,
    lines: Mapping[str, int],
) -> Record:
    aliases = fields.get("aliases") or ()
    several = aliases if isinstance(aliases, tuple) else (aliases,)
    known = tuple(str(alias) for alias in several if alias) if several else ()
    called = "" if fields.get("topic") or fields.get("name") else _called(protocol, fields)
    return Record(record_id(path), protocol.kind, path, fields, parts, version, known, lines, called)


def _called(protocol: Protocol, fields: Mapping[str, Value]) -> str:
    """`## Week of {week}` by alice is called `Week of 2026-W10 · alice`."""
    first = protocol.head.partition("\n")[0].lstrip("# ")
    for name in _IN_HEAD.findall(first):
        value = fields.get(name)
        if not isinstance(value, (str, int, date)):
            return ""
        first = first.replace(f"{{{name}}}", str(value))
    by = fields.get("by")
    return f"{first} · {by}" if first and isinstance(by, str) and by not in first.split() else first


def _fields(document: Document, plan: "_Plan") -> tuple[dict[str, Value], dict[str, int], tuple[Finding, ...]]:
    path = document.path
    fields: dict[str, Value] = {}
    lines: dict[str, int] = {}
    findings: list[Finding] = []
    foreign = plan.protocol.foreign
    for key, node in document.front.top.pairs:
        field = plan.fields.get(key.text)
        if field is None:
            fields[key.text], lines[key.text] = _as_text(node), key.line
            continue
        lines[field.name] = key.line
        if field.type in _TEXTS and type(node) is Scalar and not field.choices:
            fields[field.name] = node.text.strip() or None
            continue
        if foreign and type(node) is Scalar:
            node = _as_ours(node, field, fields, plan)
        _read_into(fields, findings, node, field, path, key.line)
    if foreign:
        _add_placed(document, plan, fields, lines, findings)
    return fields, lines, tuple(findings)


def _read_into(
    fields: dict[str, Value], findings: list[Finding], node: Node, field: Field, path: str, line: int
) -> None:
    try:
        fields[field.name] = read_value(node, field, path)
    except Malformed as error:
        findings.append(_finding(error, path, line))
        kept = error.code == "unknown-value" and isinstance(node, Scalar)
        fields[field.name] = node.text if kept and isinstance(node, Scalar) else None


def _as_ours(node: Scalar, field: Field, fields: dict[str, Value], plan: "_Plan") -> Scalar:
    """A state as files that Tacit did not write may spell it; what stands behind it is another field's value."""
    if field.type != "state":
        return node
    found = read_state(node.text, plan.states)
    if found is None:
        return node
    if plan.behind and found[1]:
        fields[plan.behind] = found[1]
    return Scalar(found[0], node.line, node.column, node.start, node.end)


def _add_placed(
    document: Document, plan: "_Plan", fields: dict[str, Value], lines: dict[str, int], findings: list[Finding]
) -> None:
    """Fields that stand in the text, where the front matter does not have them."""
    for name, places in plan.protocol.places.items():
        if fields.get(name) is not None:
            continue
        spot = next(filter(None, (find_place(document, place) for place in places)), None)
        if spot is not None:
            lines[name] = spot.line
            if spot.text and not is_hint(spot.text):
                field = plan.fields[name]
                node = _as_ours(Scalar(spot.text, spot.line, 0, spot.start, spot.end), field, fields, plan)
                _read_into(fields, findings, node, field, document.path, spot.line)
    if fields.get("status") is None and "" in plan.states and "status" not in lines:
        fields["status"] = plan.states[""]


def record_id(path: str) -> str:
    """A record's identity: its file's name without the ending."""
    return path.rpartition("/")[2].removesuffix(".md")


def party_names(protocol: Protocol, fields: Mapping[str, Value], names: Names) -> dict[str, tuple[str, ...]]:
    """For each field that headings of this protocol name in braces: the accepted spellings of the party in it."""
    found: dict[str, tuple[str, ...]] = {}
    for field in _plan(protocol).braced:
        value = fields.get(field)
        parties = value if isinstance(value, tuple) else (value,)
        spellings = [spelling for party in parties if isinstance(party, str) for spelling in (*names(party), party)]
        found[field] = tuple(dict.fromkeys(spellings))
    return found


@dataclass(frozen=True, slots=True)
class _Plan:
    """What reading needs of a protocol, worked out once."""

    protocol: Protocol
    fields: Mapping[str, Field]  # by the key that stands in files
    keys: tuple[str, ...]  # of sections
    braced: tuple[str, ...]
    states: Mapping[str, str]  # of files that Tacit did not write: spelling → state
    behind: str  # the field that holds what stands behind a state


# By identity: protocols hold mappings, so they have no hash. The plan keeps its protocol, so an id cannot be reused.
_plans: dict[int, _Plan] = {}


def _plan(protocol: Protocol) -> _Plan:
    plan = _plans.get(id(protocol))
    if plan is None:
        if len(_plans) > 256:
            _plans.clear()
        plan = _plans[id(protocol)] = _make_plan(protocol)
    return plan


def _make_plan(protocol: Protocol) -> _Plan:
    fields: dict[str, Field] = {}
    for name, field in protocol.fields.items():
        known = replace(field, choices=field.choices or protocol.states) if field.type == "state" else field
        fields[name] = known
        if name in protocol.names:
            fields[protocol.names[name]] = known
    keys = tuple(dict.fromkeys((*protocol.sections, COMMENTS)))
    states = {state.casefold(): state for state in protocol.states} | dict(protocol.statuses)
    return _Plan(protocol, fields, keys, braced_fields(protocol), states, behind_of(protocol.places))


def _parts(document: Document, plan: _Plan, names: Mapping[str, Sequence[str]]) -> tuple[Part, ...]:
    protocol, known = plan.protocol, plan.keys
    by_heading = keys_by_heading(plan.keys, spelled(names))
    if protocol.layout != "headings" and plan.braced:
        known = tuple(write_heading(key, names) for key in known)
    sections = protocol.sections
    parts = []
    for heading in document.sections(protocol.layout, protocol.level, known):
        body, written = document.body(heading), heading.text
        key = find_key(written, by_heading)
        if key is None:
            parts.append(Part(written, written, body, heading.line, is_filled(body), False))
            continue
        section = sections.get(key)  # comments have none
        mark = read_mark(body, section.marked) if section is not None and section.marked else ""
        parts.append(Part(written, key, body, heading.line, is_filled(body, section), True, mark))
    return tuple(parts)


def _as_text(node: Node) -> Value:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Items):
        return tuple(_as_text(item) for item in node.nodes)
    return {key.text: _as_text(value) for key, value in node.pairs}


def _finding(error: Malformed, path: str, line: int) -> Finding:
    return Finding(path, error.line or line, error.code, "error", error.message, error.remedy)
