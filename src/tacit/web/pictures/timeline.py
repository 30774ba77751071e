"""Milestones against time: where each should be, where it is, and what came later than it was said."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from tacit.text.phrases import listed, several
from tacit.web.pictures.figure import BOLD, PHONE, Table, cut, element, figure, rule, share, width

_ROW, _TOP, _BAR = 42, 20, 6
_EDGE = 0.02  # of the width, on either side
_LABELS = 6
_DAYS = (7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)


@dataclass(frozen=True, slots=True)
class Milestone:
    """`done` is in per cent; `finished` is the day on which it was complete."""

    name: str
    target: date
    starts: date | None = None
    done: int = 0
    complete: bool = False
    finished: date | None = None
    lead: str = ""


@dataclass(frozen=True, slots=True)
class _Scale:
    first: date
    last: date

    def place(self, day: date) -> float:
        days = (self.last - self.first).days or 1
        return _EDGE + (1 - 2 * _EDGE) * (day - self.first).days / days


def timeline(milestones: Sequence[Milestone], today: date) -> Markup:
    scale = _scale(milestones, today)
    bottom = _TOP + _ROW * len(milestones)
    drawn = [
        *_ticks(scale, bottom),
        *_today(scale, today, bottom),
        *(part for place, each in enumerate(milestones) for part in _milestone(scale, each, today, place)),
    ]
    rows = [
        (
            each.name,
            each.lead,
            each.starts.isoformat() if each.starts else "",
            each.target.isoformat(),
            "100 %" if each.complete else f"{each.done} %",
            standing(each, today),
        )
        for each in milestones
    ]
    table = Table(("Milestone", "Lead", "Begins", "Target", "Done", "How it stands"), rows)
    return figure("timeline", "Milestones against time", _told(milestones, today), drawn, table, height=bottom + 20)


def standing(milestone: Milestone, today: date) -> str:
    """How it stands, in words: `done`, `2 days late`, `in 5 days`."""
    if milestone.complete:
        late = (milestone.finished - milestone.target).days if milestone.finished else 0
        return f"done, {several(late, 'day')} late" if late > 0 else "done"
    left = (milestone.target - today).days
    if left < 0:
        return f"{several(-left, 'day')} late"
    return f"in {several(left, 'day')}" if left else "today"


def _told(milestones: Sequence[Milestone], today: date) -> str:
    return f"{listed([f'{each.name}: {standing(each, today)}' for each in milestones])}." if milestones else ""


def _scale(milestones: Sequence[Milestone], today: date) -> _Scale:
    days = [day for each in milestones for day in (each.starts, each.target, each.finished) if day] + [today]
    first, last = min(days), max(days)
    return _Scale(first, max(last, first + timedelta(days=7)))


def _milestone(scale: _Scale, each: Milestone, today: date, place: int) -> Iterator[Markup]:
    top = _TOP + _ROW * place
    said = f"{_written(each.target)} · {standing(each, today)}"
    late = not each.complete and each.target < today
    yield element("text", said, x="100%", y=top + 16, text_anchor="end", class_="late" if late else "quiet")
    yield element("text", cut(each.name, (PHONE + 66 - width(said)) / BOLD), x="0", y=top + 16, class_="name")
    y = top + 24
    end = scale.place(each.target)
    start = scale.place(each.starts) if each.starts and each.starts < each.target else end
    part = 1.0 if each.complete else min(max(each.done, 0), 100) / 100
    yield _bar(start, end, y, "bar")
    if part:
        yield _bar(start, start + (end - start) * part, y, "done")
    over = each.finished if each.complete else today
    if over and over > each.target:
        yield _bar(end, scale.place(over), y, "over")
    yield element("svg", _mark(each, late), x=share(end), y=y + _BAR / 2, overflow="visible")


def _bar(start: float, end: float, y: float, class_: str) -> Markup:
    return element("rect", x=share(start), width=share(end - start), y=y, height=_BAR, class_=class_)


def _mark(each: Milestone, late: bool) -> Markup:
    """The day it should be there: full where it is."""
    class_ = "target full" if each.complete else "target late" if late else "target"
    return element("path", d="M0-7L7 0L0 7L-7 0Z", class_=class_)


def _ticks(scale: _Scale, bottom: float) -> Iterator[Markup]:
    yield element("line", x1="0", x2="100%", y1=bottom + 2, y2=bottom + 2, class_="grid")
    right = 0.0
    for day, words in _marked_days(scale):
        place = scale.place(day)
        yield rule(share(place), _TOP, bottom + 2, "grid")
        half = width(words) / 2 / (PHONE + 60)
        if right <= place - half and place + half <= 1:  # elsewhere it would cover another one
            right = place + half + 0.03
            yield element("text", words, x=share(place), y=bottom + 16, text_anchor="middle", class_="quiet")


def _marked_days(scale: _Scale) -> Iterator[tuple[date, str]]:
    """Mondays of a short time, beginnings of months of a longer one."""
    span = (scale.last - scale.first).days
    step = next((days for days in _DAYS if span / days <= _LABELS), None)
    if step:
        day = scale.first + timedelta(days=-scale.first.weekday() % 7)
        while day <= scale.last:
            yield day, _written(day)
            day += timedelta(days=step)
        return
    months = next((count for count in _MONTHS if span / 30.4 / count <= _LABELS), _MONTHS[-1])
    count = scale.first.year * 12 + scale.first.month
    count += -(count - 1) % months if months > 1 else 0
    while (day := date((count - 1) // 12, (count - 1) % 12 + 1, 1)) <= scale.last:
        if day >= scale.first:
            yield day, f"{day:%Y}" if months >= 12 or (day.month == 1 and span > 300) else f"{day:%b}"
        count += months


def _written(day: date) -> str:
    return f"{day.day} {day:%b}"


def _today(scale: _Scale, today: date, bottom: float) -> Iterator[Markup]:
    place = scale.place(today)
    yield rule(share(place), _TOP - 4, bottom + 2, "now")
    anchor = "start" if place < 0.15 else "end" if place > 0.85 else "middle"
    yield element("text", f"today, {_written(today)}", x=share(place), y=11, text_anchor=anchor, class_="accent")
