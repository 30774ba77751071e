"""One's own record as settings: what it says, what that means now, and how it is changed."""

from collections.abc import Callable, Mapping
from typing import Any

from tacit.errors import Malformed, Refused
from tacit.insight.outlook import ASKED, outlook
from tacit.model.people import Person
from tacit.model.record import Record
from tacit.rules.calendar import day_of
from tacit.rules.field_values import chain_of_deputies
from tacit.text.people import person_of
from tacit.text.spans import (
    read_away,
    read_days,
    read_focus,
    read_hours,
    read_wall,
    write_days,
    write_hours,
    write_instant,
)
from tacit.work import act, days
from tacit.work.blanks import as_given
from tacit.work.present import url_of
from tacit.work.wire import Workspace, unknown_person

Json = dict[str, Any]

KIND = "person"
SETTINGS = ("name", "zone", "hours", "days", "holidays", "away", "cover", "cover_signs", "digest", "focus")


def settings(ws: Workspace, handle: str) -> Json:
    """What the record of a person says, what the workspace says for those who say nothing, and what follows from it."""
    record, version = _record(ws, handle)
    known = ws.here
    person = person_of(record, known.settings.hours)[0]
    fields = known.protocols[KIND].fields
    usual = known.settings.hours
    return {
        "person": handle,
        "url": url_of(record.id, known.protocols[KIND]),
        "version": version,
        "says": {name: as_given(record.fields.get(name)) for name in SETTINGS if name in fields},
        "works": _hours_json(person.hours.zone, person),
        "usual": {
            "zone": usual.zone,
            "hours": write_hours(usual.start, usual.end),
            "days": write_days(usual.days),
            "holidays": usual.holidays,
        },
        "deputies": sorted(each for each, one in known.people.items() if each != handle and not one.agent),
        "means": _means(ws, record, person),
    }


def _hours_json(zone: str, person: Person) -> Json:
    return {
        "zone": zone,
        "hours": write_hours(person.hours.start, person.hours.end),
        "days": write_days(person.hours.days),
        "holidays": person.hours.holidays,
    }


def _means(ws: Workspace, record: Record, person: Person) -> Json:
    found = outlook(person, ws.now)
    return {
        **days.moment(person, ws.now),
        "answers": [
            {"within": str(span), "due": write_instant(at) if at else None}
            for span, at in zip(ASKED, found.answers, strict=True)
        ],
        "digest": write_instant(found.digest) if found.digest else None,
        "focus": {"from": write_instant(found.focus[0]), "to": write_instant(found.focus[1])} if found.focus else None,
        "day_off": found.day_off.isoformat() if found.day_off else None,
        "warning": chain_of_deputies(record, ws.here.world, day_of(ws.now, person.hours.zone)),
    }


def change(ws: Workspace, handle: str, wanted: Mapping[str, str], version: str | None = None) -> Json | None:
    """One act, `edit`, with what is other than it was; None where nothing is. Values are as the command line spells
    them; an empty one takes a field out, and the workspace's counts again."""
    record, _ = _record(ws, handle)
    usual = {"days": write_days(ws.here.settings.hours.days), "cover_signs": "false"}
    sets = {}
    for name, text in wanted.items():
        stands = as_given(record.fields.get(name))
        if not _same(name, text.strip(), stands or usual.get(name, "")):
            sets[name] = text.strip()
    if not sets:
        return None
    return act.act(ws, record.id, "edit", sets=sets, writes={}, who=handle, version=version)


def _same(name: str, one: str, other: str) -> bool:
    """Whether two spellings say the same."""
    try:
        return one == other or (one != "" and other != "" and _READ.get(name, str)(one) == _READ.get(name, str)(other))
    except Malformed:
        return False


def _each(reader: Callable[[str], object]) -> Callable[[str], object]:
    return lambda text: [reader(part) for part in text.split(",") if part.strip()]


_READ: Mapping[str, Callable[[str], object]] = {
    "hours": read_hours,
    "days": read_days,
    "away": _each(read_away),
    "digest": _each(read_wall),
    "focus": _each(read_focus),
}


def _record(ws: Workspace, handle: str) -> tuple[Record, str]:
    tree = ws.tree
    records = ws.world(tree).records
    if handle not in ws.here.people:
        raise unknown_person(handle, ws.here)
    found = records.get(handle)
    if found is None:
        raise Refused(
            "broken", f"the record of {handle} cannot be read", remedy=f"Mend people/{handle}.md: see `tacit check`."
        )
    return found, tree.oid(found.path) or ""
