import json
import re
from collections.abc import Callable
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from tacit.model.protocol import Protocol
from tacit.text.protocols import read_protocol
from tacit.text.schema import DIALECT, json_schema, protocol_schema

BUNDLED = sorted(Path(str(files("tacit"))).glob("protocols/*.yaml"))

THREAD = """\
thread_id: 2026-03-03-001
topic: Auth token expiry
from: frontend
to: backend
cc: [ops]
type: question
status: open
priority: normal
created: 2026-03-03
updated: 2026-03-03
due: 2026-03-04T09:00:00Z
colour: an unknown key is no fault
"""
DECISION = {"topic": "Tokens", "by": "ann", "size": "small", "status": "draft"}
TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
}


def of_type(value: Any, name: str) -> bool:
    if name == "null":
        return value is None
    return isinstance(value, TYPES[name]) and (name == "boolean" or not isinstance(value, bool))


def of_format(value: str, name: str) -> bool:
    try:
        date.fromisoformat(value) if name == "date" else datetime.fromisoformat(value)
    except ValueError:
        return False
    return name == "date" or "T" in value


def holds(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    """The keywords of JSON Schema that ours use; any other is an error here, so that none goes unchecked."""
    checks: dict[str, Callable[[Any], bool]] = {
        "type": lambda said: any(of_type(value, name) for name in ([said] if isinstance(said, str) else said)),
        "enum": lambda said: value in said,
        "properties": lambda said: (
            not isinstance(value, dict)
            or all(holds(value[key], one, root) for key, one in said.items() if key in value)
        ),
        "required": lambda said: not isinstance(value, dict) or all(key in value for key in said),
        "additionalProperties": lambda said: all(
            said is not False and holds(one, said, root)
            for key, one in (value if isinstance(value, dict) else {}).items()
            if key not in schema.get("properties", {})
        ),
        "items": lambda said: not isinstance(value, list) or all(holds(one, said, root) for one in value),
        "anyOf": lambda said: any(holds(value, one, root) for one in said),
        "allOf": lambda said: all(holds(value, one, root) for one in said),
        "if": lambda said: holds(value, schema.get("then" if holds(value, said, root) else "else", {}), root),
        "pattern": lambda said: not isinstance(value, str) or re.search(said, value) is not None,
        "format": lambda said: not isinstance(value, str) or of_format(value, said),
        "minLength": lambda said: not isinstance(value, str) or len(value) >= said,
        "minItems": lambda said: not isinstance(value, list) or len(value) >= said,
        "minProperties": lambda said: not isinstance(value, dict) or len(value) >= said,
        "maxProperties": lambda said: not isinstance(value, dict) or len(value) <= said,
        "minimum": lambda said: not isinstance(value, int) or value >= said,
        "maximum": lambda said: not isinstance(value, int) or value <= said,
        "$ref": lambda said: holds(value, root["$defs"][said.rpartition("/")[2]], root),
    }
    told = ("$schema", "$defs", "title", "description", "default", "then", "else")
    return all(checks[key](said) for key, said in schema.items() if key not in told)


def valid(value: Any, schema: dict[str, Any]) -> bool:
    return holds(value, schema, schema)


class Editor(yaml.SafeLoader):
    """YAML 1.2, where `on` and `yes` are texts."""


Editor.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in known if not (tag.endswith(":bool") and sign not in "tTfF")]
    for sign, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def as_editors_see(text: str) -> Any:
    """YAML as JSON: dates are texts."""
    return json.loads(json.dumps(yaml.load(text, Editor), default=lambda value: value.isoformat()))


def protocol(name: str) -> Protocol:
    path = next(path for path in BUNDLED if path.stem == name)
    found, _ = read_protocol(path.read_text("utf-8"), path.name, True)
    assert found is not None
    return found


def test_the_front_matter_of_the_seed_is_valid() -> None:
    assert valid(as_editors_see(THREAD), json_schema(protocol("thread")))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("type: question", "type: quest"),
        ("status: open", "status: done"),
        ("topic: Auth token expiry\n", ""),
        ("topic: Auth token expiry", "topic:"),
        ("created: 2026-03-03", "created: yesterday"),
        ("created: 2026-03-03", "created: [2026-03-03]"),
        ("due: 2026-03-04T09:00:00Z", "due: soon"),
        ("cc: [ops]", "cc: [[ops]]"),
        ("from: frontend", "from: {name: frontend}"),
    ],
)
def test_what_a_reader_of_records_refuses_is_not_valid(old: str, new: str) -> None:
    assert old in THREAD
    assert not valid(as_editors_see(THREAD.replace(old, new)), json_schema(protocol("thread")))


def test_what_is_not_needed_may_stand_empty_or_be_left_out() -> None:
    for new in ("cc:\n", "cc: ops\n", ""):
        assert valid(as_editors_see(THREAD.replace("cc: [ops]\n", new)), json_schema(protocol("thread")))


def test_a_field_that_is_needed_in_some_cases_is_needed_in_those() -> None:
    schema = json_schema(protocol("decision"))
    assert valid(DECISION, schema)
    assert not valid({**DECISION, "size": "large"}, schema)
    assert valid({**DECISION, "size": "large", "affected": ["backend"]}, schema)


@pytest.mark.parametrize(
    ("needed", "held", "is_valid"),
    [
        ("{size: {large: true}}", {}, True),
        ("{size: {large: true}}", {"size": "large"}, False),
        ("{size: {large: true}}", {"size": "large", "note": "x"}, True),
        ("{size: {small: true}}", {}, False),  # left out, the size is small
        ("{size: {small: true}}", {"size": "large"}, True),
        ("{size: {small: false, else: true}}", {}, True),
        ("{size: {small: false, else: true}}", {"size": "large"}, False),
        ("{urgent: {yes: true}}", {"urgent": True}, False),
        ("{urgent: {yes: true}}", {"urgent": False}, True),
        ("{urgent: {None: true}}", {}, False),
        ("{urgent: {None: true}}", {"urgent": None}, False),
        ("{urgent: {None: true}}", {"urgent": True}, True),
        ("{size: {small: {urgent: {yes: true, else: false}}, else: false}}", {}, True),
        ("{size: {small: {urgent: {yes: true, else: false}}, else: true}}", {}, True),
        ("{size: {small: {urgent: {yes: true, else: false}}, else: true}}", {"size": "large"}, False),
    ],
)
def test_a_field_left_out_counts_as_what_it_starts_with(needed: str, held: dict[str, Any], is_valid: bool) -> None:
    found, findings = read_protocol(
        f"kind: a\nfiles: a/{{slug}}.md\nstates: [x]\nfields:\n  status: {{is: state}}\n  urgent: {{is: yes}}\n"
        f"  size: {{is: [small, large], starts: small}}\n  note: {{is: text, needed: {needed}}}\n",
        "a.yaml",
        False,
    )
    assert found is not None, findings
    assert valid(held, json_schema(found)) is is_valid


def test_rows_answers_and_spans_have_their_forms() -> None:
    found, _ = read_protocol(
        "kind: a\nfiles: a/{slug}.md\nstates: [x]\nnames: {topic: title}\nfields:\n  status: {is: state}\n"
        "  topic: {is: text, needed: true}\n  answers: {is: answers}\n  window: {is: duration}\n"
        "  steps: {is: {rows: {who: person, state: [open, done]}}}\n",
        "a.yaml",
        False,
    )
    assert found is not None
    schema = json_schema(found)
    assert schema["$schema"] == DIALECT
    assert schema["required"] == ["title"]
    good = {
        "title": 2026,
        "window": "2 workdays",
        "steps": [{"who": "ann", "state": "open"}],
        "answers": {"ann": {"answer": "approve", "at": "2026-03-03T09:00:00Z"}},
    }
    assert valid(good, schema)
    for bad in (
        {"window": "a while"},
        {"steps": [{"who": "ann", "colour": "red"}]},
        {"steps": [{"state": "begun"}]},
        {"answers": {"ann": {"answer": "maybe", "at": "2026-03-03T09:00:00Z"}}},
        {"answers": {"ann": {"answer": "approve"}}},
    ):
        assert not valid({**good, **bad}, schema), bad


@pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)
def test_every_bundled_protocol_is_valid_as_a_protocol_file(path: Path) -> None:
    assert valid(as_editors_see(path.read_text("utf-8")), protocol_schema())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: thread", "kin: thread"),
        ("kind: thread", "kind: thread\nlayout: header"),
        ("cc:        {is: parties}", "cc: {is: partys}"),
        ("cc:        {is: parties}", "cc: {are: parties}"),
        ("  return:   {by: opener,", "  return:   {buy: opener,"),
        ("binding: true", "binding: perhaps"),
        ("    remind: [50%, 90%]", "    reminds: [50%, 90%]"),
        ("    who: responder\n", ""),
    ],
)
def test_a_slip_in_a_protocol_file_is_not_valid(old: str, new: str) -> None:
    text = next(path for path in BUNDLED if path.stem == "thread").read_text("utf-8")
    assert old in text
    assert not valid(as_editors_see(text.replace(old, new, 1)), protocol_schema())


@pytest.mark.parametrize(
    ("said", "is_valid"),
    [
        ("sections: {Ideas: {entries: headed}}", True),
        ("sections: {Ideas: {entries: footed}}", False),
        ("acts: {move: {by: x, to: [a, b]}}", True),
        ("acts: {move: {by: x, to: {a: {None: {b: {None: c, else: d}}, else: e}}}}", True),
        ("acts: {open: {by: x, opens: {decision: {topic: '{topic}', size: given}}}}", True),
        ("acts: {open: {by: x, opens: {decision: {}, thread: {}}}}", False),
        ("acts: {open: {by: x, steps: {review_by: every}, fills: {Text: votes}}}", True),
        ("acts: {open: {by: x, answers: replied}}", True),
        ("acts: {open: {by: x, answers: maybe}}", False),
        ("promises: {look: {who: x, in: a, within: by closes, once: about}}", True),
        ("rhythm: {every: week, for: [goal.owner], in: [active], remind: [90%]}", True),
        ("head: '## {topic}'", True),
        ("spelled: {heading: text}", False),
    ],
)
def test_editors_complete_what_protocols_may_say(said: str, is_valid: bool) -> None:
    text = f"kind: a\nfiles: a/{{slug}}.md\nstates: [x]\nfields: {{status: {{is: state}}}}\n{said}\n"
    assert valid(as_editors_see(text), protocol_schema()) is is_valid


@pytest.mark.parametrize(
    ("field", "is_valid"),
    [
        ("{is: time, sum: [at, length]}", True),
        ("{is: time, sum: at}", False),
        ("{is: {rows: {a: date, b: date}}, ordered: [a, b], some: true}", True),
        ("{is: records, no_circle: true}", True),
        ("{is: records, no_circle: maybe}", False),
    ],
)
def test_editors_complete_what_protocols_may_say_of_fields(field: str, is_valid: bool) -> None:
    text = f"kind: a\nfiles: a/{{slug}}.md\nstates: [x]\nfields: {{status: {{is: state}}, it: {field}}}\n"
    assert valid(as_editors_see(text), protocol_schema()) is is_valid
