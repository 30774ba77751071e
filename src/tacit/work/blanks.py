"""The places of a form: which fields and sections `new` or an act takes of the one who does it, and what is expected in
each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from tacit.model.promise import Refusal
from tacit.model.protocol import ActRule, Choice, Field, Protocol, Section
from tacit.model.record import Record, Value
from tacit.rules.acts import offers, refused
from tacit.rules.answers import answers_of
from tacit.rules.choices import choose, settled
from tacit.rules.creation import kept_by_tacit
from tacit.rules.drawing import needed_in_words
from tacit.rules.edits import GENERIC, generic_rule
from tacit.rules.edits import offers as generic_offers
from tacit.rules.parties import Actor, acting_for, resolve
from tacit.rules.targets import CHOSEN, targets
from tacit.rules.wording import names_in
from tacit.rules.world import World
from tacit.text.headings import Names, write_heading
from tacit.text.parts import STATUS_LINE, UPDATED_LINE
from tacit.text.scalars import write_scalar
from tacit.text.sections import COMMENTS
from tacit.text.values import as_json
from tacit.work import ask
from tacit.work.drafts import BECAUSE, Blank, Draft, Form
from tacit.work.given import CHANGE, given_for
from tacit.work.present import unknown_act

if TYPE_CHECKING:
    from tacit.work.snapshot import Snapshot
    from tacit.work.wire import Workspace

_FIELD = re.compile(r"\{(\w+)\}")
_LISTS = ("persons", "parties", "records", "texts", "rows")
_BEGINS = {
    "mentioned": "else whom the text mentions",
    "theirs": "else what asks its maker",
    "path": "else what `{}` says",
    "span": "else {} from now",
}
EXPECTED = {
    "text": "text",
    "id": "a short name in lower case: letters, digits, hyphens",
    "number": "a number",
    "yes": "true or false",
    "date": "a day: 2026-03-03",
    "time": "a time with its offset: 2026-03-03T09:00:00+01:00",
    "duration": "a span of time: 4 hours, 1 workday",
    "path": "a file of this repository, or file#section",
    "person": "a person",
    "party": "a person or a team",
    "record": "a record's id",
    "persons": "persons, parted by commas",
    "parties": "persons or teams, parted by commas",
    "records": "ids of records, parted by commas",
    "texts": "texts, parted by commas",
}


def for_new(known: "Snapshot", kind: str, brought: Draft) -> Form:
    protocol = known.protocol(kind)
    given = given_for(protocol, None, known, brought.sets, brought.writes, "")
    names = {name: known.spellings(value) for name, value in given.sets.items() if isinstance(value, str) and value}
    return Form(
        f"A new {kind}. {protocol.title}",
        tuple(_field_blank(one, offered=brought.sets.get(one.name, "")) for one in fields_to_fill(protocol)),
        tuple(
            _section_blank(section, names, offered=given.writes.get(section.heading, ""))
            for section in sections_to_fill(protocol)
        ),
    )


def for_act(ws: "Workspace", record: str, act: str, brought: Draft, who: str | None) -> Form:
    """What an act takes of the one who does it now; an act that is refused whatever they bring is refused at once."""
    known = ws.here
    world = ws.world()
    found = world.records[ask.resolve_id(ws, record)]
    refusal = refusal_of(act, found, world, ws.actor(who, known), ws.now)
    if refusal is not None:
        raise refused(refusal, found)
    return form_on(ws, found, world, act, brought, who)


def refusal_of(act: str, found: Record, world: World, actor: Actor, now: datetime) -> Refusal | None:
    """What speaks against an act whatever its caller brings."""
    every = (*offers(found, world, actor, now), *generic_offers(found, world, actor))
    return next((one.refusal for one in every if one.act == act), None)


def form_on(ws: "Workspace", found: Record, world: World, act: str, brought: Draft, who: str | None) -> Form:
    """The form of an act on a record as it stands, or as it stood when somebody began to fill the form in."""
    known, protocol = ws.here, ws.here.protocol(found.kind)
    actor = ws.actor(who, known)
    rule = protocol.acts.get(act) or generic_rule(act, protocol)
    if rule is None:
        raise unknown_act(act, protocol)
    given = given_for(protocol, found, known, brought.sets, brought.writes, brought.because, act)
    writes = {**given.writes, **(given.opened.writes if given.opened else {})}
    filler = _Filler(found, protocol, world, actor, rule, Draft(brought.sets, writes, brought.because))
    return Form(f"{act} {found.id}: {found.title}", tuple(filler.fields()), tuple(filler.sections()))


@dataclass(frozen=True, slots=True)
class _Filler:
    """The places of the form of an act."""

    record: Record
    protocol: Protocol
    world: World
    actor: Actor
    rule: ActRule
    brought: Draft

    @property
    def is_edit(self) -> bool:
        return self.rule.name == "edit" and "edit" not in self.protocol.acts

    def fields(self) -> Iterator[Blank]:
        kinds = self.rule.change or (CHANGE.choices if self.is_edit and answers_of(self.record) else ())
        if kinds:
            offered = self.brought.sets.get("change", "")
            yield _choice_blank("change", tuple(kinds), offered)
        if self.rule.chooses:
            possible = targets(self.rule, self.record, self.protocol)
            yield _choice_blank(CHOSEN, possible, self.brought.sets.get(CHOSEN, ""))
        wanted = {*self.rule.sets, *self.rule.carries.values()}
        for one in self.protocol.fields.values():
            if one.name in wanted or (self.is_edit and one in fields_to_fill(self.protocol) and self._owns(one)):
                value = self.record.fields.get(one.name)
                yield _field_blank(one, as_given(value), self.brought.sets.get(one.name, ""), value, usual=False)

        there = self._opened()
        for one in there.fields.values() if there else ():
            if self.rule.opens and one.name in self.rule.opens.given:
                yield _field_blank(one, offered=self.brought.sets.get(one.name, ""))

    def _opened(self) -> Protocol | None:
        """The kind of the record that the act opens, where its caller says more of that one."""
        opens = self.rule.opens
        return self.world.protocols.get(opens.kind) if opens and opens.given else None

    def _owns(self, one: Field) -> bool:
        return one.type != "id" and self._may((one.by or self.protocol.opener,))

    def _may(self, roles: tuple[str, ...]) -> bool:
        return bool(acting_for(self.actor, resolve(roles, self.record, self.world)))

    def sections(self) -> Iterator[Blank]:
        if self.rule.name == "comment" and "comment" not in self.protocol.acts:
            said = "What you have to say. It binds nobody."
            yield Blank(COMMENTS, COMMENTS, said, offered=self._offered(COMMENTS), needed=True)
            return
        if self.rule.because:
            yield Blank(BECAUSE, BECAUSE, "Needed. The reason.", offered=self.brought.because, needed=True)
        names = names_in(self.record, self.protocol, self.world)
        for section in self.protocol.sections.values():
            if self._takes(section):
                need = "" if self.is_edit else "needed"
                yield _section_blank(section, names, self._stands(section), self._offered(section.heading), need)
        there = self._opened()
        for section in there.sections.values() if there else ():
            if self.rule.opens and section.heading in self.rule.opens.given:
                yield _section_blank(section, {}, offered=self._offered(section.heading))

    def _takes(self, section: Section) -> bool:
        """A reason given fills the first section that the act writes, so the form does not ask for it twice."""
        if section.heading in self.brought.writes:
            return True
        if self.is_edit:
            return not section.ticks and self._may(section.by)
        needs = choose(self.rule.needs, self.record, self.protocol)
        if section.heading in self.rule.writes[1 if self.rule.because else 0 :]:
            return True
        return section.heading in needs and not settled(section.heading, self.record, self.protocol)

    def _offered(self, key: str) -> str:
        return self.brought.writes.get(key, "")

    def _stands(self, section: Section) -> str:
        if section.entries or not self.record.filled(section.heading):
            return ""
        part = self.record.part(section.heading)
        return STATUS_LINE.sub("", UPDATED_LINE.sub("", part.body)).strip() if part else ""


def takes(rule: ActRule, record: Record, protocol: Protocol) -> bool:
    """Whether the form of an act has a place to fill in."""
    asks = rule.sets or rule.writes or rule.because or rule.chooses or rule.change or rule.carries
    if asks or (rule.opens and rule.opens.given) or rule.name in GENERIC:
        return True
    needs = choose(rule.needs, record, protocol)
    return any(key in protocol.sections and not settled(key, record, protocol) for key in needs)


def fields_to_fill(protocol: Protocol) -> tuple[Field, ...]:
    """The fields that a person gives: not those that Tacit keeps by itself."""
    kept = kept_by_tacit(protocol)
    return tuple(one for one in protocol.fields.values() if one.name not in kept)


def sections_to_fill(protocol: Protocol) -> tuple[Section, ...]:
    """The sections that the one who makes a record may write."""
    return tuple(
        section
        for section in protocol.sections.values()
        if not section.entries and not section.ticks and {protocol.opener, "anyone"} & set(section.by)
    )


def in_words(one: Field) -> str:
    """What is expected of a field's value: `text, needed`."""
    if one.type == "choice":
        expected = "one of " + ", ".join(one.choices)
    elif one.type == "rows":
        expected = f"rows, as YAML, with the columns {', '.join(one.columns)}"
    else:
        expected = EXPECTED.get(one.type, one.type)
    need = needed_in_words(one.needed)
    return ", ".join(part for part in (expected, need, begins_as(one)) if part)


def begins_as(one: Field) -> str:
    """What a field holds where its maker does not say."""
    return _BEGINS.get(one.starts_as, "begins as {}").format(one.starts) if one.starts else ""


def is_needed(needed: Choice[bool]) -> bool:
    """Whatever the record says."""
    return needed.on is None and needed.otherwise


def _field_blank(one: Field, stands: str = "", offered: str = "", value: Value = None, *, usual: bool = True) -> Blank:
    begins = stands or (one.usual if usual else None) or ""
    needed = is_needed(one.needed)
    return Blank(one.name, one.name, in_words(one), one.type in _LISTS, begins, offered, one, None, value, needed)


def _choice_blank(name: str, choices: tuple[str, ...], offered: str) -> Blank:
    said = f"one of {', '.join(choices)}, needed"
    return Blank(name, name, said, offered=offered, field=Field(name, "choice", choices), needed=True)


def _section_blank(section: Section, names: Names, stands: str = "", offered: str = "", need: str = "") -> Blank:
    need = need or needed_in_words(section.needed)
    most = f"At most {section.sentences} sentences." if section.sentences else ""
    need_said = f"{need[0].upper()}{need[1:]}." if need else ""
    expected = " ".join(filter(None, (need_said, most, hint_of(section))))
    heading, needed = heading_of(section.heading, names), need == "needed" and not section.entries
    return Blank(section.heading, heading, expected, stands=stands, offered=offered, section=section, needed=needed)


def hint_of(section: Section) -> str:
    """What the template hints at, without the brackets around it."""
    hint = section.hint.strip()
    return hint[1:-1] if hint.startswith("[") and hint.endswith("]") and hint.count("[") == 1 else hint


def heading_of(key: str, names: Names) -> str:
    """The heading of a section; a field without a value stands in it in brackets, as in a template."""
    return _FIELD.sub(lambda one: f"[{one[1].capitalize()}]", write_heading(key, names))


def as_given(value: Value) -> str:
    """A value as `--set` takes it."""
    told = as_json(value)
    if isinstance(told, bool):
        return "true" if told else "false"
    if isinstance(told, list):
        if any(isinstance(row, dict) for row in told):
            return "\n".join(_row(row) for row in told if isinstance(row, dict))
        return ", ".join(map(str, told))
    return "" if told is None else str(told)


def _row(row: Mapping[str, object]) -> str:
    cells = [f"{name}: {write_scalar(str(cell))}" for name, cell in row.items() if cell is not None]
    return "- " + "\n  ".join(cells)
