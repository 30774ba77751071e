"""Promises as rows: what is owed, by when, who waits since when, what silence does, and the ways to keep it.

An inbox has many of them, so they are put together here and not by a template. Everything that somebody wrote is
escaped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from tacit.model.account import Need
from tacit.model.protocol import Protocol
from tacit.rules.access import may
from tacit.rules.world import ANYONE
from tacit.text.moments import period
from tacit.text.phrases import spoken
from tacit.web.visit import Visit
from tacit.work.present import url_of
from tacit.work.ways import Way, ways

Json = Mapping[str, Any]

_SHOWN = 3  # of those who wait
_KEPT = 1024  # shapes
_HOUR = len("09:00")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the rows of one promise of a kind have in common. Each way is written around the page and the title."""

    protocol: Protocol
    folder: str  # of its pages
    what: str
    ways: tuple[tuple[str, str, str], ...]


# A workspace has some hundred; they are made anew where a protocol was read anew.
_shapes: dict[tuple[int, str, bool], _Shape] = {}


class Rows:
    """The rows of one page. A `giver` looks at what others owe them; `whose` it is need not be said in each row."""

    def __init__(self, visit: Visit, *, giver: bool = False, whose: str | None = None) -> None:
        self._visit = visit
        self._clock = visit.clock
        self._giver = giver
        self._whose = whose or visit.person
        self._acts = not giver and may(visit.who, Need.ACT)
        self._names: dict[str, str] = {}
        self._today = self._clock.wall(visit.now.isoformat())[:-_HOUR]

    def of(self, promises: Sequence[Json]) -> Markup:
        return Markup("".join(map(self._row, promises)))  # noqa: S704

    def _row(self, one: Json) -> str:
        shape = _shape(self._visit.here.protocols[one["kind"]], one)
        title = _safe(_title(one))
        page = shape.folder if "period" in one else f"{shape.folder}/{_safe(one['record'])}"
        mine = self._acts and (self._visit.person in one["who"] or not one["who"])
        ways = "".join([f"{a}{page}{b}{title}{c}" for a, b, c in shape.ways]) if mine else ""
        acts = f'<div class="promise-acts">{ways}</div>' if ways else ""
        return (
            f'<li class="promise{" is-late" if one["late"] else ""}"><div class="promise-when">{self._when(one["due"])}'
            f'</div><div><a class="promise-title" href="{page}">{title}</a><p class="soft">{self._why(one, shape)}</p>'
            f"{acts}</div></li>\n"
        )

    def _when(self, due: str | None) -> str:
        if not due:
            return '<span class="soft">no time</span>'
        words, urgency = self._clock.until(due)
        marked = f' class="{urgency}"' if urgency else ""
        return f'<time datetime="{due}"{marked}>{words}</time> <span class="soft">{self._clock.wall(due)}</span>'

    def _why(self, one: Json, shape: _Shape) -> str:
        parts = [f"for {_safe(period(one['period']))}" if "period" in one else shape.what]
        owing, waiting, since = one["party"], one["owed_to"], one["since"]
        if self._giver:
            parts.append(f"{self._name(owing)} {'owe' if owing == self._visit.person else 'owes'} it")
        elif self._whose and owing not in (self._whose, ANYONE):
            parts.append(f"{'as' if owing in self._visit.here.teams else 'for'} {self._name(owing)}")
        if since:
            waits = f"{self._waiting(waiting)} " if waiting and not self._giver else ""
            parts.append(f"{waits}since {self._since(since)}")
        if one["silence"] not in ("", "remind"):
            parts.append(_silence(one["silence"]))
        return " · ".join(parts)

    def _since(self, at: str) -> str:
        """The hour of today, else the day."""
        wall = self._clock.wall(at)
        return wall[-_HOUR:] if wall[:-_HOUR] == self._today else wall[:-_HOUR].rstrip()

    def _waiting(self, parties: Sequence[str]) -> str:
        names = [self._name(party) for party in parties[:_SHOWN]]
        if len(parties) > _SHOWN:
            return f"{', '.join(names)} and {len(parties) - _SHOWN} more wait"
        if len(names) == 1:
            return f"{names[0]} {'wait' if parties[0] == self._visit.person else 'waits'}"
        return f"{', '.join(names[:-1])} and {names[-1]} wait"

    def _name(self, party: str) -> str:
        found = self._names.get(party)
        if found is None:
            found = self._names[party] = "you" if party == self._visit.person else _safe(self._visit.called(party))
        return found


def _title(one: Json) -> str:
    named: str = one["title"] or one["record"]
    return f"{spoken(one['kind']).capitalize()}: {named}" if "period" in one else named


def _shape(protocol: Protocol, one: Json) -> _Shape:
    turn = "period" in one
    key = id(protocol), one["promise"], turn
    found = _shapes.get(key)
    if found is None or found.protocol is not protocol:
        if len(_shapes) >= _KEPT:
            _shapes.clear()
        kind, promise = spoken(one["kind"]), spoken(one["promise"])
        folder = f"/new/{_safe(one['kind'])}" if turn else url_of("", protocol).rstrip("/")
        known = ways(protocol, one["promise"], one["kept_by"])
        found = _shapes[key] = _Shape(
            protocol,
            folder,
            _safe(kind if turn or kind == promise else f"{kind}: {promise}"),
            (_written("Write it", ""),) if turn else tuple(_way(each) for each in known),
        )
    return found


def _way(way: Way) -> tuple[str, str, str]:
    """What needs nothing but to be done is a button; the rest is a way to the page where it is done."""
    label, path = _safe(spoken(way.act).capitalize()), f"/{_safe(way.act)}"
    if way.at_once:
        head, middle, tail = (
            '<form method="post" action="',
            f'{path}"><button class="small">{label}',
            "</button></form>",
        )
        return head, f'{middle}<span class="hidden">: ', f"</span>{tail}"
    return _written(label, path)


def _written(label: str, path: str) -> tuple[str, str, str]:
    return '<a class="button small" href="', f'{path}">{label}<span class="hidden">: ', "</span></a>"


@lru_cache(maxsize=_KEPT)
def _silence(written: str) -> str:
    """`decide, extend, escalate`, each where those before it may not be done; only a reminder comes in any case."""
    said = [spoken(each) for each in written.split(", ") if each != "remind"]
    return _safe(f"silence will {', else '.join(said)}")


def _safe(text: str) -> str:
    return str(escape(text))
