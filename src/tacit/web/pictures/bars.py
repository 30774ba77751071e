"""Numbers side by side: how many promises each one has, how many voted how."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tacit.web.pictures.figure import PHONE, Table, cut, element, figure, number, share, width

_ROW, _BAR, _NAME = 26, 10, 86


@dataclass(frozen=True, slots=True)
class Bar:
    """`of_which` is the part that is set apart: of promises, those that are late."""

    name: str
    value: float
    of_which: float = 0


def bars(title: str, rows: Sequence[Bar], counted: str, of_which: str = "") -> Markup:
    """`counted` says what is (`promises`), `of_which` what is set apart of it (`late`)."""
    most = max((bar.value for bar in rows), default=0) or 1
    room = 1 - (max((width(_said(bar, of_which)) for bar in rows), default=0) + 10) / PHONE
    drawn = [part for place, bar in enumerate(rows) for part in _bar(bar, place, most, max(room, 0.2), of_which)]
    table = Table(
        ("Who or what", counted.capitalize(), *((of_which.capitalize(),) if of_which else ())),
        [(bar.name, number(bar.value), *((number(bar.of_which),) if of_which else ())) for bar in rows],
    )
    told = "; ".join(f"{bar.name}: {_said(bar, of_which)}" for bar in rows)
    return figure("bars", title, f"{told}." if told else "", drawn, table, height=_ROW * len(rows) + 2)


def _said(bar: Bar, of_which: str) -> str:
    """`3, 1 late`, and where all of it is so `3 late`."""
    if bar.of_which == bar.value:
        return f"{number(bar.value)} {of_which}" if bar.value else number(0)
    return f"{number(bar.value)}, {number(bar.of_which)} {of_which}" if bar.of_which else number(bar.value)


def _bar(bar: Bar, place: int, most: float, room: float, of_which: str) -> Iterator[Markup]:
    middle = _ROW * place + _ROW / 2
    long, part = (room * value / most for value in (bar.value, min(bar.of_which, bar.value)))
    yield element("text", cut(bar.name, _NAME), x=-10, y=middle + 4, text_anchor="end")
    yield element("rect", x=0, y=middle - _BAR / 2, width=share(long), height=_BAR, class_="work")
    if part:
        yield element("rect", x=0, y=middle - _BAR / 2, width=share(part), height=_BAR, class_="over")
    yield element("text", _said(bar, of_which), x=share(long), dx=7, y=middle + 4, class_="quiet")
