"""Reads people and teams from their records. A field that cannot be read gives way to the workspace's own value."""

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from tacit.errors import Malformed
from tacit.model.people import Hours, Person, Team
from tacit.model.promise import Finding
from tacit.model.record import Record, Value
from tacit.text.spans import (
    read_away,
    read_days,
    read_focus,
    read_holidays,
    read_hours,
    read_wall,
    read_zone,
)

T = TypeVar("T")
Note = Callable[[str, Malformed], None]  # told of a key whose value cannot be read

_HOLIDAYS = re.compile(r"[A-Z]{2,3}(-[A-Z0-9]{1,4})?")


def person_of(record: Record, default: Hours, *, sure: bool = True) -> tuple[Person, tuple[Finding, ...]]:
    """The person, and what is wrong with the record.

    With `sure` the library of holidays is asked whether it knows the country, which costs 0.1 s the first time; else
    only what cannot be a country is found here, and a calendar refuses the rest.
    """
    findings: list[Finding] = []

    def note(key: str, wrong: Malformed) -> None:
        line = record.lines.get(key, 1)
        findings.append(Finding(record.path, line, "unknown-value", "error", f"{key}: {wrong.message}", wrong.remedy))

    fields = record.fields
    written = {key: text for key in ("zone", "hours", "days", "holidays") if (text := _text(fields.get(key)))}
    person = Person(
        handle=_text(fields.get("handle")) or record.id,
        name=_text(fields.get("name")),
        email=_text(fields.get("email")),
        hours=working_time(written, default, note, sure=sure),
        away=_each("away", read_away, fields.get("away"), note),
        cover=_text(fields.get("cover")),
        cover_signs=fields.get("cover_signs") is True,
        agent=fields.get("agent") is True,
        acts_for=_text(fields.get("for")),
        digest=tuple(sorted(_each("digest", read_wall, _parted(fields.get("digest")), note))),
        focus=_each("focus", read_focus, fields.get("focus"), note),
    )
    return person, tuple(findings)


def team_of(record: Record) -> Team:
    fields = record.fields
    return Team(
        handle=_text(fields.get("handle")) or record.id,
        name=_text(fields.get("name")),
        lead=_text(fields.get("lead")),
        members=_texts(fields.get("members")),
    )


def working_time(written: Mapping[str, str], default: Hours, note: Note, *, sure: bool = True) -> Hours:
    """Zone, hours, days and holidays as written, the default where they are not or cannot be read."""

    def read(key: str, reader: Callable[[str], T], otherwise: T) -> T:
        text = written.get(key, "")
        try:
            return reader(text) if text else otherwise
        except Malformed as wrong:
            note(key, wrong)
            return otherwise

    start, end = read("hours", read_hours, (default.start, default.end))
    return Hours(
        zone=read("zone", read_zone, default.zone),
        start=start,
        end=end,
        days=read("days", read_days, default.days),
        holidays=read("holidays", read_holidays if sure else _likely_holidays, default.holidays),
    )


def _likely_holidays(text: str) -> str:
    return text if _HOLIDAYS.fullmatch(text) else read_holidays(text)


def _each(key: str, reader: Callable[[str], T], value: Value, note: Note) -> tuple[T, ...]:
    """Those of several values that can be read."""
    found = []
    for text in _texts(value):
        try:
            found.append(reader(text))
        except Malformed as wrong:
            note(key, wrong)
    return tuple(found)


def _parted(value: Value) -> tuple[str, ...]:
    """Also those of `09:00, 16:00`, which is one text."""
    return tuple(part for text in _texts(value) for part in text.split(","))


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, tuple) else ()
