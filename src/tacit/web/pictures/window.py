"""The time that people have to answer: how much of it is gone, who answered when, and who objects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Literal

from markupsafe import Markup

from tacit.text.phrases import listed
from tacit.web.pictures.figure import Table, cut, element, figure, rule, share, width

_PHONE = 320
_LAYER = 17
_SHAPES = {
    "approve": "M-5 0A5 5 0 1 1 5 0A5 5 0 1 1-5 0Z",
    "abstain": "M-5-2H5V2H-5Z",
    "object": "M0-7L7 0L0 7L-7 0Z",
}


@dataclass(frozen=True, slots=True)
class Answer:
    name: str
    at: datetime
    answer: Literal["approve", "abstain", "object"]


def window(
    opened: datetime, due: datetime, now: datetime, zone: tzinfo, answers: Sequence[Answer] = (), waiting: int = 0
) -> Markup:
    """From `opened` to `due`, on the reader's clock; `waiting` is how many have not answered."""

    def place(at: datetime) -> float:
        return min(max((at - opened) / (due - opened), 0.0), 1.0) if due > opened else 1.0

    told_in_order = sorted(answers, key=lambda each: each.at)
    labels = list(_layers([(place(each.at), cut(each.name, 120)) for each in told_in_order]))
    line = 16 + _LAYER * (max((layer for *_, layer in labels), default=-1) + 1)
    drawn = [
        element("rect", x=0, y=line - 2, width="100%", height=4, class_="bar"),
        element("rect", x=0, y=line - 2, width=share(place(now)), height=4, class_="done"),
        *_answers(told_in_order, labels, line),
        *_ends(opened, due, now, zone, place(now), line),
    ]
    rows = [(each.name, each.answer, _written(each.at, zone)) for each in told_in_order]
    table = Table(("Who", "Answer", "When"), rows)
    return figure(
        "window", "The time for answers", _told(told_in_order, due, zone, waiting), drawn, table, height=line + 30
    )


def _told(answers: Sequence[Answer], due: datetime, zone: tzinfo, waiting: int) -> str:
    parts = [f"It ends on {_written(due, zone)}."]
    if answers:
        parts.append(f"{listed([f'{each.name}: {each.answer}' for each in answers])}.")
    if waiting:
        parts.append(f"{waiting} {'has' if waiting == 1 else 'have'} not answered.")
    return " ".join(parts)


def _written(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%a %H:%M}"


def _layers(labels: Sequence[tuple[float, str]]) -> Iterator[tuple[float, str, int]]:
    """Each label as low as it has room, on the smallest screen."""
    ends: list[float] = []
    for place, name in labels:
        left, right = _sides(place, name)
        layer = next((layer for layer, end in enumerate(ends) if end <= left), len(ends))
        ends[layer : layer + 1] = [right + 8]
        yield place, name, layer


def _sides(place: float, name: str) -> tuple[float, float]:
    middle, half = place * _PHONE, width(name) / 2
    anchor = _anchor(place, half)
    left = middle - {"start": 0.0, "middle": half, "end": 2 * half}[anchor]
    return left, left + 2 * half


def _anchor(place: float, half: float) -> str:
    return "start" if place * _PHONE < half else "end" if (1 - place) * _PHONE < half else "middle"


def _answers(answers: Sequence[Answer], labels: Sequence[tuple[float, str, int]], line: float) -> Iterator[Markup]:
    for each, (place, name, layer) in zip(answers, labels, strict=True):
        y = line - 12 - _LAYER * layer
        if layer:
            yield rule(share(place), y + 3, line - 8, "grid")
        yield element("text", name, x=share(place), y=y, text_anchor=_anchor(place, width(name) / 2))
        shape = element("path", d=_SHAPES[each.answer], class_=each.answer)
        yield element("svg", shape, x=share(place), y=line, overflow="visible")


def _ends(opened: datetime, due: datetime, now: datetime, zone: tzinfo, place: float, line: float) -> Iterator[Markup]:
    yield element("text", _written(opened, zone), x=0, y=line + 24, class_="quiet")
    yield element("text", _written(due, zone), x="100%", y=line + 24, text_anchor="end", class_="quiet")
    if opened <= now < due:
        yield rule(share(place), line - 8, line + 8, "now")
        if 0.33 < place < 0.67:
            yield element("text", "now", x=share(place), y=line + 24, text_anchor="middle", class_="accent")
