"""A workspace on paper: files in memory, people who act on them one after another, and what history says of it.

What `work` does with git is done here with a dictionary: the rules decide, the text is laid out, the next act reads
the bytes that the last one left.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from tacit.model.change import Change, Facts, Given
from tacit.model.history import Began, Commit, Transition
from tacit.model.people import Hours, Person, Team
from tacit.model.promise import Promise, Refusal
from tacit.model.protocol import Protocol
from tacit.model.record import Record, Value
from tacit.model.workspace import Settings
from tacit.rules import acts, edits, silence
from tacit.rules.carrying import reason_of
from tacit.rules.creation import create
from tacit.rules.firsts import is_dated
from tacit.rules.openings import linked
from tacit.rules.parties import ENGINE, Actor, actor_of
from tacit.rules.promises import derive
from tacit.rules.retrace import TACIT_EMAIL, author_of, retrace
from tacit.rules.wording import names_in
from tacit.rules.world import World
from tacit.text.changes import lay_out
from tacit.text.document import Document
from tacit.text.records import read_record
from tacit.text.sections import COMMENTS
from tacit.text.template import compose
from tacit.work.snapshot import bundled

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # everybody's working day begins
FRIDAY = MONDAY + timedelta(days=4)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def person(handle: str, **more: object) -> Person:
    name = handle.capitalize()
    return replace(Person(handle, name, f"{handle}@example.com", Hours()), **more)  # type: ignore[arg-type]


PEOPLE = (
    person("alice"),
    person("bob"),
    person("carol"),
    person("dave"),
    person("erin"),
    person("bot", agent=True, acts_for="bob"),
)
TEAMS = (
    Team("frontend", "Frontend", lead="alice", members=("alice",)),
    Team("backend", "Backend", lead="carol", members=("bob", "carol", "bot")),
    Team("design", "Design", lead="erin", members=("dave",)),
)
SOLO: tuple[Person, ...] = ()


@dataclass
class Paper:
    people: tuple[Person, ...] = PEOPLE
    teams: tuple[Team, ...] = TEAMS
    settings: Settings = field(default_factory=Settings)
    now: datetime = MONDAY
    files: dict[str, tuple[str, bytes, str]] = field(default_factory=dict)  # id → path, bytes, kind
    changes: list[Change] = field(default_factory=list)
    told: list[tuple[Transition, ...]] = field(default_factory=list)
    stories: dict[str, dict[str, Began]] = field(default_factory=dict)
    documents: frozenset[str] = frozenset()  # files of the repository that are no records
    _world: tuple[object, World] | None = None

    # -- what there is

    @property
    def protocols(self) -> Mapping[str, Protocol]:
        forms = self.settings.forms
        return {kind: found for (kind, form), found in bundled().items() if form == forms.get(kind, "")}

    @property
    def world(self) -> World:
        """What rules may look up, read once for the files as they stand."""
        state = (tuple(self.files.items()), self.people, self.teams, self.settings, self.documents)
        if self._world is None or self._world[0] != state:
            self._world = (state, self._read_all())
        return self._world[1]

    def _read_all(self) -> World:
        people = {one.handle: one for one in self.people}
        teams = {one.handle: one for one in self.teams} if people else {}
        records = {record: self._read(record, people, teams) for record in self.files}

        def open_about(record: str, kind: str) -> tuple[Record, ...]:
            return tuple(
                one
                for one in records.values()
                if one.kind == kind
                and one.fields.get("about") == record
                and one.status not in self.protocols[kind].final
            )

        def open_of(kind: str) -> tuple[Record, ...]:
            return tuple(
                one for one in records.values() if one.kind == kind and one.status not in self.protocols[kind].final
            )

        paths = {*self.documents, *(path for path, _, _ in self.files.values())}
        return World(
            self.settings, people, teams, self.protocols, records, open_about, open_of, lambda path: path in paths
        )

    def _read(self, record: str, people: Mapping[str, Person], teams: Mapping[str, Team]) -> Record:
        path, data, kind = self.files[record]
        bare = World(self.settings, people, teams, self.protocols)
        return read_record(data, path, self.protocols[kind], bare.spellings)[0]

    def __getitem__(self, record: str) -> Record:
        return self.world.records[record]

    def text(self, record: str) -> str:
        return self.files[record][1].decode()

    def section(self, record: str, part: str) -> str:
        found = self[record].part(self.key(record, part))
        return found.body if found else ""

    def key(self, record: str, part: str) -> str:
        """The section of the protocol that this is a part of: `Reply` → `{to}'s Reply`."""
        return key_of(self.protocols[self.files[record][2]], part)

    def due(self, record: str, name: str = "due") -> datetime | None:
        found = self[record].fields.get(name)
        return found if isinstance(found, datetime) else None

    def actor(self, who: str) -> Actor:
        return ENGINE if who == "tacit" else actor_of(who, self.world, self.now)

    def promises(self, record: str) -> tuple[Promise, ...]:
        found = self[record]
        return derive(found, self.protocols[found.kind], self.world, self.stories.get(record, {}))

    def owed(self, record: str) -> dict[str, tuple[str, ...]]:
        """Promise → the parties that owe it."""
        found: dict[str, tuple[str, ...]] = {}
        for promise in self.promises(record):
            found[promise.name] = (*found.get(promise.name, ()), promise.party)
        return found

    def refusal(self, record: str, act: str, who: str) -> Refusal | None:
        """Why an act is not offered; None where it is."""
        found, world, actor = self[record], self.world, self.actor(who)
        every = (*acts.offers(found, world, actor, self.now), *edits.offers(found, world, actor))
        return next(offer.refusal for offer in every if offer.act == act)

    def offered(self, record: str, who: str) -> set[str]:
        found, world, actor = self[record], self.world, self.actor(who)
        every = (*acts.offers(found, world, actor, self.now), *edits.offers(found, world, actor))
        return {offer.act for offer in every if offer.allowed}

    # -- what people do

    def later(self, by: timedelta = HOUR) -> "Paper":
        self.now += by
        return self

    def new(self, kind: str, who: str, writes: Mapping[str, str] | None = None, **sets: Value) -> str:
        protocol = self.protocols[kind]
        texts = {key_of(protocol, part): text for part, text in (writes or {}).items()}
        number = 1 + sum(1 for record in self.files if record[:10] == self.now.date().isoformat())
        made = create(
            protocol, Given(sets, texts), self.world, self.actor(who), self.now, number if is_dated(protocol) else 0
        )
        names = names_in(made.record, protocol, self.world)
        data = compose(protocol, made.record.fields, {write.section: write.text for write in made.writes}, names)
        self.files[made.record.id] = (made.record.path, data, kind)
        self.stories[made.record.id] = {name: Began(self.now) for name in made.began}
        return made.record.id

    def decide(self, record: str, act: str, who: str, facts: Facts = acts.NO_FACTS, **given: object) -> Change:
        """What an act would come to. `writes` and `because` are what they are; all else are fields."""
        writes = {self.key(record, part): text for part, text in given.pop("writes", {}).items()}  # type: ignore[attr-defined]
        because = str(given.pop("because", ""))
        opened = given.pop("opened", None)
        brought = Given(given, writes, because, opened)  # type: ignore[arg-type]
        found, world, actor = self[record], self.world, self.actor(who)
        if act in self.protocols[found.kind].acts:
            return acts.decide(act, found, world, actor, brought, self.now, facts)
        return (edits.edit if act == "edit" else edits.comment)(found, world, actor, brought, self.now)

    def act(self, record: str, act: str, who: str, facts: Facts = acts.NO_FACTS, **given: object) -> Change:
        change, world = self.decide(record, act, who, facts, **given), self.world
        self._do(change)
        for other, name in change.carries:
            about = world.records[other]
            writes = self.protocols[about.kind].acts[name].writes
            reason = Given(writes=dict.fromkeys(writes, reason_of(change)), because=reason_of(change))
            self._do(acts.decide(name, about, world, self.actor(who), reason, self.now))
        for other, name in change.ends:
            about, reason = self[other], Given(because=reason_of(change))
            self._do(acts.decide(name, about, self.world, ENGINE, reason, self.now))
        return change

    def _do(self, change: Change) -> None:
        before, world = self[change.record], self.world
        protocol = self.protocols[change.kind]
        links = linked(before, protocol, change.opens.kind, self._open(change)) if change.opens else {}
        path, data, kind = self.files[change.record]
        after = lay_out(
            change,
            Document.parse(data, path),
            protocol,
            names_in(before, protocol, world),
            links,
            self._shown(change.actor),
            names_in(replace(before, fields={**before.fields, **change.sets}), protocol, world),
        ).data
        moved = f"{protocol.archive}/{path.rpartition('/')[2]}" if change.moves == "archive" else path
        self.files[change.record] = (moved, after, kind)
        self.changes.append(change)
        trailers = {"Tacit-Act": change.act, "Tacit-Party": change.party}
        self.told.append(self._retraced(before, change.record, change.actor, trailers))
        self._begin(change)

    def _begin(self, change: Change) -> None:
        story = self.stories.setdefault(change.record, {})
        if change.actor == ENGINE.handle:
            for name, began in story.items():
                story[name] = replace(began, done=began.done | {change.act})
        story.update({name: Began(change.at) for name in change.began})

    def _open(self, change: Change) -> str:
        opening = change.opens
        assert opening is not None
        protocol = self.protocols[opening.kind]
        given = Given(opening.fields, opening.writes)
        number = 900 + len(self.files)
        made = create(protocol, given, self.world, self.actor(change.actor), self.now, number, opened=True)
        texts = {write.section: write.text for write in made.writes}
        data = compose(protocol, made.record.fields, texts, names_in(made.record, protocol, self.world))
        self.files[made.record.id] = (made.record.path, data, opening.kind)
        self.stories[made.record.id] = {name: Began(self.now) for name in made.began}
        return made.record.id

    def _shown(self, handle: str) -> str:
        found = next((one for one in self.people if one.handle == handle), None)
        if found is None:
            return "Tacit" if handle == "tacit" else handle
        return f"{found.name}, agent for {found.acts_for}" if found.agent else found.name

    def tick(self, irregular: str = "") -> list[str]:
        """What silence does now: the names of the acts."""
        done = []
        for record in tuple(self.files):
            for name in dict.fromkeys(promise.name for promise in self.promises(record)):
                owed = tuple(promise for promise in self.promises(record) if promise.name == name)
                if not owed or not silence.has_lapsed(owed[0], self.now):
                    continue
                began = self.stories[record].get(name, Began(self.now))
                facts = Facts(silence.told(owed, self.world), True, began.done, irregular)
                change, _ = silence.apply_silence(self[record], owed, self.world, facts, self.now)
                if change is not None:
                    self._do(change)
                    done.append(change.act)
        return done

    # -- what history says

    def by_hand(
        self,
        record: str,
        who: str,
        change: Callable[[str], str],
        trailers: Mapping[str, str] | None = None,
        email: str = "",
        path: str = "",
    ) -> tuple[Transition, ...]:
        """An edit with an editor, committed by its author; what history makes of it."""
        before = self[record]
        old, data, kind = self.files[record]
        text = change(data.decode())
        assert text != data.decode() or path, "an edit by hand that changes nothing"
        self.files[record] = (path or old, text.encode(), kind)
        return self._retraced(before, record, who, trailers or {}, email)

    def _retraced(
        self, before: Record, record: str, who: str, trailers: Mapping[str, str], email: str = ""
    ) -> tuple[Transition, ...]:
        commit = Commit("c0ffee", ("c0de",), who, email or self._email(who), self.now, "", trailers)
        return retrace(before, self[record], self.world, author_of(commit, self.world), commit)

    def _email(self, who: str) -> str:
        if who == "tacit":
            return TACIT_EMAIL
        return next((one.email for one in self.people if one.handle == who), f"{who}@localhost")


def key_of(protocol: Protocol, part: str) -> str:
    found = [key for key in (*protocol.sections, COMMENTS) if part in key]
    exact = [key for key in found if key == part]
    assert len(exact or found) == 1, f"{part}: {found}"
    return (exact or found)[0]


def thread(paper: Paper, type_: str = "question", **more: Value) -> str:
    """A thread from frontend to backend, not sent yet."""
    writes = {"Question / Proposal": "May tokens live for 24 hours?"}
    if type_ == "approval-request":
        writes["Resolution"] = "Tokens live for 24 hours."
    topic = str(more.pop("topic", "Auth token expiry"))
    return paper.new("thread", "alice", writes, topic=topic, to="backend", type=type_, **more)


def replied(paper: Paper, type_: str = "question") -> str:
    """A thread that has been sent, answered, and waits for the opener's resolution."""
    record = thread(paper, type_)
    paper.act(record, "send", "alice")
    paper.act(record, "reply", "bob", writes={"Reply": "Yes, they may."})
    return record


def decision(paper: Paper, size: str = "medium", affected: tuple[str, ...] = ("backend", "dave"), **more: Value) -> str:
    """A decision of alice that is proposed (a small one is decided by that)."""
    writes = {
        "The decision": "Where do we keep sessions?",
        "Options considered": "- **Option A**: Redis\n- **Option B**: the database",
        "Recommendation": "Redis: we run it already.",
    }
    record = paper.new("decision", "alice", writes, topic="Session store", size=size, affected=affected, **more)
    paper.act(record, "propose", "alice")
    return record


def day(at: datetime) -> date:
    return at.date()
