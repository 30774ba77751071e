"""A protocol's course as a line that one can follow with a finger: states from top to bottom, acts that leave them,
and where each of those leads.

What leads to the next state goes straight down; all else leaves to the right and joins the line of where it leads.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from markupsafe import Markup

from tacit.model.protocol import ActRule, Protocol
from tacit.rules.course import TACIT, beginnings, cases_of, doers, landing
from tacit.rules.wording import with_article
from tacit.text.phrases import listed, spoken
from tacit.web.pictures.figure import BOLD, Table, cut, element, figure, number, width

_FONT = 12.5
_PILL, _ROW, _GAP = 24, 18, 12
_TRUNK, _LABEL, _LANE, _TURN = 15, 27, 13, 6
_LETTERS = 26  # of the names of acts in one line
_STATE = 190
_NARROWEST = 0.8  # of the widest font


@dataclass(frozen=True, slots=True)
class Step:
    """Acts that leave a state for the same ones; `alone`: those that only Tacit does."""

    acts: tuple[str, ...]
    to: tuple[str, ...]
    alone: bool


@dataclass(frozen=True, slots=True)
class _Exit:
    """Where a line begins beside the name of an act, and the state it leads to."""

    x: float
    y: float
    to: str
    alone: bool


def course(protocol: Protocol, here: str = "") -> Markup:
    """The picture of a kind; `here` is the state in which a record is."""
    drawn, exits, height, pills = _states(protocol, here)
    edge = max([*(each.x for each in exits), *(x for x, _ in pills.values()), *(_right(part) for part in drawn)])
    lanes = _lanes(exits, pills)
    wide = edge + 10 + _LANE * (max(lanes.values(), default=-1) + 1)
    lines = [_line(each, pills[each.to], edge + 10 + _LANE * lanes[each.to]) for each in exits]
    parts = [*lines, *(part.shown for part in drawn)]
    alone = any(step.alone for state in protocol.states for step in steps(protocol, state))
    title = f"The course of {with_article(protocol.kind)}"
    caption = "Slanted: what Tacit does by itself." if alone else ""
    return figure(
        "course", title, _told(protocol), parts, _table(protocol), height=height, width=wide + 2, caption=caption
    )


# -- what leads where


def steps(protocol: Protocol, state: str) -> tuple[Step, ...]:
    """What leaves the state, told together where it leads to the same; what stays comes first, what goes on last."""
    grouped: dict[tuple[tuple[str, ...], bool], list[str]] = {}
    for act in protocol.acts.values():
        if act.source is not None and state in act.source:
            grouped.setdefault((_targets(protocol, act, state), _alone(protocol, act, state)), []).append(act.name)
    found = [Step(tuple(acts), to, alone) for (to, alone), acts in grouped.items()]
    follows = _next(protocol, state)
    return tuple(sorted(found, key=lambda step: (step.to != (state,), step.to == (follows,))))


def _targets(protocol: Protocol, act: ActRule, state: str) -> tuple[str, ...]:
    found = {new for case in cases_of(protocol, act) for new in landing(act, state, case)}
    return tuple(name for name in protocol.states if name in found)


def _alone(protocol: Protocol, act: ActRule, state: str) -> bool:
    return _who(protocol, act, state) == (TACIT,)


def _who(protocol: Protocol, act: ActRule, state: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(who for case in cases_of(protocol, act) for who in doers(act, state, case)))


def _next(protocol: Protocol, state: str) -> str:
    after = protocol.states.index(state) + 1
    return protocol.states[after] if after < len(protocol.states) else ""


def _making(protocol: Protocol) -> tuple[str, ...]:
    return tuple(act.name for act in protocol.acts.values() if act.source is None)


# -- states and the names of acts, from top to bottom


@dataclass(frozen=True, slots=True)
class _Part:
    shown: Markup
    right: float


def _right(part: _Part) -> float:
    return part.right


Pills = dict[str, tuple[float, float]]  # state → its right end, and its middle


def _states(protocol: Protocol, here: str) -> tuple[list[_Part], list[_Exit], float, Pills]:
    parts: list[_Part] = []
    exits: list[_Exit] = []
    pills: Pills = {}
    first = beginnings(protocol)
    y = 4.0
    if making := _making(protocol):
        begun = Step(making, tuple(state for state in first if state != protocol.states[0]), alone=False)
        parts.append(_Part(element("circle", cx=_TRUNK, cy=y + 7, r=4, class_="begin"), _TRUNK))
        below = _row(begun, y - 2, protocol.states[0] in first, parts, exits)
        if protocol.states[0] in first:
            parts.insert(0, _down(y + 7, below + _GAP))
        y = below + _GAP
    for state in protocol.states:
        pills[state] = _pill(protocol, state, y, here, parts)
        top = y = y + _PILL
        for step in steps(protocol, state):
            stays = step.to == (state,)
            on = _next(protocol, state) in step.to
            left = () if stays else tuple(to for to in step.to if to != _next(protocol, state))
            y = _row(Step(step.acts, left, step.alone), y + 2, on, parts, exits, stays)
        y = _trunk(protocol, state, top, y, parts) + _GAP
    return parts, exits, y - _GAP + 3, pills


def _pill(protocol: Protocol, state: str, y: float, here: str, parts: list[_Part]) -> tuple[float, float]:
    name = cut(spoken(state), _STATE, _FONT + 0.5)
    long = width(name, _FONT + 0.5) * BOLD + 22
    kinds = ("final" if state in protocol.final else "", "here" if state == here else "")
    box = element(
        "rect", x=1, y=y + 0.5, width=long, height=_PILL - 1, rx=11.5, class_=" ".join(("state", *kinds)).strip()
    )
    parts.append(_Part(box, long + 1))
    if state in protocol.final:
        ring = element("rect", x=3.5, y=y + 3, width=long - 5, height=_PILL - 6, rx=9, class_="ring")
        parts.append(_Part(ring, long))
    class_ = "state here" if state == here else "state"
    text = element("text", name, x=1 + long / 2, y=y + 16.5, text_anchor="middle", class_=class_)
    parts.append(_Part(text, long))
    return long + 1, y + _PILL / 2


def _row(step: Step, y: float, on: bool, parts: list[_Part], exits: list[_Exit], stays: bool = False) -> float:
    """The names of acts beside the trunk; the y below them. Lines to other states begin behind the first of them."""
    kind = " ".join(filter(None, ("alone" if step.alone else "", "stays" if stays else "", "on" if on else "")))
    said = wrap(", ".join(step.acts), _LETTERS) or [""]
    for place, words in enumerate(said):
        shown = f"{words} ↺" if stays and place == len(said) - 1 else words
        baseline = y + _ROW * place + 13
        parts.append(
            _Part(element("text", shown, x=_LABEL, y=baseline, class_=kind or None), _LABEL + width(shown, _FONT))
        )
    start = _LABEL + width(said[0], _FONT) * _NARROWEST  # what of it is behind wider letters, they cover
    exits += [_Exit(start, y + 9, to, step.alone) for to in step.to]
    return y + _ROW * len(said)


def _trunk(protocol: Protocol, state: str, top: float, bottom: float, parts: list[_Part]) -> float:
    """The line beside the acts, which goes on to the next state where one of them leads there."""
    leaving = steps(protocol, state)
    on = any(_next(protocol, state) in step.to for step in leaving)
    if on:
        end = bottom + _GAP
        alone = all(step.alone for step in leaving if _next(protocol, state) in step.to)
        parts.insert(0, _down(top, end, alone))
    elif leaving:
        parts.insert(0, _Part(_path(f"M{_TRUNK} {number(top)}V{number(bottom - 9)}h{_LABEL - _TRUNK - 6}", False), 0))
    return bottom


def _down(top: float, bottom: float, alone: bool = False) -> _Part:
    line = _path(f"M{_TRUNK} {number(top)}V{number(bottom - 1)}", alone)
    return _Part(line + _arrow(_TRUNK, bottom, down=True), 0)


# -- lines to states that are not the next one


def _lanes(exits: Sequence[_Exit], pills: Pills) -> dict[str, int]:
    """To each state that lines lead to its own way down the right side; short ways are further in."""
    spans = {}
    for to in dict.fromkeys(each.to for each in exits):
        ys = [pills[to][1], *(each.y for each in exits if each.to == to)]
        spans[to] = (min(ys), max(ys))
    taken: list[list[tuple[float, float]]] = []
    found: dict[str, int] = {}
    for to in sorted(spans, key=lambda name: (spans[name][1] - spans[name][0], pills[name][1])):
        low, high = spans[to]
        free = (lane for lane, others in enumerate(taken) if all(high + 8 < a or b + 8 < low for a, b in others))
        lane = next(free, len(taken))
        taken[lane : lane + 1] = [[*(taken[lane] if lane < len(taken) else ()), spans[to]]]
        found[to] = lane
    return found


def _line(exit_: _Exit, pill: tuple[float, float], lane: float) -> Markup:
    """From the name of an act to the right, up or down the lane, and back into the state."""
    right, y = pill
    turn = _TURN if y > exit_.y else -_TURN
    course = (
        f"M{number(exit_.x)} {number(exit_.y)}H{number(lane - _TURN)}"
        f"Q{number(lane)} {number(exit_.y)} {number(lane)} {number(exit_.y + turn)}V{number(y - turn)}"
        f"Q{number(lane)} {number(y)} {number(lane - _TURN)} {number(y)}H{number(right + 2)}"
    )
    return _path(course, exit_.alone) + _arrow(right + 1, y)


def _path(course: str, alone: bool) -> Markup:
    return element("path", d=course, class_="edge alone" if alone else "edge")


def _arrow(x: float, y: float, down: bool = False) -> Markup:
    tail = "l-4-6h8z" if down else "l6-4v8z"
    return element("path", d=f"M{number(x)} {number(y)}{tail}", class_="arrow")


# -- in words


def _told(protocol: Protocol) -> str:
    first = [spoken(state) for state in beginnings(protocol)]
    last = [spoken(state) for state in protocol.final]
    said = f"It begins as {' or '.join(first)}"
    return f"{said} and ends as {' or '.join(last)}." if last else f"{said}."


def _table(protocol: Protocol) -> Table:
    rows = [
        ("new", act.name, listed(act.by.otherwise), " or ".join(beginnings(protocol)))
        for act in protocol.acts.values()
        if act.source is None
    ]
    rows += [
        (state, act.name, " or ".join(_who(protocol, act, state)), " or ".join(_targets(protocol, act, state)))
        for state, act in _leaving(protocol)
    ]
    return Table(("State", "Act", "By", "Leads to"), rows)


def _leaving(protocol: Protocol) -> Iterator[tuple[str, ActRule]]:
    for state in protocol.states:
        for act in protocol.acts.values():
            if act.source is not None and state in act.source:
                yield state, act
