"""What a protocol file says, as read and checked by `text.protocols`.

Any value that may hang on one field or section of the record is written `Choice[T]`; a plain value is a choice with
nothing to hang on. There is no other condition language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from tacit.model.clock import Clock

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """`on` names the field or section; None where the value hangs on nothing (then `otherwise` is the value).

    For a section, the case `None` stands for one that is not filled; for a field, for one without a value.
    """

    otherwise: T
    on: str | None = None
    cases: Mapping[str, "T | Choice[T]"] = field(default_factory=dict)  # a case may hang on something again
    gaps: tuple[str, ...] = ()  # values that no case names, where there is no `else` either

    def every(self) -> tuple[T, ...]:
        """Each value that this can come to."""
        inner = (value.every() if isinstance(value, Choice) else (value,) for value in self.cases.values())
        return (*(value for several in inner for value in several), self.otherwise)


FieldType = Literal[
    "id", "text", "number", "yes", "date", "time", "duration", "path", "person", "party", "record",
    "persons", "parties", "records", "texts", "choice", "state", "answers", "rows",
]  # fmt: skip
PARTY_TYPES = ("person", "party", "persons", "parties")
RECORD_TYPES = ("record", "records")
CHANGES = ("editorial", "substantial")


FirstValue = Literal["value", "today", "this week", "span", "path", "mentioned", "theirs"]


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    type: FieldType
    choices: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    needed: Choice[bool] = field(default_factory=lambda: Choice(False))
    starts: str | None = None  # the first value, or where it comes from
    starts_as: FirstValue = "value"  # which of the two; `span` is that long after now
    by: str | None = None  # the role that may change it; else the first role of the protocol
    line: int = 0
    sum: tuple[str, str] | None = None  # kept by Tacit: the time in the first field and the span in the second
    ordered: tuple[str, ...] = ()  # columns with dates that may not run backwards
    no_circle: bool = False  # of records: they may not lead back to this one
    some: bool = False  # of rows: where the field is there, it has at least one
    instead: str = ""  # what helps where it is needed and none of its values fits

    @property
    def usual(self) -> str | None:
        """The value of a record that leaves the field out."""
        return self.starts if self.starts_as == "value" else None


@dataclass(frozen=True, slots=True)
class Opens:
    """The record that an act opens. Texts hold fields and sections of this one in braces; of `given` ones the caller
    brings the value, and then the act may be done again and again."""

    kind: str
    fields: Mapping[str, str] = field(default_factory=dict)
    writes: Mapping[str, str] = field(default_factory=dict)  # by the headings of that kind
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Role:
    name: str
    paths: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """`heading` is the key: it may hold field names in braces, "{to}'s Reply"."""

    heading: str
    by: tuple[str, ...]
    needed: Choice[bool] = field(default_factory=lambda: Choice(False))
    entries: bool = False  # one entry a person, append only
    headed: bool = False  # its entries begin with a heading of their own instead of a stamp: `entries: headed`
    ticks: tuple[str, ...] = ()  # checklist items, may hold field names in braces
    marked: tuple[str, ...] = ()  # the marks of a `> Status:` line, the first one is where it starts
    stamped: bool = False  # a `> Updated: day` line, kept by acts
    sentences: int | None = None  # at most
    starts: str | None = None  # text that a new record has here and that does not count as filled
    hint: str = ""  # the bracketed hint of the template
    suffix: str = ""  # what the template adds to the heading: " (if needed)"
    line: int = 0


@dataclass(frozen=True, slots=True)
class ActRule:
    name: str
    by: Choice[tuple[str, ...]]
    source: tuple[str, ...] | None  # `from`; None: the act that makes the record
    to: Choice[str] | None = None  # None: the state stays
    needs: Choice[tuple[str, ...]] = field(default_factory=lambda: Choice(()))
    writes: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)  # section → mark
    ticks: tuple[str, ...] = ()  # sections whose checklists it ticks
    because: bool = False
    answers: str | None = None  # approve, abstain, object, replied
    then: tuple[str, ...] = ()  # acts that Tacit tries at once afterwards
    change: tuple[str, ...] = ()  # the kinds of change one must choose from: editorial, substantial
    restarts: tuple[str, ...] = ()  # promises
    opens: Opens | None = None
    closes: str | None = None  # a kind
    carries: Mapping[str, str] = field(default_factory=dict)  # record field → field with the act to do there
    steps: Mapping[str, str] = field(default_factory=dict)  # a field → "" (a number goes up by one), or the span that
    # a date goes on by from today, or the field that holds the span
    moves: str | None = None  # "archive"
    tells: tuple[str, ...] = ()  # roles and paths
    guards: Choice[Mapping[str, str]] = field(default_factory=lambda: Choice({}))  # name → argument ("" where none)
    binding: bool = False  # not for agents
    line: int = 0
    chooses: tuple[str, ...] = ()  # `to: [one, two]`: the caller says which, `--set status=…`; then `to` is None
    fills: Mapping[str, str] = field(default_factory=dict)  # section → a name of `rules.fillers` that writes it

    def targets(self) -> tuple[str, ...]:
        """The states that it may lead to; none where the state stays."""
        return self.chooses or (self.to.every() if self.to is not None else ())


@dataclass(frozen=True, slots=True)
class PromiseRule:
    name: str
    who: Choice[tuple[str, ...]]
    states: tuple[str, ...]  # `in`
    within: Choice[Clock | str]  # a clock, or a path to one (steps.answer)
    kept: tuple[str, ...]
    each: bool = False
    due: str = "due"  # the field that holds the written due time
    remind: tuple[int, ...] = ()  # per cent of the window
    silence: Choice[tuple[str, ...]] = field(default_factory=lambda: Choice(("remind",)))
    after: str | None = None  # begins when this section is filled
    until: str | None = None  # is kept when this section is filled
    line: int = 0
    once: str | None = None  # begins when every record that this field names is settled

    @property
    def owers(self) -> tuple[str, ...]:
        """Every role and path that `who` can come to."""
        return tuple(dict.fromkeys(name for who in self.who.every() for name in who))


@dataclass(frozen=True, slots=True)
class Rhythm:
    every: str  # workday, week, month, or a field with a duration
    who: tuple[str, ...]  # `for`: paths that begin with the kind of the records that it comes round for
    on: str = ""
    by: str = "end of hours"
    line: int = 0
    states: tuple[str, ...] = ()  # `in`: of those records; else every one that is not final
    remind: tuple[int, ...] = ()  # per cent of the window


@dataclass(frozen=True, slots=True)
class Protocol:
    kind: str
    files: str
    fields: Mapping[str, Field]
    roles: Mapping[str, Role]
    sections: Mapping[str, Section]
    states: tuple[str, ...]
    acts: Mapping[str, ActRule]
    promises: Mapping[str, PromiseRule]
    final: tuple[str, ...] = ()
    rests: tuple[str, ...] = ()
    form: str = ""
    title: str = ""  # one sentence, for help and pages
    layout: Literal["headings", "lines", "bold"] = "headings"
    level: int = 2  # of headings
    spelled: str = ""  # how a new section of the layouts `lines` and `bold` is written: "**{heading}:** {text}"
    head: str = ""  # what the template has above the sections, with fields in braces: printed, never stored
    foot: str = ""  # the same below them
    archive: str | None = None
    index: str | None = None
    rhythm: Rhythm | None = None
    names: Mapping[str, str] = field(default_factory=dict)  # our field → the key that foreign files use
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # our field → where it stands in their text
    statuses: Mapping[str, str] = field(default_factory=dict)  # how foreign files spell states, case-folded → state
    path: str = ""  # where it was read from
    bundled: bool = True
    without: tuple[str, ...] = ()  # of the acts that every kind has, `edit` and `comment`, those that this one lacks
    state_lines: Mapping[str, int] = field(default_factory=dict)  # where each state is named

    @property
    def folder(self) -> str:
        """The record folder: the fixed part of `files`."""
        return self.files.partition("{")[0].rpartition("/")[0]

    @property
    def foreign(self) -> bool:
        """Whether its files are not written by Tacit: the pattern of `files` tells which ones are records."""
        return bool(self.names or self.places)

    @property
    def entry_level(self) -> int:
        """Of the headings of entries that have one."""
        return self.level + 1

    @property
    def opener(self) -> str:
        """The role that owns what names no role: the first one."""
        return next(iter(self.roles), "anyone")
