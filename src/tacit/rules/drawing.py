"""Draws a protocol as text: what a record holds, the states it goes through, who owes what on the way. The same in
words without the drawing, for those who lay it out themselves.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from unicodedata import east_asian_width

from tacit.model.clock import Clock
from tacit.model.protocol import ActRule, Choice, Field, Opens, PromiseRule, Protocol, Rhythm, Section
from tacit.rules.cases import settle, values
from tacit.rules.course import beginnings

T = TypeVar("T")

WIDTH = 80  # what every terminal has
_INDENT = "  "
_BETWEEN = " · "
_ELSE = "else"
_NONE, _EMPTY = "None", "empty"

Conditions = tuple[tuple[str, str], ...]  # fields or sections with the case that holds of each


def draw(protocol: Protocol) -> str:
    """The picture, in lines of `WIDTH` columns wherever that can be."""
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


@dataclass(frozen=True, slots=True)
class ActInWords:
    name: str
    states: tuple[str, ...]  # in which it is done; none for the act that makes a record
    who: tuple[str, ...]
    leads: tuple[tuple[str, str], ...]  # a state, and when; none where the state stays
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InWords:
    """A protocol, piece by piece: each with the phrases that are said of it."""

    fields: Mapping[str, Sequence[str]]
    sections: Mapping[str, Sequence[str]]
    acts: tuple[ActInWords, ...]
    promises: Mapping[str, Sequence[Sequence[str]]]
    rhythm: tuple[str, ...]


def in_words(protocol: Protocol) -> InWords:
    return InWords(
        {name: [said for said in _field(protocol, field) if said] for name, field in protocol.fields.items()},
        {name: [said for said in _section(section) if said] for name, section in protocol.sections.items()},
        tuple(_act_in_words(protocol, act) for act in protocol.acts.values()),
        {name: [[*filter(None, said)] for said in _promise(protocol, one)] for name, one in protocol.promises.items()},
        tuple(_said_of_rhythm(protocol.rhythm)) if protocol.rhythm else (),
    )


def _act_in_words(protocol: Protocol, act: ActRule) -> ActInWords:
    states = act.source if act.source is not None else protocol.states[:1]
    leads = {lead: None for state in states for lead in _leads(protocol, act, state if act.source is not None else "")}
    return ActInWords(
        act.name,
        act.source or (),
        tuple(dict.fromkeys(_doer(protocol, act, state) for state in states)),
        tuple(leads),
        tuple(_asks(protocol, act)),
    )


# -- what a record holds


def _head(protocol: Protocol) -> list[str]:
    form = f" ({protocol.form})" if protocol.form else ""
    lines = _wrap(protocol.title, WIDTH - len(_INDENT))
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
    for phrase in filter(None, phrases):
        if lines and _columns(lines[-1]) + len(_BETWEEN) + _columns(phrase) <= room:
            lines[-1] += _BETWEEN + phrase
        else:
            lines += _wrap(phrase, room, _INDENT)
    return lines


def _wrap(text: str, room: int, indent: str = "") -> list[str]:
    """Words in lines of that width, in columns of a terminal; all but the first are indented."""
    lines: list[str] = []
    for word in text.split():
        if lines and _columns(lines[-1]) + 1 + _columns(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append((indent if lines else "") + word)
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
    said = [type_, needed_in_words(field.needed)]
    said += _kept_in_order(field)
    if field.starts:
        said.append(f"at first {_FIRST.get(field.starts_as, '{}').format(field.starts)}")
    if field.by:
        said.append(f"set by {field.by}")
    if field.name in protocol.names:
        said.append(f"written {protocol.names[field.name]}")
    return said


_FIRST = {"span": "{} later", "mentioned": "who is mentioned", "theirs": "those that ask for it"}


def _kept_in_order(field: Field) -> Iterator[str]:
    if field.sum:
        yield f"{' and '.join(field.sum)} together"
    if field.ordered:
        yield f"never {' after '.join(field.ordered)}"
    if field.no_circle:
        yield "in no circle"
    if field.some:
        yield "at least one"


def _section(section: Section) -> list[str]:
    said = [" or ".join(section.by), needed_in_words(section.needed)]
    if section.entries:
        said.append("entries with headings" if section.headed else "one entry a person")
    if section.ticks:
        said.append(f"{len(section.ticks)} to tick" if len(section.ticks) > 1 else "to tick")
    if section.marked:
        said.append(" | ".join(section.marked))
    if section.sentences:
        said.append(f"at most {section.sentences} sentences")
    return said


def needed_in_words(needed: Choice[bool]) -> str:
    """Whether something is needed, and when; nothing where it never is."""
    wanted = [_when(held) for held, is_ in _named_cases(needed) if is_]
    if not needed.otherwise:
        return f"needed {' or '.join(wanted)}" if wanted else ""
    free = [_when(held) for held, is_ in _named_cases(needed) if not is_]
    return f"needed, but not {' or '.join(free)}" if free else "needed"


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
        before = f"  {left}  {target:<{width}}"
        first, *more = _wrap(when, WIDTH - 4 - len(before) - 2, _INDENT) or [""]
        lines.append(f"{before}  {first}".rstrip())
        lines += [f"{' ' * len(before)}  {line}" for line in more]
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
    here = state if act.source is not None else ""
    yield from ((_arrow(target, here), when) for target, when in _leads(protocol, act, here, state))


def _leads(protocol: Protocol, act: ActRule, here: str, stays: str = "") -> Iterator[tuple[str, str]]:
    """The states after the act, and when; `stays` is said where the state stays."""
    yield from ((target, "as chosen") for target in act.chooses)
    if act.chooses:
        return
    to = act.to.cases.get(here, act.to.otherwise) if act.to is not None and act.to.on == "status" else act.to
    if to is None or isinstance(to, str):
        if to or stays:
            yield to or stays, ""
        return
    yield from ((target, when) for when, target in _cases(protocol, to))


def _arrow(target: str, state: str) -> str:
    return "⟲" if target == state else f"⟶ {target}"


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
        yield f"opens a record of kind {act.opens.kind}{_brought(act.opens)}"
    if act.closes:
        yield f"closes its {act.closes}"
    for name, by in act.steps.items():
        if by.startswith("0 "):
            yield f"{name} is the day"
        else:
            yield f"{name} goes on by {by}" if by else f"one {name} up"
    for record, name in act.carries.items():
        yield f"does {name if name in protocol.acts else f'the act named in {name}'} on {record}"
    yield from (f"writes {name}: {filler.replace('_', ' ')}" for name, filler in act.fills.items())
    if act.moves:
        yield "moves it to the archive"
    if act.tells:
        yield f"tells {', '.join(act.tells)}"
    if act.binding:
        yield "not for agents"


def _brought(opens: Opens) -> str:
    return f" with the {' and '.join(opens.given)} that is given" if opens.given else ""


def _guards(guards: Mapping[str, str]) -> str:
    return " and ".join(f"{name} {argument}".rstrip().replace("_", " ") for name, argument in guards.items())


# -- promises


def _each_of(who: Iterable[str]) -> str:
    return f"each of {' and '.join(who)}"


def _promise(protocol: Protocol, promise: PromiseRule) -> Iterator[list[str]]:
    span = "".join(
        f", {word} {section} is filled"
        for word, section in (("once", promise.after), ("until", promise.until))
        if section
    )
    if promise.once:
        span += f", once all of {promise.once} is settled"
    yield [
        *_each(protocol, promise.who, _each_of if promise.each else " or ".join),
        f"in {' and '.join(promise.states)}{span}",
    ]
    yield list(_each(protocol, promise.within, _within))
    if promise.kept:
        yield [f"kept by {' or '.join(promise.kept)}"]
    first, *others = _each(protocol, promise.silence, ", else ".join)
    reminded = [f"reminded at {', '.join(f'{percent} %' for percent in promise.remind)}"] if promise.remind else []
    yield [*reminded, f"silence: {first}", *others]


def _within(within: Clock | str) -> str:
    if isinstance(within, str) or within.side == "from-start":
        return f"within {within}"
    return str(within) if within.side == "by" else f"{within.span} {within.side} {within.field}"


def _rhythm(protocol: Protocol) -> list[str]:
    if protocol.rhythm is None:
        return []
    said = _said_of_rhythm(protocol.rhythm)
    return ["RHYTHM", *(f"{_INDENT}{line}" for line in _flow(said, WIDTH - len(_INDENT)))]


def _said_of_rhythm(rhythm: Rhythm) -> list[str]:
    on = f" on {rhythm.on}" if rhythm.on else ""
    states = f" in {' or '.join(rhythm.states)}" if rhythm.states else ""
    said = [f"every {rhythm.every}{on}, by {rhythm.by}, for {' and '.join(rhythm.who)}{states}"]
    if rhythm.remind:
        said.append(f"reminded at {', '.join(f'{percent} %' for percent in rhythm.remind)}")
    return said


# -- what hangs on something


def _each(protocol: Protocol, choice: Choice[T], written: Callable[[T], str]) -> Iterator[str]:
    """Each case with its value in words, the others last."""
    for when, value in _cases(protocol, choice):
        if not when:
            yield written(value)
        elif when == _ELSE:
            yield from (f"else {text}" for text in (written(value),) if text)
        else:
            yield f"{written(value) or 'nothing'} {when}"


def _cases(protocol: Protocol, choice: Choice[T]) -> Iterator[tuple[str, T]]:
    """When, and what then: nothing for what holds always, `else` for what is not named."""
    if choice.on is None:
        yield "", choice.otherwise
        return
    yield from ((_when(held), value) for held, value in _named_cases(choice, protocol))
    if _has_else(protocol, choice):
        yield _ELSE, choice.otherwise


def _named_cases(
    choice: Choice[T], protocol: Protocol | None = None, held: Conditions = ()
) -> Iterator[tuple[Conditions, T]]:
    """The cases that are named, and what all of them hang on; the last of those within a case is what else it holds."""
    for case, value in choice.cases.items():
        both = (*held, (choice.on or "", case))
        if isinstance(value, Choice):
            yield from _named_cases(value, protocol, both)
            if protocol is None or _has_else(protocol, value):
                rest = "not empty" if tuple(value.cases) == (_NONE,) else "something else"
                yield (*both, (value.on or "", rest)), value.otherwise
        else:
            yield both, value


def _has_else(protocol: Protocol, choice: Choice[T]) -> bool:
    """Whether the cases that are named leave others."""
    if choice.gaps or choice.on is None:
        return False
    possible = protocol.states if choice.on == "status" else values(protocol, choice.on)
    return any(value not in choice.cases for value in possible)


def _when(held: Conditions) -> str:
    return f"when {' and '.join(f'{on} is {_EMPTY if case == _NONE else case}' for on, case in held)}"
