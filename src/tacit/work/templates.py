"""What a new workspace may begin with: prepared records, and settings in the folder of that name."""

from collections.abc import Iterator, Mapping
from importlib import resources
from types import MappingProxyType
from typing import NamedTuple

from tacit.model.protocol import Protocol
from tacit.model.record import Value

_Fields = Mapping[str, Value]


class Prepared(NamedTuple):
    kind: str
    path: str
    fields: _Fields


def _person(handle: str, name: str, zone: str) -> tuple[str, _Fields]:
    email = f"{handle}@example.com"
    return "person", {"handle": handle, "name": name, "email": email, "zone": zone, "status": "active"}


def _team(handle: str, name: str, *members: str) -> tuple[str, _Fields]:
    return "team", {"handle": handle, "name": name, "lead": members[0], "members": members, "status": "active"}


TEMPLATES: Mapping[str, tuple[tuple[str, _Fields], ...]] = MappingProxyType(
    {
        # The smallest set in which one team can ask another: names and zones to be changed.
        "two-teams": (
            _person("alice", "Alice", "Europe/Berlin"),
            _person("bob", "Bob", "America/New_York"),
            _person("carol", "Carol", "Asia/Kolkata"),
            _team("frontend", "Frontend", "alice"),
            _team("backend", "Backend", "bob", "carol"),
        ),
        "async-first": (),
    }
)


def settings_of(template: str | None) -> str:
    """What stands in tacit.yaml below the name of the workspace."""
    file = resources.files("tacit.work").joinpath("settings", f"{template}.yaml")
    return file.read_text("utf-8") if file.is_file() else ""


def records_of(template: str, protocols: Mapping[str, Protocol]) -> Iterator[Prepared]:
    for kind, fields in TEMPLATES[template]:
        protocol = protocols[kind]
        yield Prepared(kind, f"{protocol.folder}/{fields['handle']}.md", fields)
