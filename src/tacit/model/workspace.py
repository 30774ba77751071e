"""What `tacit.yaml` says."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tacit.model.clock import Span
from tacit.model.people import Hours


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an escalation: who must answer and decide, within what time."""

    to: tuple[str, ...]  # paths, persons or teams
    answer: Span
    decide: Span


@dataclass(frozen=True, slots=True)
class Settings:
    name: str = ""
    hours: Hours = field(default_factory=Hours)
    told: str = "shared"
    escalation: tuple[Step, ...] | None = None  # None: the one default step of semantics 21
    forms: Mapping[str, str] = field(default_factory=dict)
    channels: tuple[Mapping[str, str], ...] = ()
    couriers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
