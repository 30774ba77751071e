"""What would help, in parts: as a text it is what the command line says; a page says each part in its own way."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

_MAKING = re.compile(r"\btacit new ([a-z][\w-]*)")
ANY = "…"


@dataclass(frozen=True, slots=True)
class SetField:
    """A field to fill in. What stands as `value` is what would do, or only how it is written."""

    name: str
    value: str = ANY
    is_example: bool = False

    def __str__(self) -> str:
        return f"--set {self.name}={self.value}"


@dataclass(frozen=True, slots=True)
class SetOneOf:
    """A field with the values of which each would do."""

    name: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"--set {', or '.join(f'{self.name}={value}' for value in self.values)}"


@dataclass(frozen=True, slots=True)
class WriteSection:
    """A section to fill in, by its heading."""

    heading: str

    def __str__(self) -> str:
        return f'--write "{self.heading}={ANY}"'


@dataclass(frozen=True, slots=True)
class WriteAny:
    """One of the sections."""

    def __str__(self) -> str:
        return f"--write 'SECTION={ANY}'"


@dataclass(frozen=True, slots=True)
class GiveReason:
    """The reason of an act; where it is told under a heading, that is `heading`."""

    heading: str = ""

    def __str__(self) -> str:
        return f"--because '{'text' if self.heading else 'why'}'"


Place = SetField | SetOneOf | WriteSection | WriteAny | GiveReason


@dataclass(frozen=True, slots=True)
class Fill:
    """Places of the form that one is at."""

    places: tuple[Place, ...]

    def __str__(self) -> str:
        return " ".join(map(str, self.places))


@dataclass(frozen=True, slots=True)
class DoAct:
    """An act on a record, and what to fill in with it; by somebody else, where it is theirs."""

    record: str
    act: str
    places: tuple[Place, ...] = ()
    is_theirs: bool = False

    def __str__(self) -> str:
        return " ".join(("tacit act", self.record, self.act, *map(str, self.places)))


@dataclass(frozen=True, slots=True)
class MakeNew:
    """A new record of a kind."""

    kind: str
    places: tuple[Place, ...] = ()

    def __str__(self) -> str:
        return " ".join(("tacit new", self.kind, *map(str, self.places)))


@dataclass(frozen=True, slots=True)
class See:
    """A record to look at. In the middle of a sentence it stands for the record's page: `tacit show ID` says …"""

    record: str
    is_noun: bool = False

    def __str__(self) -> str:
        said = f"tacit show {self.record}".rstrip()
        return f"`{said}`" if self.is_noun else said


@dataclass(frozen=True, slots=True)
class Named:
    """A record that may have been meant."""

    record: str

    def __str__(self) -> str:
        return self.record


@dataclass(frozen=True, slots=True)
class Lookup:
    """Where one looks for something: the command, and what is found by it."""

    command: str
    finds: str
    is_noun: bool = False

    def __str__(self) -> str:
        return f"`tacit {self.command}`" if self.is_noun else f"tacit {self.command}"


@dataclass(frozen=True, slots=True)
class ValueOf:
    """A value of a field, as what is spoken of: `--set change=substantial` asks anew."""

    field: str
    value: str

    def __str__(self) -> str:
        return f"--set {self.field}={self.value}"


@dataclass(frozen=True, slots=True)
class Anything:
    """Something to change, whatever it is."""

    def __str__(self) -> str:
        return "--set FIELD=VALUE or --write SECTION=TEXT"


@dataclass(frozen=True, slots=True)
class Typed:
    """What only a command line says, and what is left out elsewhere."""

    text: str

    def __str__(self) -> str:
        return self.text


Part = str | Fill | DoAct | MakeNew | See | Named | Lookup | ValueOf | Anything | Typed


class Remedy(str):
    """The text that every face may show, and the parts that it is made of."""

    __slots__ = ("parts",)
    parts: tuple[Part, ...]

    def __new__(cls, *parts: Part) -> Self:
        made = super().__new__(cls, "".join(map(str, parts)))
        made.parts = parts
        return made


def parts_of(remedy: str) -> tuple[Part, ...]:
    """One that was only ever a text is one part."""
    return remedy.parts if isinstance(remedy, Remedy) else (remedy,)


def named(records: Sequence[str], between: str) -> tuple[Part, ...]:
    """One after the other."""
    return tuple(part for record in records for part in (between, Named(record)))[1:]


def read_parts(text: str) -> tuple[Part, ...]:
    """What a protocol says would help, in its own words: `a question is a thread (tacit new thread)`."""
    return tuple(_parted(text))


def _parted(text: str) -> Iterator[Part]:
    end = 0
    for found in _MAKING.finditer(text):
        if found.start() > end:
            yield text[end : found.start()]
        yield MakeNew(found[1])
        end = found.end()
    if text[end:]:
        yield text[end:]


def unmade(remedy: str, record: str) -> str:
    """What helps of a record that is not there yet: what would be said with an act is said with the rest."""
    if not isinstance(remedy, Remedy):
        return remedy

    def said(part: Part) -> Part:
        return Fill(part.places) if isinstance(part, DoAct) and part.record == record else part

    return Remedy(*map(said, remedy.parts))
