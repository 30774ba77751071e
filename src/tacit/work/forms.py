"""Forms to fill in on a page: every place with its type, what may be chosen there, what is expected and what stands
there; and, while one fills it in, what is needed in this case, what speaks against it, and who would owe what by when.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tacit.errors import Refused, TacitError, WrongUsage
from tacit.model.change import Given
from tacit.model.history import Began
from tacit.model.promise import Refusal
from tacit.model.protocol import PARTY_TYPES, RECORD_TYPES, ActRule, Field, Protocol
from tacit.model.record import Record, Value
from tacit.rules import acts
from tacit.rules.choices import choose
from tacit.rules.creation import begun, making_act
from tacit.rules.drawing import needed_in_words
from tacit.rules.firsts import first_fields, in_order
from tacit.rules.promises import derive, due_fields, starting
from tacit.rules.targets import targets
from tacit.rules.world import TACIT, World
from tacit.text.remedies import MakeNew, read_parts, unmade
from tacit.text.values import as_json, column, from_text
from tacit.work import ask, conflicts, present, updates, weeks
from tacit.work.blanks import EXPECTED, begins_as, form_on, hint_of, refusal_of
from tacit.work.blanks import for_new as draft_of_new
from tacit.work.drafts import BECAUSE, Blank, Draft
from tacit.work.given import given_for, with_records
from tacit.work.snapshot import Snapshot
from tacit.work.wire import Workspace

Json = dict[str, Any]
_WHOSE = re.compile(r"^\[\w+\](?:'s)? ")  # in a heading, where it is not said yet
_SUGGESTED = 50  # records
_PERSON = ("person", "persons")
_EXPECTED = {name: f"{EXPECTED[name].capitalize()}." for name in ("duration", "path", "id")} | {"texts": "One a line."}


# What can be made


def kinds(ws: Workspace) -> Json:
    """The kinds of which somebody may make a record: those of the work first, of these what there is most of."""
    index, known = ask.ready(ws), ws.here
    made = [protocol for protocol in known.protocols.values() if _by_people(protocol)]
    counted = {protocol.kind: index.count_of_kind(protocol.kind) for protocol in made}
    made.sort(key=lambda one: (not one.promises and not one.rhythm, -counted[one.kind], one.kind))
    return {
        "kinds": [
            {"kind": one.kind, "title": one.title, "count": counted[one.kind], "work": bool(one.promises or one.rhythm)}
            for one in made
        ]
    }


def _by_people(protocol: Protocol) -> bool:
    making = making_act(protocol)
    return making is None or any(role != TACIT for roles in making.by.every() for role in roles)


# Forms


def for_new(ws: Workspace, kind: str, brought: Draft, who: str | None) -> Json:
    """The form of a new record. An update is drafted; of one that is posted already it says which record that is."""
    protocol = ws.here.protocol(kind)
    drafted, lacks = _drafted(ws, kind, brought, who)
    if drafted is not None:
        form = updates.form_of(ws, drafted, brought.sets, brought.writes)
    else:
        form = draft_of_new(ws.here, kind, brought)
    world = ws.world()
    first = first_fields(protocol, Given(), world, ws.actor(who, ws.here), ws.now, 0)
    sends = first_act(protocol)
    return {
        "title": protocol.title,
        "kind": kind,
        "fixed": dict(drafted.sets) if drafted else {},  # whose and of which period it is
        "posted": ask.record_json(drafted.posted) if drafted and drafted.posted else None,
        "lacks": lacks,
        "sends": sends.name if sends else None,
        "instead": _instead(protocol, ws.here),
        **_told(ws, form.fields, form.sections, first, _written_later(protocol)),
    }


def _written_later(protocol: Protocol) -> frozenset[str]:
    """The sections that an act writes in its time, and that nothing asks for before."""
    written = {key for rule in protocol.acts.values() for key in (*rule.writes, *rule.fills)}
    asked = {key for rule in protocol.acts.values() for keys in rule.needs.every() for key in keys}
    needed = {section.heading for section in protocol.sections.values() if any(section.needed.every())}
    return frozenset(written - asked - needed)


def _drafted(ws: Workspace, kind: str, brought: Draft, who: str | None) -> tuple[updates.Update | None, Json | None]:
    """The draft of an update; or what must be said before there can be one."""
    sets = brought.sets
    try:
        if kind == updates.DAILY:
            return updates.daily(ws, who, sets.get("date") or None), None
        if kind == weeks.WEEKLY:
            return weeks.weekly(ws, who, sets.get("goal") or None, sets.get("week") or None), None
    except Refused as refusal:
        return None, refusal_json(Refusal(refusal.code, refusal.message, refusal.remedy))
    return None, None


def _instead(protocol: Protocol, known: Snapshot) -> list[Json]:
    """What else might be made where this is not called for, as the fields that say so name it."""
    parts = (part for field in protocol.fields.values() for part in read_parts(field.instead))
    named = dict.fromkeys(part.kind for part in parts if isinstance(part, MakeNew))
    return [{"kind": kind, "title": known.protocols[kind].title} for kind in named if kind in known.protocols]


def for_act(ws: Workspace, record: str, act: str, brought: Draft, who: str | None, version: str | None = None) -> Json:
    """The form of an act: on the record as it stands, or as that version of it has it, which somebody began on. With
    `refused`, why it may not be done now, whatever is brought."""
    known = ws.here
    found = ask.resolve(ws, record)
    tree = ws.tree
    world = ws.world(tree, known)
    now = world.records[found.id]
    stands = tree.oid(now.path)
    seen = conflicts.seen_at(ws, now, version, known) if version and version != stands else None
    form = form_on(ws, seen or now, world, act, brought, who)
    refusal = refusal_of(act, now, world, ws.actor(who, known), ws.now)
    return {
        "record": now.id,
        "url": found.url,
        "title": now.title,
        "act": act,
        "version": version if seen else stands,
        "refused": refusal_json(refusal) if refusal else None,
        **_told(ws, form.fields, form.sections),
    }


def refusal_json(refusal: Refusal) -> Json:
    return {"code": refusal.code, "why": refusal.reason, "remedy": refusal.remedy}


def _told(
    ws: Workspace,
    fields: Sequence[Blank],
    sections: Sequence[Blank],
    first: Mapping[str, Value] | None = None,
    later: frozenset[str] = frozenset(),
) -> Json:
    """`first` is what fields begin with where nothing stands in them; `later` are sections that can wait."""
    suggested, begins = _Suggestions(ws), first or {}
    return {
        "fields": [_field_json(blank, suggested, begins.get(blank.name)) for blank in fields],
        "sections": [{**_section_json(blank), "later": blank.name in later} for blank in sections],
    }


class _Suggestions:
    """What may be chosen from: asked of the index once for each form."""

    def __init__(self, ws: Workspace) -> None:
        self._ws = ws
        self._records: dict[str, list[Json]] = {}

    def of(self, field: Field) -> list[Json]:
        if field.choices:
            return [{"value": one, "label": one} for one in field.choices]
        if field.type in PARTY_TYPES:
            return self.parties(teams=field.type not in _PERSON)
        return self.records(field.name) if field.type in RECORD_TYPES else []

    def parties(self, *, teams: bool) -> list[Json]:
        here = self._ws.here
        named: Iterable[tuple[str, str]] = ((one.handle, one.name) for one in here.people.values())
        found = [{"value": handle, "label": name or handle, "team": False} for handle, name in named]
        if teams:
            found = [*({"value": one.handle, "label": one.name, "team": True} for one in here.teams.values()), *found]
        return [{**one, "label": one["label"] or one["value"]} for one in found]

    def records(self, name: str) -> list[Json]:
        """Of the kind that the field is called after, where it is; else the newest of all."""
        kind = name if name in self._ws.here.protocols else ""
        if kind not in self._records:
            facts = [("kind", kind)] if kind else []
            found, _ = ask.ready(self._ws).page(facts, only_open=True, before=None, limit=_SUGGESTED)
            self._records[kind] = [{"value": one.id, "label": one.title} for one in found]
        return self._records[kind]


def _field_json(blank: Blank, suggested: _Suggestions, first: Value) -> Json:
    field = blank.field
    assert field is not None
    need = "" if blank.needed else needed_in_words(field.needed)
    help_ = (_EXPECTED.get(field.type, ""), f"{need[:1].upper()}{need[1:]}." if need else "", _begins(field, first))
    return {
        "name": blank.name,
        "label": blank.heading,
        "type": field.type,
        "needed": blank.needed,
        "sometimes": bool(need),
        "help": " ".join(filter(None, help_)),
        "choices": suggested.of(field),
        "columns": [_column_json(column(field, name), name, suggested) for name in field.columns],
        "stands": as_json(blank.value, field),
        "value": _offered(blank, field, first),
    }


def _begins(field: Field, first: Value) -> str:
    """What it holds where nothing is said; a value that stands in the form already is not told again."""
    said = begins_as(field) if field.usual is None and first is None else ""
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _column_json(field: Field, name: str, suggested: _Suggestions) -> Json:
    told: Json = {"name": name, "label": name, "type": field.type, "choices": suggested.of(field)}
    return {**told, "needed": False, "help": ""}


def _offered(blank: Blank, field: Field, first: Value) -> object:
    """What the place shows first: as it was brought, else what stands, else what it begins with."""
    text = blank.offered
    if not text:
        return as_json(first if blank.value is None else blank.value, field)
    try:
        return as_json(from_text(text, field), field)
    except TacitError:
        return text


def _section_json(blank: Blank) -> Json:
    section = blank.section
    most = f"At most {section.sentences} sentences." if section and section.sentences else ""
    is_reason = blank.name == BECAUSE and section is None
    return {
        "name": blank.name,
        "label": "Why" if is_reason else _WHOSE.sub("", blank.heading),
        "type": "reason" if is_reason else "section",
        "needed": blank.needed,
        "help": most,
        "hint": hint_of(section) if section else "",
        "entry": bool(section is None or section.entries),
        "stands": blank.stands,
        "value": blank.begins,
    }


# What follows a new record


def first_act(protocol: Protocol) -> ActRule | None:
    """The act by which a draft goes to those it is for, where a new record is a draft of which nobody is told."""
    making = making_act(protocol)
    first = protocol.states[0] if protocol.states else ""
    if first not in protocol.rests or (making is not None and making.tells):
        return None
    owed = {state for promise in protocol.promises.values() for state in promise.states}
    for rule in protocol.acts.values():
        plain = not (rule.because or rule.writes or rule.chooses or rule.change)
        if rule.source and first in rule.source and plain and owed & set(rule.targets()) - {first}:
            return rule
    return None


def check(ws: Workspace, kind: str, brought: Draft, who: str | None) -> Json:
    """What a new record with these values lacks and what speaks against it, in the words of the rules; what it would
    ask of whom by when, on everybody's own calendar. Nothing is written."""
    known = ws.here
    protocol, actor = known.protocol(kind), ws.actor(who, known)
    world = ws.world()
    try:
        given = given_for(protocol, None, known, brought.sets, brought.writes, "")
        record, against = begun(protocol, with_records(ws, given, protocol, world), world, actor, ws.now)
    except (Refused, WrongUsage) as wrong:
        refusal = Refusal(wrong.code, wrong.message, wrong.remedy)
        return {"needed": [], "missing": [], "refused": [refusal_json(refusal)], "sends": None, "promises": []}
    rule = first_act(protocol)
    if rule is not None and record.status == protocol.states[0]:
        against = (*against, *acts.objections(rule.name, record, world, actor, Given(), ws.now))
    needed = list(_needed(record, protocol, rule))
    missing = [name for name in needed if not (record.fields.get(name) or record.filled(name))]
    told = {one.reason: one for one in against if one.code not in ("missing-field", "section-empty") or not missing}
    return {
        "needed": needed,
        "missing": missing,
        "refused": [{**refusal_json(one), "remedy": unmade(one.remedy, record.id)} for one in told.values()],
        "sends": rule.name if rule else None,
        "promises": _to_be_owed(ws, record, protocol, world, rule),
    }


def _needed(record: Record, protocol: Protocol, rule: ActRule | None) -> Iterable[str]:
    for field in protocol.fields.values():
        if field.type != "state" and choose(field.needed, record, protocol):
            yield field.name
    for section in protocol.sections.values():
        if section.starts is None and choose(section.needed, record, protocol):
            yield section.heading
    for name in choose(rule.needs, record, protocol) if rule else ():
        if not (name in protocol.sections and choose(protocol.sections[name].needed, record, protocol)):
            yield name


def _to_be_owed(ws: Workspace, record: Record, protocol: Protocol, world: World, rule: ActRule | None) -> list[Json]:
    """Who would owe what once it is sent: also of one that lacks something still."""
    before: Record | None = None
    after = record
    if rule is not None:
        before, after = record, replace(record, fields={**record.fields, "status": targets(rule, record, protocol)[0]})
    dues = due_fields(before, after, protocol, world, ws.now)
    fields = {**after.fields, **{name: due for name, due in dues.items() if due is not None}}
    after = replace(after, fields=in_order(fields, protocol))
    story = {one.name: Began(ws.now) for one in starting(before, after, protocol, world)}
    found = derive(after, protocol, world, story)
    told = [{**present.promise_json(one, ws.now), "zones": _zones(one.who, world)} for one in found]
    return [one for one in told if one["due"]]


def _zones(people: Iterable[str], world: World) -> list[Json]:
    """The people by the zone whose clock they read."""
    zones: dict[str, list[str]] = {}
    for handle in people:
        if handle in world.people:
            zones.setdefault(world.people[handle].hours.zone, []).append(handle)
    return [{"zone": zone, "people": found} for zone, found in zones.items()]
