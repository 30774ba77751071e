"""The protocols of a workspace: which there are, what one says, whether it holds what it promises."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tacit.errors import EnvironmentFailed, WrongUsage
from tacit.model.protocol import Protocol
from tacit.rules.fillers import FILLERS
from tacit.rules.guards import GUARDS
from tacit.rules.proof import prove
from tacit.text.protocols import read_protocol
from tacit.work.present import finding_json

if TYPE_CHECKING:
    from tacit.work.wire import Workspace

Json = dict[str, Any]


def show(ws: "Workspace", kind: str) -> Json:
    """A protocol as a picture, and as the parts that scripts ask for."""
    from tacit.rules.drawing import draw
    from tacit.text.schema import json_schema

    protocol = ws.here.protocol(kind)
    return {
        "kind": protocol.kind,
        "form": protocol.form,
        "title": protocol.title,
        "path": protocol.path,
        "bundled": protocol.bundled,
        "fields": {name: _field(protocol, name) for name in protocol.fields},
        "sections": list(protocol.sections),
        "states": list(protocol.states),
        "final": list(protocol.final),
        "acts": list(protocol.acts),
        "promises": list(protocol.promises),
        "picture": draw(protocol),
        "schema": json_schema(protocol),
    }


def explain(ws: "Workspace", kind: str) -> Json:
    """A protocol in words, the file that says it, and what a new record of it looks like."""
    from dataclasses import asdict

    from tacit.rules.drawing import in_words
    from tacit.text.template import compose
    from tacit.work.blanks import fields_to_fill, heading_of

    protocol = ws.here.protocol(kind)
    told = asdict(in_words(protocol))
    told["sections"] = {heading_of(key, {}): said for key, said in told["sections"].items()}
    names = {one.name: (one.name.capitalize(),) for one in protocol.fields.values()}
    fields = {one.name: "" for one in fields_to_fill(protocol)}
    template = compose(protocol, {**fields, "status": protocol.states[0]}, {}, names).decode()
    return {
        **show(ws, kind),
        **told,
        "roles": {name: list(role.paths) for name, role in protocol.roles.items()},
        "rests": list(protocol.rests),
        "template": template.replace(': ""\n', ":\n"),
        "file": _file(ws, protocol),
    }


def _file(ws: "Workspace", protocol: Protocol) -> str:
    """The text of the protocol's file, of the workspace or of those that come with Tacit."""
    from importlib import resources

    if not protocol.bundled:
        return (ws.store.read(protocol.path) or b"").decode("utf-8", "replace")
    name = protocol.path.rpartition("/")[2]
    return (resources.files("tacit.protocols") / name).read_text("utf-8")


def _field(protocol: Protocol, name: str) -> Json:
    field = protocol.fields[name]
    said: Json = {"type": field.type, "needed": field.needed.otherwise if field.needed.on is None else field.needed.on}
    if field.choices:
        said["choices"] = list(field.choices)
    return said


def check(ws: "Workspace") -> Json:
    """What is wrong with the protocols of the workspace: like every check, with those of the work tree."""
    from tacit.work.snapshot import take
    from tacit.work.standing import InWorkTree

    known = take(InWorkTree(ws.store, ws.place.work_tree))
    findings = [one for one in known.findings if one.rule == "protocol"]
    for protocol in known.protocols.values():
        findings += prove(protocol)
    return {"findings": [finding_json(finding) for finding in findings]}


def check_file(file: Path) -> Json:
    """What is wrong with one protocol file, in a workspace or not."""
    protocol, findings = read_protocol(_read(file), str(file), False, GUARDS, known_fillers=FILLERS)
    return {"findings": [finding_json(finding) for finding in (*findings, *(prove(protocol) if protocol else ()))]}


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise WrongUsage("not-utf-8", "the file is not UTF-8", remedy="Save it as UTF-8.", path=str(file)) from None
    except FileNotFoundError:
        raise WrongUsage(
            "no-such-file", "there is no such file", remedy="Name a protocol file.", path=str(file)
        ) from None
    except OSError as error:
        raise EnvironmentFailed("unreadable", f"the file cannot be read: {error.strerror}", path=str(file)) from None
