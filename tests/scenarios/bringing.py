"""What people bring along to an act or a new record, made up from the protocol alone: no kind is known by name here."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from company import DOCUMENT, Company, Texts

from tacit.model.protocol import ActRule, Field, Protocol, Section
from tacit.model.record import Record
from tacit.rules.carrying import carriable
from tacit.rules.choices import choose, settled
from tacit.rules.targets import targets
from tacit.text.entries import read_headed
from tacit.text.values import column

# Until then no guard of notice or of the shortest window stands against anything.
IN_TIME = (timedelta(hours=49), timedelta(days=4), timedelta(days=9))
KEPT = ("state", "answers")
FROM_ELSEWHERE = ("value", "path", "theirs", "mentioned")  # where what a field starts with may lead nowhere


class Bringing:
    """What is left open, chance decides."""

    def __init__(self, company: Company, chance: Random) -> None:
        self._company = company
        self._chance = chance

    # -- to a new record

    def to_new(self, protocol: Protocol, who: str) -> tuple[Texts, Texts]:
        """Fields and sections of a record that somebody makes: what may be needed, and of the rest some."""
        sets = {}
        for field in protocol.fields.values():
            if self._is_kept(field, protocol):
                continue
            needed = field.needed.every() != (False,) and field.usual is None and field.starts_as in FROM_ELSEWHERE
            linked = self._linked(field, protocol)
            wanted = needed or (linked and self._chance.randint(0, 3))
            if wanted or self._chance.randint(0, 1 if field.type == "yes" else 3) == 0:
                sets[field.name] = self._of_maker(field, protocol, who) or linked or self.value(field)
        sets = {name: value for name, value in sets.items() if value}
        texts = {}
        for section in protocol.sections.values():
            needed = section.needed.every() != (False,)
            if needed or (section.by != ("tacit",) and not section.ticks and self._chance.randint(0, 2) == 0):
                texts[section.heading] = self.text(section, new=not section.needed.otherwise)
        return sets, texts

    def _is_kept(self, field: Field, protocol: Protocol) -> bool:
        own_name = field.type == "id" and field.needed.otherwise
        windows = {rule.due for rule in protocol.promises.values()}
        by_tacit = field.by == "tacit" and not field.needed.otherwise
        is_kept = field.type in KEPT or field.name in ("created", "updated") or field.name in windows
        return is_kept or by_tacit or field.sum is not None or (field.type == "id" and not own_name)

    def _of_maker(self, field: Field, protocol: Protocol, who: str) -> str:
        """Who makes a record has it in their name, or in that of their team."""
        role = protocol.roles.get(protocol.opener)
        if role is None or role.paths != (field.name,):
            return ""
        mine = [who]
        if field.type == "party" and self._company.with_people:
            mine += [team for team, members in self._company.teams.items() if who in members]
        return self._chance.choice(mine)

    def _linked(self, field: Field, protocol: Protocol) -> str:
        """Where an act does another to the record that a field names: one to which it can be done."""
        act = _links(protocol).get(field.name)
        records = self._company.world.records
        found = [records[name] for name in sorted(self._company.paths()) if name in records] if act else []
        fit = [
            one.id
            for one in found
            if one.kind == protocol.kind and one.status in (protocol.acts[act or ""].source or ())
        ]
        return self._chance.choice(fit) if fit else ""

    # -- to an act

    def to_act(self, rule: ActRule, record: Record, who: str) -> tuple[Texts, Texts, str]:
        """What the act asks its caller for, and no more."""
        protocol = self._company.protocol(record)
        guards: Mapping[str, str] = choose(rule.guards, record, protocol)
        keys = [
            *rule.writes,
            *(key for key in choose(rule.needs, record, protocol) if not settled(key, record, protocol)),
        ]
        keys += [key.strip() for key in guards.get("ready", "").split(",") if key.strip()]
        texts = {key: self.text(protocol.sections[key]) for key in keys}
        titles = self._ideas(guards.get("names_idea", ""), record, protocol)
        if titles:
            texts.update(dict.fromkeys(rule.writes, self._chance.choice(titles)))
        sets = dict(self._times(rule, guards, record))
        if rule.change:
            sets["change"] = self._chance.choice(rule.change)
        if rule.chooses:
            sets["status"] = self._chance.choice(targets(rule, record, protocol))
        sets.update(self._verdict(rule, record, who))
        sets.update(self._set_alone(rule, protocol))
        if rule.opens is not None:
            there = self._company.ws.here.protocols[rule.opens.kind]
            for name in rule.opens.given:
                if name in there.fields:
                    sets[name] = self.value(there.fields[name]) or "alice"
                elif name in there.sections:
                    texts[name] = self.text(there.sections[name])
        return sets, texts, "There is a reason." if rule.because else ""

    def _set_alone(self, rule: ActRule, protocol: Protocol) -> Iterator[tuple[str, str]]:
        """Of an act that does nothing but set fields, one of them."""
        if rule.sets and not (rule.guards.otherwise or rule.to or rule.chooses or rule.writes or rule.steps):
            field = protocol.fields[self._chance.choice(rule.sets)]
            yield field.name, self.value(field)

    def _ideas(self, key: str, record: Record, protocol: Protocol) -> Sequence[str]:
        part = record.part(key)
        return [one.title for one in read_headed(part.body, protocol.entry_level)] if part is not None else []

    def _times(self, rule: ActRule, guards: Mapping[str, str], record: Record) -> Iterator[tuple[str, str]]:
        """Times that a guard would have lie later: those that the act sets, late enough."""
        named = {guards[name].partition(" ")[0] for name in ("later", "ahead", "open_for") if name in guards}
        for name in sorted(named & {*rule.sets}):
            old = record.fields.get(name)
            start = max(old, self._company.now) if isinstance(old, datetime) else self._company.now
            yield name, _instant(start + self._chance.choice(IN_TIME))
        if "length" in guards and "length" in rule.sets:
            yield "length", guards["length"]

    def _verdict(self, rule: ActRule, record: Record, who: str) -> Iterator[tuple[str, str]]:
        """Of the acts that may be carried to another record one that the caller may do there, if there is one."""
        world = self._company.world
        for link, field in rule.carries.items():
            about = world.records.get(str(record.fields.get(link)))
            possible = carriable(record.kind, about, world) if about else ()
            if about is None or not possible or field in self._company.protocol(record).acts:
                continue
            mine = {offer.act for offer in self._company.offers(about, who) if offer.allowed}
            yield field, self._chance.choice([name for name in possible if name in mine] or possible)

    # -- values

    def text(self, section: Section, *, new: bool = False) -> str:
        """Something to fill it with; a new record may say that there is nothing to say."""
        if new and not section.entries and (section.starts is not None or self._chance.randint(0, 3) == 0):
            return self._chance.choice(("None", f"Waiting for @{self._party()}."))
        if section.ticks:
            return "- [ ] Is done"
        return f"{section.heading.strip('{}')}, as of step {len(self._company.journal)}."

    def value(self, field: Field) -> str:
        """A value as the command line takes it; nothing where there is none to name."""
        made = self._company.now
        chance = self._chance
        if field.type == "choice":
            return chance.choice(field.choices)
        if field.type in ("record", "records"):
            return self._record(field)
        if field.type in ("party", "person"):
            return self._party(only_persons=field.type == "person")
        if field.type in ("parties", "persons"):
            several = [self._party(only_persons=field.type == "persons") for _ in range(chance.randint(1, 3))]
            return ", ".join(dict.fromkeys(several))
        if field.type == "rows":
            return self._rows(field)
        plain = {
            "text": f"{field.name.capitalize()} {len(self._company.journal)}",
            "texts": "How are you?, It runs",
            "id": f"new-{len(self._company.journal)}",
            "number": "2",
            "yes": chance.choice(("true", "false")),
            "path": DOCUMENT,
            "duration": chance.choice(("30 minutes", "2 days")),
            "date": (made + chance.choice(IN_TIME)).date().isoformat(),
            "time": _instant(made + chance.choice(IN_TIME)),
        }
        return str(plain[field.type])

    def _party(self, *, only_persons: bool = False) -> str:
        company = self._company
        names = sorted(company.people) if only_persons else sorted((*company.people, *company.teams))
        return self._chance.choice(names)

    def _record(self, field: Field) -> str:
        """One of the kind that the field is called like, else any."""
        records = self._company.paths()
        world = self._company.world
        alike = [name for name in records if name in world.records and world.records[name].kind == field.name]
        names = alike or (sorted(records) if field.name not in world.protocols else [])
        return self._chance.choice(sorted(names)) if names else ""

    def _rows(self, field: Field) -> str:
        cells = {name: self.value(column(field, name)) for name in field.columns}
        days = sorted(cells[name] for name in field.ordered)
        cells.update(zip(field.ordered, days, strict=True))
        lists = {name for name, type_ in field.columns.items() if type_.endswith("s")}
        said = (f"{name}: [{value}]" if name in lists else f'{name}: "{value}"' for name, value in cells.items())
        return "- {" + ", ".join(said) + "}"


def _links(protocol: Protocol) -> Mapping[str, str]:
    """The fields that name a record to which an act of this kind does another of this kind."""
    carried = (pair for rule in protocol.acts.values() for pair in rule.carries.items())
    return {link: act for link, act in carried if act in protocol.acts}


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
