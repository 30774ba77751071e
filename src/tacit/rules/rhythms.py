"""Rhythms: whom they ask, for which period, and from when to when.

A turn opens with the day on which it is asked for, is due within that day's working hours, and ends with its period,
all on the calendar of the one who owes it. Nobody is asked on a day off or away; agents never are. A record asks those
whom it names both when the period begins and when it ends.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tacit.errors import Malformed
from tacit.model.clock import ELAPSED, Span
from tacit.model.people import Hours
from tacit.model.protocol import Protocol, Rhythm
from tacit.model.record import Record
from tacit.model.rhythm import Reminder, Turn, Window
from tacit.rules.calendar import DAY, Interval, end_of_day, shift_of, start_of_day, time_on
from tacit.rules.parties import resolve
from tacit.rules.world import TACIT, World
from tacit.text.spans import read_span

END_OF_HOURS = "end of hours"
NEW = "new"  # the act that makes a record of a kind without an act of its own for that
BY = "by"  # the field that says whose a record is
FRESH = timedelta(hours=2)  # nobody is reminded of a daily update later than that
ALWAYS = datetime.min.replace(tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)
PERIODS = ("workday", "week", "month")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Versions = Sequence[tuple[datetime, Record | None]]  # a record as it stood from each time on; the last one stands now
Absences = tuple[tuple[date, date], ...]
_Period = tuple[str, date, date]


def kinds_of(rhythm: Rhythm) -> tuple[str, ...]:
    """The kinds of the records that it comes round for."""
    return tuple(dict.fromkeys(path.partition(".")[0] for path in rhythm.who))


def asks(rhythm: Rhythm, record: Record, world: World) -> tuple[str, ...]:
    """The persons whom a record asks: no agents; without people records every party that it names."""
    named = _named(rhythm, record, world)
    return tuple(one for one in named if not (one in world.people and world.people[one].agent))


def theirs(protocol: Protocol, person: str, world: World) -> tuple[Record, ...]:
    """The records that a rhythm of this kind comes round for and that name this person, the oldest first."""
    rhythm = protocol.rhythm
    if rhythm is None:
        return ()
    records = (record for kind in kinds_of(rhythm) if kind in world.protocols for record in world.open_of(kind))
    return tuple(sorted((record for record in records if person in _named(rhythm, record, world)), key=_age))


def _named(rhythm: Rhythm, record: Record, world: World) -> tuple[str, ...]:
    """Those whom the paths of a rhythm lead to from a record that it comes round for."""
    protocol = world.protocols[record.kind]
    goes_on = record.status in rhythm.states if rhythm.states else record.status not in protocol.final
    if not goes_on:
        return ()
    paths = tuple(
        rest for kind, _, rest in (path.partition(".") for path in rhythm.who) if kind == record.kind and rest
    )
    found = (person for party in resolve(paths, record, world) for person in _persons(party, world))
    return tuple(dict.fromkeys(found))


def _persons(party: str, world: World) -> Iterator[str]:
    if world.has_people:
        yield from (person.handle for person in world.persons(party))
    elif party != TACIT:
        yield party


def _age(record: Record) -> tuple[str, str]:
    return str(record.fields.get("created") or ""), record.id


# Periods on a calendar


def windows(
    rhythm: Rhythm, hours: Hours, away: Absences, start: datetime, end: datetime, record: Record | None = None
) -> Iterator[Window]:
    """The periods that are asked for between two instants. `record` is the one that it comes round for, and is looked
    at only where its own field says how often."""
    for period, first, last in _periods(rhythm, start.date() - DAY, end.date() + DAY, record):
        there = {day: shift for day, shift in _shifts(first, last, hours) if not _is_away(day, away)}
        day = _day_for(rhythm, first, last, list(there))
        if day is None:
            continue
        begins = next(iter(there.values()))[0]
        opens, ends = start_of_day(day, hours.zone), end_of_day(last, hours.zone)
        due = _due(rhythm, day, hours, there[day])
        since = there[day][0] if there[day][0] < due else opens
        if opens < end and start < ends and opens < due:
            yield Window(period, first, last, min(begins, since), opens, since, due, ends)


def _periods(rhythm: Rhythm, first: date, last: date, record: Record | None) -> Iterator[_Period]:
    """Every period with a day between these two."""
    if rhythm.every == "workday":
        yield from ((day.isoformat(), day, day) for day in _each_day(first, last))
    elif rhythm.every == "week":
        monday = first - timedelta(days=first.weekday())
        while monday <= last:
            year, week, _ = monday.isocalendar()
            yield f"{year}-W{week:02}", monday, monday + 6 * DAY
            monday += 7 * DAY
    elif rhythm.every == "month":
        begin = first.replace(day=1)
        while begin <= last:
            following = (begin + timedelta(days=31)).replace(day=1)
            yield f"{begin:%Y-%m}", begin, following - DAY
            begin = following
    elif record is not None:
        yield from _own_periods(rhythm, first, last, record)


def _own_periods(rhythm: Rhythm, first: date, last: date, record: Record) -> Iterator[_Period]:
    """As often as the record says itself, counted in whole days from the one on which it was made."""
    made, often = record.fields.get("created"), record.fields.get(rhythm.every)
    if not isinstance(often, str) or not isinstance(made, date):
        return
    try:
        length = _days(read_span(often))
    except Malformed:
        return
    begin = made + max(0, (first - made).days // length) * timedelta(days=length)
    while begin <= last:
        following = begin + timedelta(days=length)
        yield begin.isoformat(), begin, following - DAY
        begin = following


def _days(span: Span) -> int:
    """In whole days; five workdays of eight hours are a week."""
    one = ELAPSED.get(span.unit) or DAY * 7 / (5 if span.unit == "workdays" else 40)
    return max(1, -(-span.amount * one // DAY))


def _day_for(rhythm: Rhythm, first: date, last: date, there: list[date]) -> date | None:
    """The day on which it is asked for, or the last workday before it; where there is none, the first one after."""
    wanted = last
    if rhythm.every == "week" and rhythm.on in _WEEKDAYS:
        wanted = first + timedelta(days=_WEEKDAYS.index(rhythm.on))
    elif rhythm.every == "month" and rhythm.on:
        wanted = first.replace(day=min(int(rhythm.on), last.day))
    before = [day for day in there if day <= wanted]
    return before[-1] if before else next(iter(there), None)


def _shifts(first: date, last: date, hours: Hours) -> Iterator[tuple[date, Interval]]:
    for day in _each_day(first, last):
        shift = shift_of(day, hours)
        if shift is not None:
            yield day, shift


def _each_day(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))


def _is_away(day: date, away: Absences) -> bool:
    return any(first <= day <= last for first, last in away)


def _due(rhythm: Rhythm, day: date, hours: Hours, shift: Interval) -> datetime:
    """A record bears the day on which it is made, so a shift over midnight owes before midnight."""
    if rhythm.by == END_OF_HOURS:
        return min(shift[1], end_of_day(day, hours.zone))
    return time_on(day, time.fromisoformat(rhythm.by.zfill(5)), hours.zone)


# Turns


@dataclass(frozen=True, slots=True)
class _Asked:
    """From when to when a record asks somebody."""

    record: Record
    begin: datetime
    end: datetime
    first: bool  # whether it asked nobody before: then the period begins with it

    def for_period(self, window: Window) -> bool:
        begun = self.begin <= window.begins or (self.first and self.begin < window.due)
        return begun and self.end >= window.ends


def turns(
    protocol: Protocol, records: Iterable[Versions], world: World, start: datetime, end: datetime
) -> Iterator[Turn]:
    """Every turn that is owed at some time between two instants, whether somebody keeps it or not."""
    rhythm = protocol.rhythm
    if rhythm is None:
        return
    own_pace = rhythm.every not in PERIODS
    groups: dict[tuple[str, str], list[_Asked]] = {}
    for versions in records:
        for person, span in _asked(rhythm, versions, world):
            alone = own_pace or _names_one(protocol, span.record.kind)
            groups.setdefault((person, span.record.id if alone else ""), []).append(span)
    known: dict[object, list[Window]] = {}
    for (person, _), spans in groups.items():
        hours, away = _calendar(person, world)
        own = spans[0].record if own_pace else None
        key = (hours, away, own and own.id)
        if key not in known:
            known[key] = list(windows(rhythm, hours, away, start, end, own))
        for window in known[key]:
            asking = [span for span in spans if span.for_period(window)]
            if asking:
                yield _turn(protocol, rhythm, person, window, asking, world)


def _names_one(protocol: Protocol, kind: str) -> bool:
    """Whether a record of the protocol names one record of that kind; else one update serves them all."""
    field = protocol.fields.get(kind)
    return field is not None and field.type == "record"


def _calendar(person: str, world: World) -> tuple[Hours, Absences]:
    found = world.people.get(person)
    return (found.hours, found.away) if found else (world.settings.hours, ())


def _asked(rhythm: Rhythm, versions: Versions, world: World) -> Iterator[tuple[str, _Asked]]:
    """Whom the record asks, and from when to when it does so without a break."""
    record = next((version for _, version in reversed(versions) if version is not None), None)
    if record is None:
        return
    since: dict[str, tuple[datetime, bool]] = {}
    for at, version in versions:
        asked = asks(rhythm, version, world) if version is not None else ()
        nobody = not since
        for person in [one for one in since if one not in asked]:
            begin, first = since.pop(person)
            yield person, _Asked(record, begin, at, first)
        for person in asked:
            since.setdefault(person, (at, nobody))
    for person, (begin, first) in since.items():
        yield person, _Asked(record, begin, NEVER, first)


def _turn(protocol: Protocol, rhythm: Rhythm, person: str, window: Window, asking: list[_Asked], world: World) -> Turn:
    since = max(window.since, min(span.begin for span in asking))
    records = sorted((span.record for span in asking), key=_age)
    keys, by_day = _keys(protocol, person, window, records[0])
    waiting = (
        party
        for record in records
        for party in resolve((world.protocols[record.kind].opener,), record, world)
        if party != person
    )
    return Turn(
        kind=protocol.kind,
        act=next((rule.name for rule in protocol.acts.values() if rule.source is None), NEW),
        person=person,
        window=window,
        since=since,
        records=tuple(dict.fromkeys(record.id for record in records)),
        title=records[0].title,
        owed_to=tuple(dict.fromkeys(waiting)),
        reminders=tuple(_reminders(rhythm, since, window)),
        keys=keys,
        by_day=by_day,
    )


def _reminders(rhythm: Rhythm, since: datetime, window: Window) -> Iterator[Reminder]:
    for stage in rhythm.remind:
        at = since + timedelta(seconds=int((window.due - since).total_seconds()) * stage // 100)
        until = min(at + FRESH, window.ends) if rhythm.every == "workday" else window.ends
        yield Reminder(stage, at, until)


def _keys(
    protocol: Protocol, person: str, window: Window, record: Record
) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], bool]:
    """What the record that keeps a turn says, and whether its own day says of which period it is."""
    keys = [(BY, (person,))]
    if _names_one(protocol, record.kind):
        keys.append((record.kind, (record.id,)))
    rhythm = protocol.rhythm
    if rhythm is not None and rhythm.every == "week" and "week" in protocol.fields:
        return (*keys, ("week", (window.period,))), False
    if "date" in protocol.fields:
        days = tuple(day.isoformat() for day in _each_day(window.first, window.last))
        return (*keys, ("date", days)), False
    return tuple(keys), True
