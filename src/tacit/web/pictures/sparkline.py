"""How a number went, week by week: a line as small as a word, and its last value in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tacit.web.pictures.figure import Table, element, figure, number

_WIDTH, _HEIGHT, _TOP, _BOTTOM, _LINE = 200, 36, 7, 29, 140


@dataclass(frozen=True, slots=True)
class Point:
    """One week; None where nobody said anything."""

    label: str
    value: float | None


def sparkline(title: str, points: Sequence[Point], low: float = 1, high: float = 5, unit: str = "") -> Markup:
    """The values between `low` and `high`. A week without one is a gap, and the last one that there is has a dot."""
    said = [(place, point.value) for place, point in enumerate(points) if point.value is not None]
    step = _LINE / max(len(points) - 1, 1)

    def at(place: int, value: float) -> tuple[float, float]:
        part = (min(max(value, low), high) - low) / ((high - low) or 1)
        return 6 + place * step, _BOTTOM - part * (_BOTTOM - _TOP)

    drawn = [element("line", x1=6, x2=6 + _LINE, y1=y, y2=y, class_="grid") for y in (_TOP, _BOTTOM)]
    for run in _runs(said):
        places = [at(place, value) for place, value in run]
        drawn.append(element("polyline", points=" ".join(f"{number(x)},{number(y)}" for x, y in places), class_="line"))
        drawn += [element("circle", cx=x, cy=y, r=1.8, class_="point") for x, y in places]
    if said:
        x, y = at(*said[-1])
        drawn.append(element("circle", cx=x, cy=y, r=4, class_="last"))
        drawn.append(element("text", _value(said[-1][1], unit), x=_LINE + 18, y=22.5, class_="name"))
    rows = [(point.label, "nothing said" if point.value is None else _value(point.value, unit)) for point in points]
    table = Table(("When", title), rows)
    told = in_words([value for _, value in said], high, unit)
    return figure("sparkline", title, told, drawn, table, height=_HEIGHT, width=_WIDTH)


def in_words(values: Sequence[float], high: float = 5, unit: str = "") -> str:
    """`4 of 5, up from 3 before`."""
    if not values:
        return "Nothing said yet."
    now = _value(values[-1], unit) if unit else f"{number(values[-1])} of {number(high)}"
    if len(values) == 1:
        return f"{now}."
    before = _value(values[-2], unit)
    if values[-1] == values[-2]:
        return f"{now}, as before."
    return f"{now}, {'up' if values[-1] > values[-2] else 'down'} from {before} before."


def _value(value: float, unit: str) -> str:
    return f"{number(value)} {unit}" if unit else number(value)


def _runs(said: Sequence[tuple[int, float]]) -> Iterator[list[tuple[int, float]]]:
    """Values of weeks that follow each other."""
    run: list[tuple[int, float]] = []
    for place, value in said:
        if run and run[-1][0] != place - 1:
            yield run
            run = []
        run.append((place, value))
    if run:
        yield run
