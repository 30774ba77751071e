"""Values of fields: from a YAML node or the command line to what the protocol says they are, and back."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta

from tacit.errors import Malformed
from tacit.model.protocol import Field, FieldType
from tacit.model.record import Answer, Value
from tacit.text.remedies import Remedy, read_parts
from tacit.text.scalars import Written
from tacit.text.spans import read_day, read_instant, read_span, write_instant
from tacit.text.yaml_nodes import Items, Map, Node, Scalar, read_yaml

ANSWERS = ("approve", "abstain", "object", "replied")

_LISTS: dict[str, FieldType] = {"persons": "person", "parties": "party", "records": "record", "texts": "text"}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,15}|(?=\.?[0-9])[0-9]{0,15}\.[0-9]{0,15})")
_YES = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def read_value(node: Node, field: Field, path: str | None = None) -> Value:
    """What a field holds, typed; None where nothing is written. Malformed (`parse`, `unknown-value`) names the line."""
    kind = field.type
    if isinstance(node, Scalar):
        if kind in _LISTS:
            return _one_or_many(node, field, path)
        if kind not in ("answers", "rows"):
            return _read_scalar(node, field, path)
        if not node.text:
            return ()
    elif isinstance(node, Items):
        if kind in _LISTS:
            item = Field(field.name, _LISTS[kind])
            values = (_read_scalar(_scalar(entry, field, path), item, path) for entry in node.nodes)
            return tuple(value for value in values if value is not None)
        if kind == "rows":
            return tuple(_read_row(entry, field, path) for entry in node.nodes)
    elif kind == "answers":
        return tuple(_read_answer(party, answer, path) for party, answer in node.pairs)
    raise _wrong_form(node, field, path)


def _one_or_many(node: Scalar, field: Field, path: str | None) -> Value:
    """`cc: alice` and `cc: alice, bob` are lists too; a text may hold a comma, so one text is one text."""
    kind = _LISTS[field.type]
    parts = [node.text] if kind == "text" or node.quoted else node.text.split(",")
    item = Field(field.name, kind)
    return tuple(
        _read_scalar(Scalar(part.strip(), node.line, node.column, node.start, node.end), item, path)
        for part in parts
        if part.strip()
    )


def _read_scalar(node: Scalar, field: Field, path: str | None) -> Value:
    text = node.text.strip()
    if not text:
        return None
    reader = _SCALARS.get(field.type)
    try:
        if reader is not None:
            return reader(text)
        return _choice(text, field) if field.choices else text
    except Malformed as error:
        code = error.code if error.code == "unknown-value" else "parse"
        said = f"{field.name}: {error.message}"
        raise Malformed(code, said, remedy=error.remedy, path=path, line=node.line) from None


def _party(text: str) -> Value:
    return text.removeprefix("@")


def _number(text: str) -> Value:
    if not _NUMBER.fullmatch(text):
        raise Malformed("parse", f"{text!r} is not a number", remedy="Write digits: 3, or 2.5.")
    return float(text) if "." in text else int(text)


def _yes(text: str) -> Value:
    found = _YES.get(text.casefold())
    if found is None:
        raise Malformed("parse", f"{text!r} is neither true nor false", remedy="Write true or false.")
    return found


def _time(text: str) -> Value:
    if _DATE.fullmatch(text):
        # Files that Tacit did not write name the last day only: it is over when the next one begins, in UTC.
        day = read_day(text)
        return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    return read_instant(text)


def _duration(text: str) -> Value:
    read_span(text)
    return text


def _choice(text: str, field: Field) -> Value:
    if text in field.choices:
        return text
    from difflib import get_close_matches

    near = get_close_matches(text.casefold(), [choice.casefold() for choice in field.choices], 1, 0.6)
    meant = next((choice for choice in field.choices if near and choice.casefold() == near[0]), None)
    every = ", ".join(field.choices)
    remedy = f"Did you mean {meant}? It is one of: {every}." if meant else f"Write one of: {every}."
    if field.instead:
        remedy = Remedy(f"{remedy} ", *read_parts(field.instead))
    raise Malformed("unknown-value", f"{text!r} is not one of its values", remedy=remedy)


_SCALARS: dict[str, Callable[[str], Value]] = {
    "person": _party, "party": _party, "number": _number, "yes": _yes, "date": read_day, "time": _time,
    "duration": _duration,
}  # fmt: skip


def _scalar(node: Node, field: Field, path: str | None) -> Scalar:
    if isinstance(node, Scalar):
        return node
    raise _wrong_form(node, field, path)


def _wrong_form(node: Node, field: Field, path: str | None) -> Malformed:
    forms = {
        "answers": ("a map of party and answer", "Write `party: {answer: approve, at: TIME}` a line."),
        "rows": ("a list of maps", "Write `- column: value` for each row."),
    }
    if field.type in _LISTS:
        wanted, remedy = "a plain list", "Write [one, two], or `- one` a line."
    else:
        wanted, remedy = forms.get(
            field.type, ("a single value", "Write one value; in quotes where it begins with [ or {.")
        )
    found = "a map" if isinstance(node, Map) else "a list" if isinstance(node, Items) else "a single value"
    said = f"{field.name}: {wanted} belongs here, not {found}"
    return Malformed("parse", said, remedy=remedy, path=path, line=node.line)


def _read_row(node: Node, field: Field, path: str | None) -> Mapping[str, Value]:
    if not isinstance(node, Map):
        raise _wrong_form(node, field, path)
    row: dict[str, Value] = {}
    for key, value in node.pairs:
        if key.text not in field.columns:
            said = f"{field.name}: `{key.text}` is none of its columns"
            remedy = f"Its columns are {', '.join(field.columns)}."
            raise Malformed("unknown-value", said, remedy=remedy, path=path, line=key.line)
        row[key.text] = read_value(value, column(field, key.text), path)
    return row


def column(field: Field, name: str) -> Field:
    """A column of a field of rows, as a field. What is no type of field is a list of choices: `open | done`."""
    kind = field.columns[name]
    known = next((each for each in _TYPES if each == kind), None)
    if known is None:
        return Field(f"{field.name}.{name}", "choice", choices=tuple(part.strip() for part in kind.split("|")))
    return Field(f"{field.name}.{name}", known)


_TYPES: tuple[FieldType, ...] = (
    "id", "text", "number", "yes", "date", "time", "duration", "path", "person", "party", "record",
    "persons", "parties", "records", "texts",
)  # fmt: skip
_ANSWER = {
    "answer": Field("answer", "choice", choices=ANSWERS),
    "at": Field("at", "time"),
    "text": Field("text", "text"),
    "by": Field("by", "person"),
}


def _read_answer(party: Scalar, node: Node, path: str | None) -> Answer:
    said: dict[str, Value] = {}
    if isinstance(node, Map):
        for key, value in node.pairs:
            if key.text in _ANSWER:
                said[key.text] = read_value(value, _ANSWER[key.text], path)
    answer, at = said.get("answer"), said.get("at")
    if not isinstance(answer, str) or not isinstance(at, datetime):
        message = f"the answer of {party.text} lacks what was answered, or when"
        remedy = "Answers are written by Tacit: `party: {answer: approve, at: TIME, text: HASH, by: PERSON}`."
        raise Malformed("parse", message, remedy=remedy, path=path, line=party.line)
    text, by = said.get("text"), said.get("by")
    return Answer(party.text.removeprefix("@"), answer, at, str(text or ""), str(by or ""))


def from_text(text: str, field: Field) -> Value:
    """A value as the command line spells it: lists separated by commas, rows as YAML. A text may hold a comma, so
    texts stand one a line where there are lines."""
    if field.type in ("rows", "answers"):
        return read_value(read_yaml(text, path=f"--set {field.name}"), field)
    whole = Scalar(text, 1, 0, 0, len(text))
    if field.type == "texts":
        return tuple(part.strip() for part in text.split("\n" if "\n" in text else ",") if part.strip())
    return read_value(whole, field)


def write_value(value: Value, field: Field) -> Written | None:
    """What `set_field` takes for a value; None, which removes the key, for None."""
    if value is None:
        return None
    if isinstance(value, datetime):
        return write_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _there(write_value(cell, field)) for name, cell in value.items() if cell is not None}
    if isinstance(value, tuple):
        answers = {entry.party: _write_answer(entry) for entry in value if isinstance(entry, Answer)}
        if field.type == "answers":
            return answers or None
        return [_there(write_value(item, field)) for item in value if not isinstance(item, Answer)]
    return value if isinstance(value, (bool, int, float)) else str(value)


def _there(written: Written | None) -> Written:
    return "" if written is None else written


def _write_answer(answer: Answer) -> Mapping[str, Written]:
    said: dict[str, Written] = {"answer": answer.answer, "at": write_instant(answer.at)}
    if answer.text:
        said["text"] = answer.text
    if answer.by:
        said["by"] = answer.by
    return said


def as_json(value: Value, field: Field | None = None) -> object:
    """Dates as ISO, times in UTC with Z, tuples as lists, answers as a map of their parties."""
    if isinstance(value, datetime):
        return write_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: as_json(cell) for name, cell in value.items()}
    if isinstance(value, tuple):
        answers = {entry.party: dict(_write_answer(entry)) for entry in value if isinstance(entry, Answer)}
        if answers or (field is not None and field.type == "answers"):
            return answers
        return [as_json(item) for item in value if not isinstance(item, Answer)]
    return value
