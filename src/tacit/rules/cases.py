"""The cases that a protocol tells apart: what its fields hold, which sections are filled."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any, TypeVar

from tacit.model.protocol import Choice, Protocol

T = TypeVar("T")

Case = Mapping[str, str]  # field or section → its value

FILLED = "filled"
EMPTY = "None"
OTHER = "anything else"  # stands for the values of a field that no dependency names
LIMIT = 1024  # cases of one question; more than that, nobody could read either


def settle(choice: Choice[T], case: Case, state: str) -> T:
    """What the choice comes to in this case and state."""
    if choice.on is None:
        return choice.otherwise
    value = state if choice.on == "status" else case.get(choice.on, OTHER)
    found = choice.cases.get(value, choice.otherwise)
    return settle(found, case, state) if isinstance(found, Choice) else found


def choices(protocol: Protocol) -> Iterator[Choice[Any]]:
    for act in protocol.acts.values():
        yield from (act.by, act.needs, act.guards)
        if act.to is not None:
            yield act.to
    for promise in protocol.promises.values():
        yield from (promise.who, promise.within, promise.silence)


def hang_on(some: Iterable[Choice[Any]]) -> tuple[str, ...]:
    """The fields and sections, each once, that these choices hang on; `status` is told apart as the state itself."""
    named = dict.fromkeys(each.on for choice in some for each in nested(choice) if each.on and each.on != "status")
    return tuple(named)


def nested(choice: Choice[Any]) -> Iterator[Choice[Any]]:
    """The choice, and those that its cases are."""
    yield choice
    for value in choice.cases.values():
        if isinstance(value, Choice):
            yield from nested(value)


def values(protocol: Protocol, on: str) -> tuple[str, ...]:
    """All values to tell apart of a field or section."""
    if on in protocol.sections:
        return (EMPTY, FILLED)
    field = protocol.fields[on]
    always = field.usual is not None or (field.needed.on is None and field.needed.otherwise)
    unset = () if always else (EMPTY,)
    if field.type == "choice":
        return (*field.choices, *unset)
    if field.type == "yes":
        return ("true", "false", *unset)
    every_choice = (each for choice in choices(protocol) for each in nested(choice))
    named = [value for choice in every_choice if choice.on == on for value in choice.cases]
    return tuple(dict.fromkeys((*named, OTHER, *unset)))


def every(protocol: Protocol, names: Sequence[str]) -> Iterator[Case]:
    """Every combination of what these may hold."""
    for combination in product(*(values(protocol, name) for name in names)):
        yield dict(zip(names, combination, strict=True))


def too_many(protocol: Protocol, names: Sequence[str]) -> bool:
    return prod(len(values(protocol, name)) for name in names) > LIMIT


def summed_up(cases: Sequence[Case], among: Sequence[Case]) -> tuple[Case, ...]:
    """These of all cases in as few as cover them: what makes no difference is left out."""
    others = [case for case in among if case not in cases]
    found: list[Case] = []
    for case in cases:
        if any(partial.items() <= case.items() for partial in found):
            continue
        kept = dict(case)
        for name in case:
            without = {other: value for other, value in kept.items() if other != name}
            if not any(without.items() <= other.items() for other in others):
                kept = without
        found.append(kept)
    return tuple(found)


def in_words(protocol: Protocol, case: Case) -> str:
    """`when type is question and Resolution is not filled, `; nothing for the case that holds always."""
    parts = []
    for name, value in case.items():
        if name in protocol.sections:
            parts.append(f"{name} is {'not ' if value == EMPTY else ''}filled")
        else:
            parts.append(f"{name} is {'not set' if value == EMPTY else value}")
    return f"when {' and '.join(parts)}, " if parts else ""
