"""Draws a protocol as text: what a record holds, the states it goes through, who owes what on the way."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import TypeVar
from unicodedata import east_asian_width

from tacit.model.protocol import ActRule, Choice, Field, PromiseRule, Protocol, Section
from tacit.rules.cases import settle, values
from tacit.rules.course import beginnings

T = TypeVar("T")

WIDTH = 96
_INDENT = "  "
_BETWEEN = " · "


def draw(protocol: Protocol) -> str:
    """The picture, in lines of at most some 96 columns."""
    blocks = (
        _head(protocol),
        _table("Fields", ((name, [_field(protocol, field)]) for name, field in protocol.fields.items())),
        _table("Roles", ((name, [[" or ".join(role.paths)]]) for name, role in protocol.roles.items())),
        _table("Sections", ((name, [_section(section)]) for name, section in protocol.sections.items())),
        _course(protocol),
        _table("Promises", ((name, _promise(protocol, promise)) for name, promise in protocol.promises.items())),
        _rhythm(protocol),
    )
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


# -- what a record holds


def _head(protocol: Protocol) -> list[str]:
    form = f" ({protocol.form})" if protocol.form else ""
    lines = wrap(protocol.title, WIDTH - len(_INDENT))
    lines.append(protocol.files + (f"  ⟶  {protocol.archive}" if protocol.archive else ""))
    return [f"{protocol.kind}{form}", *(f"{_INDENT}{line}" for line in lines)]


def _table(title: str, rows: Iterable[tuple[str, Iterable[Sequence[str]]]]) -> list[str]:
    """Names on the left, on the right what is said of each: paragraphs of phrases."""
    told = list(rows)
    if not told:
        return []
    width = min(max(_columns(name) for name, _ in told), 34)
    lines = [title.upper()]
    for name, paragraphs in told:
        said = [line for phrases in paragraphs for line in _flow(phrases, WIDTH - width - 2 * len(_INDENT))]
        for number, line in enumerate(said or [""]):
            lines.append(f"{_INDENT}{_padded(name if number == 0 else '', width)}{_INDENT}{line}".rstrip())
    return lines


def _flow(phrases: Iterable[str], room: int) -> list[str]:
    """Phrases in lines of that width, broken between them wherever one fits into a line."""
    lines: list[str] = []
    for phrase in phrases:
        if lines and _columns(lines[-1]) + len(_BETWEEN) + _columns(phrase) <= room:
            lines[-1] += _BETWEEN + phrase
        else:
            lines += wrap(phrase, room, subsequent_indent=_INDENT)
    return lines


def _columns(text: str) -> int:
    """How many columns of a terminal the text takes: many signs of East Asia and most emoji take two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _columns(text))


def _field(protocol: Protocol, field: Field) -> list[str]:
    type_ = {
        "choice": ", ".join(field.choices),
        "state": "the state",
        "rows": "rows of " + ", ".join(f"{name} ({type_})" for name, type_ in field.columns.items()),
    }.get(field.type, field.type)
    said = [type_, *_needed(field.needed)]
    if field.starts:
        said.append(f"at first {field.starts}")
    if field.by:
        said.append(f"set by {field.by}")
    if field.name in protocol.names:
        said.append(f"written {protocol.names[field.name]}")
    return said


def _section(section: Section) -> list[str]:
    said = [" or ".join(section.by), *_needed(section.needed)]
    if section.entries:
        said.append("one entry a person")
    if section.ticks:
        said.append(f"{len(section.ticks)} to tick" if len(section.ticks) > 1 else "to tick")
    if section.marked:
        said.append(" | ".join(section.marked))
    if section.sentences:
        said.append(f"at most {section.sentences} sentences")
    return said


def _needed(needed: Choice[bool]) -> Iterator[str]:
    if needed.on is None:
        if needed.otherwise:
            yield "needed"
        return
    wanted = [_when(needed.on, case) for case, is_ in needed.cases.items() if is_]
    if needed.otherwise:
        free = [_when(needed.on, case) for case, is_ in needed.cases.items() if not is_]
        yield f"needed, but not {' or '.join(free)}" if free else "needed"
    elif wanted:
        yield f"needed {' or '.join(wanted)}"


# -- the course


def _course(protocol: Protocol) -> list[str]:
    lines = ["COURSE"]
    told: set[str] = set()
    widths = _widths(protocol)
    making = [act for act in protocol.acts.values() if act.source is None]
    if making:
        lines.append(f"{_INDENT}+ a new record")
        for act in making:
            lines += [f"{_INDENT}│ {line}".rstrip() for line in _act(protocol, act, protocol.states[0], widths, told)]
        lines.append(f"{_INDENT}│")
    first = beginnings(protocol)
    for number, state in enumerate(protocol.states):
        lines.append(f"{_INDENT}{_sign(protocol, state, first)} {state}{_manner(protocol, state)}")
        acts = [act for act in protocol.acts.values() if act.source is not None and state in act.source]
        bar = "│" if number < len(protocol.states) - 1 else " "
        for act in acts:
            lines += [f"{_INDENT}{bar} {line}".rstrip() for line in _act(protocol, act, state, widths, told)]
        if bar == "│":
            lines.append(f"{_INDENT}{bar}")
    common = [act for act in ("edit", "comment") if act not in protocol.without and act not in protocol.acts]
    if common:
        where = "in every state that is not final" if protocol.final else "at any time"
        lines += ["", f"{_INDENT}{' and '.join(common)}: {where}"]
    return lines


def _sign(protocol: Protocol, state: str, first: tuple[str, ...]) -> str:
    if state in protocol.final:
        return "●"
    return "◉" if state in first else "○"


def _manner(protocol: Protocol, state: str) -> str:
    manners = [name for name, states in (("final", protocol.final), ("rests", protocol.rests)) if state in states]
    return f"  ({', '.join(manners)})" if manners else ""


def _widths(protocol: Protocol) -> tuple[int, int]:
    """Of the names of acts, and of those who do them."""
    names = max((len(name) for name in protocol.acts), default=0)
    doers = [
        _doer(protocol, act, state) for act in protocol.acts.values() for state in act.source or protocol.states[:1]
    ]
    return names, min(max((len(doer) for doer in doers), default=0), 30)


def _act(protocol: Protocol, act: ActRule, state: str, widths: tuple[int, int], told: set[str]) -> list[str]:
    """The act with those who do it and where it leads; what else it asks for is told once."""
    name, doers = widths
    lines = []
    targets = list(_targets(protocol, act, state))
    width = max(len(target) for target, _ in targets)
    for number, (target, when) in enumerate(targets):
        left = (
            f"{act.name:<{name}}  {_doer(protocol, act, state):<{doers}}" if number == 0 else " " * (name + 2 + doers)
        )
        lines.append(f"  {left}  {target:<{width}}  {when}".rstrip())
    if act.name not in told:
        told.add(act.name)
        indent = " " * (name + 4)
        lines += [f"{indent}{line}".rstrip() for line in _flow(_asks(protocol, act), WIDTH - 4 - len(indent))]
    return lines


def _doer(protocol: Protocol, act: ActRule, state: str) -> str:
    if act.by.on is None or act.by.on == "status":
        doers: tuple[str, ...] = settle(act.by, {}, state)
        return " or ".join(doers)
    return "; ".join(_each(protocol, act.by, " or ".join))


def _targets(protocol: Protocol, act: ActRule, state: str) -> Iterator[tuple[str, str]]:
    if act.to is None:
        yield "⟲", ""
        return
    if act.to.on is None or act.to.on == "status":
        target = act.to.cases.get(state, act.to.otherwise)
        yield ("⟲" if target == state else f"⟶ {target}"), ""
        return
    for case, target in act.to.cases.items():
        yield f"⟶ {target}", _when(act.to.on, case)
    if _has_else(protocol, act.to):
        yield f"⟶ {act.to.otherwise}", "else"


def _asks(protocol: Protocol, act: ActRule) -> Iterator[str]:
    if act.needs.on is not None or act.needs.otherwise:
        yield "needs " + "; ".join(_each(protocol, act.needs, ", ".join))
    for word, names in (("writes", act.writes), ("ticks", act.ticks), ("sets", act.sets)):
        if names:
            yield f"{word} {', '.join(names)}"
    yield from (f"marks {section} {mark}" for section, mark in act.marks.items())
    if act.because:
        yield "with a reason"
    if act.change:
        yield " or ".join(act.change)
    if act.guards.on is not None or act.guards.otherwise:
        yield "only if " + "; ".join(_each(protocol, act.guards, _guards))
    if act.then:
        yield f"then {' or '.join(act.then)}"
    if act.restarts:
        yield f"begins anew {', '.join(act.restarts)}"
    if act.opens:
        yield f"opens a record of kind {act.opens.kind}"
    if act.closes:
        yield f"closes its {act.closes}"
    for name, by in act.steps.items():
        yield f"{name} goes on by {by}" if by else f"one {name} up"
    yield from (f"does the act named in {act_} on {record}" for record, act_ in act.carries.items())
    if act.moves:
        yield "moves it to the archive"
    if act.tells:
        yield f"tells {', '.join(act.tells)}"
    if act.binding:
        yield "not for agents"


def _guards(guards: Mapping[str, str]) -> str:
    return " and ".join(f"{name} {argument}".rstrip().replace("_", " ") for name, argument in guards.items())


# -- promises


def _promise(protocol: Protocol, promise: PromiseRule) -> Iterator[list[str]]:
    who = f"each of {' and '.join(promise.who)}" if promise.each else " or ".join(promise.who)
    span = "".join(
        f", {word} {section} is filled"
        for word, section in (("once", promise.after), ("until", promise.until))
        if section
    )
    yield [who, f"in {' and '.join(promise.states)}{span}"]
    first, *others = _each(protocol, promise.within, str)
    yield [f"within {first}", *others]
    if promise.kept:
        yield [f"kept by {' or '.join(promise.kept)}"]
    first, *others = _each(protocol, promise.silence, ", else ".join)
    reminded = [f"reminded at {', '.join(f'{percent} %' for percent in promise.remind)}"] if promise.remind else []
    yield [*reminded, f"silence: {first}", *others]


def _rhythm(protocol: Protocol) -> list[str]:
    rhythm = protocol.rhythm
    if rhythm is None:
        return []
    on = f" on {rhythm.on}" if rhythm.on else ""
    who = ", ".join(rhythm.who)
    return ["RHYTHM", f"{_INDENT}every {rhythm.every}{on}, by {rhythm.by}, for {who}"]


# -- what hangs on something


def _each(protocol: Protocol, choice: Choice[T], written: Callable[[T], str]) -> Iterator[str]:
    """Each case with its value in words, the others last."""
    if choice.on is None:
        yield written(choice.otherwise)
        return
    for case, value in choice.cases.items():
        for said in _each(protocol, value, written) if isinstance(value, Choice) else (written(value) or "nothing",):
            yield f"{said} {_when(choice.on, case)}"
    if _has_else(protocol, choice) and written(choice.otherwise):
        yield f"else {written(choice.otherwise)}"


def _has_else(protocol: Protocol, choice: Choice[T]) -> bool:
    """Whether the cases that are named leave others."""
    if choice.gaps or choice.on is None:
        return False
    possible = protocol.states if choice.on == "status" else values(protocol, choice.on)
    return any(value not in choice.cases for value in possible)


def _when(on: str, case: str) -> str:
    return f"when {on} is {'empty' if case == 'None' else case}"
