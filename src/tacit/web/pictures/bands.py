"""One day as bands: who is at work when, on the reader's clock, and when all of them or most are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

from markupsafe import Markup

from tacit.text.phrases import listed
from tacit.web.pictures.figure import Table, cut, element, figure, rule, share

_ROW, _BAND, _TOP = 26, 12, 22
NAME = 86  # pixels for names, beside the bands
_HOURS = (0, 6, 12, 18)
_MOST = 2 / 3


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment to another, both with a zone."""

    start: datetime
    end: datetime


def spans(told: Iterable[Mapping[str, str]]) -> list[Span]:
    """As use cases tell them: from an instant to another."""
    return [Span(datetime.fromisoformat(one["from"]), datetime.fromisoformat(one["to"])) for one in told]


@dataclass(frozen=True, slots=True)
class Row:
    """A person: when they are at work and when away, at any time around the day; `zone` is their own."""

    name: str
    work: Sequence[Span]
    away: Sequence[Span] = ()
    zone: tzinfo | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some hours on the reader's clock, from the left to the right of a picture."""

    start: datetime
    end: datetime
    zone: tzinfo

    def place(self, at: datetime) -> float:
        return (at - self.start) / (self.end - self.start)

    def within(self, spans: Sequence[Span]) -> list[Span]:
        """What of them lies in it, in order, and one where they touch or overlap."""
        found: list[Span] = []
        for span in sorted(spans, key=lambda each: each.start):
            start, end = max(span.start, self.start), min(span.end, self.end)
            if found and start <= found[-1].end and end > start:
                found[-1] = Span(found[-1].start, max(found[-1].end, end))
            elif end > start:
                found.append(Span(start, end))
        return found

    def clock(self, at: datetime, zone: tzinfo | None = None) -> str:
        if zone is None and at == self.end:
            return "24:00"
        return f"{at.astimezone(zone or self.zone):%H:%M}"

    def written(self, spans: Sequence[Span], zone: tzinfo | None = None) -> str:
        return ", ".join(f"{self.clock(span.start, zone)}–{self.clock(span.end, zone)}" for span in spans)


def bands(rows: Sequence[Row], day: date, zone: tzinfo, now: datetime | None = None) -> Markup:
    """The day from midnight to midnight in `zone`, the reader's; `now` is marked where it is on that day."""
    over = _day(day, zone)
    work = [_without(over.within(row.work), over.within(row.away)) for row in rows]
    every, most = _together(work)
    bottom = _TOP + _ROW * len(rows)
    shade = (("most", most), ("all", every))
    drawn = [
        *(block(over, span, 0, bottom - _TOP + 8, class_, _TOP - 6) for class_, spans in shade for span in spans),
        *_axis(over, bottom),
        *(part for place, row in enumerate(rows) for part in _row(over, row, work[place], place)),
        *_now(over, now, bottom),
    ]
    title = f"Who is at work on {day:%A}, {day.day} {day:%B}"
    told = _told(over, work, every, most)
    table = Table(
        ("Who", "At work, your time", "Their time", "Away"),
        [
            (
                row.name,
                over.written(here) or "not at work",
                over.written(here, row.zone) if row.zone else "",
                over.written(over.within(row.away)),
            )
            for row, here in zip(rows, work, strict=True)
        ],
    )
    return figure("bands", title, told, drawn, table, height=bottom + 18, caption=told)


def _day(day: date, zone: tzinfo) -> Stretch:
    """Counted in UTC, for a day may have 23 or 25 hours."""
    start, end = (datetime.combine(each, time(), zone) for each in (day, day + timedelta(days=1)))
    return Stretch(start.astimezone(UTC), end.astimezone(UTC), zone)


def _without(spans: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    left = list(spans)
    for hole in holes:
        parts = ((Span(s.start, min(s.end, hole.start)), Span(max(s.start, hole.end), s.end)) for s in left)
        left = [part for pair in parts for part in pair if part.end > part.start]
    return left


def _together(work: Sequence[Sequence[Span]]) -> tuple[list[Span], list[Span]]:
    """When all who work on this day do, and when most of them do."""
    there = [spans for spans in work if spans]
    if len(there) < 2:
        return [], []
    moments = sorted({moment for spans in there for span in spans for moment in (span.start, span.end)})
    found: tuple[list[Span], list[Span]] = ([], [])
    for start, end in pairwise(moments):
        count = sum(any(span.start <= start and end <= span.end for span in spans) for spans in there)
        for least, spans in zip((len(there), _MOST * len(there)), found, strict=True):
            if count >= max(least, 2):
                joined = spans and spans[-1].end == start
                spans.append(Span(spans.pop().start if joined else start, end))
    return found


def _told(over: Stretch, work: Sequence[object], every: Sequence[Span], most: Sequence[Span]) -> str:
    there = sum(bool(spans) for spans in work)
    if there < 2:
        return "Nobody is at work on this day." if there == 0 else "One person is at work on this day."
    at_once = "Both are at work" if there == 2 else f"All {there} are at work"
    if every:
        return f"{at_once} {listed([over.written([span]) for span in every])}."
    if most:
        return f"Never all {there} at once; most are at work {listed([over.written([span]) for span in most])}."
    return "No time of the day at which most are at work."


def block(over: Stretch, span: Span, y: float, height: float, class_: str, top: float = 0) -> Markup:
    left, right = over.place(span.start), over.place(span.end)
    return element("rect", x=share(left), width=share(right - left), y=top + y, height=height, class_=class_)


def _axis(over: Stretch, bottom: float) -> Iterator[Markup]:
    day = over.start.astimezone(over.zone).date()
    for hour in (*_HOURS, 24):
        at = over.end if hour == 24 else datetime.combine(day, time(hour), over.zone)
        x = share(over.place(at))
        yield rule(x, _TOP - 6, bottom + 2, "grid")
        anchor = {0: "start", 24: "end"}.get(hour, "middle")
        yield element("text", f"{hour:02}", x=x, y=11, text_anchor=anchor, class_="quiet")


def _row(over: Stretch, row: Row, work: Sequence[Span], place: int) -> Iterator[Markup]:
    middle = _TOP + _ROW * place + _ROW / 2
    yield element("text", cut(row.name, NAME), x=-10, y=middle + 4, text_anchor="end")
    yield element("line", x1="0", x2="100%", y1=middle, y2=middle, class_="grid")
    for span in over.within(row.away):
        yield block(over, span, middle - _BAND / 2, _BAND, "away")
    for span in work:
        yield block(over, span, middle - _BAND / 2, _BAND, "work")


def _now(over: Stretch, now: datetime | None, bottom: float) -> Iterator[Markup]:
    if now is None or not over.start <= now < over.end:
        return
    place = over.place(now)
    yield rule(share(place), _TOP - 6, bottom + 4, "now")
    anchor = "start" if place < 0.15 else "end" if place > 0.85 else "middle"
    words = f"now {over.clock(now)}"
    yield element("text", words, x=share(place), y=bottom + 16, text_anchor=anchor, class_="accent")
