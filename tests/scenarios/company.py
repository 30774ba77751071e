"""A company on a store: people who come, go and are away, and all that they do, kept so that it can be done again.

The work layer is the real one; the store is one in memory, or a bare repository. Only the time is handed in.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tacit.errors import TacitError
from tacit.index.index import Index
from tacit.model.protocol import Protocol
from tacit.model.record import Record
from tacit.repo.memory import MemoryStore
from tacit.repo.place import Place
from tacit.repo.store import Author, Plan, Store
from tacit.rules import acts, edits
from tacit.rules.acts import Offer
from tacit.rules.world import World
from tacit.text.records import record_id
from tacit.work import act as writer
from tacit.work import follow, sealed
from tacit.work.check import check
from tacit.work.present import Json
from tacit.work.tick import tick
from tacit.work.wire import CommitTree, Workspace

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")
DOCUMENT = "docs/plan.md"
SETTINGS = "name: Shop\n"
STEPS = """\
escalation:
  - {to: [goal.owner, affected.leads], answer: 4 working hours, decide: 1 workday}
  - {to: [erin], answer: 2 working hours, decide: 8 working hours}
"""
OTHER_FORMS = "forms: {thread: solo, standup: yesterday}\n"

Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Somebody:
    """What the test itself knows of a person."""

    handle: str
    zone: str = "UTC"
    agent: bool = False
    cover: str = ""
    signs: bool = False
    away: tuple[tuple[date, date], ...] = ()

    @property
    def author(self) -> Author:
        return Author(self.handle.capitalize(), f"{self.handle}@example.com")

    @property
    def file(self) -> bytes:
        agent = "agent: true\nfor: bob\n" if self.agent else ""
        said = f"name: {self.author.name}\nemail: {self.author.email}\nzone: {self.zone}\n{agent}"
        return f"---\nhandle: {self.handle}\n{said}status: active\n---\n\n## About\n".encode()


PEOPLE = (
    Somebody("alice"),
    Somebody("bob", "Europe/Berlin"),
    Somebody("carol", "America/New_York"),
    Somebody("dave", "Asia/Kolkata"),
    Somebody("erin", "Europe/Berlin"),
    Somebody("bot", agent=True),
)
TEAMS = {"frontend": ("alice", "erin"), "backend": ("carol", "bob", "bot"), "design": ("dave",), "robots": ("bot",)}


@dataclass
class Company:
    """`folder` holds the index and what was said; `journal` every step with its time."""

    folder: Path
    with_people: bool = True
    settings: str = SETTINGS
    store: Store = field(default_factory=MemoryStore)
    now: datetime = MONDAY
    people: dict[str, Somebody] = field(default_factory=dict)
    teams: dict[str, tuple[str, ...]] = field(default_factory=dict)
    journal: list[tuple[datetime, Callable[["Company"], object]]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # the same in words
    unnamed: bool = False  # whether something was said that names nobody

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ws = Workspace(Place(str(self.folder), str(self.folder), None), self.store, self.now)
        self.people = {one.handle: one for one in PEOPLE}
        self.teams = dict(TEAMS)
        self._commit({"tacit.yaml": self.settings.encode(), DOCUMENT: b"# Plan\n"}, PEOPLE[0].author)
        if self.with_people:
            files = {f"people/{one.handle}.md": one.file for one in PEOPLE}
            files |= {f"teams/{name}.md": _team(name, members) for name, members in TEAMS.items()}
            self._commit(files, PEOPLE[0].author)

    # -- what there is

    @property
    def world(self) -> World:
        return self.ws.world(CommitTree(self.store, self.store.head()), self.ws.here)

    @property
    def tree(self) -> str | None:
        return self.store.oid("", None)

    def paths(self) -> dict[str, str]:
        """The files of all records that anything happens to: id → path."""
        folders = {one.folder: one for one in self.ws.here.protocols.values() if one.kind not in ("person", "team")}
        archives = {one.archive for one in folders.values() if one.archive}
        found = (path for folder in (*folders, *archives) for path, _, _ in self.store.files(folder))
        return {record_id(path): path for path in found if path.endswith(".md") and not path.endswith("README.md")}

    def protocol(self, record: Record) -> Protocol:
        return self.ws.here.protocols[record.kind]

    def offers(self, record: Record, who: str) -> tuple[Offer, ...]:
        world = self.world
        actor = self.ws.actor(who, self.ws.here)
        return (*acts.offers(record, world, actor, self.now), *edits.offers(record, world, actor))

    def is_at_rest(self, record: Record) -> bool:
        protocol = self.protocol(record)
        return record.status in (*protocol.final, *protocol.rests)

    def speaks_for(self, who: str, party: str, *, signs: bool = False) -> bool:
        """Whether somebody may speak for a party: themselves, of their team, or as the deputy of somebody away."""
        if party in ("anyone", who) or who in self.teams.get(party, ()):
            return True
        if who == "bob" and not any(self.humans(party)):
            return "bot" in self.teams.get(party, (party,))  # what is put to his agent alone
        return any(
            one.cover == who and (one.signs or not signs) and self.is_away(one) and self.speaks_for(one.handle, party)
            for one in self.people.values()
            if one.handle != who
        )

    def is_away(self, one: Somebody) -> bool:
        today = self.now.astimezone(ZoneInfo(one.zone)).date()
        return any(first <= today <= last for first, last in one.away)

    def humans(self, party: str) -> Iterator[Somebody]:
        for handle in self.teams.get(party, (party,)):
            if handle in self.people and not self.people[handle].agent:
                yield self.people[handle]

    # -- what happens, each kept in the journal

    def make(self, kind: str, who: str, sets: Texts, writes: Texts) -> Json:
        self._tell(f"{who} makes a {kind}: {sets} {writes}")
        return self._command(lambda ws, id_: writer.create(ws, kind, sets=sets, writes=writes, who=who, command=id_))

    def act(self, record: str, name: str, who: str, sets: Texts, writes: Texts, because: str = "") -> Json:
        self._tell(f"{who} does {name} to {record}: {sets} {writes} {because}")
        return self._command(
            lambda ws, id_: writer.act(
                ws, record, name, sets=sets, writes=writes, because=because, who=who, command=id_
            )
        )

    def say_unnamed(self, record: str, text: str, who: str) -> None:
        """What a page takes where nobody is named."""
        self._tell(f"{who} says on {record}, unnamed: {text}")
        self._step(lambda company: sealed.put(company._now(), record, text, who))
        self.unnamed = True

    def again(self) -> None:
        """The last command once more, by its own name: as after a broken connection."""
        self._tell("the same again")
        _, step = self.journal[-1]
        self.journal.append((self.now, step))
        step(self)

    def tick(self) -> Json:
        self._tell("tick")
        return self._step(lambda company: tick(company._now()))  # type: ignore[return-value]

    def by_hand(self, path: str, data: bytes | None, who: Author) -> str:
        """Somebody commits a file with git."""
        self._tell(f"{who.name} commits {path}:\n{(data or b'').decode()}")
        return self._step(lambda company: company._commit({path: data}, who))  # type: ignore[return-value]

    def check(self) -> list[Json]:
        return list(check(self._now())["findings"])

    # --

    def _tell(self, what: str) -> None:
        self.told.append(f"{len(self.journal)} {self.now:%a %d %b %H:%M} {what}")

    def _command(self, do: Callable[[Workspace, str], Json]) -> Json:
        name = f"command-{len(self.journal)}"
        return self._step(lambda company: do(company._now(), name))  # type: ignore[return-value]

    def _step(self, step: Callable[["Company"], object]) -> object:
        self.journal.append((self.now, step))
        return step(self)

    def _now(self) -> Workspace:
        self.ws.now = self.now
        return self.ws

    def _commit(self, files: dict[str, bytes | None] | dict[str, bytes], who: Author) -> str:
        plan = Plan(dict(files), "Edit\n", who, self.now)
        done = self.store.transact(lambda _view: plan)
        self.ws.forget()
        return done.commit

    def index(self) -> Index:
        return follow.current(self._now())

    def retold(self, folder: Path, store: Store) -> "Company":
        """The same again, from the first step to the last, on another store."""
        other = Company(folder, self.with_people, self.settings, store)
        for at, step in self.journal:
            other.now = at
            try:
                step(other)
            except TacitError:
                continue  # what was refused is refused again; the tree tells whether that is so
        return other


def _team(name: str, members: tuple[str, ...]) -> bytes:
    lead = f"lead: {members[0]}\n" if members else ""
    said = f"handle: {name}\nname: {name.capitalize()}\n{lead}members: [{', '.join(members)}]\nstatus: active\n"
    return f"---\n{said}---\n\n## About\n".encode()
