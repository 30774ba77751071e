"""What an act asks for, and what it comes to once the rules have said yes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from tacit.model.record import Value


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller brings to an act: values and texts by the protocol's own names, and a reason."""

    sets: Mapping[str, Value] = field(default_factory=dict)
    writes: Mapping[str, str] = field(default_factory=dict)
    because: str = ""
    opened: "Given | None" = None  # what is meant for the record that the act opens, by that one's names


@dataclass(frozen=True, slots=True)
class Facts:
    """What only history and couriers know, needed where silence speaks: who was told, what was done before."""

    told: frozenset[str] = frozenset()  # parties
    lapsed: bool = False
    done: frozenset[str] = frozenset()  # acts of Tacit since the promise began
    irregular: str = ""  # an edit since then that no allowed act explains
    began: datetime | None = None  # when the promise began that silence is about: then they were told


@dataclass(frozen=True, slots=True)
class Write:
    """A text for a section: it takes the place of what stands there, follows it, or is an entry of its own."""

    section: str
    text: str
    mode: Literal["set", "add", "entry"]


@dataclass(frozen=True, slots=True)
class Opening:
    """Another record to open with this act, linked both ways."""

    kind: str
    fields: Mapping[str, Value]
    writes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    record: str
    kind: str
    act: str
    actor: str
    party: str
    at: datetime
    day: str  # the day of the one who acts, in their zone
    source: str
    target: str
    sets: Mapping[str, Value]  # None removes the key
    writes: tuple[Write, ...] = ()
    stamps: tuple[str, ...] = ()  # sections whose `> Updated:` line takes the day
    marks: Mapping[str, str] = field(default_factory=dict)
    ticks: tuple[str, ...] = ()
    moves: str | None = None
    opens: Opening | None = None
    carries: tuple[tuple[str, str], ...] = ()  # acts to do on other records at once: (record, act)
    then: tuple[str, ...] = ()
    ends: tuple[tuple[str, str], ...] = ()  # acts that Tacit does on others afterwards: (record, act)
    tells: tuple[str, ...] = ()  # parties
    because: str = ""
    answer: str = ""  # approve, abstain, object
    began: tuple[str, ...] = ()  # the promises that this starts
    warnings: tuple[str, ...] = ()  # what speaks against nothing, and should be known
