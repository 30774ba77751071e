"""Times to meet that are fair across zones.

All who must come have a day of work then, and nobody's night is taken. Where no hour is in everybody's working hours,
somebody begins early or stays late: what that costs is counted in minutes, what each bore in earlier meetings is
counted along, and squares share it out, so that the one who bore most bears least now.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from heapq import nsmallest
from typing import Literal

from tacit.model.people import Person
from tacit.rules.calendar import DAY, Interval, day_of, merge, working_spans
from tacit.text.spans import in_utc

MORNING, NIGHT = time(7), time(22)
STEP = timedelta(minutes=15)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Burden:
    """What somebody bears: minutes before or after their working hours."""

    person: str
    minutes: int
    side: Literal["early", "late"]


@dataclass(frozen=True, slots=True)
class Slot:
    start: datetime
    end: datetime
    bears: tuple[Burden, ...] = ()
    cost: int = 0  # of what is borne, weighed with what each bore before


@dataclass(frozen=True, slots=True)
class Wanted:
    """A meeting that looks for its time."""

    people: tuple[Person, ...]  # who must come
    length: timedelta
    earliest: datetime
    latest: datetime
    met: tuple[tuple[datetime, datetime, frozenset[str]], ...] = ()  # earlier meetings, and those that stand: with whom
    busy: Mapping[str, Sequence[Interval]] = field(default_factory=dict)  # by person, where other meetings stand


def find(wanted: Wanted, most: int = 5) -> tuple[Slot, ...]:
    """The fairest times, at most one a day; nothing where every hour is somebody's night or day off."""
    borne = past_burdens(wanted)
    shifts = {person.handle: _shifts(person, wanted.earliest, wanted.latest) for person in wanted.people}
    best: dict[str, Slot] = {}
    for start in _starts(wanted):
        slot = _slot(start, wanted, shifts, borne)
        day = start.date().isoformat()
        if day not in best or slot.cost < best[day].cost:
            best[day] = slot
    found = nsmallest(most, best.values(), key=lambda slot: (slot.cost, slot.start))
    # Where some times ask nothing of anybody, nobody is asked to give way.
    return tuple(slot for slot in found if not slot.cost or found[0].cost)


def freed_by(wanted: Wanted) -> tuple[str, ...]:
    """Of those who must come, each without whom there would be a time: they may read the notes instead."""
    return tuple(
        person.handle
        for person in wanted.people
        if len(wanted.people) > 2
        and next(_starts(replace(wanted, people=tuple(one for one in wanted.people if one != person))), None)
    )


def past_burdens(wanted: Wanted) -> dict[str, int]:
    """What each bore where at least two of them met."""
    handles = {person.handle for person in wanted.people}
    borne = dict.fromkeys(handles, 0)
    for start, end, who in wanted.met:
        if len(handles & who) < 2:
            continue
        for person in wanted.people:
            if person.handle in who:
                found = bears(person, start, end)
                borne[person.handle] += found.minutes if found else 0
    return borne


def bears(person: Person, start: datetime, end: datetime) -> Burden | None:
    """What somebody bears who meets then."""
    return burden(person, start, end, _shifts(person, start - DAY, end + DAY))


def burden(person: Person, start: datetime, end: datetime, shifts: Sequence[Interval]) -> Burden | None:
    """How far a meeting reaches out of their nearest shift; on a day off it takes all its length."""
    nearest = [(max(begin - start, end - finish), begin > start) for begin, finish in shifts if _is_near(begin, start)]
    reach, is_early = min(nearest, default=(end - start, False))
    minutes = int(reach / _MINUTE)
    return Burden(person.handle, minutes, "early" if is_early else "late") if minutes > 0 else None


def _is_near(shift: datetime, start: datetime) -> bool:
    return abs(shift - start) <= DAY


def _slot(start: datetime, wanted: Wanted, shifts: Mapping[str, Sequence[Interval]], borne: Mapping[str, int]) -> Slot:
    end = start + wanted.length
    found = (burden(person, start, end, shifts[person.handle]) for person in wanted.people)
    bears = tuple(one for one in found if one is not None)
    # What the squares of all that is borne grow by: (before + now)² − before².
    cost = sum(one.minutes * (2 * borne[one.person] + one.minutes) for one in bears)
    return Slot(start, end, bears, cost)


def _starts(wanted: Wanted) -> Iterator[datetime]:
    """Every quarter of an hour at which all could begin."""
    for begin, finish in _common(wanted):
        start = _on_the_quarter(begin)
        while start + wanted.length <= finish:
            yield start
            start += STEP


def _on_the_quarter(at: datetime) -> datetime:
    over = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if not over else at - over + STEP


def _common(wanted: Wanted) -> list[Interval]:
    """Where all are awake on a day of work, and in no other meeting."""
    common = [(in_utc(wanted.earliest), in_utc(wanted.latest))]
    for person in wanted.people:
        common = list(_both(common, _awake(person, wanted)))
        for begin, finish in merge(sorted(wanted.busy.get(person.handle, ()))):
            common = [piece for one in common for piece in _without(one, begin, finish)]
    return common


def _awake(person: Person, wanted: Wanted) -> list[Interval]:
    """Their workdays from seven to ten at night."""
    awake = replace(person.hours, start=MORNING, end=NIGHT)
    return _at_work(person, working_spans(awake, wanted.earliest, wanted.latest))


def _shifts(person: Person, start: datetime, end: datetime) -> list[Interval]:
    return _at_work(person, working_spans(person.hours, start - DAY, end + DAY))


def _at_work(person: Person, spans: Iterator[Interval]) -> list[Interval]:
    """Those of the spans that do not begin on a day of absence."""
    return [span for span in spans if not _is_away(person, span[0])]


def _is_away(person: Person, at: datetime) -> bool:
    day = day_of(at, person.hours.zone) if person.away else None
    return day is not None and any(first <= day <= last for first, last in person.away)


def _both(some: Sequence[Interval], others: Sequence[Interval]) -> Iterator[Interval]:
    """Where both are, each in order."""
    at = 0
    for begin, finish in some:
        while at < len(others) and others[at][1] <= begin:
            at += 1
        ahead = at
        while ahead < len(others) and others[ahead][0] < finish:
            yield max(begin, others[ahead][0]), min(finish, others[ahead][1])
            ahead += 1


def _without(span: Interval, begin: datetime, finish: datetime) -> Iterator[Interval]:
    if begin >= span[1] or finish <= span[0]:
        yield span
        return
    if span[0] < begin:
        yield span[0], begin
    if finish < span[1]:
        yield finish, span[1]
