"""A workspace as one commit has it: its settings, protocols, people and teams, read whole and kept by content."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Protocol as Interface

from tacit.errors import Malformed, WrongUsage
from tacit.model.people import Hours, Person, Team
from tacit.model.promise import Finding
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.model.workspace import Settings
from tacit.rules.fillers import FILLERS
from tacit.rules.guards import GUARDS
from tacit.rules.proof import prove
from tacit.rules.proof_among import prove_among
from tacit.rules.world import World, spellings
from tacit.text.people import person_of, team_of
from tacit.text.phrases import did_you_mean
from tacit.text.protocols import read_protocol
from tacit.text.records import read_record
from tacit.text.settings import read_settings
from tacit.work.kept_protocols import kept

SETTINGS = "tacit.yaml"
PROTOCOLS = "protocols"
Listed = tuple[str, str, int]


class Tree(Interface):
    """Files as they stand at one commit (or in a work tree): what a snapshot is read from."""

    def read(self, path: str) -> bytes | None: ...

    def files(self, folder: str = "") -> Iterator[Listed]: ...

    def oid(self, path: str) -> str | None:
        """What stands for the content of a file or a folder; None where there is none."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    settings: Settings
    protocols: Mapping[str, Protocol]
    people: Mapping[str, Person]
    teams: Mapping[str, Team]
    findings: tuple[Finding, ...] = ()
    is_workspace: bool = True  # whether there is a tacit.yaml

    @property
    def world(self) -> World:
        """What rules may look up that need no records."""
        return World(self.settings, self.people, self.teams, self.protocols)

    def spellings(self, party: str) -> tuple[str, ...]:
        """How headings may spell a party."""
        return spellings(party, self.people, self.teams)

    def called(self, party: str) -> str:
        """A party's name, as one says it."""
        named = self.teams.get(party) or self.people.get(party)
        return named.name or party if named else party

    def hours_of(self, handle: str | None) -> Hours:
        """The calendar of a person; the workspace's own for who has none."""
        person = self.people.get(handle or "")
        return person.hours if person else self.settings.hours

    def check(self, kind: str) -> None:
        """Nothing is decided by settings or a protocol with a mistake: they are not what the team meant."""
        for one in self.findings:
            own = one.path.startswith(f"{PROTOCOLS}/{kind}.")
            if one.severity == "error" and (own or one.path == SETTINGS):
                raise Malformed("protocol", one.message, remedy=one.remedy, path=one.path, line=one.line)

    def protocol(self, kind: str) -> Protocol:
        self.check(kind)
        if kind in self.protocols:
            return self.protocols[kind]
        hint = did_you_mean(kind, self.protocols, f"There are {', '.join(sorted(self.protocols))}.")
        raise WrongUsage("unknown-kind", f"there is no kind {kind!r}", remedy=hint)


@cache
def bundled() -> Mapping[tuple[str, str], Protocol]:
    """The protocols that come with Tacit, each form of each kind."""
    return kept(read_bundled)


def read_bundled() -> Mapping[tuple[str, str], Protocol]:
    """From their files."""
    found = {}
    for file in sorted(resources.files("tacit.protocols").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".yaml"):
            text, path = file.read_text("utf-8"), f"{PROTOCOLS}/{file.name}"
            protocol, findings = read_protocol(text, path, True, GUARDS, known_fillers=FILLERS)
            if protocol is None:
                raise Malformed(
                    "protocol", f"{file.name}: {findings[0].message}", path=file.name, line=findings[0].line
                )
            found[protocol.kind, protocol.form] = protocol
    return found


def bundled_text(kind: str) -> str:
    """The file of a bundled protocol in its full form, for a workspace that wants to change it."""
    return (resources.files("tacit.protocols") / f"{kind}.yaml").read_text("utf-8")


def foreign_texts(kind: str) -> Mapping[str, str]:
    """The protocols that come with Tacit for files of this kind which it did not write: form → file. They are no kinds
    of a workspace until it adopts one."""
    found = {}
    for file in resources.files("tacit.protocols").joinpath("foreign").iterdir():
        name, _, form = file.name.removesuffix(".yaml").partition(".")
        if name == kind:
            found[form] = file.read_text("utf-8")
    return dict(sorted(found.items()))


def foreign_kinds() -> tuple[str, ...]:
    folder = resources.files("tacit.protocols").joinpath("foreign")
    return tuple(sorted({file.name.partition(".")[0] for file in folder.iterdir()}))


def fingerprint(tree: Tree) -> tuple[str | None, ...]:
    """What a snapshot hangs on, by content: equal fingerprints have equal snapshots."""
    return tuple(tree.oid(path) for path in (SETTINGS, PROTOCOLS, "people", "teams"))


def take(tree: Tree) -> Snapshot:
    """Read everything. What is wrong is told as findings; what cannot be read gives way to its default."""
    findings: list[Finding] = []
    given = tree.read(SETTINGS)
    settings = Settings()
    if given is not None:
        settings, wrong = read_settings(given.decode("utf-8", errors="replace"), SETTINGS, sure=False)
        findings += wrong
    protocols = _protocols(tree, settings, findings)
    people: dict[str, Person] = {}
    teams: dict[str, Team] = {}
    for record in _records(tree, protocols.get("person"), findings):
        person, wrong = person_of(record, settings.hours, sure=False)
        findings += wrong
        if record.status != "left":
            people[person.handle] = person
    for record in _records(tree, protocols.get("team"), findings):
        if record.status != "dissolved":
            team = team_of(record)
            teams[team.handle] = team
    return Snapshot(settings, protocols, people, teams, tuple(findings), given is not None)


def _protocols(tree: Tree, settings: Settings, findings: list[Finding]) -> dict[str, Protocol]:
    """The bundled ones in the forms chosen; the workspace's own go before them."""
    chosen = {
        kind: protocol
        for (kind, form), protocol in bundled().items()
        if form == settings.forms.get(kind, "")
        or (form == "" and (kind, settings.forms.get(kind, "")) not in bundled())
    }
    for path, _, _ in tree.files(PROTOCOLS):
        if not path.endswith(".yaml"):
            continue
        text = (tree.read(path) or b"").decode("utf-8", errors="replace")
        protocol, wrong = read_protocol(text, path, False, GUARDS, known_fillers=FILLERS)
        findings += wrong
        if protocol is None or protocol.form != settings.forms.get(protocol.kind, protocol.form):
            continue
        proof = prove(protocol)  # a protocol is checked before it is used
        findings += proof
        if not any(finding.severity == "error" for finding in proof):
            chosen[protocol.kind] = protocol
    for protocol in chosen.values():
        findings += () if protocol.bundled else prove_among(protocol, chosen)
    return chosen


def _records(tree: Tree, protocol: Protocol | None, findings: list[Finding]) -> Iterator[Record]:
    if protocol is None:
        return
    for path, _, _ in tree.files(protocol.folder):
        data = tree.read(path)
        if path.endswith(".md") and data is not None and not path.endswith("/README.md"):
            try:
                record, wrong = read_record(data, path, protocol, lambda party: (party,))
            except Malformed as broken:
                findings.append(Finding(path, broken.line or 1, "parse", "error", broken.message, broken.remedy))
                continue
            findings += wrong
            yield record
