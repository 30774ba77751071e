"""Rows of a list of records. Of these a page has fifty, so they are put together here and not by the template: that
takes a tenth of the time. Everything that somebody wrote is escaped."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any

from markupsafe import Markup

from tacit.rules.calendar import zone
from tacit.rules.world import TACIT
from tacit.text.past import past
from tacit.text.phrases import city, several, spoken
from tacit.web.rendering import day_of, distance_to
from tacit.web.visit import Visit

_SHOWN = 3  # parties of one field
_SAID = {"approve": "approved", "abstain": "abstained", "replied": "answered"}


def rows(visit: Visit, records: Sequence[Mapping[str, Any]]) -> Markup:
    days: dict[str, str] = {}
    return Markup("".join(_row(visit, one, days) for one in records))  # noqa: S704


def _row(visit: Visit, one: Mapping[str, Any], days: dict[str, str]) -> str:
    owed = one["owed"][0] if one["owed"] else None
    load = one.get("load")
    told = _load(load) if load else _waits(visit, one, owed, days)
    return (
        f'<tr><th scope="row"><a class="row-title" href="{escape(one["url"])}">{escape(one["title"] or one["id"])}</a>'
        f"{_about(visit, one)}</th><td>{_status(one['status'])}</td>"
        f'<td class="waits">{told}</td><td class="when">{_when(visit, one, owed, days)}</td></tr>\n'
    )


def _when(visit: Visit, one: Mapping[str, Any], owed: Mapping[str, Any] | None, days: dict[str, str]) -> str:
    """By when, else since when; of a person until when they are at work, or when they are back."""
    moment = one.get("moment")
    if moment:
        if moment["at_work"]:
            return f'<span class="good">until {visit.clock.local(moment["until"]):%H:%M}</span>'
        words = "away" if moment["away"] else ""
        back = f"back {visit.clock.distance(moment['back'])}" if moment["back"] else ""
        return f'<span class="soft">{", ".join(filter(None, (words, back)))}</span>'
    if owed and owed["due"]:
        return distance_to(visit, owed["due"])
    day = one["settled_on"] or one["updated"] or one["created"] or ""
    return f'<span class="soft">{_day(visit, day, days)}</span>'


def _load(load: Mapping[str, int]) -> str:
    if not load["promises"]:
        return '<span class="soft">owes nothing</span>'
    late = f', <span class="late">{load["late"]} late</span>' if load["late"] else ""
    return f"{several(load['promises'], 'promise')}{late}"


@lru_cache(maxsize=512)
def _status(name: str) -> str:
    return f'<span class="status" data-status="{escape(name)}">{escape(_spoken(name))}</span>'


@lru_cache(maxsize=1024)
def _spoken(name: str) -> str:
    return spoken(name)


def _about(visit: Visit, one: Mapping[str, Any]) -> str:
    """Whose it is, whom it asks, and what is unusual about it."""
    if "broken" in one:
        return f'<span class="soft-line late">cannot be read: line {one["broken"]["line"]}</span>'
    parts = [_parties(visit, each["field"], each["parties"]) for each in one["parties"]]
    person = visit.here.people.get(one["id"])
    if person is not None:
        there = visit.now.astimezone(zone(person.hours.zone))
        parts.append(f"{there:%a %H:%M} in {city(person.hours.zone)}")
    parts += [_spoken(word) for word in one["unusual"]]
    return f'<span class="soft-line">{escape(" · ".join(parts))}</span>' if parts else ""


def _parties(visit: Visit, field: str, parties: Sequence[str]) -> str:
    more = f" and {len(parties) - _SHOWN} more" if len(parties) > _SHOWN else ""
    return f"{_spoken(field)} {', '.join(visit.called(party) for party in parties[:_SHOWN])}{more}"


def _waits(visit: Visit, one: Mapping[str, Any], owed: Mapping[str, Any] | None, days: dict[str, str]) -> str:
    """Who owes something on it, since when, and how those who are asked have answered; of one that is settled how it
    came to that."""
    said = ""
    if owed:
        more = f", and {len(one['owed']) - 1} more" if len(one["owed"]) > 1 else ""
        said = (
            f'{escape(visit.called(owed["party"]))} <span class="soft">{escape(_spoken(owed["promise"]))}{more}</span>'
        )
    elif one["settled_on"]:
        said = _outcome(visit, one["outcome"]) if one["outcome"] else ""
    else:
        said = '<span class="soft">nobody</span>'
    if one["answers"]:
        return f'{said}<span class="soft-line">{_answers(visit, one["answers"])}</span>'
    if owed and owed["since"]:
        return f'{said}<span class="soft-line">since {_day(visit, owed["since"], days)}</span>'
    return said


def _outcome(visit: Visit, outcome: Mapping[str, Any]) -> str:
    """`silence decided`, `Fumi withdrew`, or which record counts in place of it."""
    instead = outcome["instead"]
    if instead:
        title = escape(instead["title"])
        return f'see <a href="{escape(instead["url"])}">{title}</a>' if instead["url"] else f"see {title}"
    if not outcome["act"]:
        return '<span class="soft">changed by hand</span>'
    if outcome["how"] == "consent":
        return "nobody objected"
    party = outcome["party"] if outcome["party"] in visit.here.teams else outcome["person"]
    who = "silence" if outcome["how"] == "silence" else "Tacit" if party == TACIT else visit.called(party)
    return escape(f"{who} {_did(outcome['act'])}")


@lru_cache(maxsize=512)
def _did(act: str) -> str:
    return past(act)


def _answers(visit: Visit, answers: Sequence[Mapping[str, Any]]) -> str:
    dots = "".join(f'<i class="{each["answer"] or "none"}"></i>' for each in answers)
    given = [each["answer"] for each in answers]
    against = ", ".join(visit.called(each["party"]) for each in answers if each["answer"] == "object")
    said = [f'<span class="late">{escape(against)} objected</span>'] if against else []
    said += [f"{given.count(answer)} {word}" for answer, word in _SAID.items() if answer in given]
    if None in given:
        said.append(f"{given.count(None)} of {len(given)} said nothing")
    return f'<span class="answers" aria-hidden="true">{dots}</span>{", ".join(said)}'


def _day(visit: Visit, at: str, days: dict[str, str]) -> str:
    found = days.get(at)
    if found is None:
        found = days[at] = day_of(visit, at)
    return found
