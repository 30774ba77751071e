"""A time to meet across the days of those who come: who is at work then, whose night is near, and who bears what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo

from markupsafe import Markup

from tacit.text.phrases import hours, listed
from tacit.web.pictures.bands import NAME, Span, Stretch, block
from tacit.web.pictures.figure import Table, cut, element, figure, rule, share

_ROW, _BAND, _TOP = 38, 12, 24
_STEP = 6  # hours between the marks of the clock


@dataclass(frozen=True, slots=True)
class Comer:
    """A person, with what they do around that time; `bears` is how much of it lies before or after their hours."""

    name: str
    zone: tzinfo
    work: Sequence[Span]
    night: Sequence[Span]
    away: Sequence[Span] = ()
    bears: int = 0
    early: bool = False


def slot(comers: Sequence[Comer], meeting: Span, around: Span, zone: tzinfo) -> Markup:
    """`around` are the hours that are shown, on the reader's clock in `zone`."""
    over = Stretch(around.start.astimezone(UTC), around.end.astimezone(UTC), zone)
    bottom = _TOP + _ROW * len(comers)
    drawn = [
        *(part for place, each in enumerate(comers) for part in _nights(over, each, place)),
        *_axis(over, bottom),
        *(part for place, each in enumerate(comers) for part in _days(over, each, meeting, place)),
        block(over, meeting, _TOP - 6, bottom - _TOP + 10, "slot"),
        *_named(over, meeting, bottom),
    ]
    title = f"The days around {meeting.start.astimezone(zone):%A %H:%M}"
    table = Table(
        ("Who", "Their time", "At work, their time", "Bears"),
        [
            (each.name, _clock(meeting, each.zone), over.written(over.within(each.work), each.zone), borne(each))
            for each in comers
        ],
    )
    caption = "Bars are hours of work, and shaded is night, from 22 to 7."
    if any(each.bears for each in comers):
        caption += " Outlined is what somebody bears besides."
    return figure("slots", title, _told(comers), drawn, table, height=bottom + 20, caption=caption)


def borne(comer: Comer) -> str:
    """`2 h 45 min after work`; empty where it is within their hours."""
    return f"{hours(comer.bears)} {'before' if comer.early else 'after'} work" if comer.bears else ""


def _told(comers: Sequence[Comer]) -> str:
    bear = [f"{each.name} {borne(each)}" for each in comers if each.bears]
    return f"{listed(bear)}." if bear else "Everybody is at work then."


def _clock(span: Span, zone: tzinfo) -> str:
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    return f"{start:%a %H:%M}–{end:%H:%M}"


def _nights(over: Stretch, comer: Comer, place: int) -> Iterator[Markup]:
    top = _TOP + _ROW * place
    for span in over.within(comer.night):
        yield block(over, span, top + 1, _ROW - 2, "night")


def _days(over: Stretch, comer: Comer, meeting: Span, place: int) -> Iterator[Markup]:
    middle = _TOP + _ROW * place + _ROW / 2
    yield element("text", cut(comer.name, NAME), x=-10, y=middle - 3, text_anchor="end")
    there = meeting.start.astimezone(comer.zone)
    yield element("text", f"{there:%a %H:%M}", x=-10, y=middle + 12, text_anchor="end", class_="quiet")
    for span in over.within(comer.away):
        yield block(over, span, middle - _BAND / 2, _BAND, "away")
    for span in over.within(comer.work):
        yield block(over, span, middle - _BAND / 2, _BAND, "work")
    if comer.bears:
        length = timedelta(minutes=comer.bears)
        begin, end = meeting.start, meeting.end
        span = Span(begin, begin + length) if comer.early else Span(end - length, end)
        yield from (block(over, part, middle - _BAND / 2, _BAND, "borne") for part in over.within([span]))


def _axis(over: Stretch, bottom: float) -> Iterator[Markup]:
    """Every sixth hour, and where a day begins which one."""
    at = over.start
    while at <= over.end:
        there = at.astimezone(over.zone)
        if there.hour % _STEP == 0:
            place = over.place(at)
            yield rule(share(place), _TOP - 6, bottom + 2, "grid")
            anchor = "start" if place < 0.05 else "end" if place > 0.95 else "middle"
            words = f"{there:%a}" if there.hour == 0 else f"{there:%H}"
            yield element("text", words, x=share(place), y=11, text_anchor=anchor, class_="quiet")
        at += timedelta(hours=1)


def _named(over: Stretch, meeting: Span, bottom: float) -> Iterator[Markup]:
    middle = over.place(meeting.start + (meeting.end - meeting.start) / 2)
    words = f"{over.clock(meeting.start)}–{over.clock(meeting.end)}"
    yield element("text", words, x=share(middle), y=bottom + 17, text_anchor="middle", class_="accent")
